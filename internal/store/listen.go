package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// Listen calls woken once the connection listens, and whenever a process has notified the channel, until the context ends or
// the connection is lost; then it returns the error. For PostgreSQL only: to SQLite nobody but this process writes.
func (s *Store) Listen(ctx context.Context, channel string, woken func()) error {
	conn, err := pgx.ConnectConfig(ctx, s.listen)
	if err != nil {
		return err
	}
	defer func() {
		closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		_ = conn.Close(closing) // lost, or of no more use
	}()
	if _, err := conn.Exec(ctx, "LISTEN "+pgx.Identifier{channel}.Sanitize()); err != nil {
		return err
	}
	for {
		woken()
		if _, err := conn.WaitForNotification(ctx); err != nil {
			return err
		}
	}
}

// Notify wakes whoever listens to the channel, outside of any transaction: within one it would make all commits wait for each other.
func (s *Store) Notify(ctx context.Context, channel string) error {
	_, err := s.write.ExecContext(ctx, "/*aside*/ SELECT pg_notify($1, '')", channel)
	return err
}
