package reseller

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"canopy/ent"
	"canopy/ent/user"
	"canopy/ent/userimport"
	"canopy/internal/locale"
	"canopy/internal/problem"
	"canopy/internal/store"
	"canopy/internal/store/scope"
	"canopy/internal/usercsv"
	"canopy/internal/viewer"

	"entgo.io/ent/dialect"
)

// importTime is how long one call of WorkImport begins new chunks.
const importTime = 5 * time.Second

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
		if endErr := s.endImport(ctx, importID, userimport.StatusFAILED, nil); endErr != nil {
			return false, errors.Join(err, endErr) // it is open still, and taken up again by sweepImports
		}
		return false, errors.Join(err, s.forgetPeople(ctx, importID))
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
