package api_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"canopy/ent/organization"
	"canopy/internal/locale"
	"canopy/internal/reseller"
	"canopy/internal/store"
	"canopy/internal/viewer"
)

const (
	createCustomers = `mutation($input: CreateCustomersInput!) { createCustomers(input: $input) {
		reviews { id status similarAccounts { likelySame organization { name } } } reviewCount encoding rejectedCsv
		rejected { index line userErrors { path code message } } userErrors { path code message } } }`
	approveReviews = `mutation($input: ApproveReviewsInput!) { approveReviews(input: $input) {
		results { reviewId review { id status version } account { id status provisioning { status } } userErrors { path code message } } userErrors { path code message } } }`
)

// cities tell the customers of a file apart, as their names do.
var cities = strings.Fields(`Aachen Bremen Chemnitz Dresden Essen Freiburg Goslar Hamburg Ingolstadt Jena Kassel Leipzig Mainz Nauen Osnabrueck
	Passau Querfurt Rostock Stuttgart Trier Ulm Verden Worms Xanten Zwickau Bonn Celle Dessau Emden Fulda`)

// customerFile is a file of a customer in each of the cities.
func customerFile(names func(i int, city string) string) file {
	text := "Company;Type;Street;City;Zip;Country;Notification Contact;Reference\r\n"
	for i, city := range cities {
		text += fmt.Sprintf("%s;End Customer;%sring %d;%s;%d;Germany;;C-%d\r\n", names(i, city), city, i+1, city, 10000+1000*i+i, i)
	}
	return file(text)
}

// TestManyCustomers is the way of a file: a review of each customer; those without similar accounts are found and approved together, the others
// are shown with theirs.
func TestManyCustomers(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		root := h.Account(nil)
		admin := h.User(root, viewer.Admin)
		token := h.token(t, admin)
		h.Tx(func(ctx context.Context, tx *store.Tx) error {
			var known []reseller.NewOrganization
			for i, city := range cities[:5] {
				known = append(known, reseller.NewOrganization{Source: organization.SourceEXTERNAL, Name: city + "er Spedition AG",
					Address: locale.Address{Street: []string{fmt.Sprintf("%sring %d", city, i+1)}, City: city, PostalCode: fmt.Sprint(10000 + 1001*i), Country: "DE"}})
			}
			_, err := h.RegisterOrganizations(ctx, tx, known)
			return err
		})
		kinds := strings.Fields("Spedition Brauerei Druckerei Optik Verlag Apotheke Gartenbau")
		text := customerFile(func(i int, city string) string {
			if i < 5 {
				return city + "er Spedition"
			}
			return city + "er " + kinds[i%7]
		})
		input := vars{"parentId": accountID(root), "notificationContactId": userID(admin), "csv": text, "dryRun": true}
		h.unchanged(t, func() {
			if a := h.must(t, token, createCustomers, vars{"input": input}); a.text("createCustomers.reviewCount") != "30" || len(list(a.at("createCustomers.reviews"))) != 0 {
				t.Errorf("a dry run answers %s", a.Body)
			}
		})
		input["dryRun"] = false
		opened := h.must(t, token, createCustomers, vars{"input": input})
		if opened.text("createCustomers.reviewCount") != "30" || opened.text("createCustomers.encoding") != "UTF-8" || len(list(opened.at("createCustomers.reviews"))) != 30 {
			t.Fatalf("answers %s", opened.Body)
		}

		const waiting = `query($id: ID!, $similar: Boolean) { account(id: $id) { reviews(status: OPEN, similar: $similar, first: 100) {
			totalCount nodes { id version details { name } similarAccounts { likelySame organization { name } } } } } }`
		alone := h.must(t, token, waiting, vars{"id": accountID(root), "similar": false})
		var decisions []vars
		for _, r := range list(alone.at("account.reviews.nodes")) {
			r := r.(map[string]any)
			decisions = append(decisions, vars{"reviewId": r["id"], "reviewVersion": r["version"]})
		}
		if len(decisions) != 25 {
			t.Fatalf("%d can be approved together: %s", len(decisions), alone.Body)
		}
		decided := h.must(t, token, approveReviews, vars{"input": vars{"reviews": decisions}})
		for i, d := range decisions {
			if path := fmt.Sprintf("approveReviews.results.%d.reviewId", i); decided.at(path) != d["reviewId"] {
				t.Errorf("%s is %v, want %v", path, decided.at(path), d["reviewId"])
			}
		}
		want := strings.Split(strings.Repeat("APPROVED PENDING QUEUED\n", 25), "\n")[:25]
		same(t, "decided", decided.of("approveReviews.results", "review.status", "account.status", "account.provisioning.status"), want)
		h.unchanged(t, func() {
			if again := h.ask(t, token, approveReviews, vars{"input": vars{"reviews": decisions}}); again.Body != decided.Body {
				t.Errorf("again answers %s\nfirst %s", again.Body, decided.Body)
			}
		})

		rest := h.must(t, token, waiting, vars{"id": accountID(root), "similar": true})
		want = nil
		for i := range 5 { // newest first
			city := cities[4-i]
			want = append(want, city+"er Spedition true "+city+"er Spedition AG")
		}
		same(t, "shown", rest.of("account.reviews.nodes", "details.name", "similarAccounts.0.likelySame", "similarAccounts.0.organization.name"), want)
		if left := h.must(t, token, waiting, vars{"id": accountID(root)}); left.text("account.reviews.totalCount") != "5" {
			t.Errorf("open are %s", left.Body)
		}
	})
}

// TestManyCustomersCost: what the answer could cost is judged before anything is written.
func TestManyCustomersCost(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		root := h.Account(nil)
		admin := h.User(root, viewer.Admin)
		token := h.token(t, admin)
		const document = `mutation($input: CreateCustomersInput!) { createCustomers(input: $input) { reviews {
			similarAccounts { organization { name } account { users(first: 10) { nodes { email } } } } } userErrors { code } } }`
		input := vars{"parentId": accountID(root), "notificationContactId": userID(admin), "csv": customerFile(func(i int, city string) string { return city })}
		h.unchanged(t, func() {
			same(t, "of a file", h.ask(t, token, document, vars{"input": input}).codes(), []string{"COST_LIMIT"})
		})
		few := vars{"parentId": accountID(root), "notificationContactId": userID(admin), "customers": []vars{
			{"type": "END_CUSTOMER", "name": "Havel", "address": vars{"street": []string{"Hof 1"}, "city": "Berlin", "postalCode": "10115", "country": "DE"}},
		}}
		h.must(t, token, document, vars{"input": few})
	})
}

// TestApproveReviewsTellsAFailure: what fails on our side is an error at that decision's account, under the names of the document, beside all
// that is done.
func TestApproveReviewsTellsAFailure(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		root := h.Account(nil)
		admin := h.User(root, viewer.Admin)
		token := h.token(t, admin)
		opened := h.must(t, token, createCustomers, vars{"input": vars{"parentId": accountID(root), "notificationContactId": userID(admin),
			"csv": customerFile(func(i int, city string) string { return city + "er Brauhaus" })}})
		var decisions []vars
		for i := range 3 {
			decisions = append(decisions, vars{"reviewId": opened.text(fmt.Sprintf("createCustomers.reviews.%d.id", i)), "reviewVersion": 1})
		}
		enqueue, n := h.Enqueue, 0
		h.Enqueue = func(ctx context.Context, tx *sql.Tx, args reseller.JobArgs, at time.Time) error {
			if n++; n == 2 {
				return errors.New("the queue is broken")
			}
			return enqueue(ctx, tx, args, at)
		}
		const document = `mutation($input: ApproveReviewsInput!) { done: approveReviews(input: $input) { each: results { made: account { status } userErrors { code } } } }`
		a := &answer{}
		recorder := h.send(t, token, document, vars{"input": vars{"reviews": decisions}})
		if err := json.Unmarshal(recorder.Body.Bytes(), a); err != nil {
			t.Fatal(err)
		}
		same(t, "results", a.of("done.each", "made.status", "userErrors"), []string{"PENDING []", "<nil> []", "PENDING []"})
		if len(a.Errors) != 1 || fmt.Sprint(a.Errors[0].Path) != "[done each 1 made]" || a.Errors[0].Extensions["code"] != "INTERNAL" {
			t.Errorf("errors are %+v", a.Errors)
		}
		again := h.must(t, token, document, vars{"input": vars{"reviews": decisions}})
		same(t, "again", again.of("done.each", "made.status", "userErrors"), []string{"PENDING []", "PENDING []", "PENDING []"})
	})
}

// TestCustomerCSVTemplate: what it answers is a file that opens a review.
func TestCustomerCSVTemplate(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		root := h.Account(nil)
		admin := h.User(root, viewer.Admin)
		token := h.token(t, admin)
		template := h.must(t, token, `{ customerCsvTemplate }`, nil).text("customerCsvTemplate")
		csv := file(strings.Replace(template, "account.manager@example.com", admin.Email, 1))
		if a := h.must(t, token, createCustomers, vars{"input": vars{"parentId": accountID(root), "csv": csv}}); a.text("createCustomers.reviewCount") != "1" {
			t.Error(a.Body)
		}
	})
}
