package usercsv

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// window is how much text decides between UTF-8 and Windows-1252.
const window = 16 << 10

// errWorkbook says that the file is a spreadsheet's own format, not CSV.
var errWorkbook = errors.New("a workbook, not CSV")

// decoder turns the bytes of a file into UTF-8. A byte order mark settles the encoding; without one it is settled where the first
// byte beyond ASCII stands, however far behind. Bytes that are no UTF-8 in a file of UTF-8 are passed on, to be a fault of their row.
type decoder struct {
	src      *bufio.Reader
	text     io.Reader // nil until settled
	encoding string
}

func decode(src io.Reader) (*decoder, error) {
	d := &decoder{src: bufio.NewReaderSize(src, window), encoding: "UTF-8"}
	head, err := d.src.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0")):
		return nil, errWorkbook
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		_, err = d.src.Discard(3)
		d.text = d.src
		return d, err
	case bytes.HasPrefix(head, []byte("\xff\xfe")), zeros(head, 1, 0):
		d.use("UTF-16LE", unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder())
	case bytes.HasPrefix(head, []byte("\xfe\xff")), zeros(head, 0, 1):
		d.use("UTF-16BE", unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewDecoder())
	}
	return d, nil
}

func (d *decoder) use(encoding string, t transform.Transformer) {
	d.encoding, d.text = encoding, transform.NewReader(d.src, t)
}

// Read passes ASCII on until something else comes, and settles the encoding then.
func (d *decoder) Read(p []byte) (int, error) {
	if d.text != nil {
		return d.text.Read(p)
	}
	ahead, err := d.src.Peek(min(len(p), window))
	if len(ahead) == 0 {
		return 0, err
	}
	n := ascii(ahead)
	if n > 0 {
		copy(p, ahead[:n])
		return d.src.Discard(n)
	}
	ahead, err = d.src.Peek(window)
	if looksUTF8(ahead, err != nil) {
		d.text = d.src
	} else {
		d.use("Windows-1252", charmap.Windows1252.NewDecoder())
	}
	return d.text.Read(p)
}

// looksUTF8 is false where more of what lies beyond ASCII is broken UTF-8 than whole. In doubt it is true: a row is then named as
// broken, where the other answer would store a garbled name.
func looksUTF8(text []byte, whole bool) bool {
	good, bad := 0, 0
	for len(text) > 0 {
		if !whole && !utf8.FullRune(text) {
			break
		}
		r, n := utf8.DecodeRune(text)
		if n > 1 {
			good++
		} else if r == utf8.RuneError {
			bad++
		}
		text = text[n:]
	}
	return good >= bad
}

// ascii counts the bytes before the first one beyond ASCII.
func ascii(b []byte) int {
	for i, c := range b {
		if c >= utf8.RuneSelf {
			return i
		}
	}
	return len(b)
}

// zeros tells a header in UTF-16 without its mark: of each of the first two pairs of bytes, one is zero and the other is not.
func zeros(head []byte, zero, other int) bool {
	return len(head) == 4 && head[zero] == 0 && head[zero+2] == 0 && head[other] != 0 && head[other+2] != 0
}
