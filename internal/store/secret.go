package store

import (
	"context"

	"canopy/internal/store/scope"
)

// Secret is the installation's key of the name.
func (s *Store) Secret(ctx context.Context, name string) (value []byte, err error) {
	err = s.read.QueryRowContext(ctx, "SELECT "+scope.Authentication.Marker()+" value FROM secrets WHERE name = $1", name).Scan(&value)
	return value, err
}
