package direct

import (
	"math"
	"strconv"
	"time"

	"canopy/internal/nodeid"
)

// output is the JSON written so far, byte for byte as gqlgen's marshalers write it.
type output struct {
	json   []byte
	failed bool // something is not plain: what is written is worth nothing
}

func (o *output) raw(text string) { o.json = append(o.json, text...) }

// null writes a null, which fails where none may be.
func (o *output) null(allowed bool) {
	o.failed = o.failed || !allowed
	o.raw("null")
}

const hex = "0123456789ABCDEF"

func (o *output) text(s string) {
	b, start := o.json, 0
	b = append(b, '"')
	for i := range len(s) {
		c := s[i]
		if c >= ' ' && c != '\\' && c != '"' {
			continue
		}
		b = append(b, s[start:i]...)
		start = i + 1
		switch c {
		case '\t':
			b = append(b, '\\', 't')
		case '\r':
			b = append(b, '\\', 'r')
		case '\n':
			b = append(b, '\\', 'n')
		case '\\', '"':
			b = append(b, '\\', c)
		default:
			b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
	}
	o.json = append(append(b, s[start:]...), '"')
}

func (o *output) int(n int) { o.json = strconv.AppendInt(o.json, int64(n), 10) }

func (o *output) boolean(b bool) { o.json = strconv.AppendBool(o.json, b) }

func (o *output) float(f float64) {
	o.failed = o.failed || math.IsInf(f, 0) || math.IsNaN(f)
	o.json = strconv.AppendFloat(o.json, f, 'g', -1, 64)
}

func (o *output) moment(t time.Time) {
	o.json = t.UTC().AppendFormat(o.json, `"2006-01-02T15:04:05.000000Z"`)
}

func (o *output) id(id nodeid.ID) {
	o.raw(`"`)
	o.json = id.Append(o.json)
	o.raw(`"`)
}
