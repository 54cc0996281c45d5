package bench_test

import (
	"fmt"
	"testing"
)

// BenchmarkW1 is the nested tree: 1,111 accounts on four levels with 5,555 users.
func BenchmarkW1(b *testing.B) {
	w1 := request{Variables: map[string]any{"id": "R0"}, Query: `query W1($id: String!) { account(externalReference: $id) {
		...A subAccounts(first: 10, orderBy: {field: CREATED_AT}) { nodes { ...A subAccounts(first: 10, orderBy: {field: CREATED_AT}) { nodes {
		...A subAccounts(first: 10, orderBy: {field: CREATED_AT}) { nodes { ...A } } } } } } } }
		fragment A on Account { id: externalReference name type accountNumber status users(first: 5, orderBy: {field: CREATED_AT}) { nodes { email language timezone } } }`}
	each(b, func(b *testing.B, h *house) {
		h.plant(b, 10, 3, 5)
		for _, direct := range []bool{true, false} {
			b.Run(fmt.Sprintf("direct=%t", direct), func(b *testing.B) {
				api, token := h.api(b, direct)
				w1.run(b, api, token)
			})
		}
	})
}
