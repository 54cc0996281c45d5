package reseller_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/event"
	"canopy/ent/organization"
	"canopy/ent/review"
	"canopy/internal/locale"
	"canopy/internal/nodeid"
	"canopy/internal/reseller"
	"canopy/internal/viewer"
)

// registering is a request to open reviews of the customers below the account, with the manager as contact.
func (h *house) registering(below *ent.Account, customers ...*reseller.NewCustomerInput) reseller.CreateCustomersInput {
	return reseller.CreateCustomersInput{ParentID: id(below), Customers: customers, NotificationContactID: ptr(userID(h.manager)), OnError: reseller.RejectAll}
}

// newcomer is a customer in Berlin.
func newcomer(name string) *reseller.NewCustomerInput {
	return &reseller.NewCustomerInput{Type: "END_CUSTOMER", Name: name,
		Address: reseller.AddressInput{Street: []string{"Chausseestraße 8"}, City: ptr("Berlin"), PostalCode: ptr("10115"), Country: "DE"}}
}

// newcomers are customers of which none is like another; the first so many are always the same.
func newcomers(n int) (list []*reseller.NewCustomerInput) {
	r := rand.New(rand.NewPCG(6, 6))
	word := func() string {
		var b []byte
		for range 5 {
			b = append(b, "bdfgklmnprstvz"[r.IntN(14)], "aeiou"[r.IntN(5)])
		}
		return strings.ToUpper(string(b[:1])) + string(b[1:])
	}
	for i := range n {
		c := newcomer(word() + " " + word())
		c.Address.Street, c.Address.City = []string{fmt.Sprintf("%sweg %d", word(), i)}, ptr(word())
		list = append(list, c)
	}
	return list
}

// single is the same customer for createCustomer.
func single(below *ent.Account, contact *ent.User, in *reseller.NewCustomerInput) reseller.CreateCustomerInput {
	return reseller.CreateCustomerInput{ParentID: id(below), Type: in.Type, Name: in.Name, Address: in.Address, Phone: in.Phone, Language: in.Language,
		Timezone: in.Timezone, ExternalReference: in.ExternalReference, NotificationContactID: userID(contact)}
}

func (h *house) reviews(t *testing.T) int {
	t.Helper()
	n, err := h.Store.Client().Review.Query().Count(everything())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// opening is what a review says and shows, its own ids and place apart, with its event's changes.
func (h *house) opening(t *testing.T, key int64) string {
	t.Helper()
	r := h.review(t, key)
	e, err := h.Store.Client().Event.Query().Where(event.Subject(reviewID(key).String())).Only(everything())
	if err != nil {
		t.Fatal(err)
	}
	if e.Action != "REVIEW_OPENED" || *e.AccountID != r.ParentID || *e.ActorID != *r.CreatedByID || !e.At.Equal(r.CreatedAt) {
		t.Errorf("the event is %v", e)
	}
	shown := ""
	for i, c := range r.Edges.Candidates {
		if c.Rank != i {
			t.Errorf("candidate %d has the rank %d", i, c.Rank)
		}
		shown += fmt.Sprintln(c.OrganizationID, c.Score, c.LikelySame, c.Exact, c.Reasons)
	}
	open := r.ExpiresAt.Sub(r.CreatedAt)
	r.ID, r.ParentID, r.CreatedAt, r.UpdatedAt, r.ExpiresAt, r.Edges = 0, 0, time.Time{}, time.Time{}, time.Time{}, ent.ReviewEdges{}
	return fmt.Sprint(r, open, e.Changes, "\n", shown)
}

// TestCreateCustomersIsCreateCustomer: each review is as if its customer had come alone, similar accounts and their scores included. More
// organizations are alike than a search looks at.
func TestCreateCustomersIsCreateCustomer(t *testing.T) {
	cities, words := []string{"Berlin", "Potsdam", "Cottbus"}, strings.Fields("Spree Havel Oder Neiße Elbe Logistik Papier Glas Boote Holz International Optik")
	each(t, func(t *testing.T, h *house) {
		r := rand.New(rand.NewPCG(6, 1))
		name := func() string { return words[r.IntN(12)] + " " + words[r.IntN(12)] + " " + words[r.IntN(12)] }
		var known []reseller.NewOrganization
		for i := range 600 {
			known = append(known, reseller.NewOrganization{Source: organization.SourceEXTERNAL, Name: name() + " AG", Phone: fmt.Sprintf("+493012345%02d", i%40),
				Address: locale.Address{Street: []string{fmt.Sprintf("Hauptstr. %d", r.IntN(10))}, City: cities[r.IntN(3)], PostalCode: fmt.Sprintf("1011%d", r.IntN(7)), Country: "DE"}})
		}
		var customers []*reseller.NewCustomerInput
		for i := range 60 {
			c := newcomer(fmt.Sprintf("%s %d", name(), i))
			c.Address = reseller.AddressInput{Street: []string{fmt.Sprintf("Hauptstraße %d", r.IntN(10)), "Hof"}, City: &cities[r.IntN(3)],
				PostalCode: ptr(fmt.Sprintf("1011%d", r.IntN(7))), Country: "de"}
			if near := known[i]; i%2 == 0 {
				c.Name, c.Address.City = strings.Replace(near.Name, "AG", fmt.Sprint(i), 1), &near.Address.City
				c.Address.Street = near.Address.Street
			}
			if i%4 == 1 {
				c.Phone, c.Language, c.Timezone, c.ExternalReference, c.Type = ptr(fmt.Sprintf("030 12345%02d", i%40)), ptr("de-at"), ptr("europe/vienna"), ptr(fmt.Sprint("CRM-", i)), "SUB_DIVISION"
			}
			customers = append(customers, c)
		}
		customers = append(customers, newcomer("東京商事"), newcomer("Nothing like it"), newcomer("?!"))
		h.registered(known...)
		one, many := h.Account(h.root), h.Account(h.root)
		ctx := h.As(h.manager)
		opened, err := h.CreateCustomers(ctx, h.registering(many, customers...))
		if err != nil || opened.Count != len(customers) || len(opened.ReviewIDs) != len(customers) || opened.Rejected != nil || opened.RejectedCSV != nil || opened.Encoding != nil {
			t.Fatalf("answered %+v, %v", opened, err)
		}
		h.Clock.Advance(time.Hour) // until what was told is forgotten
		similar := 0
		for i, c := range customers {
			h.Clock.Advance(time.Second)
			alone := h.opened(t, h.manager, single(one, h.manager, c))
			if got, want := h.opening(t, opened.ReviewIDs[i]), h.opening(t, alone.ID); got != want {
				t.Errorf("customer %d is\n%s\nalone it is\n%s", i, got, want)
			}
			similar += len(alone.Edges.Candidates)
		}
		if similar < 60 {
			t.Errorf("only %d similar accounts", similar)
		}
		if !slices.IsSorted(opened.ReviewIDs) || h.reviews(t) != 2*len(customers) {
			t.Errorf("%d reviews, ids %v", h.reviews(t), opened.ReviewIDs)
		}
		h.log(t)
	})
}

func TestCreateCustomersRequest(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		foreign := h.Account(nil)
		closed := h.Account(h.root, func(a *ent.AccountCreate) { a.SetStatus(account.StatusCLOSED) })
		pending := h.Account(h.root, func(a *ent.AccountCreate) { a.SetStatus(account.StatusPENDING) })
		full := h.Account(h.root, func(a *ent.AccountCreate) { a.SetMaxSubAccounts(2) })
		h.Account(full)
		deep := h.root
		for range 31 {
			deep = h.Account(deep)
		}
		in := func(below *ent.Account, n int) reseller.CreateCustomersInput {
			return h.registering(below, newcomers(n)...)
		}
		changed := func(in reseller.CreateCustomersInput, change func(*reseller.CreateCustomersInput)) reseller.CreateCustomersInput {
			change(&in)
			return in
		}
		file := func(text string) func(*reseller.CreateCustomersInput) {
			return func(in *reseller.CreateCustomersInput) { in.Customers, in.CSV = nil, csvFile(text) }
		}
		const header = "type,name,country\n"
		bad := newcomer("")
		cases := []struct {
			name     string
			in       reseller.CreateCustomersInput
			faults   []string
			rejected []string
		}{
			{"both", changed(in(h.root, 1), func(in *reseller.CreateCustomersInput) { in.CSV = csvFile(header) }), []string{"csv INVALID"}, nil},
			{"neither", h.registering(h.root), []string{"customers REQUIRED"}, nil},
			{"an empty list", h.registering(h.root, []*reseller.NewCustomerInput{}...), []string{"customers REQUIRED"}, nil},
			{"a long list", in(h.root, reseller.MaxCustomers+1), []string{"customers LIMIT_EXCEEDED"}, nil},
			{"a long file", changed(in(h.root, 0), file(header+strings.Repeat("END_CUSTOMER,A,DE\n", reseller.MaxCustomers+1))), []string{"csv LIMIT_EXCEEDED"}, nil},
			{"an empty file", changed(in(h.root, 0), file(header)), []string{"csv REQUIRED"}, nil},
			{"a header", changed(in(h.root, 0), file("name,town,colour\n")), []string{"csv INVALID", "csv REQUIRED", "csv REQUIRED"}, nil},
			{"a foreign parent", h.registering(foreign, bad), []string{"parentId NOT_FOUND"}, []string{"0:0 name REQUIRED"}},
			{"a closed parent", h.registering(closed, bad), []string{"parentId PARENT_CLOSED"}, []string{"0:0 name REQUIRED"}},
			{"a pending parent", in(pending, 2), []string{"parentId NOT_ACTIVE"}, nil},
			{"too deep", in(deep, 2), []string{"parentId LIMIT_EXCEEDED"}, nil},
			{"no room for all", in(full, 2), []string{"parentId LIMIT_EXCEEDED"}, nil},
			{"room for the good one", changed(h.registering(full, newcomer("Good"), bad), func(in *reseller.CreateCustomersInput) { in.OnError = reseller.RejectFailedRows }), nil, []string{"1:0 name REQUIRED"}},
			{"a key", changed(in(h.root, 1), func(in *reseller.CreateCustomersInput) { in.IdempotencyKey = ptr(" ") }), []string{"idempotencyKey REQUIRED"}, nil},
			{"all at once", changed(h.registering(pending, bad), func(in *reseller.CreateCustomersInput) {
				in.IdempotencyKey, in.NotificationContactID = ptr(" "), &nodeid.ID{}
			}), []string{"idempotencyKey REQUIRED", "notificationContactId NOT_FOUND", "parentId NOT_ACTIVE"}, []string{"0:0 name REQUIRED"}},
		}
		before := h.reviews(t)
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				opened, err := h.CreateCustomers(h.As(h.manager), c.in)
				wantFaults(t, err, c.faults...)
				wantRejected(t, opened.Rejected, c.rejected...)
				if c.faults != nil && (opened.Count != 0 || opened.ReviewIDs != nil) {
					t.Errorf("answered %+v", opened)
				}
			})
		}
		if n := h.reviews(t) - before; n != 1 || len(h.log(t)) != 1 { // the good one
			t.Errorf("%d reviews are opened, the log is %q", n, h.log(t))
		}
		t.Run("a reader", func(t *testing.T) {
			opened, err := h.CreateCustomers(h.As(h.User(h.root, viewer.Reader)), h.registering(h.root, bad))
			wantFaults(t, err, "parentId FORBIDDEN")
			if opened.Rejected != nil {
				t.Errorf("is told of rows: %v", opened.Rejected)
			}
			if log := h.log(t); log[len(log)-1] != "REVIEW_OPENED REFUSED "+id(h.root).String() {
				t.Errorf("the log is %q", log)
			}
		})
	})
}

// TestCreateCustomersOfOpenReviews: details that are under review already are answered with that review, those whose time is over with a new one.
func TestCreateCustomersOfOpenReviews(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx, all := h.As(h.manager), newcomers(4)
		late := h.opened(t, h.manager, single(h.root, h.manager, all[0]))
		h.Clock.Advance(15 * 24 * time.Hour)
		open := h.opened(t, h.manager, single(h.root, h.manager, all[1]))
		decided := h.opened(t, h.manager, single(h.root, h.manager, all[2]))
		if _, err := h.DiscardReview(ctx, reseller.DiscardReviewInput{ReviewID: reviewID(decided.ID)}); err != nil {
			t.Fatal(err)
		}
		events := len(h.log(t))
		opened, err := h.CreateCustomers(ctx, h.registering(h.root, all...))
		if err != nil || opened.Count != 4 || len(opened.ReviewIDs) != 4 {
			t.Fatalf("answered %+v, %v", opened, err)
		}
		if ids := opened.ReviewIDs; ids[0] == late.ID || ids[1] != open.ID || ids[2] == decided.ID {
			t.Errorf("answered %v; %d was late, %d open and %d discarded", ids, late.ID, open.ID, decided.ID)
		}
		if r := h.review(t, late.ID); r.Status != review.StatusEXPIRED {
			t.Errorf("the late one is %s", r.Status)
		}
		want := []string{"REVIEW_EXPIRED DONE " + reviewID(late.ID).String()}
		for _, i := range []int{0, 2, 3} {
			want = append(want, "REVIEW_OPENED DONE "+reviewID(opened.ReviewIDs[i]).String())
		}
		if log := h.log(t)[events:]; !slices.Equal(log, want) {
			t.Errorf("the log goes on with %q, want %q", log, want)
		}
		again, err := h.CreateCustomers(ctx, h.registering(h.root, all...))
		if err != nil || !slices.Equal(again.ReviewIDs, opened.ReviewIDs) || len(h.log(t)) != events+4 {
			t.Errorf("again it answers %+v, %v", again, err)
		}
	})
}

func TestStatementsOfCreateCustomersDoNotGrow(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx, all := h.As(h.manager), newcomers(200)
		for i, c := range all {
			c.ExternalReference, c.NotificationContactID = ptr(fmt.Sprint(i)), ptr(userID(h.User(h.root, "")))
		}
		statements := func(dry bool, customers []*reseller.NewCustomerInput) int {
			in := h.registering(h.root, customers...)
			in.DryRun = dry
			return h.Statements(func() {
				if opened, err := h.CreateCustomers(ctx, in); err != nil || opened.Count != len(customers) {
					t.Fatalf("answered %+v, %v", opened, err)
				}
			})
		}
		if few, many := statements(true, all[:2]), statements(true, all[2:]); few != many {
			t.Errorf("in a dry run, 2 customers take %d statements and 198 take %d", few, many)
		}
		const search = 4 // of 25 customers at once
		if few, many := statements(false, all[:2]), statements(false, all[2:]); many != few+7*search {
			t.Errorf("2 customers take %d statements, 198 take %d", few, many)
		}
	})
}
