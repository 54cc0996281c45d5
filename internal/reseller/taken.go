package reseller

import (
	"context"
	"fmt"

	"canopy/ent/user"
	"canopy/internal/problem"
)

// checkTaken faults the people whose address somebody has, and counts those whom the viewer does not see.
func (c *change) checkTaken(ctx context.Context, people []*person) (outside int, err error) {
	keys := make([]string, 0, len(people))
	for _, p := range people {
		if p.EmailKey != "" {
			keys = append(keys, p.EmailKey)
		}
	}
	taken, err := existing(ctx, c.tx, user.Table, user.FieldEmailKey, keys)
	if err != nil {
		return 0, fmt.Errorf("reseller: look for taken addresses: %w", err)
	}
	for _, path := range taken {
		if !c.viewer.Sees(path) {
			outside++
		}
	}
	for _, p := range people {
		if _, ok := taken[p.EmailKey]; ok {
			p.taken()
		}
	}
	return outside, nil
}

func (p *person) taken() {
	p.faults.Add("email", problem.Taken, "somebody has this address already: write another one or leave the row out")
}
