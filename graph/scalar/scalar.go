// Package scalar reads and writes the schema's scalars, strictly: an Int is no "1", a String no 1.
package scalar

import (
	"encoding/json"
	"io"
	"math"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// invalid is an error of the caller's, which the presenter knows by its code.
func invalid(format string, args ...any) error {
	err := gqlerror.Errorf(format, args...)
	errcode.Set(err, errcode.ValidationFailed)
	return err
}

// MarshalInt writes an Int.
func MarshalInt(i int) graphql.Marshaler { return graphql.MarshalInt(i) }

// UnmarshalInt reads a 32-bit integer.
func UnmarshalInt(v any) (int, error) {
	var n int64
	switch v := v.(type) {
	case int64:
		n = v
	case int:
		n = int64(v)
	case json.Number:
		var err error
		if n, err = v.Int64(); err != nil {
			return 0, invalid("this is no Int: write a whole number without quotes")
		}
	default:
		return 0, invalid("this is no Int: write a whole number without quotes")
	}
	if n < math.MinInt32 || n > math.MaxInt32 {
		return 0, invalid("%d does not fit into an Int", n)
	}
	return int(n), nil
}

// MarshalString writes a String.
func MarshalString(s string) graphql.Marshaler { return graphql.MarshalString(s) }

// UnmarshalString reads a string.
func UnmarshalString(v any) (string, error) {
	s, ok := v.(string)
	if !ok {
		return "", invalid("this is no String: write text in quotes")
	}
	if strings.Contains(s, "\x00") { // PostgreSQL cannot keep it
		return "", invalid("a String holds no NUL")
	}
	return s, nil
}

// MarshalBoolean writes a Boolean.
func MarshalBoolean(b bool) graphql.Marshaler { return graphql.MarshalBoolean(b) }

// UnmarshalBoolean reads true or false.
func UnmarshalBoolean(v any) (bool, error) {
	if b, ok := v.(bool); ok {
		return b, nil
	}
	return false, invalid("this is no Boolean: write true or false")
}

// dateTime is RFC 3339 with always six digits, so that texts sort as times do.
const dateTime = "2006-01-02T15:04:05.000000Z"

// MarshalDateTime writes a moment in UTC with microseconds.
func MarshalDateTime(t time.Time) graphql.Marshaler {
	return graphql.WriterFunc(func(w io.Writer) {
		_, _ = w.Write(t.UTC().AppendFormat(nil, `"`+dateTime+`"`))
	})
}

// UnmarshalDateTime reads RFC 3339 with any offset, to the microsecond.
func UnmarshalDateTime(v any) (time.Time, error) {
	s, err := UnmarshalString(v)
	if err != nil {
		return time.Time{}, err
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return time.Time{}, invalid("%q is no DateTime; write it as 2026-01-31T09:30:00Z", s)
	}
	return t.UTC().Truncate(time.Microsecond), nil
}

// MarshalUpload is there for gqlgen alone: nothing answers an Upload.
func MarshalUpload(f graphql.Upload) graphql.Marshaler { return graphql.MarshalUpload(f) }

// UnmarshalUpload reads a file of a multipart request.
func UnmarshalUpload(v any) (graphql.Upload, error) {
	if f, ok := v.(graphql.Upload); ok {
		return f, nil
	}
	return graphql.Upload{}, invalid("this is no Upload: send the file as multipart/form-data and map it to this variable")
}
