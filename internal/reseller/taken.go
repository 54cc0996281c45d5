package reseller

import (
	"context"
	"fmt"

	"canopy/ent/user"
	"canopy/internal/problem"
)

// checkTaken faults the people whose address somebody has.
func (c *change) checkTaken(ctx context.Context, people []*person) error {
	keys := make([]string, 0, len(people))
	for _, p := range people {
		if p.EmailKey != "" {
			keys = append(keys, p.EmailKey)
		}
	}
	taken, err := existing(ctx, c.tx, user.Table, user.FieldEmailKey, keys)
	if err != nil {
		return fmt.Errorf("reseller: look for taken addresses: %w", err)
	}
	for _, p := range people {
		if taken[p.EmailKey] {
			p.taken()
		}
	}
	return nil
}

func (p *person) taken() {
	p.faults.Add("email", problem.Taken, "somebody has this address already")
}
