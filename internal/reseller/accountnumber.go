package reseller

import (
	"context"
	"fmt"

	"canopy/ent/account"
	"canopy/internal/backoffice"
)

const (
	accountNumbers     = "account_number" // the counter of those drawn or passed over
	firstAccountNumber = 100001
)

// drawAccountNumber takes the next number that no account has, in the form. Those that accounts have by other ways are passed over, more at a time
// the more of them stand in a row.
func (c *change) drawAccountNumber(ctx context.Context, form *backoffice.Form) (string, error) {
	drawn, err := c.tx.Count(ctx, accountNumbers, 1)
	if err != nil {
		return "", fmt.Errorf("reseller: draw an account number: %w", err)
	}
	next := firstAccountNumber - 1 + drawn
	for n := 1; ; n = min(16*n, 10_000) {
		candidates := make([]string, n)
		for i := range candidates {
			candidates[i] = form.Write(next + int64(i))
		}
		held, err := existing(ctx, c.tx, account.Table, account.FieldAccountNumber, candidates)
		if err != nil {
			return "", fmt.Errorf("reseller: look for held account numbers: %w", err)
		}
		for i, number := range candidates {
			if _, ok := held[number]; ok {
				continue
			}
			if passed := next + int64(i) - firstAccountNumber + 1 - drawn; passed > 0 {
				_, err = c.tx.Count(ctx, accountNumbers, passed)
			}
			return number, err
		}
		next += int64(n)
	}
}
