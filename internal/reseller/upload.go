package reseller

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"

	"canopy/internal/problem"
	"canopy/internal/usercsv"

	"github.com/99designs/gqlgen/graphql"
)

// MaxRows is how many people one addUsers takes.
const MaxRows = 5000

const maxFile = 8 << 20 // bytes: 1,600 for each row

// upload is the rows of one request as they were written, from a list or from a file alike.
type upload struct {
	columns []usercsv.Column // of a file's template
	most    int              // rows
	beyond  string           // what else to do with more, for messages
	rows    []uploadRow
	faults  problem.Faults  // of the request
	file    *usercsv.Reader // nil: a list
	digest  string          // of the file's bytes
}

type uploadRow struct {
	usercsv.Row                // its Line is 0 in a list
	faults      problem.Faults // why it could not be read
}

// readUpload reads exactly one of users and csv. What is wrong with them is in the upload; the error is the source's own.
func readUpload(in AddUsersInput) (*upload, error) {
	up := &upload{columns: usercsv.UserColumns, most: MaxRows, beyond: ", or a file to importUsers"}
	switch {
	case in.Users != nil && in.CSV != nil:
		up.faults.Add("csv", problem.Invalid, "send the people as users or as csv, not both")
	case in.CSV != nil:
		if err := up.readFile(in.CSV); err != nil {
			return nil, fmt.Errorf("reseller: read the upload: %w", err)
		}
	case in.Users != nil:
		up.readList(in.Users)
	default:
		up.faults.Add("users", problem.Required, "send the people as users or as csv")
	}
	return up, nil
}

func (up *upload) readList(users []*NewUserInput) {
	if len(users) == 0 {
		up.faults.Add("users", problem.Required, "the list is empty: name at least one person")
	}
	if len(users) > MaxRows {
		up.faults.Add("users", problem.LimitExceeded, "%d people are too many at once: send at most %d%s", len(users), MaxRows, up.beyond)
		return
	}
	for _, u := range users {
		row := usercsv.Row{
			Email: u.Email, GivenName: u.GivenName, FamilyName: u.FamilyName, Phone: text(u.Phone), JobTitle: text(u.JobTitle),
			Language: text(u.Language), TimeZone: text(u.Timezone),
		}
		if u.Role != nil {
			row.Role = string(*u.Role)
		}
		up.rows = append(up.rows, uploadRow{Row: row})
	}
}

func (up *upload) readFile(csv *graphql.Upload) error {
	if _, err := csv.File.Seek(0, io.SeekStart); err != nil {
		return err
	}
	data, err := io.ReadAll(io.LimitReader(csv.File, maxFile+1))
	if err != nil {
		return err
	}
	if len(data) > maxFile {
		up.faults.Add("csv", problem.LimitExceeded, "the file is larger than %d MiB: send a smaller one%s", maxFile>>20, up.beyond)
		return nil
	}
	sum := sha256.Sum256(data)
	up.digest = hex.EncodeToString(sum[:])
	file, faults, err := usercsv.NewReaderOf(bytes.NewReader(data), up.columns)
	up.faults = append(up.faults, headerFaults(faults)...)
	if up.file = file; file != nil {
		err = up.readRows()
	}
	return err
}

func (up *upload) readRows() error {
	for {
		row, faults, err := up.file.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if len(up.rows) == up.most {
			up.rows = nil
			up.faults.Add("csv", problem.LimitExceeded, "the file has too many rows: send at most %d at once%s", up.most, up.beyond)
			return nil
		}
		up.rows = append(up.rows, readRow(row, faults))
	}
	if len(up.rows) == 0 {
		up.faults.Add("csv", problem.Required, noRows)
	}
	return nil
}

// noRows is said of a file with a header only.
const noRows = "the file has no rows: write one for each below the header"

// readRow is a row as it is judged: what is wrapped within a cell is one line, but for a street, which may have several.
func readRow(row usercsv.Row, faults []usercsv.Fault) uploadRow {
	for _, cell := range []*string{&row.Email, &row.GivenName, &row.FamilyName, &row.Phone, &row.JobTitle, &row.Language, &row.TimeZone, &row.Role} {
		*cell = unwrap.Replace(*cell)
	}
	for field, cell := range row.Extra {
		if !strings.HasPrefix(field, "address.street.") {
			row.Extra[field] = unwrap.Replace(cell)
		}
	}
	read := uploadRow{Row: row}
	for _, f := range faults {
		read.faults.Add(f.Column, problem.FaultCode(f.Code), "%s", f.Message)
	}
	return read
}

var unwrap = strings.NewReplacer("\n", " ", "\t", " ")

// headerFaults are a file's faults as those of a request.
func headerFaults(list []usercsv.Fault) (faults problem.Faults) {
	for _, f := range list {
		faults.Add("csv", problem.FaultCode(f.Code), "%s", atLine(f))
	}
	return faults
}

// atLine is a fault of the header, with the line where that is not the first.
func atLine(f usercsv.Fault) string {
	if f.Line > 1 {
		return fmt.Sprintf("Line %d: %s", f.Line, f.Message)
	}
	return f.Message
}

// fingerprint is the input for an idempotency key: the file by its digest.
func (up *upload) fingerprint(in AddUsersInput) any {
	in.CSV = nil
	return struct {
		AddUsersInput
		File string
	}{in, up.digest}
}
