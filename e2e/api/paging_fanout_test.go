package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/review"
	"canopy/graph"
	"canopy/internal/canopytest"
	"canopy/internal/server"
	"canopy/internal/store"
	"canopy/internal/store/scope"
	"canopy/internal/treepath"

	"entgo.io/ent/dialect"
)

// TestFaultFanOut asks everything of more parents at once than the database takes parameters: 32,766 on SQLite, 65,535 on
// PostgreSQL, where ent's IN lists break. The default cost limit lets 1,000 x 49 parents through, a higher one more. One of
// the parents has something of each kind. The people below all of them took a time that grew with the square of the parents,
// beyond the server's 30 seconds, which CANOPY_SOAK=1 holds them to; among other tests, on a loaded machine, they have two minutes.
func TestFaultFanOut(t *testing.T) {
	canopytest.EachAtOnce(t, func(t *testing.T, rig *canopytest.Rig) {
		each, soak, timeout := 33, os.Getenv("CANOPY_SOAK") != "", 2*time.Minute
		if rig.Store.Dialect() == dialect.Postgres || soak {
			each = 66
		}
		if soak {
			timeout = 30 * time.Second
		}
		limits := graph.DefaultLimits()
		limits.Cost = 10_000_000
		h := wire(t, rig, limits, graph.New, func(c *server.Config) { c.RequestTimeout = timeout })
		root := h.Account(nil)
		h.fan(root, 1000, each)
		h.furnish(t)
		token := h.token(t, nil)
		shapes := []struct{ field, all, but, one string }{
			{"effectiveStatus", `"ACTIVE"`, "", ""},
			{"parent { name }", `{"name":"Wide"}`, "", ""},
			{"ancestors { type }", `[{"type":"RESELLER"},{"type":"END_CUSTOMER"}]`, "", ""},
			{"hasSubAccounts", "", `false`, `true`},
			{"organization { name }", "", `null`, `{"name":"Acme"}`},
			{"notificationContact { givenName }", "", `null`, `{"givenName":"Ada"}`},
			{"subAccounts(first: 1) { totalCount nodes { type } }", "", `{"totalCount":0,"nodes":[]}`, `{"totalCount":1,"nodes":[{"type":"END_CUSTOMER"}]}`},
			{"descendants(first: 1) { totalCount nodes { type } }", "", `{"totalCount":0,"nodes":[]}`, `{"totalCount":1,"nodes":[{"type":"END_CUSTOMER"}]}`},
			{"users(first: 1) { totalCount nodes { givenName } }", "", `{"totalCount":0,"nodes":[]}`, `{"totalCount":1,"nodes":[{"givenName":"Ada"}]}`},
			{"users(last: 1, includeDescendants: true) { totalCount nodes { givenName } }", "", `{"totalCount":0,"nodes":[]}`, `{"totalCount":2,"nodes":[{"givenName":"Ada"}]}`},
			{"reviews(first: 1) { totalCount nodes { version } }", "", `{"totalCount":0,"nodes":[]}`, `{"totalCount":1,"nodes":[{"version":1}]}`},
			{"assets(first: 1) { totalCount nodes { kind } }", "", `{"totalCount":0,"nodes":[]}`, `{"totalCount":1,"nodes":[{"kind":"Cabinet"}]}`},
			{"limits { max used }", "", `[{"max":null,"used":0},{"max":null,"used":0},{"max":null,"used":0}]`, `[{"max":null,"used":1},{"max":null,"used":1},{"max":null,"used":1}]`},
		}
		document := fmt.Sprintf(`{ accounts(first: 1000, filter: {search: "wide", type: END_CUSTOMER}) { nodes { subAccounts(first: %d) { nodes {`, each)
		for i, shape := range shapes {
			document += fmt.Sprintf(" s%d: %s", i, shape.field)
		}
		answer := h.send(t, token, document+" } } } } }", nil).Body.String()
		for i, shape := range shapes {
			for text, want := range map[string]int{shape.all: 1000 * each, shape.but: 1000*each - 1, shape.one: 1} {
				if n := strings.Count(answer, fmt.Sprintf(`"s%d":%s`, i, text)); text != "" && n != want {
					t.Errorf("%s: %d times %s, want %d: %.300s", shape.field, n, text, want, answer)
				}
			}
		}
	})
}

// furnish gives the last SUB_DIVISION an account below it, people at both, an organization, a contact, a review and an asset.
func (h *house) furnish(t *testing.T) {
	t.Helper()
	last, err := h.Store.Client().Account.Query().Where(account.TypeEQ(account.TypeSUB_DIVISION)).Order(ent.Desc(account.FieldID)).First(canopytest.Operator())
	if err != nil {
		t.Fatal(err)
	}
	somebody, acme, now := h.User(last, ""), h.Organization("Acme"), h.Clock.Now()
	h.User(h.Account(last), "")
	h.Asset(last, nil)
	h.Tx(func(ctx context.Context, tx *store.Tx) error {
		if err := tx.Account.UpdateOneID(last.ID).SetOrganizationID(acme.ID).SetNotificationContactID(somebody.ID).Exec(ctx); err != nil {
			return err
		}
		return tx.Review.Create().SetParentID(last.ID).SetStatus(review.StatusOPEN).SetType(review.TypeEND_CUSTOMER).SetName("x").SetCountry("DE").SetNotificationContactID(somebody.ID).
			SetDetailsHash("x").SetMatchedRevision(0).SetExpiresAt(now).SetCreatedAt(now).SetUpdatedAt(now).Exec(ctx)
	})
}

// fan hangs so many END_CUSTOMERs below the account, and so many SUB_DIVISIONs below each of these, by one statement each.
func (h *house) fan(root *ent.Account, wide, each int) {
	type row struct {
		ID, Parent int64
		Path       string
	}
	insert := func(ctx context.Context, tx *store.Tx, of account.Type, above []row, each int) (rows []row, err error) {
		ids, err := tx.NextIDs(ctx, account.Table, len(above)*each)
		if err != nil {
			return nil, err
		}
		for i, id := range ids {
			parent := above[i/each]
			rows = append(rows, row{id, parent.ID, treepath.Child(parent.Path, id)})
		}
		text, err := json.Marshal(rows)
		if err != nil {
			return nil, err
		}
		elements := "json_each($4)"
		if tx.Dialect() == dialect.Postgres {
			elements = "jsonb_array_elements($4::jsonb)"
		}
		_, err = tx.SQL.ExecContext(ctx, `INSERT INTO accounts (id, parent_id, path, root_id, type, status, name, name_key, search, country, created_at, updated_at)
			SELECT `+scope.Operator.Marker()+` CAST(value ->> 'ID' AS bigint), CAST(value ->> 'Parent' AS bigint), value ->> 'Path', $1, $2, 'ACTIVE', 'Wide', 'wide', 'wide', 'DE', $3, $3 FROM `+elements,
			root.ID, of, h.Clock.Now(), string(text))
		return rows, err
	}
	h.Tx(func(ctx context.Context, tx *store.Tx) error {
		customers, err := insert(ctx, tx, account.TypeEND_CUSTOMER, []row{{root.ID, 0, root.Path}}, wide)
		if err != nil {
			return err
		}
		_, err = insert(ctx, tx, account.TypeSUB_DIVISION, customers, each)
		return err
	})
}
