package tree

import (
	"context"
	"slices"

	"canopy/ent/account"
	"canopy/internal/store/scope"
	"canopy/internal/treepath"
)

// above loads what the viewer sees above the accounts: the parent, the unbroken chain to the top, its length.
func (l *loader) above(ctx context.Context, list []*Account, sel *Selection) error {
	err := refer(ctx, list, sel.object("parent"), l.accountsByID,
		func(a *Account) int64 { return parentOf(l.viewer, a.Path) }, func(a, parent *Account) { a.Parent = parent })
	if err != nil {
		return err
	}
	if !sel.has("depth", "ancestors") {
		return nil
	}
	chains := make([][]int64, len(list))
	for i, a := range list {
		chains[i] = l.viewer.Ancestors(a.Path)
		a.Depth = len(chains[i])
	}
	if sel = sel.object("ancestors"); sel == nil {
		return nil
	}
	byID, err := l.accountsByID(ctx, distinct(chains), sel)
	for i, a := range list {
		a.Ancestors = values(byID, chains[i])
	}
	return err
}

// inherited works out what the accounts have together with what comes down from all above them, seen or not.
func (l *loader) inherited(ctx context.Context, list []*Account, sel *Selection) error {
	if !sel.has("effectiveStatus", "effectiveLanguage", "effectiveTimezone") {
		return nil
	}
	chains := make([][]int64, len(list))
	for i, a := range list {
		chain := treepath.IDs(a.Path)
		chains[i] = chain[:len(chain)-1]
	}
	asked := &Selection{Fields: map[string]bool{
		"status":   sel.Fields["effectiveStatus"],
		"language": sel.Fields["effectiveLanguage"],
		"timezone": sel.Fields["effectiveTimezone"],
	}}
	byID, err := byID(ctx, l, accounts, distinct(chains), asked, everything(scope.Inheritance))
	if err != nil {
		return err
	}
	for i, a := range list {
		a.EffectiveStatus, a.EffectiveLanguage, a.EffectiveTimezone = a.Status, a.Language, a.Timezone
		for _, id := range slices.Backward(chains[i]) {
			if above := byID[id]; above != nil {
				a.inherit(above)
			}
		}
	}
	return nil
}

// inherit takes from an account above what counts here: the worst of statuses, the nearest of languages and time zones.
func (a *Account) inherit(above *Account) {
	if worse(above.Status, a.EffectiveStatus) {
		a.EffectiveStatus = above.Status
	}
	if a.EffectiveLanguage == nil {
		a.EffectiveLanguage = above.Language
	}
	if a.EffectiveTimezone == nil {
		a.EffectiveTimezone = above.Timezone
	}
}

// worse tells whether a status above means so here: SUSPENDED and CLOSED do, and CLOSED wins.
func worse(above, here account.Status) bool {
	return above == account.StatusCLOSED || above == account.StatusSUSPENDED && here != account.StatusCLOSED
}

// distinct are the ids of all chains, each once, in order.
func distinct(chains [][]int64) []int64 {
	ids := slices.Concat(chains...)
	slices.Sort(ids)
	return slices.Compact(ids)
}
