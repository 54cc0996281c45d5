package reseller

import (
	"cmp"
	"fmt"
	"strings"

	"canopy/internal/locale"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/usercsv"
)

// MaxCustomers is how many customers one createCustomers takes.
const MaxCustomers = 1000

// newCustomer is one row of many: a customer to open a review of, or what is wrong with it.
type newCustomer struct {
	place
	unread  bool           // for its own faults: its values say nothing
	own     problem.Faults // of what stands in the row itself
	details details
	contact contact

	faults problem.Faults // its own, and what the transaction finds
	found  *matched       // nil: nobody has looked yet
	review int64          // that is open
}

// contact is a notification contact as written: by id or by e-mail address. The zero one names nobody.
type contact struct {
	written  string
	id       int64
	emailKey string
}

func contactOf(written string) contact {
	if id, ok := nodeid.Parse(written); ok {
		return contact{written: written, id: id.Of(nodeid.User)}
	}
	_, key, _ := locale.Email(written)
	return contact{written: written, emailKey: key}
}

// readCustomers reads exactly one of customers and csv. What is wrong with them is in the upload; the error is the source's own.
func readCustomers(in CreateCustomersInput) (*upload, error) {
	up := &upload{columns: usercsv.CustomerColumns, most: MaxCustomers}
	switch {
	case in.Customers != nil && in.CSV != nil:
		up.faults.Add("csv", problem.Invalid, "send the customers as customers or as csv, not both")
	case in.CSV != nil:
		if err := up.readFile(in.CSV); err != nil {
			return nil, fmt.Errorf("reseller: read the upload: %w", err)
		}
		for _, row := range up.rows { // a file names countries as people do
			if code, ok := locale.CountryCode(row.Extra["address.country"]); ok {
				row.Extra["address.country"] = code
			}
		}
	case len(in.Customers) > MaxCustomers:
		up.faults.Add("customers", problem.LimitExceeded, "%d customers are too many at once: send at most %d", len(in.Customers), MaxCustomers)
	case len(in.Customers) > 0:
		for _, customer := range in.Customers {
			up.rows = append(up.rows, uploadRow{Row: customer.row()})
		}
	case in.Customers != nil:
		up.faults.Add("customers", problem.Required, "the list is empty: name at least one customer")
	default:
		up.faults.Add("customers", problem.Required, "send the customers as customers or as csv")
	}
	return up, nil
}

// row is the customer as a file has it.
func (in *NewCustomerInput) row() usercsv.Row {
	a := in.Address
	first := min(len(a.Street), 1)
	row := usercsv.Row{Phone: text(in.Phone), Language: text(in.Language), TimeZone: text(in.Timezone), Extra: map[string]string{
		"type": string(in.Type), "name": in.Name, "externalReference": text(in.ExternalReference),
		"address.street.0": strings.Join(a.Street[:first], ""), "address.street.1": strings.Join(a.Street[first:], "\n"),
		"address.dependentLocality": text(a.DependentLocality), "address.city": text(a.City), "address.region": text(a.Region),
		"address.postalCode": text(a.PostalCode), "address.country": a.Country,
	}}
	if id := in.NotificationContactID; id != nil {
		row.Extra["notificationContactId"] = cmp.Or(id.String(), "?") // malformed
	}
	return row
}

// customers are the rows, each judged by itself; what depends on other rows is judged in the transaction.
func (up *upload) customers() []*newCustomer {
	list := make([]*newCustomer, len(up.rows))
	for i, row := range up.rows {
		list[i] = &newCustomer{place: place{i, row.Line}, own: row.faults, unread: row.faults != nil}
		if row.faults == nil {
			list[i].read(row.Row)
		}
	}
	return list
}

func (n *newCustomer) read(row usercsv.Row) {
	field := row.Extra
	in := CreateCustomerInput{
		Type: checkCustomerType(&n.own, "type", field["type"]), Name: field["name"], Phone: &row.Phone, Language: &row.Language, Timezone: &row.TimeZone,
		ExternalReference: new(field["externalReference"]),
		Address: AddressInput{
			Street: []string{field["address.street.0"], field["address.street.1"]}, DependentLocality: new(field["address.dependentLocality"]),
			City: new(field["address.city"]), Region: new(field["address.region"]), PostalCode: new(field["address.postalCode"]), Country: field["address.country"],
		},
	}
	n.details, n.contact = in.details(&n.own), contactOf(field["notificationContactId"])
}

// checkCustomerType reads a type as people write it; a fault REQUIRED or INVALID at path.
func checkCustomerType(f *problem.Faults, path, written string) CustomerType {
	switch strings.ReplaceAll(EnumValue(written), "_", "") {
	case "ENDCUSTOMER", "ENDKUNDE", "CLIENTFINAL":
		return "END_CUSTOMER"
	case "SUBDIVISION", "UNTERGLIEDERUNG", "ABTEILUNG", "SOUSDIVISION":
		return "SUB_DIVISION"
	case "":
		f.Add(path, problem.Required, "write END_CUSTOMER or SUB_DIVISION")
	default:
		f.Add(path, problem.Invalid, "unknown type %.40q: write END_CUSTOMER or SUB_DIVISION", written)
	}
	return ""
}
