package server_test

import (
	"encoding/csv"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"canopy/ent/grant"
	"canopy/graph"
	"canopy/internal/canopytest"
	"canopy/internal/nodeid"
	"canopy/internal/reseller"
	"canopy/internal/server"
	"canopy/internal/tree"
	"canopy/internal/viewer"

	"github.com/99designs/gqlgen/graphql"
)

// eachRejected runs the test on a rig that serves the rejected rows of an import: so many, each behind a good row.
func eachRejected(t *testing.T, rows int, f func(t *testing.T, r *rig, target string)) {
	canopytest.Each(t, func(t *testing.T, on *canopytest.Rig) {
		rules := (&rig{Rig: on}).rules(t)
		r := newRigOn(t, on, func(c *server.Config) {
			c.Tree, c.Presenter, c.RejectedFile = tree.New(tree.Config{Store: on.Store, Now: on.Clock.Now}), graph.Present, rules.RejectedFile
		})
		top := r.Account(nil)
		r.Grant(r.person, top, viewer.Admin, grant.ScopeSUBTREE)
		var file strings.Builder
		file.WriteString("Vorname;E-Mail;Nachname;Sprache;Zeitzone\r\n")
		for i := range rows {
			fmt.Fprintf(&file, "Ada;ada%d@example.com;L;de;UTC\r\n=%d;bad;\"L;\";de;UTC\r\n", i, i)
		}
		ctx := r.As(r.person)
		id, err := rules.ImportUsers(ctx, reseller.ImportUsersInput{
			AccountID: nodeid.New(nodeid.Account, top.ID), CSV: graphql.Upload{File: strings.NewReader(file.String())}, OnError: reseller.RejectFailedRows,
		})
		for more := true; more && err == nil; {
			more, err = rules.WorkImport(ctx, id, false)
		}
		if err != nil {
			t.Fatal(err)
		}
		f(t, r, "/files/rejected.csv?importId="+nodeid.New(nodeid.UserImport, id).String())
	})
}

// TestRejectedFile: every rejected row comes once and in order, in the form of the file that was sent, in pages.
func TestRejectedFile(t *testing.T) {
	eachRejected(t, 2100, func(t *testing.T, r *rig, target string) {
		a := r.send(t, http.MethodGet, target, "", "Authorization: Bearer "+r.token)
		head := "\uFEFFVorname;E-Mail;Nachname;Sprache;Zeitzone;reason\r\n" +
			"'=0;bad;\"L;\";de;UTC;E-Mail: this is no e-mail address: write one like ada@example.com\r\n"
		if a.Code != http.StatusOK || !strings.HasPrefix(a.Body.String(), head) {
			t.Fatalf("%d %.300s", a.Code, a.Body)
		}
		read := csv.NewReader(a.Body)
		read.Comma = ';'
		rows, err := read.ReadAll()
		if err != nil || len(rows) != 2101 {
			t.Fatalf("%d rows, %v", len(rows), err)
		}
		for i, row := range rows[1:] {
			if row[0] != fmt.Sprintf("'=%d", i) {
				t.Fatalf("row %d is %q", i, row)
			}
		}
		_, id, _ := strings.Cut(target, "=")
		for name, want := range map[string]string{
			"Content-Type": "text/csv; charset=utf-8", "Content-Disposition": `attachment; filename="rejected-` + id + `.csv"`, "Cache-Control": "no-store",
		} {
			if got := a.Header().Get(name); got != want {
				t.Errorf("%s is %q", name, got)
			}
		}
		if a := r.send(t, http.MethodHead, target, "", "Authorization: Bearer "+r.token); a.Code != http.StatusOK || a.Body.Len() > 0 {
			t.Errorf("HEAD: %d %s", a.Code, a.Body)
		}
		outside := r.tokenOf(r.Account(nil))
		for name, c := range map[string]struct {
			token, target string
			status        int
			words         string
		}{
			"nobody":          {"", target, 401, "sign in first"},
			"another tree":    {outside, target, 404, "no such import"},
			"another kind":    {r.token, strings.Replace(target, id, nodeid.New(nodeid.Account, 1).String(), 1), 404, "no such import"},
			"no import":       {r.token, strings.Replace(target, id, nodeid.New(nodeid.UserImport, 1<<40).String(), 1), 404, "no such import"},
			"no id":           {r.token, target + "x", 400, "importId is no id of Canopy: ids look like imp_ and thirteen characters"},
			"nothing":         {r.token, "/files/rejected.csv", 400, "The parameter importId is missing"},
			"one twice":       {r.token, target + "&importId=" + id, 400, `"importId" once`},
			"another besides": {r.token, target + "&delimiter=tab", 400, `"delimiter" is unknown: known are importId`},
		} {
			var headers []string
			if c.token != "" {
				headers = []string{"Authorization: Bearer " + c.token}
			}
			a := r.send(t, http.MethodGet, c.target, "", headers...)
			if a.Code != c.status || len(a.Errors) != 1 || !strings.Contains(a.Errors[0].Message, c.words) {
				t.Errorf("%s: %d %s", name, a.Code, a.Body)
			}
		}
	})
}

// TestRejectedFileBrokenOff: who may add users there no more gets no further page.
func TestRejectedFileBrokenOff(t *testing.T) {
	eachRejected(t, 1100, func(t *testing.T, r *rig, target string) {
		request := httptest.NewRequest(http.MethodGet, target, nil)
		request.Header.Set("Authorization", "Bearer "+r.token)
		w := &meanwhile{httptest.NewRecorder(), func() {
			if _, err := r.Store.WriteDB().Exec("UPDATE grants SET role = 'VIEWER'"); err != nil {
				t.Error(err)
			}
		}}
		func() {
			defer func() {
				if err, _ := recover().(error); !errors.Is(err, http.ErrAbortHandler) {
					t.Error("the file seems whole")
				}
			}()
			r.ServeHTTP(w, request)
		}()
		if lines := strings.Count(w.Body.String(), "\r\n"); lines != 1001 || !strings.Contains(r.log.String(), "no such import") {
			t.Errorf("%d lines, %s", lines, r.log)
		}
	})
}
