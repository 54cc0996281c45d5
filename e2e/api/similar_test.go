package api_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"canopy/ent/organization"
	"canopy/internal/locale"
	"canopy/internal/reseller"
	"canopy/internal/store"
	"canopy/internal/viewer"
)

// What is asked of a review in these tests: what a person looks at.
const (
	shownAccounts = `similarAccounts { organization { id name aliases source address { street city } } score likelySame reasons account { id } }`
	openReview    = `mutation($input: CreateCustomerInput!) { createCustomer(input: $input) { review { id version ` + shownAccounts + ` } userErrors { path code message } } }`
	decideReview  = `mutation($input: ApproveReviewInput!) { approveReview(input: $input) {
		review { id version status ` + shownAccounts + ` } account { id organization { id } } userErrors { path code message } } }`
)

// written reads "name = alias; street; city; postal code; country and region; phone".
func written(line string) reseller.NewOrganization {
	part := make([]string, 6)
	for i, text := range strings.Split(line, ";") {
		part[i] = strings.TrimSpace(text)
	}
	names := strings.Split(part[0], " = ")
	o := reseller.NewOrganization{Source: organization.SourceEXTERNAL, Name: names[0], Aliases: names[1:], Phone: part[5]}
	country, region, _ := strings.Cut(part[4], " ")
	o.Address = locale.Address{City: part[2], PostalCode: part[3], Country: country, Region: region}
	if part[1] != "" {
		o.Address.Street = []string{part[1]}
	}
	return o
}

// entered is what somebody types of a business.
func entered(line string) vars {
	o := written(line)
	in := vars{"name": o.Name, "address": vars{"street": o.Address.Street, "city": o.Address.City, "postalCode": o.Address.PostalCode, "country": o.Address.Country}}
	if o.Address.Region != "" {
		in["address"].(vars)["region"] = o.Address.Region
	}
	if o.Phone != "" {
		in["phone"] = o.Phone
	}
	return in
}

// register registers businesses and returns their ids on the wire.
func (h *house) register(lines ...string) (ids []string) {
	h.Tx(func(ctx context.Context, tx *store.Tx) error {
		var all []reseller.NewOrganization
		for _, line := range lines {
			all = append(all, written(line))
		}
		keys, err := h.RegisterOrganizations(ctx, tx, all)
		for _, key := range keys {
			ids = append(ids, organizationID(key))
		}
		return err
	})
	return ids
}

// similar are the similar accounts at a path, each with whether it is likely and the reasons.
func (a *answer) similar(path string) []string {
	shown := []string{}
	for _, s := range list(a.at(path)) {
		s, likely := s.(map[string]any), "possible"
		if s["likelySame"] == true {
			likely = "likely"
		}
		shown = append(shown, fmt.Sprint(s["organization"].(map[string]any)["name"], ": ", likely, " ", strings.Trim(fmt.Sprint(s["reasons"]), "[]")))
	}
	return shown
}

// TestSimilarAccountsShown opens reviews as people type, and compares what they show with what a person would say of it. What shows while
// the form is filled is the same, and so is every byte of it on the other database.
func TestSimilarAccountsShown(t *testing.T) {
	var bodies [][]string
	each(t, func(t *testing.T, h *house) {
		h.register(
			"Lindenhof Pflege GmbH; Lindenstraße 12; Berlin; 10969; DE; +4930901820",
			"Kaufland Filiale 12; Hauptstraße 5; Köln; 50667; DE",
			"Thermo Fisher Scientific = Thermo Electron; 168 Third Avenue; Waltham; 02451; US MA",
			"International Centre for Antimicrobial Resistance Solutions; Ørestads Boulevard 5; København; 2300; DK",
			"ООО Ромашка; ; Москва; 101000; RU MOW",
			"Halfmoon Bakery LLC; 801 Sherman St; Little Rock; 72202; US AR",
			"Halfmoon Bakery LLC; 17 Pine Ave; Tulsa; 74103; US OK",
		)
		root := h.Account(nil)
		admin := h.User(root, viewer.Admin)
		token := h.token(t, admin)
		var said []string
		for _, c := range []struct {
			kind, typed string
			want        []string
		}{
			{"the same, typed carelessly", "lindenhof pflege; Lindenstr. 12; Berlin; 10969; DE; 030 901820",
				[]string{"Lindenhof Pflege GmbH: likely NAME_EXACT ADDRESS_EXACT CITY POSTAL_CODE COUNTRY PHONE"}},
			{"misspelled", "Lindenhoff Pflge AG; Lindenstr 12; Berlin; 10969; DE",
				[]string{"Lindenhof Pflege GmbH: likely NAME_SIMILAR ADDRESS_EXACT CITY POSTAL_CODE COUNTRY"}},
			{"a few doors on", "Lindenhof Pflege; Lindenstr. 48; Berlin; 10969; DE",
				[]string{"Lindenhof Pflege GmbH: likely NAME_EXACT ADDRESS_SIMILAR CITY POSTAL_CODE COUNTRY DIFFERENT_NUMBER"}},
			{"the next store, in the same mall", "Kaufland Filiale 13; Hauptstr. 5; Cologne; 50667; DE",
				[]string{"Kaufland Filiale 12: possible NAME_SIMILAR ADDRESS_EXACT CITY POSTAL_CODE COUNTRY DIFFERENT_NUMBER"}},
			{"the next store, elsewhere", "Kaufland Filiale 13; Aachener Str. 90; Köln; 50931; DE", nil},
			{"by the former name", "Thermo Electron Corp.; 168 3rd Ave; Waltham; 02451; US MA",
				[]string{"Thermo Fisher Scientific: likely NAME_EXACT ADDRESS_EXACT CITY POSTAL_CODE COUNTRY"}},
			{"by the acronym", "ICARS; Ørestads Blvd. 5; Copenhagen; 2300; DK",
				[]string{"International Centre for Antimicrobial Resistance Solutions: likely ACRONYM ADDRESS_EXACT CITY POSTAL_CODE COUNTRY"}},
			{"in Latin letters", "Romashka; Tverskaya 1; Moscow; 101000; RU MOW",
				[]string{"ООО Ромашка: likely NAME_EXACT CITY POSTAL_CODE COUNTRY"}},
			{"the one in its city first", "Halfmoon Bakery; 801 Sherman Street; Little Rock; 72202; US AR",
				[]string{"Halfmoon Bakery LLC: likely NAME_EXACT ADDRESS_EXACT CITY POSTAL_CODE COUNTRY"}},
			{"another business at the same address", "Quapaw Legal; 801 Sherman St; Little Rock; 72202; US AR",
				nil}, // among so few organizations nobody knows how rare the house is
			{"nothing like it", "Oder Papier AG; Uferweg 3; Frankfurt (Oder); 15230; DE", nil},
		} {
			t.Run(c.kind, func(t *testing.T) {
				in := entered(c.typed)
				typed := h.must(t, token, `query($parentId: ID!, $name: String!, $address: AddressInput!, $phone: String) { similarAccounts(parentId: $parentId, name: $name, address: $address, phone: $phone) { `+
					strings.TrimPrefix(shownAccounts, "similarAccounts {")+` }`, vars{"parentId": accountID(root), "name": in["name"], "address": in["address"], "phone": in["phone"]})
				same(t, "while typing", typed.similar("similarAccounts"), c.want)
				said = append(said, typed.Body)
				opened := h.must(t, token, openReview, vars{"input": customer(root, admin, in)})
				same(t, "in the review", opened.similar("createCustomer.review.similarAccounts"), c.want)
			})
		}
		bodies = append(bodies, said)
		same(t, "beside the other database", said, bodies[0])
	})
}

// TestReviewGoesStale: what is likely the same and was registered since the review was opened is told with the approval, which then does nothing.
// What is merely possible does not hold anybody up.
func TestReviewGoesStale(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		root := h.Account(nil)
		admin := h.User(root, viewer.Admin)
		token := h.token(t, admin)
		for _, c := range []struct {
			kind, typed, newcomer string
			want                  []string // what the refusal shows; nil when the approval is done
		}{
			{"exactly the same", "Lindenhof Pflege; Lindenstr. 12; Berlin; 10969; DE", "Lindenhof Pflege GmbH; Lindenstraße 12; Berlin; 10969; DE",
				[]string{"Lindenhof Pflege GmbH: likely NAME_EXACT ADDRESS_EXACT CITY POSTAL_CODE COUNTRY"}},
			{"misspelled", "Havelland Getreide; Kornweg 3; Potsdam; 14467; DE", "Havelnad Getriede; Kornweg 3; Potsdam; 14467; DE",
				[]string{"Havelnad Getriede: likely NAME_SIMILAR ADDRESS_EXACT CITY POSTAL_CODE COUNTRY"}},
			{"by its former name", "Thermo Electron; 168 3rd Ave; Waltham; 02451; US MA", "Aurora Science = Thermo Electron; 168 Third Avenue; Waltham; 02451; US MA",
				[]string{"Aurora Science: likely NAME_EXACT ADDRESS_EXACT CITY POSTAL_CODE COUNTRY"}},
			{"the next store", "Kaufland Filiale 13; Hauptstr. 5; Köln; 50667; DE", "Kaufland Filiale 12; Hauptstr. 5; Köln; 50667; DE", nil},
			{"another at the same address", "Halfmoon Bakery; 801 Sherman St; Little Rock; 72202; US AR", "Quapaw Legal; 801 Sherman St; Little Rock; 72202; US AR", nil},
			{"another", "Neisse Glas; Ufer 1; Görlitz; 02826; DE", "Oder Papier AG; Uferweg 3; Frankfurt (Oder); 15230; DE", nil},
		} {
			t.Run(c.kind, func(t *testing.T) {
				in := entered(c.typed)
				opened := h.must(t, token, openReview, vars{"input": customer(root, admin, in)})
				decision := vars{"reviewId": opened.at("createCustomer.review.id"), "reviewVersion": 1, "acknowledgeDuplicate": true}
				registered := h.register(c.newcomer)[0]
				a := h.ask(t, token, decideReview, vars{"input": decision})
				if c.want == nil {
					if !a.sound() || a.text("approveReview.review.version") != "1" || a.text("approveReview.review.status") != "APPROVED" {
						t.Errorf("answers %s", a.Body)
					}
					return
				}
				same(t, "refused", a.faults("approveReview"), []string{"reviewVersion REVIEW_STALE"})
				same(t, "shown", a.similar("approveReview.review.similarAccounts"), c.want)
				if a.at("approveReview.account") != nil || a.text("approveReview.review.version") != "2" || a.text("approveReview.review.status") != "OPEN" ||
					a.text("approveReview.review.similarAccounts.0.organization.id") != registered {
					t.Errorf("answers %s", a.Body)
				}
				decision["reviewVersion"], decision["organizationId"] = 2, registered
				if a = h.must(t, token, decideReview, vars{"input": decision}); a.text("approveReview.account.organization.id") != registered {
					t.Errorf("chosen, it answers %s", a.Body)
				}
			})
		}
	})
}
