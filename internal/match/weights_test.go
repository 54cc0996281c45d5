package match_test

import (
	"encoding/json"
	"strings"
	"testing"

	"canopy/internal/match"
)

// The file of weights names each feature once, and its weights stand on their sides.
func TestWeights_file(t *testing.T) {
	text, err := json.Marshal(match.Default())
	if err != nil {
		t.Fatal(err)
	}
	var read match.Weights
	if err := json.Unmarshal(text, &read); err != nil || read != match.Default() {
		t.Fatalf("%v\n%+v", err, read)
	}
	for fault, pair := range map[string][2]string{
		"no weight of cityDiffers":          {`"cityDiffers"`, `"cityDoesDiffer"`},
		"there is no feature another":       {`"features":{`, `"features":{"another":1,`},
		"a weight is on the wrong side":     {`"cityDiffers":-`, `"cityDiffers":`},
		"invalid character 'x' looking for": {`"base":`, `"base":x`},
	} {
		changed := strings.Replace(string(text), pair[0], pair[1], 1)
		if err := json.Unmarshal([]byte(changed), &read); err == nil || !strings.Contains(err.Error(), fault) {
			t.Errorf("%s: %v", fault, err)
		}
	}
}

// Bounded keeps a weight from turning agreement into a fault, and what few examples teach from vanishing.
func TestWeights_bounded(t *testing.T) {
	var w match.Weights
	for i := range w.Of {
		w.Of[i] = 1
	}
	if w = w.Bounded(); w != w.Bounded() {
		t.Error("bounded twice is another")
	}
	text, err := json.Marshal(w)
	if err != nil || !strings.Contains(string(text), `"numberDiffers":-1,`) || !strings.Contains(string(text), `"cityDiffers":0,`) ||
		!strings.Contains(string(text), `"citySame":1,`) {
		t.Errorf("%s, %v", text, err)
	}
}
