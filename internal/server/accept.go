package server

import (
	"mime"
	"net/http"
	"strconv"
	"strings"
)

// The media types of answers.
const (
	mediaJSON    = "application/json"
	mediaGraphQL = "application/graphql-response+json"
)

// negotiate chooses the media type of the answer by the Accept header. Without one, and for wildcards, it is
// application/json; application/graphql-response+json is preferred wherever it is named and not liked less.
func negotiate(r *http.Request) (media string, ok bool) {
	accepted := strings.Join(r.Header.Values("Accept"), ",")
	if strings.TrimSpace(accepted) == "" {
		return mediaJSON, true
	}
	type liking struct {
		quality     float64
		specificity int // 3: named, 2: application/*, 1: */*, 0: not at all
	}
	likes := map[string]liking{}
	for _, part := range strings.Split(accepted, ",") {
		name, params, err := mime.ParseMediaType(part)
		if err != nil {
			continue
		}
		quality := 1.0
		if q, given := params["q"]; given {
			if quality, err = strconv.ParseFloat(q, 64); err != nil {
				continue
			}
		}
		for _, media := range []string{mediaJSON, mediaGraphQL} {
			specificity := map[string]int{media: 3, "application/*": 2, "*/*": 1}[name]
			if specificity > likes[media].specificity {
				likes[media] = liking{quality, specificity}
			}
		}
	}
	plain, graphql := likes[mediaJSON], likes[mediaGraphQL]
	switch {
	case graphql.specificity == 3 && graphql.quality > 0 && graphql.quality >= plain.quality:
		return mediaGraphQL, true
	case plain.quality > 0:
		return mediaJSON, true
	case graphql.quality > 0:
		return mediaGraphQL, true
	}
	return "", false
}
