package reseller

import (
	"context"
	"encoding/json"
	"time"

	"canopy/ent/userimport"
	"canopy/ent/userimportchunk"
	"canopy/ent/userimportpart"
	"canopy/ent/userimportrow"
	"canopy/internal/problem"
	"canopy/internal/store"
	"canopy/internal/store/scope"
)

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
