package usercsv_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"canopy/internal/usercsv"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestCorpus reads each file of testdata and compares rows, faults, encoding and the file of rejected rows with the answer beside it.
func TestCorpus(t *testing.T) { corpus(t, "testdata", 40, usercsv.UserColumns, values) }

// corpus is for the files of a folder, of which there are so many at least, of the columns.
func corpus(t *testing.T, folder string, least int, columns []usercsv.Column, values func(usercsv.Row) []string) {
	files, err := filepath.Glob(folder + "/*.csv")
	if err != nil || len(files) < least {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".csv"), func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := answer(t, bytes.NewReader(data), columns, values)
			if bytewise := answer(t, iotest.OneByteReader(bytes.NewReader(data)), columns, values); got != bytewise {
				t.Errorf("byte by byte:\n%s\nat once:\n%s", bytewise, got)
			}
			golden := strings.TrimSuffix(file, ".csv") + ".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("got:\n%s\nwant:\n%s", got, want)
			}
		})
	}
}

// answer writes down everything that the reader says of a file.
func answer(t *testing.T, src io.Reader, columns []usercsv.Column, values func(usercsv.Row) []string) string {
	t.Helper()
	var out strings.Builder
	say := func(faults []usercsv.Fault) {
		for _, f := range faults {
			fmt.Fprintf(&out, "line %d: %s [%s] %s\n", f.Line, f.Code, f.Column, f.Message)
		}
	}
	reader, faults, err := usercsv.NewReaderOf(src, columns)
	if err != nil {
		t.Fatal(err)
	}
	if say(faults); reader == nil {
		return out.String()
	}
	var rejected bytes.Buffer
	form := reader.RejectFile()
	writer, empty := usercsv.NewWriter(&rejected, form.Delimiter, form.Titles...), true
	for n := 0; ; {
		row, faults, err := reader.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if say(faults); len(faults) > 0 {
			if err := writer.Write(form.Cells(row, faults...)...); err != nil {
				t.Fatal(err)
			}
			empty = false
			continue
		}
		if n++; n > 5 && row.Line%300 != 0 { // the long files are there for their lines, not for their rows
			continue
		}
		fmt.Fprintf(&out, "line %d: %q\n", row.Line, values(row))
	}
	if err := writer.Flush(); err != nil {
		t.Fatal(err)
	}
	fmt.Fprintln(&out, reader.Encoding())
	if empty {
		return out.String()
	}
	for l := range strings.Lines(rejected.String()) {
		fmt.Fprintf(&out, "rejected %+q\n", l)
	}
	return out.String()
}

func values(r usercsv.Row) []string {
	return []string{r.Email, r.GivenName, r.FamilyName, r.Phone, r.JobTitle, r.Language, r.TimeZone, r.Role}
}
