package lifecycle_test

import (
	"testing"

	"canopy/internal/store/scope"
)

// wantEvents finds the events of each tree numbered from 1 without a gap.
func wantEvents(t *testing.T, h *house) {
	t.Helper()
	rows, err := h.Store.DB().Query("SELECT " + scope.Operator.Marker() + ` e.root_id, count(*), count(DISTINCT e.seq), min(e.seq), max(e.seq), max(t.last_seq)
		FROM events e LEFT JOIN trees t ON t.root_id = e.root_id GROUP BY e.root_id`)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var root, events, different, first, last, told int64
		if err := rows.Scan(&root, &events, &different, &first, &last, &told); err != nil {
			t.Fatal(err)
		}
		if first != 1 || last != events || different != events || told != last {
			t.Errorf("tree %d has %d events, %d numbers from %d to %d, and drew %d", root, events, different, first, last, told)
		}
	}
	if err := rows.Err(); err != nil {
		t.Error(err)
	}
}
