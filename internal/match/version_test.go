package match

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strings"
	"testing"
)

// TestKeysVersion: whoever changes what Keys or NameKey gives a party raises KeysVersion, or what is stored is not found by it. Then the sum is that of the
// new version.
func TestKeysVersion(t *testing.T) {
	const version, sum = 3, "bf5ac93dbf3360f7"
	names := []string{
		"Halfmoon Bakery LLC", "I.B.M. Deutschland GmbH & Co. KG", "Московский авиационный институт", "株式会社日立製作所", "جامعة القاهرة", "Carlyle Partners VII", "!!!",
		"Société Générale d'Électricité, S.A.", "3rd St. Saint Mary's 24/7 Shop", "(株)トヨタ", "Vitamin D",
		"Granit SpA", "Granit Ag LLC", "UAB „Granit“", "UAB Hospital", "The Limited, Inc.", "North Side Trust A", "VA Hospital", "Institut de l'Information",
		"Granit /DE/", "Trust /A/", "PLC Medical Systems", "Argo Fund XXIV",
	}
	for _, words := range []map[string]string{synonyms, translations} {
		names = append(names, slices.Collect(maps.Keys(words))...)
	}
	for _, words := range []map[string]bool{forms, edgeForms, frontForms, stops} {
		for word := range words {
			names = append(names, word, word+" Quux", "Quux "+word, "Quux "+word+" Quux")
		}
	}
	slices.Sort(names)
	all := sha256.New()
	for _, name := range names {
		p := Party{
			Name: name + " Quux", Aliases: []string{name}, Street: []string{"Bldg 4, 801 " + name + " St."}, City: "St. " + name, PostalCode: "d-" + name[:1] + "1234",
			Country: "de", Phone: "+49 30 1234567",
		}
		_, _ = all.Write([]byte(strings.Join(append(Keys(p), NameKey(p.Name), NameKey(name)), "\n")))
	}
	if got := hex.EncodeToString(all.Sum(nil))[:16]; KeysVersion != version || got != sum {
		t.Errorf("version %d has the sum %q, want version %d with %q", KeysVersion, got, version, sum)
	}
}
