package subscription_test

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"testing"

	"canopy/internal/reseller"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

// TestDescribed: the schema names the actions that are told, and no others.
func TestDescribed(t *testing.T) {
	text, err := os.ReadFile("../../schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: string(text)})
	for field, told := range map[string]map[string]bool{"accountChanged": reseller.AccountChanges, "usersAdded": reseller.Additions} {
		var named []string
		for _, word := range regexp.MustCompile(`[A-Z_]+`).FindAllString(schema.Subscription.Fields.ForName(field).Description, -1) {
			if schema.Types["EventAction"].EnumValues.ForName(word) != nil {
				named = append(named, word)
			}
		}
		slices.Sort(named)
		if want := slices.Sorted(maps.Keys(told)); !slices.Equal(named, want) {
			t.Errorf("%s names %v, and tells %v", field, named, want)
		}
	}
}
