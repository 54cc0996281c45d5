package reseller

import (
	"fmt"

	"canopy/internal/locale"
	"canopy/internal/store"
)

// NewAsset is an asset to be stored, all parts normalised.
type NewAsset struct {
	RootID            int64  `json:"root_id"` // of the owner's tree
	OwnerID           int64  `json:"owner_id"`
	AssignedToID      int64  `json:"assigned_to_id"` // 0: nobody has it
	ExternalReference string `json:"external_reference"`
	Kind              string `json:"kind"`
	Name              string `json:"name"`
	SerialNumber      string `json:"serial_number"`
	Location          string `json:"location"`
}

// assetRow is a new asset as a record.
type assetRow struct {
	NewAsset
	ID          int64  `json:"id"`
	KindKey     string `json:"kind_key"`
	NameKey     string `json:"name_key"`
	LocationKey string `json:"location_key"`
	Search      string `json:"search"`
}

// assetColumns are the record's.
var assetColumns = []string{
	"id bigint", "root_id bigint", "owner_id bigint", "assigned_to_id bigint", `external_reference text COLLATE "C"`, "kind text", "kind_key text", "name text", "name_key text",
	"serial_number text", "location text", "location_key text", "search text",
}

// insertAssets is the statement of InsertAssets, %s the table of the rows.
const insertAssets = `INSERT INTO assets (id, root_id, owner_id, assigned_to_id, external_reference, kind, kind_key, name, name_key, serial_number, location, location_key, search, created_at)
SELECT id, root_id, owner_id, nullif(assigned_to_id, 0), external_reference, kind, kind_key, name, name_key, serial_number, location, location_key, search, $1
FROM %s ORDER BY root_id, external_reference`

// InsertAssets inserts the assets when the transaction ends, with ids that are drawn. The caller holds the locks of their trees and has found
// that each may be where it is to be; limits are not asked. Two transactions never wait for each other in a circle: each inserts in order of
// the references.
func (s *Service) InsertAssets(tx *store.Tx, ids []int64, list []NewAsset) {
	rows := make([]assetRow, len(list))
	for i, a := range list {
		rows[i] = assetRow{
			NewAsset: a, ID: ids[i], KindKey: locale.Fold(a.Kind), NameKey: locale.Fold(a.Name), LocationKey: locale.Fold(a.Location),
			Search: locale.SearchKey(a.Name, a.Kind, a.SerialNumber, a.Location, a.ExternalReference),
		}
	}
	tx.Last(store.Statement{Text: fmt.Sprintf(insertAssets, records(tx, "$2", assetColumns...)), Args: []any{s.Now(), array(rows)}})
}
