package usercsv_test

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"canopy/internal/usercsv"
)

// TestWriter: a reader reads back what was written, formulas and all.
func TestWriter(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	w := usercsv.NewWriter(&out, ',', "ref", "name")
	if err := errors.Join(w.Write("1", "=A1"), w.Write("'=2", "a;\"b\"\nc"), w.Flush()); err != nil {
		t.Fatal(err)
	}
	if want := "\uFEFFref,name\r\n1,'=A1\r\n''=2,\"a;\"\"b\"\"\nc\"\r\n"; out.String() != want {
		t.Errorf("%q", out.String())
	}
	reader, faults, err := usercsv.NewReaderOf(&out, []usercsv.Column{{Name: "ref", Field: "ref"}, {Name: "name", Field: "name"}})
	if err != nil || len(faults) > 0 {
		t.Fatal(faults, err)
	}
	for _, want := range [][2]string{{"1", "=A1"}, {"'=2", "a;\"b\"\nc"}} {
		row, faults, err := reader.Read()
		if got := [2]string{row.Extra["ref"], row.Extra["name"]}; err != nil || len(faults) > 0 || got != want {
			t.Errorf("%q came back as %q: %v %v", want, got, faults, err)
		}
	}

	pipe, end := io.Pipe()
	_ = pipe.CloseWithError(io.ErrShortWrite)
	if err := usercsv.NewWriter(end, '\t', "ref").Flush(); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("%v", err)
	}
}
