package reseller

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/asset"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/store/scope"
	"canopy/internal/treepath"

	"entgo.io/ent/dialect"
)

// maxBatch is how many assets one request assigns or unassigns.
const maxBatch = 1000

// AssetResult is what became of one asset of a request: done, or all that is against it.
type AssetResult struct {
	AssetID    nodeid.ID
	UserErrors problem.Faults
}

// AssignAssets gives assets to an account that is ACTIVE and stands below their owners, each asset by itself; the results are in the order
// given. An asset has one holder: whoever comes second is told ALREADY_ASSIGNED, by the same account too. It needs ASSIGN_ASSETS on the
// account and on each asset's owner.
func (s *Service) AssignAssets(ctx context.Context, in AssignAssetsInput) (results []AssetResult, err error) {
	err = s.change(ctx, AssetsAssigned, func(ctx context.Context, c *change) error {
		to, err := c.lock(ctx, "accountId", in.AccountID)
		if err != nil {
			return err
		}
		if to != nil && !c.allow("accountId", assignAssets, to) {
			return c.faults
		}
		c.checkNumber("assetIds", len(in.AssetIDs), maxBatch, "asset")
		if err := c.faults.Err(); err != nil {
			return err
		}
		batch, err := c.loadAssets(ctx, in.AssetIDs)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(batch, func(i *item) bool { return i.Asset == nil || i.RootID != to.RootID }) {
			if err := c.checkAccess(ctx); err != nil { // a move may be under way in their trees, which are not locked
				return err
			}
		}
		given, err := c.judgeAssignment(ctx, to, batch)
		if err != nil {
			return err
		}
		results = resultsOf(batch)
		if len(given) == 0 {
			return nil
		}
		c.recordOn(AssetsAssigned, to, assetChanges(given, true))
		return c.tx.Asset.Update().Where(asset.IDIn(given...)).SetAssignedToID(to.ID).Exec(ctx)
	})
	return results, err
}

// UnassignAssets takes assets from the accounts that have them, each asset by itself; the results are in the order given. One that nobody has
// stays so. It needs ASSIGN_ASSETS on each asset's owner.
func (s *Service) UnassignAssets(ctx context.Context, in UnassignAssetsInput) (results []AssetResult, err error) {
	err = s.change(ctx, AssetsUnassigned, func(ctx context.Context, c *change) error {
		c.checkNumber("assetIds", len(in.AssetIDs), maxBatch, "asset")
		if err := c.faults.Err(); err != nil {
			return err
		}
		var locked []int64
		err := c.lockTrees(ctx, false, func(ctx context.Context) (roots []int64, err error) {
			found, err := c.tx.Asset.Query().Where(asset.IDIn(keysOf(in.AssetIDs, nodeid.Asset)...)).All(ctx)
			for _, a := range found {
				roots = append(roots, a.RootID)
			}
			locked = roots
			return roots, err
		})
		if err != nil {
			return err
		}
		batch, err := c.loadAssets(ctx, in.AssetIDs)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(batch, func(i *item) bool { return i.Asset != nil && !slices.Contains(locked, i.RootID) }) { // visible since
			return errAgain
		}
		var taken []*ent.Asset
		for i, item := range batch {
			if item.Asset == nil {
				continue
			}
			item.UserErrors = c.apart(func() { c.allow(assetPath(i), parcelAssets, item.owner) })
			if item.UserErrors == nil && item.AssignedToID != nil {
				taken = append(taken, item.Asset)
			}
		}
		results = resultsOf(batch)
		return c.unassign(ctx, taken)
	})
	return results, err
}

// unassign takes assets from whoever has them, with an event at each of those accounts.
func (c *change) unassign(ctx context.Context, taken []*ent.Asset) error {
	if len(taken) == 0 {
		return nil
	}
	var all []int64
	from, root := map[int64][]int64{}, map[int64]int64{} // by the account that had them
	for _, a := range taken {
		holder := *a.AssignedToID
		all, from[holder], root[holder] = append(all, a.ID), append(from[holder], a.ID), a.RootID
	}
	for _, holder := range slices.Sorted(maps.Keys(from)) {
		c.recordOn(AssetsUnassigned, &ent.Account{ID: holder, RootID: root[holder]}, assetChanges(from[holder], false))
	}
	return c.tx.Asset.Update().Where(asset.IDIn(all...)).ClearAssignedToID().Exec(ctx)
}

// item is one asset of a request; the asset is nil where the viewer sees none, or it was named before.
type item struct {
	AssetResult
	*ent.Asset
	owner *ent.Account
}

func assetPath(i int) string { return "assetIds." + strconv.Itoa(i) }

// loadAssets loads the visible ones of the assets with their owners, seen or not, and keeps others from changing them until the end.
func (c *change) loadAssets(ctx context.Context, ids []nodeid.ID) ([]*item, error) {
	named := keysOf(ids, nodeid.Asset)
	found, err := c.lockAssets(ctx, named)
	for before := -1; err == nil && len(found) < len(named) && len(found) > before; { // while it waited for some, others may have become visible
		before = len(found)
		found, err = c.lockAssets(ctx, named)
	}
	if err != nil {
		return nil, err
	}
	assets, owners := map[int64]*ent.Asset{}, map[int64]*ent.Account{}
	var owning []int64
	for _, a := range found {
		assets[a.ID], owning = a, append(owning, a.OwnerID)
	}
	above, err := c.tx.Account.Query().Where(account.IDIn(distinct(owning)...)).All(scope.Everything(ctx, scope.Inheritance))
	if err != nil {
		return nil, err
	}
	for _, a := range above {
		owners[a.ID] = a
	}
	batch, before := make([]*item, len(ids)), keys{}
	for i, id := range ids {
		key := id.Of(nodeid.Asset)
		batch[i] = &item{AssetResult: AssetResult{AssetID: id}}
		switch a := assets[key]; {
		case before[key]:
			batch[i].UserErrors.Add(assetPath(i), problem.DuplicateInRequest, "this asset is named before")
		case a == nil:
			batch[i].UserErrors.Add(assetPath(i), problem.Missing, "there is no such asset")
		default:
			batch[i].Asset, batch[i].owner = a, owners[a.OwnerID]
		}
		before[key] = key > 0
	}
	return batch, nil
}

func (c *change) lockAssets(ctx context.Context, named []int64) ([]*ent.Asset, error) {
	query := c.tx.Asset.Query().Where(asset.IDIn(named...)).Order(ent.Asc(asset.FieldID))
	if c.tx.Dialect() == dialect.Postgres {
		query.ForUpdate()
	}
	return query.All(ctx)
}

// judgeAssignment tells which assets of the batch go to the account, and faults the others.
func (c *change) judgeAssignment(ctx context.Context, to *ent.Account, batch []*item) (given []int64, err error) {
	holders, err := c.visibleHolders(ctx, batch)
	if err != nil {
		return nil, err
	}
	room, limited, err := c.room(ctx, LimitAssets, to)
	if err != nil {
		return nil, err
	}
	for i, item := range batch {
		if item.Asset == nil {
			continue
		}
		item.UserErrors = c.apart(func() {
			path := assetPath(i)
			if !c.allow(path, parcelAssets, item.owner) {
				return
			}
			if item.OwnerID == to.ID || !treepath.Subtree(item.owner.Path).Contains(to.Path) {
				c.faults.Add(path, problem.Invalid, "an asset goes to an account below the one that owns it")
			}
			if item.AssignedToID != nil {
				c.faults.Add(path, problem.AlreadyAssigned, "%s", alreadyAssigned(holders[*item.AssignedToID], to))
			}
			if c.faults == nil && limited && len(given) >= room {
				c.full(path, LimitAssets, to, room)
			}
			if c.faults == nil {
				given = append(given, item.ID)
			}
		})
	}
	return given, nil
}

// alreadyAssigned tells who has an asset, where the viewer may see that.
func alreadyAssigned(holder, to *ent.Account) string {
	switch {
	case holder == nil:
		return "another account has it: unassign it first"
	case holder.ID == to.ID:
		return "this account has it already"
	}
	return holder.Name + " (" + nodeid.New(nodeid.Account, holder.ID).String() + ") has it: unassign it first"
}

// visibleHolders are the accounts that have assets of the batch, as far as the viewer sees them.
func (c *change) visibleHolders(ctx context.Context, batch []*item) (map[int64]*ent.Account, error) {
	var holding []int64
	for _, item := range batch {
		if item.Asset != nil && item.AssignedToID != nil {
			holding = append(holding, *item.AssignedToID)
		}
	}
	visible, err := c.tx.Account.Query().Where(account.IDIn(distinct(holding)...)).All(ctx)
	holders := map[int64]*ent.Account{}
	for _, a := range visible {
		holders[a.ID] = a
	}
	return holders, err
}

// apart is the faults that judge finds, without putting them to those of the request.
func (c *change) apart(judge func()) (found problem.Faults) {
	request := c.faults
	c.faults = nil
	judge()
	found, c.faults = c.faults, request
	return found
}

func resultsOf(batch []*item) []AssetResult {
	results := make([]AssetResult, len(batch))
	for i, item := range batch {
		results[i] = item.AssetResult
	}
	return results
}

// assetChanges are assets as an event tells them that went to an account, or from it.
func assetChanges(ids []int64, to bool) []FieldChange {
	changes := make([]FieldChange, len(ids))
	for i, id := range ids {
		changes[i].Field = "asset"
		if text := value(nodeid.New(nodeid.Asset, id).String()); to {
			changes[i].After = text
		} else {
			changes[i].Before = text
		}
	}
	return changes
}

// keysOf are the keys of ids of a kind, each once, without those of another.
func keysOf(ids []nodeid.ID, kind nodeid.Kind) []int64 {
	keys := make([]int64, len(ids))
	for i, id := range ids {
		keys[i] = id.Of(kind)
	}
	return distinct(keys)
}

// distinct are the keys, each once, in order.
func distinct[T cmp.Ordered](keys []T) []T {
	keys = slices.Clone(keys)
	slices.Sort(keys)
	return slices.Compact(keys)
}
