package store

import (
	"database/sql/driver"
	"encoding/binary"
	"math"
	"time"
)

// Row is one row of an answer. It holds until the next one is read; what was taken from it stays.
type Row struct {
	values []driver.Value // of SQLite

	raw    [][]byte // of PostgreSQL, in its binary format
	joined bool
	buffer []byte
	text   string // all values in one piece, for one allocation
}

// Value is one column of a row. NULL is the zero value of every kind; reading another kind than the column has panics.
type Value struct {
	row *Row
	i   int
}

// At is the value of column i, from 0.
func (r *Row) At(i int) Value { return Value{r, i} }

// Null tells whether there is no value.
func (v Value) Null() bool {
	if v.row.raw != nil {
		return v.row.raw[v.i] == nil
	}
	return v.row.values[v.i] == nil
}

// Int is an integer of any width.
func (v Value) Int() int64 {
	if v.Null() {
		return 0
	}
	if v.row.raw == nil {
		return v.row.values[v.i].(int64)
	}
	switch raw := v.row.raw[v.i]; len(raw) {
	case 2:
		return int64(int16(binary.BigEndian.Uint16(raw)))
	case 4:
		return int64(int32(binary.BigEndian.Uint32(raw)))
	default:
		return int64(binary.BigEndian.Uint64(raw))
	}
}

// Text is a text.
func (v Value) Text() string {
	if v.row.raw == nil {
		text, _ := v.row.values[v.i].(string)
		return text
	}
	r := v.row
	if !r.joined {
		r.buffer = r.buffer[:0]
		for _, raw := range r.raw {
			r.buffer = append(r.buffer, raw...)
		}
		r.text, r.joined = string(r.buffer), true
	}
	start := 0
	for _, raw := range r.raw[:v.i] {
		start += len(raw)
	}
	return r.text[start : start+len(r.raw[v.i])]
}

// Bool is a truth, which SQLite keeps as a number where it works it out itself.
func (v Value) Bool() bool {
	if v.Null() {
		return false
	}
	if v.row.raw != nil {
		return v.row.raw[v.i][0] != 0
	}
	if truth, ok := v.row.values[v.i].(bool); ok {
		return truth
	}
	return v.row.values[v.i].(int64) != 0
}

// Float is a floating-point number.
func (v Value) Float() float64 {
	if v.Null() {
		return 0
	}
	if v.row.raw != nil {
		return math.Float64frombits(binary.BigEndian.Uint64(v.row.raw[v.i]))
	}
	return v.row.values[v.i].(float64)
}

// epoch is where PostgreSQL counts microseconds from.
var epoch = time.Date(2000, time.January, 1, 0, 0, 0, 0, time.UTC)

// Time is a moment in UTC.
func (v Value) Time() time.Time {
	if v.Null() {
		return time.Time{}
	}
	if v.row.raw != nil {
		return epoch.Add(time.Duration(v.Int()) * time.Microsecond)
	}
	return v.row.values[v.i].(time.Time).UTC()
}
