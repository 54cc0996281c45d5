package reseller

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"time"

	"canopy/ent/userimport"
	"canopy/internal/problem"
	"canopy/internal/store/scope"
	"canopy/internal/usercsv"

	"github.com/99designs/gqlgen/graphql"
)

// An import goes in three steps. ImportUsers keeps the file, as it came, with the import. WorkImport, in the background, judges its rows, a
// chunk in a transaction, into user_import_chunks and user_import_rows; a process that dies leaves off behind a chunk. At the end of the file one transaction adds
// all the people, so that the import is either done or not. See docs/decisions/0017-imports.md.

const (
	// MaxImportRows is how many people one importUsers takes.
	MaxImportRows = 100_000

	maxImportFile  = 32 << 20 // bytes
	importPart     = 1 << 20  // bytes of the file in one row
	importChunk    = 2000     // rows that one transaction judges
	maxOpenImports = 10       // of an account
	importTTL      = 7 * 24 * time.Hour
)

// ImportUsers takes a file of people in, who are added to an account in the background, and returns the import's key. It needs ADD_USERS on the
// account, which is PENDING or ACTIVE. Faults are of the request, of the file's header, and of a file without rows.
func (s *Service) ImportUsers(ctx context.Context, in ImportUsersInput) (importID int64, err error) {
	file, digest, wrong, err := checkFile(in.CSV)
	if err != nil {
		return 0, fmt.Errorf("reseller: read the upload: %w", err)
	}
	err = s.change(ctx, UsersAdded, func(ctx context.Context, c *change) error {
		asked := in
		asked.CSV = graphql.Upload{}
		if done, err := c.repeated(ctx, in.IdempotencyKey, []any{asked, digest}, &importID); done || err != nil {
			return err
		}
		a, err := c.lock(ctx, "accountId", in.AccountID)
		if err != nil {
			return err
		}
		if a != nil && !c.allow("accountId", addUsers, a) {
			return c.faults.Err()
		}
		if a != nil {
			if err := c.checkOpenImports(ctx, a.ID); err != nil {
				return err
			}
		}
		c.faults = append(c.faults, wrong...)
		terms := c.terms(in.Language, in.Timezone, a)
		c.checkTerms(&terms, file)
		if err := c.faults.Err(); err != nil {
			return err
		}
		importID, err = c.keepImport(ctx, in, a.ID)
		return err
	})
	return importID, err
}

// checkFile reads a file's size, header, first row and digest; there is no reader where the header is faulty.
func checkFile(file graphql.Upload) (reader *usercsv.Reader, digest string, wrong problem.Faults, err error) {
	if _, err := file.File.Seek(0, io.SeekStart); err != nil {
		return nil, "", nil, err
	}
	hash := sha256.New()
	source := io.TeeReader(io.LimitReader(file.File, maxImportFile+1), hash)
	reader, faults, err := usercsv.NewReader(source)
	if err != nil {
		return nil, "", nil, err
	}
	wrong = headerFaults(faults)
	if faults == nil {
		if _, _, err := reader.Read(); errors.Is(err, io.EOF) {
			wrong.Add("csv", problem.Required, noRows)
		} else if err != nil {
			return nil, "", nil, err
		}
	}
	if _, err := io.Copy(io.Discard, source); err != nil {
		return nil, "", nil, err
	}
	size, err := file.File.Seek(0, io.SeekCurrent)
	if err != nil {
		return nil, "", nil, err
	}
	if size > maxImportFile {
		wrong.Add("csv", problem.LimitExceeded, "the file is larger than %d MiB: split it", maxImportFile>>20)
	}
	return reader, hex.EncodeToString(hash.Sum(nil)), wrong, nil
}

// checkOpenImports bounds what waits for one account; two at the same moment may both find room.
func (c *change) checkOpenImports(ctx context.Context, accountID int64) error {
	open, err := c.tx.UserImport.Query().Where(userimport.AccountID(accountID), userimport.CompletedAtIsNil()).Count(scope.Everything(ctx, scope.Jobs))
	if open >= maxOpenImports {
		c.faults.Add("accountId", problem.LimitExceeded, "%d imports into this account are under way: wait for one of them to end", open)
	}
	return err
}

// keepImport inserts the import and its file.
func (c *change) keepImport(ctx context.Context, in ImportUsersInput, accountID int64) (int64, error) {
	create := c.tx.UserImport.Create().SetAccountID(accountID).SetStatus(userimport.StatusQUEUED).SetOnError(userimport.OnError(in.OnError)).
		SetLanguage(text(in.Language)).SetTimezone(text(in.Timezone)).SetStartedAt(c.at).SetRequestID(c.viewer.RequestID)
	if c.viewer.UserID != 0 {
		create.SetCreatedByID(c.viewer.UserID)
	}
	if c.viewer.KeyID != 0 {
		create.SetAPIKeyID(c.viewer.KeyID)
	}
	im, err := create.Save(ctx)
	if err != nil {
		return 0, err
	}
	if _, err := in.CSV.File.Seek(0, io.SeekStart); err != nil {
		return 0, err
	}
	for part, n := make([]byte, importPart), 0; ; n++ {
		size, err := io.ReadFull(in.CSV.File, part)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
			return 0, err
		}
		if err := c.tx.UserImportPart.Create().SetImportID(im.ID).SetN(n).SetData(part[:size]).Exec(ctx); err != nil {
			return 0, err
		}
	}
	return im.ID, c.enqueue(ctx, WorkImport{ImportID: im.ID}, time.Time{})
}
