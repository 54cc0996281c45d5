package tree

import (
	"encoding/base64"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"canopy/internal/nodeid"
)

// cursor is a place in an order: the value and id of the row there. It holds nothing but what its row shows.
// Its text carries the order too, so that a cursor of another one is told from a place in this one.
type cursor struct {
	order string // ordering.mark
	value string // a moment in microseconds since 1970, or a text
	id    int64
}

const (
	maxCursor = 4096 // characters; the longest value is a folded name
)

var cursorText = base64.RawURLEncoding.Strict()

// String is the cursor's text.
func (c cursor) String() string {
	b := make([]byte, 0, 128)
	b = append(append(b, c.order...), ' ')
	b = append(c.row().Append(b), ' ')
	b = append(b, c.value...)
	return cursorText.EncodeToString(b)
}

// parseCursor reads a cursor's text; ok is false when it is none.
func parseCursor(text string) (c cursor, ok bool) {
	if len(text) > maxCursor {
		return cursor{}, false
	}
	raw, err := cursorText.DecodeString(text)
	if err != nil || !utf8.Valid(raw) || strings.IndexByte(string(raw), 0) >= 0 { // PostgreSQL takes no such text
		return cursor{}, false
	}
	order, rest, _ := strings.Cut(string(raw), " ")
	id, value, _ := strings.Cut(rest, " ")
	row, ok := nodeid.Parse(id)
	c = cursor{order: order, value: value, id: row.Key}
	return c, ok && c.String() == text
}

// row is the id as answers have it, whatever the kind: a cursor tells no more of its row's key than the row does.
func (c cursor) row() nodeid.ID { return nodeid.New(nodeid.Account, c.id) }

// momentText is a moment as a cursor's value.
func momentText(t time.Time) string { return strconv.FormatInt(t.UnixMicro(), 10) }

// parseMoment reads a cursor's value as a moment that both databases can hold.
func parseMoment(value string) (t time.Time, ok bool) {
	micros, err := strconv.ParseInt(value, 10, 64)
	t = time.UnixMicro(micros).UTC()
	return t, err == nil && 0 < t.Year() && t.Year() < 10000 && momentText(t) == value
}
