package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"entgo.io/ent/dialect"
)

// lockMigrations waits until no other process migrates the database: on PostgreSQL by an advisory lock, on
// SQLite, where goose's transactions leave a gap between looking and migrating, by a lock on the file's directory
// (never on the file: closing it would drop SQLite's own locks).
func (s *Store) lockMigrations(ctx context.Context) (unlock func(), err error) {
	if s.dialect == dialect.SQLite {
		return lockDirectory(ctx, filepath.Dir(s.name))
	}
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	unlock = func() { _ = tx.Rollback() } // it wrote nothing
	if _, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock($1)", migrationsLock); err != nil {
		unlock()
		return nil, err
	}
	return unlock, nil
}

// lockDirectory takes the directory's advisory lock, which the kernel drops when the process ends.
func lockDirectory(ctx context.Context, path string) (unlock func(), err error) {
	directory, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	for {
		err := syscall.Flock(int(directory.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return func() { _ = directory.Close() }, nil
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) && !errors.Is(err, syscall.EINTR) {
			_ = directory.Close()
			return nil, err
		}
		select {
		case <-ctx.Done():
			_ = directory.Close()
			return nil, ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
}
