package usercsv

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
)

// maxRow is the longest row, in bytes of UTF-8: the most that is ever kept of a file at once.
const maxRow = 64 << 10

// scanner cuts the text into records: one line each, or several where a quotation mark is open at the end of a line.
//
// It stands here instead of encoding/csv, which reads to the end of the file behind a quotation mark that is never closed, cannot go
// on at the line after it, and knows neither a lone CR as the end of a line nor a limit.
type scanner struct {
	src   *bufio.Reader
	count int    // lines read so far
	buf   []byte // of the line being read
	ahead []line // read and given back
}

type line struct {
	number int
	text   string
	long   bool // longer than maxRow; text is its beginning
	cut    bool // the file ends without a line break behind it
}

// record is the lines that belong together by their quotation marks.
type record struct {
	lines  []line
	closed bool // false: a quotation mark in the first line (then the only one here) has no partner
}

func (r record) text() string {
	if len(r.lines) == 1 {
		return r.lines[0].text
	}
	parts := make([]string, len(r.lines))
	for i, l := range r.lines {
		parts[i] = l.text
	}
	return strings.Join(parts, "\n")
}

// record returns the next record, io.EOF behind the last one. A line with an odd number of quotation marks opens or closes a cell, so
// that the lines between are read twice at most.
func (s *scanner) record() (record, error) {
	first, err := s.take()
	if err != nil {
		return record{}, err
	}
	rec := record{lines: []line{first}, closed: first.long || even(first)}
	for size := len(first.text); !rec.closed; {
		next, err := s.take()
		if err == nil {
			rec.lines = append(rec.lines, next)
			size += 1 + len(next.text)
		} else if !errors.Is(err, io.EOF) {
			return record{}, err
		}
		if errors.Is(err, io.EOF) || size > maxRow {
			return record{lines: s.giveBack(rec)}, nil
		}
		rec.closed = !even(next)
	}
	return rec, nil
}

// giveBack returns the record's first line alone; those behind it are read again.
func (s *scanner) giveBack(rec record) []line {
	s.ahead = append(rec.lines[1:len(rec.lines):len(rec.lines)], s.ahead...)
	return rec.lines[:1]
}

func (s *scanner) take() (line, error) {
	if len(s.ahead) > 0 {
		next := s.ahead[0]
		s.ahead = s.ahead[1:]
		return next, nil
	}
	return s.read()
}

// read reads to the next LF, CRLF or CR.
func (s *scanner) read() (line, error) {
	s.buf = s.buf[:0]
	next := line{number: s.count + 1}
	for ended := false; !ended; {
		if _, err := s.src.Peek(1); errors.Is(err, io.EOF) && len(s.buf) > 0 {
			next.cut = true
			break
		} else if err != nil {
			return line{}, err
		}
		chunk, _ := s.src.Peek(s.src.Buffered())
		part := chunk
		if i := bytes.IndexAny(chunk, "\r\n"); i >= 0 {
			part, ended = chunk[:i], true
		}
		room := maxRow - len(s.buf)
		next.long = next.long || len(part) > room
		s.buf = append(s.buf, part[:min(len(part), room)]...)
		_, _ = s.src.Discard(len(part)) // it is buffered
	}
	if !next.cut {
		s.skipBreak()
	}
	s.count++
	next.text = string(s.buf)
	return next, nil
}

// skipBreak drops the line break that comes next.
func (s *scanner) skipBreak() {
	if first, _ := s.src.ReadByte(); first != '\r' {
		return
	}
	if next, _ := s.src.Peek(1); len(next) == 1 && next[0] == '\n' {
		_, _ = s.src.Discard(1)
	}
}

func even(l line) bool { return strings.Count(l.text, `"`)%2 == 0 }

// split cuts a record into cells. Spaces around a quoted cell do not count. It is false where a quotation mark stands inside an
// unquoted cell, text behind a quoted one, or the last one is not closed.
func split(text string, delimiter byte) ([]string, bool) {
	cells := make([]string, 0, min(strings.Count(text, string(delimiter))+1, maxColumns))
	for {
		cell, rest := text, ""
		if quoted := strings.TrimLeft(text, " "); strings.HasPrefix(quoted, `"`) {
			var ok bool
			if cell, rest, ok = unquote(quoted[1:]); !ok {
				return nil, false
			}
			rest = strings.TrimLeft(rest, " ")
			if rest != "" && rest[0] != delimiter {
				return nil, false
			}
		} else {
			if i := strings.IndexByte(text, delimiter); i >= 0 {
				cell, rest = text[:i], text[i:]
			}
			if strings.Contains(cell, `"`) {
				return nil, false
			}
		}
		cells = append(cells, cell)
		if rest == "" {
			return cells, true
		}
		text = rest[1:]
	}
}

// unquote reads behind an opening quotation mark to the closing one; a doubled one within means one.
func unquote(text string) (cell, rest string, ok bool) {
	for from := 0; ; {
		i := strings.IndexByte(text[from:], '"')
		if i < 0 {
			return "", "", false
		}
		i += from
		if strings.HasPrefix(text[i+1:], `"`) {
			from = i + 2
			continue
		}
		return strings.ReplaceAll(text[:i], `""`, `"`), text[i+1:], true
	}
}
