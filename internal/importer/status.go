package importer

import (
	"context"
	"fmt"
	"slices"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/internal/treepath"
)

// effective are the statuses of accounts with what they inherit: SUSPENDED or CLOSED where they or accounts above are.
func effective(ctx context.Context, accounts *ent.AccountClient, list []*ent.Account) (map[int64]account.Status, error) {
	var chains []int64
	for _, a := range list {
		chains = append(chains, treepath.IDs(a.Path)...)
	}
	stopped := map[int64]account.Status{}
	for part := range slices.Chunk(distinct(chains), batch) {
		found, err := accounts.Query().Where(account.IDIn(part...), account.StatusIn(account.StatusSUSPENDED, account.StatusCLOSED)).
			Select(account.FieldID, account.FieldStatus).All(ctx)
		if err != nil {
			return nil, fmt.Errorf("look up who is suspended or closed: %w", err)
		}
		for _, a := range found {
			stopped[a.ID] = a.Status
		}
	}
	statuses := make(map[int64]account.Status, len(list))
	for _, a := range list {
		statuses[a.ID] = a.Status
		for _, id := range treepath.IDs(a.Path) {
			if status, ok := stopped[id]; ok && statuses[a.ID] != account.StatusCLOSED {
				statuses[a.ID] = status
			}
		}
	}
	return statuses, nil
}

// state is the account's effective status in words.
func (n *node) state() string {
	if n.status != n.own {
		return fmt.Sprintf("%s, but below one that is %s", n.own, n.status)
	}
	return string(n.status)
}

// distinct are the ids, each once, in order.
func distinct(ids []int64) []int64 {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	return slices.Compact(ids)
}
