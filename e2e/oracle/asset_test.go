package oracle_test

import (
	"canopy/ent"
	"canopy/internal/locale"
	"canopy/internal/nodeid"
)

// seesAsset tells whether the account is visible that owns it, or the one that has it.
func (s sight) seesAsset(x *ent.Asset) bool {
	return s.sees(s.account(&x.OwnerID)) || s.sees(s.account(x.AssignedToID))
}

// belongings are the assets that the account owns or has, whoever sees their other end.
func (w *world) belongings(a *ent.Account) []*ent.Asset {
	return where(w.assets, func(x *ent.Asset) bool { return x.OwnerID == a.ID || refers(x.AssignedToID, a.ID) })
}

// matchesAsset tells whether an asset matches an AssetFilter.
func matchesAsset(argument any, x *ent.Asset) bool {
	f := filter(argument)
	return f.search(x.Search) && f.folded("kind", x.Kind) && f.folded("location", x.Location) && f.is("assigned", x.AssignedToID != nil)
}

// folded tells whether the value is the one given, without regard to case and accents.
func (f holds) folded(name, value string) bool {
	given, ok := f[name].(string)
	return !ok || locale.Fold(given) == locale.Fold(value)
}

// assets are those that match, with their places.
func (o order) assets(list []*ent.Asset, filter any) (rows []placeable) {
	for _, x := range list {
		at := map[order]place{
			"tn": {text: locale.Fold(x.Name)}, "tk": {text: locale.Fold(x.Kind)}, "tc": {moment: x.CreatedAt.UnixMicro()},
		}[o[:2]]
		if at.id = x.ID; matchesAsset(filter, x) {
			rows = append(rows, placeable{x, at})
		}
	}
	return rows
}

func (a *operation) ofAsset(x *ent.Asset, f *field) any {
	switch f.Name {
	case "id":
		return nodeid.New(nodeid.Asset, x.ID)
	case "externalReference":
		return x.ExternalReference
	case "kind":
		return x.Kind
	case "name":
		return x.Name
	case "serialNumber":
		return text(x.SerialNumber)
	case "location":
		return text(x.Location)
	case "owner":
		return row(a.seen(a.account(&x.OwnerID)))
	case "assignedTo":
		return row(a.seen(a.account(x.AssignedToID)))
	case "createdAt":
		return x.CreatedAt
	}
	panic(f.Name)
}
