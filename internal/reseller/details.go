package reseller

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/internal/locale"
	"canopy/internal/match"
	"canopy/internal/nodeid"
	"canopy/internal/problem"

	"github.com/99designs/gqlgen/graphql"
)

// details are what is known of a customer before it is registered, as stored.
type details struct {
	Type              account.Type
	Name              string
	Address           locale.Address
	Phone             string
	Language          string
	Timezone          string
	ContactID         int64
	ExternalReference string
}

// details judges the form by itself; what depends on other rows is judged in the transaction.
func (in CreateCustomerInput) details(f *problem.Faults) details {
	d := details{Type: account.Type(in.Type), ContactID: in.NotificationContactID.Of(nodeid.User)}
	d.Name = CheckText(f, "name", in.Name)
	d.Address = checkAddress(f, "address", in.Address)
	d.Phone = CheckPhone(f, "phone", in.Phone, d.country())
	d.Language = CheckLanguage(f, "language", in.Language)
	d.Timezone = CheckTimeZone(f, "timezone", in.Timezone)
	d.ExternalReference = CheckOptionalText(f, "externalReference", in.ExternalReference)
	return d
}

// apply changes the details by what is given: absent stays, null clears.
func (in UpdateReviewInput) apply(f *problem.Faults, d details) details {
	if v, given := required(f, "type", in.Type); given {
		d.Type = account.Type(v)
	}
	if v, given := required(f, "name", in.Name); given {
		d.Name = CheckText(f, "name", v)
	}
	if v, given := required(f, "address", in.Address); given {
		d.Address = checkAddress(f, "address", v)
	}
	if v, given := in.Phone.ValueOK(); given {
		d.Phone = CheckPhone(f, "phone", v, d.country())
	}
	if v, given := in.Language.ValueOK(); given {
		d.Language = CheckLanguage(f, "language", v)
	}
	if v, given := in.Timezone.ValueOK(); given {
		d.Timezone = CheckTimeZone(f, "timezone", v)
	}
	if v, given := required(f, "notificationContactId", in.NotificationContactID); given {
		d.ContactID = v.Of(nodeid.User)
	}
	if v, given := in.ExternalReference.ValueOK(); given {
		d.ExternalReference = CheckOptionalText(f, "externalReference", v)
	}
	return d
}

// required is a field that may be absent but not null.
func required[T any](f *problem.Faults, path string, o graphql.Omittable[*T]) (value T, given bool) {
	v, given := o.ValueOK()
	if given && v == nil {
		f.Add(path, problem.Required, "it cannot be cleared: leave it out to keep what it is")
		return value, false
	}
	if given {
		value = *v
	}
	return value, given
}

// country is the address's when there is such a country, else "".
func (d details) country() string {
	for _, fault := range (locale.Address{Country: d.Address.Country}).Check() {
		if fault.Path[0] == "country" {
			return ""
		}
	}
	return d.Address.Country
}

func detailsOf(r *ent.Review) details {
	d := details{
		Type: account.Type(r.Type), Name: r.Name, Phone: r.Phone, Language: r.Language, Timezone: r.Timezone, ExternalReference: r.ExternalReference,
		Address: locale.Address{
			Street: lines(r.Street), DependentLocality: r.DependentLocality, City: r.City, Region: r.Region, PostalCode: r.PostalCode, Country: r.Country,
		},
	}
	if r.NotificationContactID != nil {
		d.ContactID = *r.NotificationContactID
	}
	return d
}

// addressed is a row to be written that has an address.
type addressed interface {
	SetStreet(string)
	SetDependentLocality(string)
	SetCity(string)
	SetRegion(string)
	SetPostalCode(string)
	SetCountry(string)
}

// setAddress writes an address into a row.
func setAddress(row addressed, a locale.Address) {
	row.SetStreet(strings.Join(a.Street, "\n"))
	row.SetDependentLocality(a.DependentLocality)
	row.SetCity(a.City)
	row.SetRegion(a.Region)
	row.SetPostalCode(a.PostalCode)
	row.SetCountry(a.Country)
}

// lines are the elements of a list that is stored as text.
func lines(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}

// hash tells the same details from others.
func (d details) hash() string {
	text, _ := json.Marshal(d) // strings and numbers only
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// party is what matching compares.
func (d details) party() match.Party { return partyOf(d.Name, nil, d.Address, d.Phone) }

func partyOf(name string, aliases []string, a locale.Address, phone string) match.Party {
	return match.Party{
		Name: name, Aliases: aliases, Street: a.Street, City: a.City, Region: a.Region, PostalCode: a.PostalCode, Country: a.Country, Phone: phone,
	}
}

// changes are the fields that differ, as an event tells them.
func (d details) changes(before details) []FieldChange {
	var list []FieldChange
	add := func(field, before, after string) {
		if before != after {
			list = append(list, FieldChange{Field: field, Before: value(before), After: value(after)})
		}
	}
	add("type", string(before.Type), string(d.Type))
	add("name", before.Name, d.Name)
	add("address", before.place(), d.place())
	add("phone", before.Phone, d.Phone)
	add("language", before.Language, d.Language)
	add("timezone", before.Timezone, d.Timezone)
	add("notificationContact", nodeid.New(nodeid.User, before.ContactID).String(), nodeid.New(nodeid.User, d.ContactID).String())
	add("externalReference", before.ExternalReference, d.ExternalReference)
	return list
}

// place is the address in one line.
func (d details) place() string {
	a := d.Address
	parts := append(strings.Split(strings.Join(a.Street, "\n"), "\n"), a.DependentLocality, a.PostalCode, a.City, a.Region, a.Country)
	var filled []string
	for _, p := range parts {
		if p != "" {
			filled = append(filled, p)
		}
	}
	return strings.Join(filled, ", ")
}

// value is a text as a nullable value; nil when empty.
func value(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
