package reseller

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"canopy/ent"
	"canopy/ent/userimport"
	"canopy/internal/nodeid"
	"canopy/internal/store"
	"canopy/internal/store/scope"

	"entgo.io/ent/dialect"
)

// importEvent is how many of the people whom an import adds one event tells of.
const importEvent = 1000

// addImported adds the people of an import whose rows are all judged, in one transaction, or rejects it. Where somebody took an address since it was
// judged, that row is rejected too, to be called again.
func (s *Service) addImported(ctx context.Context, im *ent.UserImport) error {
	err := s.run(ctx, UsersAdded, func(ctx context.Context, c *change) error {
		a, err := c.lockImport(ctx, im)
		if err != nil {
			return err
		}
		if _, startOver := c.importTerms(im, a); startOver {
			return c.startOver(ctx, im)
		}
		everything := scope.Everything(ctx, scope.Jobs)
		good := *im.Total - im.RejectedCount
		end := c.tx.UserImport.UpdateOneID(im.ID).SetCompletedAt(c.at)
		if !BulkErrorPolicy(im.OnError).adds(good, *im.Total) {
			return end.SetStatus(userimport.StatusREJECTED).Exec(everything)
		}
		if err := c.checkLimit(ctx, "accountId", LimitUsers, a, good, c.room); err != nil || c.faults != nil {
			return errors.Join(err, c.faults.Err())
		}
		if err := c.checkStaged(ctx, im.ID, good); err != nil {
			return err
		}
		if err := end.SetStatus(userimport.StatusSUCCEEDED).SetAddedCount(good).Exec(everything); err != nil {
			return err
		}
		staged := stagedPeople(c.tx, "$2")
		c.insertUsers(c.tx, staged, im.ID)
		c.recordImported(a, im, good, staged)
		return c.enqueue(ctx, SendInvitations{}, time.Time{})
	})
	if AddressTaken(err) {
		return s.rejectTaken(ctx, im)
	}
	return err
}

// checkStaged is an error unless so many people are staged.
func (c *change) checkStaged(ctx context.Context, importID int64, want int) error {
	var staged int
	err := c.tx.Send(ctx, store.Statement{
		Text: "SELECT count(*) FROM " + stagedPeople(c.tx, "$1"), Args: []any{importID}, Each: func(row *store.Row) { staged = int(row.At(0).Int()) },
	})
	if err == nil && staged != want {
		err = fmt.Errorf("reseller: import %d is to add %d people, and %d are staged", importID, want, staged)
	}
	return err
}

// stagedPeople is the table r of the people that an import, whose key is the parameter, is to add, as insertUsers wants it, at their account's place as it is by now, with their
// rows' n and line; without those who were found out to be taken since they were judged.
func stagedPeople(tx *store.Tx, parameter string) string {
	columns, fields, n := append([]string{"n bigint", "line bigint"}, userColumns...), "", "p.value ->> 'n'"
	for _, column := range columns {
		switch name, _, _ := strings.Cut(column, " "); {
		case name == "account_id":
			fields += ", a.id AS account_id"
		case name == "path":
			fields += ", a.path"
		case tx.Dialect() == dialect.Postgres:
			fields += ", p." + name
		default:
			fields += ", p.value ->> '" + name + "' AS " + name
		}
	}
	people := "jsonb_each(k.people) AS p"
	if tx.Dialect() == dialect.Postgres {
		n, people = "p.n", "LATERAL json_to_recordset(k.people::json) AS p("+strings.Join(columns, ", ")+")"
	}
	return "(SELECT " + scope.Jobs.Marker() + fields[1:] + " FROM user_import_chunks AS k JOIN user_imports AS i ON i.id = k.import_id JOIN accounts AS a ON a.id = i.account_id CROSS JOIN " + people +
		" WHERE k.import_id = " + parameter + " AND " + n + " NOT IN (SELECT n FROM user_import_rows WHERE import_id = " + parameter + ")) AS r"
}

// insertImported tells of the staged people %s of import $2 in the latest $3 events of the tree $1, $4 in each, as person.changes does.
const insertImported = `WITH t AS (SELECT root_id, last_seq FROM trees WHERE root_id = $1), r AS (SELECT id, email, role, row_number() OVER (ORDER BY n) - 1 AS rank FROM %s),
	v AS (SELECT rank, id, 'email' AS field, email AS after FROM r UNION ALL SELECT rank, id, 'role', role FROM r WHERE role <> 'VIEWER')
INSERT INTO event_person_values (event_id, user_id, field, after)
SELECT e.id, v.id, v.field, v.after FROM v CROSS JOIN t JOIN events AS e ON e.root_id = t.root_id AND e.seq = t.last_seq - $3 + 1 + v.rank / $4
ORDER BY v.rank, v.field`

// recordImported appends the events of an import, which are the transaction's only ones.
func (c *change) recordImported(a *ent.Account, im *ent.UserImport, people int, staged string) {
	entries := make([]entry, (people+importEvent-1)/importEvent)
	for i := range entries {
		entries[i] = c.entry(a, nodeid.New(nodeid.UserImport, im.ID), nil)
	}
	appendEvents(c.tx, entries)
	c.tx.Last(store.Statement{Text: fmt.Sprintf(insertImported, staged), Args: []any{a.RootID, im.ID, len(entries), importEvent}})
}

// rejectTaken rejects the rows whose address somebody has by now.
func (s *Service) rejectTaken(ctx context.Context, im *ent.UserImport) error {
	var p person
	p.taken()
	text, err := json.Marshal(p.faults)
	if err != nil {
		return err
	}
	if err := s.mayTell(ctx, takenAddresses); err != nil {
		return err
	}
	var outside int
	err = s.run(ctx, UsersAdded, func(ctx context.Context, c *change) error {
		if _, err := c.lockImport(ctx, im); err != nil {
			return err
		}
		var taken []stagedRow
		outside = 0
		err := c.tx.Send(ctx, store.Statement{
			Text: "SELECT " + scope.Uniqueness.Marker() + " r.n, r.line, u.path FROM " + stagedPeople(c.tx, "$1") + " JOIN users AS u ON u.email_key = r.email_key",
			Args: []any{im.ID}, Each: func(row *store.Row) {
				taken = append(taken, stagedRow{int(row.At(0).Int()), int(row.At(1).Int()), string(text)})
				if !c.viewer.Sees(row.At(2).Text()) {
					outside++
				}
			},
		})
		if err == nil {
			err = c.tx.Send(ctx, c.reject(im.ID, taken))
		}
		if err != nil {
			return fmt.Errorf("reseller: reject taken addresses: %w", err)
		}
		if len(taken) == 0 { // they are free again: trying is not to go on for ever
			return fmt.Errorf("reseller: import %d meets a taken address, and no row has it", im.ID)
		}
		return c.tx.UserImport.UpdateOneID(im.ID).AddRejectedCount(len(taken)).Exec(scope.Everything(ctx, scope.Jobs))
	})
	if err == nil {
		s.told(ctx, takenAddresses, outside)
	}
	return err
}
