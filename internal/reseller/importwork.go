package reseller

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"canopy/ent"
	"canopy/ent/user"
	"canopy/ent/userimport"
	"canopy/ent/userimportchunk"
	"canopy/ent/userimportpart"
	"canopy/ent/userimportrow"
	"canopy/internal/locale"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/store"
	"canopy/internal/store/scope"
	"canopy/internal/usercsv"
	"canopy/internal/viewer"

	"entgo.io/ent/dialect"
)

// importTime is how long one call of WorkImport begins new chunks.
const importTime = 5 * time.Second

// importEvent is how many of the people whom an import adds one event tells of.
const importEvent = 1000

// errOvertaken ends a call of WorkImport: another one is at the same import, or has ended it.
var errOvertaken = errors.New("reseller: another worker is at this import")

// WorkImport goes on with an import, and tells whether there is more to do: then it is to be called again. What it does, it does as whoever
// sent the file, with what they may do by then. An error asks for another attempt, unless it is the last one: then the import has FAILED. problem.RateLimited
// asks for one later, when the sender may be told of more taken addresses.
func (s *Service) WorkImport(ctx context.Context, importID int64, last bool) (more bool, err error) {
	until := time.Now().Add(importTime)
	more, err = s.workImport(ctx, importID, func() bool { return time.Now().Before(until) })
	switch {
	case errors.Is(err, errOvertaken):
		return false, nil
	case err != nil && last && problem.CodeOf(err) != problem.RateLimited:
		ctx = context.WithoutCancel(ctx)
		return false, errors.Join(err, s.endImport(ctx, importID, userimport.StatusFAILED, nil), s.forgetPeople(ctx, importID))
	}
	return more && err == nil, err
}

// workImport goes on, step by step, for as long as goOn tells, which is asked before each.
func (s *Service) workImport(ctx context.Context, importID int64, goOn func() bool) (more bool, err error) {
	for more = true; more && err == nil && goOn(); {
		more, err = s.stepImport(ctx, importID, goOn)
	}
	return more, err
}

func (s *Service) stepImport(ctx context.Context, importID int64, goOn func() bool) (more bool, err error) {
	im, err := s.Store.Client().UserImport.Get(scope.Everything(ctx, scope.Jobs), importID)
	switch {
	case err != nil:
		return false, ent.MaskNotFound(err) // forgotten since
	case im.CompletedAt != nil:
		return false, s.forgetPeople(ctx, im.ID)
	}
	ctx, err = s.asSender(ctx, im)
	switch {
	case err != nil:
	case im.Total == nil:
		err = s.judgeImport(ctx, im, goOn)
	default:
		err = s.addImported(ctx, im)
	}
	if problem.CodeOf(err) == problem.Unauthenticated { // since they were looked up
		err = senderGone()
	}
	faults, err := problem.FaultsOf(err)
	if faults != nil {
		err = s.endImport(ctx, im.ID, userimport.StatusREJECTED, faults)
	}
	return true, err
}

// asSender is the context of whoever sent the file. Faults tell that they have no access any more.
func (s *Service) asSender(ctx context.Context, im *ent.UserImport) (context.Context, error) {
	v := viewer.New(0, true, nil) // an operator's token
	if im.CreatedByID != nil || im.APIKeyID != nil {
		var user, key int64
		if im.CreatedByID != nil {
			user = *im.CreatedByID
		} else {
			key = *im.APIKeyID
		}
		found, err := s.Store.ViewerWithout(ctx, user, key, s.Now())
		if err != nil {
			return ctx, err
		}
		if v = found; v == nil {
			return ctx, senderGone()
		}
	}
	v.RequestID = im.RequestID
	return viewer.NewContext(ctx, v), nil
}

func senderGone() (faults problem.Faults) {
	faults.Add("accountId", problem.NotAllowed, "whoever sent the file may not add users there any more")
	return faults
}

// lockImport locks the account's tree, shared, then the import, and asks whether its sender may add users there. It returns errOvertaken when the
// import is not as it was loaded.
func (c *change) lockImport(ctx context.Context, im *ent.UserImport) (*ent.Account, error) {
	a, err := c.lockKey(ctx, im.AccountID)
	if errors.Is(err, errMissing) {
		return nil, senderGone()
	}
	if err != nil {
		return nil, err
	}
	if !c.allow("accountId", addUsers, a) || c.faults != nil {
		return nil, c.faults
	}
	query := c.tx.UserImport.Query().Where(userimport.ID(im.ID), userimport.CompletedAtIsNil(), userimport.Processed(im.Processed),
		userimport.RejectedCount(im.RejectedCount), userimport.Terms(im.Terms))
	if c.tx.Dialect() == dialect.Postgres {
		query.ForUpdate()
	}
	_, err = query.Only(scope.Everything(ctx, scope.Jobs))
	if ent.IsNotFound(err) {
		err = errOvertaken
	}
	return a, err
}

// judgeImport judges what is left of the file.
func (s *Service) judgeImport(ctx context.Context, im *ent.UserImport, goOn func() bool) error {
	file, err := s.openImport(ctx, im.ID)
	if err != nil {
		return err
	}
	first := map[string]place{}
	for index := 0; index < im.Processed; { // what was judged before: only the addresses are still asked for
		rows, err := readRows(file, min(importChunk, im.Processed-index))
		if err == nil && len(rows) == 0 {
			err = fmt.Errorf("reseller: import %d has fewer rows than were judged", im.ID)
		}
		if err != nil {
			return err
		}
		meet(rows, index, first)
		index += len(rows)
	}
	for goOn() {
		rows, err := readRows(file, importChunk)
		switch {
		case err != nil:
			return err
		case len(rows) == 0:
			return s.endOfFile(ctx, im, file.Encoding())
		case im.Processed+len(rows) > MaxImportRows:
			var faults problem.Faults
			faults.Add("csv", problem.LimitExceeded, "the file has too many rows: send at most %d at once", MaxImportRows)
			return faults
		}
		if over, err := s.judgeChunk(ctx, im, rows, first); over || err != nil {
			return err
		}
	}
	return nil
}

// readRows reads up to n rows.
func readRows(file *usercsv.Reader, n int) ([]uploadRow, error) {
	rows := make([]uploadRow, 0, n)
	for len(rows) < n {
		row, faults, err := file.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		rows = append(rows, readRow(row, faults))
	}
	return rows, nil
}

// meet notes the addresses of rows that were judged.
func meet(rows []uploadRow, from int, first map[string]place) {
	for i, row := range rows {
		_, key, ok := locale.Email(row.Email)
		if _, before := first[key]; ok && row.faults == nil && !before {
			first[key] = place{from + i, row.Line}
		}
	}
}

// text is what terms hold for every row, and what rows are judged by of the account.
func (t terms) text() string {
	text, _ := json.Marshal([]any{t.role, t.scope, t.language, t.timezone, t.account.Country})
	return string(text)
}

// importTerms are the terms of the import's rows. They tell startOver when rows were judged by others: then all are judged anew.
func (c *change) importTerms(im *ent.UserImport, a *ent.Account) (t terms, startOver bool) {
	t = c.terms(written(im.Language), written(im.Timezone), a)
	return t, im.Processed > 0 && im.Terms != t.text()
}

// written is a text that was given; nil for "".
func written(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// judgeChunk judges the next rows, and keeps what came of it with the import, of which im is told; over tells that the import starts over.
func (s *Service) judgeChunk(ctx context.Context, im *ent.UserImport, rows []uploadRow, first map[string]place) (over bool, err error) {
	if err := s.mayTell(ctx, takenAddresses); err != nil {
		return false, err
	}
	var outside int
	now := *im
	err = s.run(ctx, UsersAdded, func(ctx context.Context, c *change) error {
		now = *im
		a, err := c.lockImport(ctx, im)
		if err != nil {
			return err
		}
		terms, startOver := c.importTerms(im, a)
		if over = startOver; over {
			return c.startOver(ctx, im)
		}
		people := terms.judge(rows, im.Processed, first)
		if outside, err = c.checkTaken(ctx, people); err != nil {
			return err
		}
		if err := c.stage(ctx, im.ID, people); err != nil {
			return err
		}
		now.Terms, now.Processed, now.RejectedCount = terms.text(), im.Processed+len(people), im.RejectedCount+len(people)-len(sound(people))
		return c.tx.UserImport.UpdateOneID(im.ID).SetStatus(userimport.StatusRUNNING).SetTerms(now.Terms).SetProcessed(now.Processed).
			SetRejectedCount(now.RejectedCount).Exec(scope.Everything(ctx, scope.Jobs))
	})
	if err == nil {
		*im = now
		s.told(ctx, takenAddresses, outside)
	}
	return over, err
}

// startOver forgets what rows were judged.
func (c *change) startOver(ctx context.Context, im *ent.UserImport) error {
	ctx = scope.Everything(ctx, scope.Jobs)
	if err := forgetJudged(ctx, c.tx, im.ID); err != nil {
		return err
	}
	return c.tx.UserImport.UpdateOneID(im.ID).SetProcessed(0).SetRejectedCount(0).SetTerms("").ClearTotal().Exec(ctx)
}

// stagedPerson is a user to be stored, and where in the file they are.
type stagedPerson struct {
	userRow
	N    int `json:"n"`
	Line int `json:"line"`
}

// stagedRow is a rejected row as a record.
type stagedRow struct {
	N      int    `json:"n"`
	Line   int    `json:"line"`
	Faults string `json:"faults"`
}

// stage keeps judged rows: who is sound as users to be stored, with ids drawn, and why the others are rejected.
func (c *change) stage(ctx context.Context, importID int64, judged []*person) error {
	var ids []int64
	if err := c.tx.Send(ctx, c.tx.DrawIDs(user.Table, len(sound(judged)), &ids)...); err != nil {
		return fmt.Errorf("reseller: draw ids: %w", err)
	}
	people, rejected := make([]stagedPerson, 0, len(ids)), []stagedRow{}
	for _, p := range judged {
		if p.faults == nil {
			people = append(people, stagedPerson{p.row(ids[len(people)]), p.index, p.line})
			continue
		}
		faults, err := json.Marshal(p.faults)
		if err != nil {
			return err
		}
		rejected = append(rejected, stagedRow{p.index, p.line, string(faults)})
	}
	return c.tx.Send(ctx, store.Statement{
		Text: "INSERT INTO user_import_chunks (import_id, n, people) VALUES ($1, $2, $3)", Args: []any{importID, judged[0].index, array(people)},
	}, c.reject(importID, rejected))
}

// reject is the statement that keeps rejected rows.
func (c *change) reject(importID int64, rows []stagedRow) store.Statement {
	return store.Statement{
		Text: "INSERT INTO user_import_rows (import_id, n, line, faults) SELECT $1, n, line, faults FROM " + records(c.tx, "$2", "n bigint", "line bigint", "faults text"),
		Args: []any{importID, array(rows)},
	}
}

// endOfFile notes how many rows there are.
func (s *Service) endOfFile(ctx context.Context, im *ent.UserImport, encoding string) error {
	return s.run(ctx, UsersAdded, func(ctx context.Context, c *change) error {
		if _, err := c.lockImport(ctx, im); err != nil {
			return err
		}
		return c.tx.UserImport.UpdateOneID(im.ID).SetTotal(im.Processed).SetEncoding(encoding).Exec(scope.Everything(ctx, scope.Jobs))
	})
}

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

// endImport ends an import that adds nobody.
func (s *Service) endImport(ctx context.Context, importID int64, status userimport.Status, faults problem.Faults) error {
	text, err := json.Marshal([]problem.Fault(faults))
	if err != nil {
		return err
	}
	return s.Store.Tx(scope.Everything(ctx, scope.Jobs), func(ctx context.Context, tx *store.Tx) error {
		update := tx.UserImport.Update().Where(userimport.ID(importID), userimport.CompletedAtIsNil()).SetStatus(status).SetCompletedAt(s.Now())
		if faults != nil {
			update.SetFaults(string(text))
		}
		return update.Exec(ctx)
	})
}

// forgetPeople deletes who was to be added by an import that has ended: they are users now, or were not added.
func (s *Service) forgetPeople(ctx context.Context, importID int64) error {
	return s.Store.Tx(scope.Everything(ctx, scope.Jobs), func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.UserImportChunk.Delete().Where(userimportchunk.ImportID(importID)).Exec(ctx)
		return err
	})
}

// forgetJudged deletes what came of the rows of an import.
func forgetJudged(ctx context.Context, tx *store.Tx, importID int64) error {
	if _, err := tx.UserImportChunk.Delete().Where(userimportchunk.ImportID(importID)).Exec(ctx); err != nil {
		return err
	}
	_, err := tx.UserImportRow.Delete().Where(userimportrow.ImportID(importID)).Exec(ctx)
	return err
}

// sweepImports forgets the imports that ended a week ago, each in a transaction of its own, and takes up those that are still open after an hour,
// of whose job nothing may be left.
func (s *Service) sweepImports(ctx context.Context) error {
	ctx = scope.Everything(ctx, scope.Jobs)
	imports := s.Store.Client().UserImport.Query()
	over, err := imports.Clone().Where(userimport.CompletedAtLTE(s.Now().Add(-importTTL))).IDs(ctx)
	if err != nil {
		return err
	}
	for _, id := range over {
		err := s.Store.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
			if err := forgetJudged(ctx, tx, id); err != nil {
				return err
			}
			if _, err := tx.UserImportPart.Delete().Where(userimportpart.ImportID(id)).Exec(ctx); err != nil {
				return err
			}
			_, err := tx.UserImport.Delete().Where(userimport.ID(id)).Exec(ctx)
			return err
		})
		if err != nil {
			return err
		}
	}
	open, err := imports.Where(userimport.CompletedAtIsNil(), userimport.StartedAtLTE(s.Now().Add(-time.Hour))).IDs(ctx)
	if err != nil {
		return err
	}
	for _, id := range open {
		err := s.Store.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
			return s.Enqueue(ctx, tx.SQL, WorkImport{ImportID: id}, time.Time{})
		})
		if err != nil {
			return err
		}
	}
	return nil
}
