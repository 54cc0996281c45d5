package server_test

import (
	"fmt"
	"net/http"
	"testing"
)

func TestVariables(t *testing.T) {
	r := newRig(t)
	const document = `query($i: Int, $f: Float, $s: String, $b: Boolean, $id: ID, $e: Color, $o: One, $l: [Int!], $u: Upload) ` +
		`{ take(i: $i, f: $f, s: $s, b: $b, id: $id, e: $e, o: $o, l: $l, u: $u) }`
	ask := func(variables string) *answer {
		return r.send(t, http.MethodPost, "/graphql", fmt.Sprintf(`{"query": "%s", "variables": %s}`, document, variables), jsonBody)
	}
	for _, good := range []string{
		`{}`, `null`, `{"i": null, "o": null}`, `{"i": -2147483648}`, `{"f": 1}`, `{"f": 1.5e3}`, `{"s": ""}`, `{"b": true}`, `{"id": "x"}`, `{"id": 7}`,
		`{"e": "RED"}`, `{"l": []}`, `{"l": [1, 2]}`, `{"l": 1}`, `{"o": {"a": "x"}}`, `{"o": {"b": [1]}}`, `{"o": {"b": 1}}`, `{"o": {"c": {"a": "x"}}}`, `{"unused": 1}`,
	} {
		if a := ask(good); a.Code != http.StatusOK || a.Data["take"] != true {
			t.Errorf("%s: %d %s", good, a.Code, a.Body)
		}
	}
	for _, bad := range []string{
		`{"i": "1"}`, `{"i": 1.5}`, `{"i": 1.0}`, `{"i": 2147483648}`, `{"i": true}`, `{"i": [1]}`, `{"i": {}}`,
		`{"f": "1.5"}`, `{"f": 1e999}`, `{"s": 1}`, `{"s": {}}`, `{"b": "true"}`, `{"b": 1}`, `{"id": 1.5}`, `{"id": true}`,
		`{"e": "red"}`, `{"e": "BLUE"}`, `{"e": 1}`, `{"l": ["1"]}`, `{"l": [null]}`, `{"l": [[1]]}`, `{"l": "1"}`, `{"l": [99999999999]}`,
		`{"o": {}}`, `{"o": {"a": "x", "b": [1]}}`, `{"o": {"a": null}}`, `{"o": {"a": 1}}`, `{"o": {"b": ["1"]}}`, `{"o": {"z": 1}}`, `{"o": "x"}`, `{"o": {"c": {}}}`,
	} {
		if a := ask(bad); a.Code != http.StatusOK || a.code() != "BAD_USER_INPUT" || a.HasData {
			t.Errorf("%s: %d %s", bad, a.Code, a.Body)
		}
	}
}
