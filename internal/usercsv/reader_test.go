package usercsv_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"canopy/internal/usercsv"
)

const head = "email,given_name,family_name,phone,job_title,language,timezone,role\n"

// read reads a whole file and stops the test where it has no reader.
func read(t testing.TB, src io.Reader, extra ...usercsv.Column) (reader *usercsv.Reader, rows []usercsv.Row, faults [][]usercsv.Fault) {
	t.Helper()
	reader, refused, err := usercsv.NewReader(src, extra...)
	if err != nil || len(refused) > 0 {
		t.Fatalf("refused: %v, %v", refused, err)
	}
	for {
		row, bad, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return reader, rows, faults
		}
		if err != nil {
			t.Fatal(err)
		}
		rows, faults = append(rows, row), append(faults, bad)
	}
}

func TestTemplate(t *testing.T) {
	t.Parallel()
	if header, _, _ := strings.Cut(usercsv.Template(), "\r\n"); header+"\n" != "\uFEFF"+head {
		t.Errorf("header %q", header)
	}
	for _, template := range []string{usercsv.Template(), usercsv.CustomerTemplate()} {
		records, err := csv.NewReader(strings.NewReader(template)).ReadAll()
		if err != nil || len(records) != 2 {
			t.Fatalf("%q, %v", records, err)
		}
		for _, cell := range slices.Concat(records...) {
			inert(t, cell)
		}
	}
	_, rows, faults := read(t, strings.NewReader(usercsv.Template()))
	want := []string{"ada.lovelace@example.com", "Ada", "Lovelace", "+44 20 7946 0958", "Analyst", "en-GB", "Europe/London", "VIEWER"}
	if len(rows) != 1 || len(faults[0]) > 0 || !slices.Equal(values(rows[0]), want) {
		t.Errorf("%+v, %v", rows, faults)
	}
}

// TestDocumentedTitles: each column is called what docs/csv.md says.
func TestDocumentedTitles(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/csv.md")
	if err != nil {
		t.Fatal(err)
	}
	people, customers, _ := strings.Cut(string(page), "\n# Files of customers\n")
	wantDocumented(t, people, usercsv.UserColumns)
	wantDocumented(t, customers, usercsv.CustomerColumns)
}

func wantDocumented(t *testing.T, page string, columns []usercsv.Column) {
	t.Helper()
	var all, named []string
	for _, c := range columns {
		all = append(all, c.Name)
	}
	for line := range strings.Lines(page) {
		cells := strings.Split(line, " | ")
		name, ok := strings.CutPrefix(cells[0], "| `")
		if !ok {
			continue
		}
		name = strings.TrimSuffix(name, "`")
		named = append(named, name)
		for _, title := range append(strings.Split(cells[1], ", "), name) {
			others := slices.DeleteFunc(slices.Clone(all), func(other string) bool { return other == name })
			if _, faults, err := usercsv.NewReaderOf(strings.NewReader(title+","+strings.Join(others, ",")), columns); err != nil || len(faults) > 0 {
				t.Errorf("%s is not called %q: %v, %v", name, title, faults, err)
			}
		}
	}
	if !slices.Equal(named, all) {
		t.Errorf("documented are %q", named)
	}
}

func TestExtraColumns(t *testing.T) {
	t.Parallel()
	ref := usercsv.Column{Name: "account_ref", Field: "accountRef", Required: true, Aliases: []string{"account"}}
	text := "Account Ref,email,given_name,family_name\n=x,ann@a.example,Ann,Lee\n"
	reader, rows, _ := read(t, strings.NewReader(text), ref)
	if len(rows) != 1 || rows[0].Extra["accountRef"] != "=x" || rows[0].Email != "ann@a.example" {
		t.Fatalf("%+v", rows)
	}
	var out strings.Builder
	form := reader.RejectFile()
	w := usercsv.NewWriter(&out, form.Delimiter, form.Titles...)
	made := usercsv.Row{Email: "bo@a.example", GivenName: "Bo", FamilyName: "Li", Extra: map[string]string{"accountRef": "7"}}
	reasons := []usercsv.Fault{{Message: "One."}, {Column: "accountRef", Message: "Two."}}
	if err := errors.Join(w.Write(form.Cells(rows[0], reasons...)...), w.Write(form.Cells(made)...), w.Flush()); err != nil {
		t.Fatal(err)
	}
	want := "\uFEFFAccount Ref,email,given_name,family_name,reason\r\n'=x,ann@a.example,Ann,Lee,\"One; Account Ref: Two\"\r\n7,bo@a.example,Bo,Li,\r\n"
	if out.String() != want {
		t.Errorf("%q", out.String())
	}
	_, faults, _ := usercsv.NewReader(strings.NewReader(head), ref)
	if len(faults) != 1 || faults[0].Column != "accountRef" || faults[0].Code != usercsv.Required {
		t.Errorf("%v", faults)
	}
}

// TestRejectFile/formulas: what a list gave, and a spreadsheet could run, comes back as it was.
func TestRejectFile(t *testing.T) {
	t.Parallel()
	t.Run("formulas", func(t *testing.T) {
		t.Parallel()
		given := []string{"=1", "+49 30 123456", "-1", "@x", "'=1", "''=1", "'", "''", "'s", "＝1", "' =1", "a;=1", "a\t=1", "a\n=1", `"=1"`, "=\"", "plain"}
		var out bytes.Buffer
		form := usercsv.RejectFileOf(usercsv.UserColumns)
		w := usercsv.NewWriter(&out, form.Delimiter, form.Titles...)
		for _, v := range given {
			if err := w.Write(form.Cells(usercsv.Row{Email: v, Phone: v, Role: v}, usercsv.Fault{Message: "=reason"})...); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		records, err := csv.NewReader(bytes.NewReader(out.Bytes())).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, cell := range slices.Concat(records...) {
			inert(t, cell)
		}
		_, rows, _ := read(t, &out)
		if len(rows) != len(given) {
			t.Fatalf("%d rows", len(rows))
		}
		for i, row := range rows {
			if row.Email != given[i] || row.Phone != given[i] || row.Role != given[i] {
				t.Errorf("%q came back as %q", given[i], values(row))
			}
		}
	})
	t.Run("formulas behind blanks", func(t *testing.T) {
		t.Parallel()
		var out bytes.Buffer
		form := usercsv.RejectFileOf(usercsv.UserColumns)
		w := usercsv.NewWriter(&out, form.Delimiter, form.Titles...)
		row := usercsv.Row{Email: " =1", GivenName: "\t=1", FamilyName: "\u00a0@x", Phone: " +49", JobTitle: "' =1"}
		if err := errors.Join(w.Write(form.Cells(row, usercsv.Fault{Message: " =1"})...), w.Flush()); err != nil {
			t.Fatal(err)
		}
		records, err := csv.NewReader(bytes.NewReader(out.Bytes())).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, cell := range slices.Concat(records...) {
			inert(t, cell)
		}
		_, rows, _ := read(t, &out)
		if want := []string{"=1", "=1", "@x", "+49", "' =1", "", "", ""}; !slices.Equal(values(rows[0]), want) {
			t.Errorf("came back as %q", values(rows[0]))
		}
	})
}

// inert fails the test where a spreadsheet would take a cell for a formula.
func inert(t *testing.T, cell string) {
	t.Helper()
	if text := strings.TrimSpace(cell); cell != "" && strings.ContainsAny(cell[:1], "\t\r\n") || text != "" && strings.ContainsAny(text[:1], "=+-@") {
		t.Errorf("a cell starts like a formula: %q", cell)
	}
}

func TestSourceError(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	for _, start := range []string{"", "email,", head + "a@a.example,A,", head + "a@a.example,\"A,", "\xff\xfee\x00"} {
		reader, faults, err := usercsv.NewReader(io.MultiReader(strings.NewReader(start), iotest.ErrReader(broken)))
		if err == nil && len(faults) == 0 {
			_, faults, err = reader.Read()
		}
		if !errors.Is(err, broken) || len(faults) > 0 {
			t.Errorf("%q: %v, %v", start, faults, err)
		}
	}
}

// repeat is a file of n equal pieces, none of which is kept.
func repeat(head, piece string, n int) io.Reader {
	pieces := strings.Repeat(piece, 64<<10/len(piece)+1)
	return io.MultiReader(strings.NewReader(head), io.LimitReader(&endless{text: pieces}, int64(n*len(piece))))
}

type endless struct {
	text string
	at   int
}

func (e *endless) Read(p []byte) (int, error) {
	n := copy(p, e.text[e.at:])
	e.at = (e.at + n) % len(e.text)
	return n, nil
}

// TestStreaming reads large and hostile files: in linear time, and in memory that does not grow with the file.
func TestStreaming(t *testing.T) {
	row := "ann@a.example,Ann,Lee,+44 20 7946 0958,\"Head, Sales\",en-GB,Europe/London,VIEWER\n"
	for _, test := range []struct {
		name, start, piece string
		n, bad, ok         int
	}{
		{"100,000 rows", head, row, 100_000, 0, 100_000},
		{"one endless line", head, "x", 50 << 20, 1, 0},
		{"one endless cell", head + `"`, "xxxxxxxxxxxxxxxx,\n", 1 << 16, 1 << 16, 0},
		{"every quotation mark unclosed", head, "a@a.example,\"A,B\n", 50_000, 50_000, 0},
		{"every second one unclosed", head, "a@a.example,\"A,B\n" + row, 30_000, 30_000, 30_000},
		{"an unclosed one before each block of 64 KiB", head, "a@a.example,\"A,B\n" + strings.Repeat(row, 1000), 30, 30, 30_000},
		{"blank lines", head, "\n", 1 << 20, 0, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			began := time.Now()
			reader, refused, err := usercsv.NewReader(repeat(test.start, test.piece, test.n))
			if err != nil || len(refused) > 0 {
				t.Fatal(refused, err)
			}
			var most uint64
			bad, ok := 0, 0
			for n := 0; ; n++ {
				_, faults, err := reader.Read()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					t.Fatal(err)
				}
				if len(faults) > 0 {
					bad++
				} else {
					ok++
				}
				if n%50_000 == 0 {
					most = max(most, heap())
				}
			}
			if bad != test.bad || ok != test.ok {
				t.Errorf("%d bad, %d good rows; want %d, %d", bad, ok, test.bad, test.ok)
			}
			if most = max(most, heap()); most > 32<<20 {
				t.Errorf("%d MB of heap", most>>20)
			}
			t.Log(time.Since(began).Round(time.Millisecond), fmt.Sprint(most>>20, " MB"))
		})
	}
}

func heap() uint64 {
	var stats runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}
