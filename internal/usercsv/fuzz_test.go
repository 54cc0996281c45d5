package usercsv_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"canopy/internal/usercsv"
)

// FuzzReader holds for any bytes: no panic, an end, ascending lines, valid and trimmed values; and all rows written as rejected come
// back, those without a fault unchanged, into the same file again.
func FuzzReader(f *testing.F) {
	files, err := filepath.Glob("testdata/*.csv")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		if len(data) < 4<<10 {
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 16<<10 { // a row at its limit grows beyond it by quotation marks
			return
		}
		reader, refused, err := usercsv.NewReader(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		for _, fault := range refused {
			check(t, fault)
		}
		if reader == nil {
			if len(refused) == 0 {
				t.Fatal("neither reader nor fault")
			}
			return
		}
		rows, faulty, rejected := rest(t, reader)
		if len(rows) == 0 {
			return
		}
		again, refused, err := usercsv.NewReader(strings.NewReader(rejected))
		if err != nil || len(refused) > 0 {
			t.Fatalf("%q: refused: %v, %v", rejected, refused, err)
		}
		rows2, faulty2, rejected2 := rest(t, again)
		if len(rows2) != len(rows) || rejected2 != rejected {
			t.Fatalf("%q became %q", rejected, rejected2)
		}
		for i := range rows {
			if !faulty[i] && (faulty2[i] || !slices.Equal(values(rows[i]), values(rows2[i]))) {
				t.Errorf("%q became %q", values(rows[i]), values(rows2[i]))
			}
		}
	})
}

// rest reads and checks all rows, and writes each as rejected.
func rest(t *testing.T, reader *usercsv.Reader) (rows []usercsv.Row, faulty []bool, rejected string) {
	var out strings.Builder
	form := reader.RejectFile()
	writer := usercsv.NewWriter(&out, form.Delimiter, form.Titles...)
	for line := 0; ; {
		row, faults, err := reader.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if row.Line <= line {
			t.Fatalf("line %d behind line %d", row.Line, line)
		}
		line = row.Line
		for _, fault := range faults {
			if check(t, fault); fault.Line != line {
				t.Errorf("fault of line %d in line %d", fault.Line, line)
			}
		}
		for _, v := range values(row) {
			if !utf8.ValidString(v) || strings.ContainsAny(v, "\x00\r") || strings.TrimSpace(v) != v {
				t.Errorf("value %q", v)
			}
		}
		if err := writer.Write(form.Cells(row, usercsv.Fault{Message: "=reason"})...); err != nil {
			t.Fatal(err)
		}
		rows, faulty = append(rows, row), append(faulty, len(faults) > 0)
	}
	if err := writer.Flush(); err != nil {
		t.Fatal(err)
	}
	if rejected = out.String(); !utf8.ValidString(rejected) || strings.Contains(rejected, "\x00") {
		t.Errorf("%q", rejected)
	}
	return rows, faulty, rejected
}

func check(t *testing.T, fault usercsv.Fault) {
	t.Helper()
	if fault.Line < 1 || fault.Code == "" || fault.Message == "" || len(fault.Message) > 500 || !utf8.ValidString(fault.Message) {
		t.Errorf("%+v", fault)
	}
}
