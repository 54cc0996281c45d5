package e2e_test

import (
	"database/sql"
	"fmt"
	"maps"
	"strings"
	"sync"
	"testing"

	"canopy/internal/canopytest"

	"github.com/tidwall/gjson"
)

// mutations are those with an idempotency key, and what each makes.
var mutations = map[string]struct{ query, made string }{
	"createCustomer": {`mutation ($input: CreateCustomerInput!) { createCustomer(input: $input) { review { id } userErrors { path code message } } }`, "review.id"},
	"approveReview":  {`mutation ($input: ApproveReviewInput!) { approveReview(input: $input) { account { id } userErrors { path code message } } }`, "account.id"},
}

// TestLostCustomers loses the answers to createCustomer and approveReview, when the connection is cut and when the server is killed (-9) behind the
// commit. Sent again, they answer the same review and account: at the server started again, and on PostgreSQL at another one meanwhile.
func TestLostCustomers(t *testing.T) {
	t.Parallel()
	canopytest.EachEmpty(t, func(t *testing.T, database string) {
		t.Parallel()
		c := &lostCustomers{t: t, uploader: newUploader(t, database), made: map[string]sent{}}
		defer func() { c.server.crash() }()
		c.door = newDoor(t, c.server)
		c.contact = c.server.post(t, c.token, `{ viewer { user { id } } }`).Get("data.viewer.user.id").Str
		if strings.HasPrefix(database, "postgres") {
			other, err := startServer(t.TempDir(), c.env())
			if err != nil {
				t.Fatal(err)
			}
			defer other.crash()
			c.other = other
		}
		c.lost("Quittengarten Pflege", func() {})
		c.lost("Nordlicht Werft", func() { c.server.crash() })
		for i, name := range []string{"Uhrmacher Zeitz", "Brauhaus Ostheim", "Kanzlei Veilchental"} {
			c.atOnce(name, 100+i)
		}
		c.server.crash()
		c.again()
		for _, server := range c.servers() {
			for key, s := range c.made {
				if made := c.makes(server, s.mutation, s.input); made != s.made {
					t.Errorf("%s makes %s after a restart, want %s", key, made, s.made)
				}
			}
		}
		c.count()
	})
}

// lostCustomers are the customers of a test, whose answers are lost.
type lostCustomers struct {
	*uploader
	t       *testing.T
	door    *door
	other   *server // on the same PostgreSQL; nil on SQLite
	contact string
	names   []string
	made    map[string]sent // by key
}

// sent is a mutation, and the id of what it made.
type sent struct {
	mutation string
	input    map[string]any
	made     string
}

// again starts the server that was killed.
func (c *lostCustomers) again() {
	c.t.Helper()
	c.start(c.t)
	c.door.leads(c.server)
}

func (c *lostCustomers) servers() []*server {
	if c.other == nil {
		return []*server{c.server}
	}
	return []*server{c.other, c.server}
}

// customer is the input of createCustomer.
func (c *lostCustomers) customer(name string, house int) map[string]any {
	c.names = append(c.names, name)
	return map[string]any{
		"parentId": c.account, "type": "END_CUSTOMER", "name": name, "notificationContactId": c.contact, "idempotencyKey": "create " + name,
		"address": map[string]any{"street": []string{fmt.Sprintf("Lindenstraße %d", house)}, "postalCode": "10969", "city": "Berlin", "country": "DE"},
	}
}

func (c *lostCustomers) approval(name, review string) map[string]any {
	return map[string]any{"reviewId": review, "reviewVersion": 1, "idempotencyKey": "approve " + name}
}

// lost registers a customer. Both answers are lost, as something is done.
func (c *lostCustomers) lost(name string, done func()) {
	c.t.Helper()
	review := c.loses("createCustomer", c.customer(name, len(c.names)+1), done)
	account := c.loses("approveReview", c.approval(name, review), done)
	c.refused("createCustomer", "create "+name, "name", name+" Nord")
	c.refused("approveReview", "approve "+name, "acknowledgeDuplicate", true)
	c.t.Logf("%s: %s, %s", name, review, account)
}

// loses sends a mutation whose answer is lost, and again to each server: the one that was not killed first.
func (c *lostCustomers) loses(mutation string, input map[string]any, done func()) string {
	c.t.Helper()
	c.door.loseNext(mutation, done)
	if answer, err := c.door.ask(c.token, mutations[mutation].query, map[string]any{"input": input}); err == nil {
		c.t.Fatalf("%s is answered %s", mutation, answer.Raw)
	}
	var made []string
	if c.other != nil {
		made = append(made, c.makes(c.other, mutation, input))
	}
	if c.server.cmd.ProcessState != nil {
		c.again()
	}
	for _, server := range []*server{c.server, &c.door.server} {
		made = append(made, c.makes(server, mutation, input))
	}
	for _, id := range made {
		if id == "" || id != made[0] {
			c.t.Fatalf("%s %v makes %q", mutation, input, made)
		}
	}
	c.made[input["idempotencyKey"].(string)] = sent{mutation, input, made[0]}
	return made[0]
}

// makes is the id of what a server says that a mutation made.
func (c *lostCustomers) makes(server *server, mutation string, input map[string]any) string {
	answer := c.payload(server, mutation, input)
	if answer.Get("userErrors.#").Int() != 0 {
		c.t.Errorf("%s %v: %s", mutation, input, answer.Raw)
	}
	return answer.Get(mutations[mutation].made).Str
}

func (c *lostCustomers) payload(server *server, mutation string, input map[string]any) gjson.Result {
	answer, err := server.ask(c.token, mutations[mutation].query, map[string]any{"input": input})
	if err != nil || answer.Get("errors").Exists() {
		c.t.Errorf("%s: %v %s", mutation, err, answer.Raw)
	}
	return answer.Get("data." + mutation)
}

// refused: the key with another input is a fault, everywhere.
func (c *lostCustomers) refused(mutation, key, field string, value any) {
	c.t.Helper()
	other := maps.Clone(c.made[key].input)
	other[field] = value
	for _, server := range c.servers() {
		answer := c.payload(server, mutation, other)
		if answer.Get("userErrors.#.code").Raw != `["IDEMPOTENCY_KEY_REUSED"]` || answer.Get("userErrors.0.path").Raw != `["idempotencyKey"]` || answer.Get(mutations[mutation].made).Exists() {
			c.t.Errorf("%s with another %s answers %s", mutation, field, answer.Raw)
		}
	}
}

// atOnce registers a customer by two tries at a time, on PostgreSQL at two servers.
func (c *lostCustomers) atOnce(name string, house int) {
	c.t.Helper()
	twice := func(mutation string, input map[string]any) string {
		var made [2]string
		var both sync.WaitGroup
		for i := range made {
			server := c.servers()[i%len(c.servers())]
			both.Go(func() { made[i] = c.makes(server, mutation, input) })
		}
		both.Wait()
		if made[0] == "" || made[0] != made[1] {
			c.t.Fatalf("%s %v at once makes %q", mutation, input, made)
		}
		c.made[input["idempotencyKey"].(string)] = sent{mutation, input, made[0]}
		return made[0]
	}
	review := twice("createCustomer", c.customer(name, house))
	twice("approveReview", c.approval(name, review))
}

// count finds one review and one account of each customer.
func (c *lostCustomers) count() {
	c.t.Helper()
	driver, source := driverOf(c.database)
	db, err := sql.Open(driver, source)
	if err != nil {
		c.t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for _, name := range c.names {
		var reviews, accounts int
		if err := db.QueryRow("SELECT (SELECT count(*) FROM reviews WHERE name = $1), (SELECT count(*) FROM accounts WHERE name = $1)", name).Scan(&reviews, &accounts); err != nil {
			c.t.Fatal(err)
		}
		if reviews != 1 || accounts != 1 {
			c.t.Errorf("%s has %d reviews and %d accounts", name, reviews, accounts)
		}
	}
}
