package server_test

import (
	"context"
	"database/sql"
	"encoding/csv"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"canopy/ent"
	"canopy/graph"
	"canopy/internal/auth"
	"canopy/internal/canopytest"
	"canopy/internal/importer"
	"canopy/internal/locale"
	"canopy/internal/nodeid"
	"canopy/internal/reseller"
	"canopy/internal/server"
	"canopy/internal/store"
	"canopy/internal/tree"
	"canopy/internal/viewer"
)

// eachFiles runs the test with a server of files on each database.
func eachFiles(t *testing.T, f func(t *testing.T, r *rig), change ...func(*server.Config)) {
	canopytest.Each(t, func(t *testing.T, on *canopytest.Rig) {
		f(t, newRigOn(t, on, append(change, func(c *server.Config) {
			c.Tree, c.Presenter = tree.New(tree.Config{Store: on.Store, Now: on.Clock.Now}), graph.Present
		})...))
	})
}

// rules are those over the rig's database.
func (r *rig) rules(t *testing.T) *reseller.Service {
	t.Helper()
	rules, err := reseller.New(reseller.Config{
		Store: r.Store, Now: r.Clock.Now,
		Enqueue: func(context.Context, *sql.Tx, reseller.JobArgs, time.Time) error { return nil },
		Forget:  func(context.Context, *sql.Tx, reseller.JobArgs) error { return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	return rules
}

// assets asks for the file of an account's assets; the parameters begin with "&". The token is "" for nobody's.
func (r *rig) assets(t *testing.T, of *ent.Account, parameters, token string) *answer {
	t.Helper()
	var headers []string
	if token != "" {
		headers = append(headers, "Authorization: Bearer "+token)
	}
	return r.send(t, http.MethodGet, "/files/assets.csv?accountId="+nodeid.New(nodeid.Account, of.ID).String()+parameters, "", headers...)
}

// tokenOf is a token of a new person with a role on an account.
func (r *rig) tokenOf(of *ent.Account) string {
	person := r.User(of, viewer.Reader)
	return r.session(func(s *ent.SessionCreate) { s.SetUserID(person.ID) })
}

// reference gives an account a reference, a number and a name.
func reference(ref, number, name string) func(*ent.AccountCreate) {
	return func(a *ent.AccountCreate) { a.SetExternalReference(ref).SetAccountNumber(number).SetName(name) }
}

// made gives an asset its values.
func made(ref, kind, name, serial, location string) func(*ent.AssetCreate) {
	return func(a *ent.AssetCreate) {
		a.SetExternalReference(ref).SetKind(kind).SetKindKey(locale.Fold(kind)).SetName(name).SetNameKey(locale.Fold(name)).SetSerialNumber(serial).
			SetLocation(location).SetLocationKey(locale.Fold(location)).SetSearch(locale.SearchKey(name, kind, serial, location, ref))
	}
}

const assetHeader = "\uFEFFref,owner_ref,kind,name,serial_number,location,assigned_ref,owner_number,assigned_number,assigned_name\r\n"

func TestAssetFile(t *testing.T) {
	eachFiles(t, func(t *testing.T, r *rig) {
		top := r.Account(nil, reference("T", "100", "Top"))
		low := r.Account(top, reference("L", "200", "=Low; Ltd"))
		byHand := r.Account(top, func(a *ent.AccountCreate) { a.SetAccountNumber("300").SetName("By hand") })
		r.Asset(top, low, made("1", "Cabinet", "Beech", "S1", "Hall 1"))
		r.Clock.Advance(time.Second)
		r.Asset(top, nil, made("2", "Device", "=cmd|' /C calc'!A0", "+49", "@hall, 2"))
		r.Clock.Advance(time.Second)
		r.Asset(top, byHand, made("3", "Cabinet", "Åland", "", ""))
		r.Asset(low, nil, made("4", "Cabinet", "Of the lower one", "", ""))
		token := r.tokenOf(top)
		one, two, three := "1,T,Cabinet,Beech,S1,Hall 1,L,100,200,\"'=Low; Ltd\"\r\n", "2,T,Device,'=cmd|' /C calc'!A0,'+49,\"'@hall, 2\",,100,,\r\n", "3,T,Cabinet,Åland,,,,100,300,By hand\r\n"
		for parameters, want := range map[string]string{
			"":                                   two + three + one,
			"&direction=DESC":                    one + three + two,
			"&orderBy=KIND":                      one + three + two,
			"&orderBy=CREATED_AT&direction=DESC": three + two + one,
			"&search=aland":                      three,
			"&search=s1":                         one,
			"&kind=CABINET&orderBy=CREATED_AT":   one + three,
			"&kind=Cab":                          "",
			"&location=HALL+1":                   one,
			"&assigned=true":                     three + one,
			"&assigned=false":                    two,
			"&assigned=true&kind=cabinet&search=%20BEECH": one,
		} {
			if a := r.assets(t, top, parameters, token); a.Code != http.StatusOK || a.Body.String() != assetHeader+want {
				t.Errorf("%q: %d\n%s", parameters, a.Code, a.Body)
			}
		}
		if a, want := r.assets(t, top, "&search=s1&delimiter=semicolon", token), strings.ReplaceAll(assetHeader+one, ",", ";"); a.Body.String() != want {
			t.Errorf("with semicolons: %q, want %q", a.Body, want)
		}
		a := r.assets(t, top, "", token)
		for name, want := range map[string]string{
			"Content-Type": "text/csv; charset=utf-8", "Content-Disposition": `attachment; filename="assets-` + nodeid.New(nodeid.Account, top.ID).String() + `.csv"`, "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff",
		} {
			if got := a.Header().Get(name); got != want {
				t.Errorf("%s is %q", name, got)
			}
		}
		target := "/files/assets.csv?accountId=" + nodeid.New(nodeid.Account, top.ID).String()
		if a := r.send(t, http.MethodGet, target, "", "Cookie: "+auth.CookieName+"="+token); a.Body.String() != assetHeader+two+three+one {
			t.Errorf("by cookie: %d %s", a.Code, a.Body)
		}
		if a := r.send(t, http.MethodHead, target, "", "Authorization: Bearer "+token); a.Code != http.StatusOK || a.Body.Len() > 0 || a.Header().Get("Content-Type") != "text/csv; charset=utf-8" {
			t.Errorf("HEAD: %d %v %s", a.Code, a.Header(), a.Body)
		}
		if a := r.send(t, http.MethodPost, target, "", "Authorization: Bearer "+token); a.Code != http.StatusMethodNotAllowed || a.Header().Get("Allow") != "GET" {
			t.Errorf("POST: %d %v", a.Code, a.Header())
		}
	})
}

func TestAssetFileRefuses(t *testing.T) {
	eachFiles(t, func(t *testing.T, r *rig) {
		top := r.Account(nil, reference("T", "100", "Top"))
		low := r.Account(top, reference("L", "200", "Low"))
		r.Asset(top, low, made("1", "Cabinet", "Beech", "", ""))
		r.Asset(top, nil, made("2", "Cabinet", "Birch", "", ""))
		inside, below := r.tokenOf(top), r.tokenOf(low)
		if a := r.assets(t, low, "", below); a.Code != http.StatusOK || a.Body.String() != assetHeader+"1,,Cabinet,Beech,,,L,,200,Low\r\n" {
			t.Errorf("who sees the holder alone: %d %s", a.Code, a.Body)
		}
		for name, c := range map[string]struct {
			token, query string
			status       int
			words        string
		}{
			"nobody":             {"", "accountId=" + nodeid.New(nodeid.Account, top.ID).String(), 401, "sign in first"},
			"an unknown token":   {"canopy_x", "accountId=" + nodeid.New(nodeid.Account, top.ID).String(), 401, ""},
			"above":              {below, "accountId=" + nodeid.New(nodeid.Account, top.ID).String(), 404, "no such account"},
			"another tree":       {r.token, "accountId=" + nodeid.New(nodeid.Account, top.ID).String(), 404, "no such account"},
			"an unknown account": {inside, "accountId=" + nodeid.New(nodeid.Account, 4711).String(), 404, "no such account"},
			"another kind":       {inside, "accountId=" + nodeid.New(nodeid.User, r.person.ID).String(), 404, "no such account"},
			"no id":              {inside, "accountId=1", 400, "accountId is no id"},
			"no account":         {inside, "", 400, "accountId is missing"},
			"an order":           {inside, "orderBy=PRICE", 400, `orderBy is NAME or KIND or CREATED_AT, not "PRICE"`},
			"a direction":        {inside, "direction=up", 400, `direction is ASC or DESC, not "up"`},
			"assigned":           {inside, "assigned=", 400, `assigned is true or false, not ""`},
			"an unknown one":     {inside, "kinds=Cabinet", 400, `"kinds" is unknown`},
			"one twice":          {inside, "kind=a&kind=b", 400, `"kind" once`},
			"no parameters":      {inside, "%zz", 400, "cannot be read"},
		} {
			a := r.send(t, http.MethodGet, "/files/assets.csv?"+c.query, "", slices.DeleteFunc([]string{"Authorization: Bearer " + c.token}, func(string) bool { return c.token == "" })...)
			if a.Code != c.status || len(a.Errors) != 1 || !strings.Contains(a.Errors[0].Message, c.words) {
				t.Errorf("%s: %d %s", name, a.Code, a.Body)
			}
		}
		if a := newRig(t).send(t, http.MethodGet, "/files/assets.csv", ""); a.Code != http.StatusNotFound {
			t.Errorf("a server without a tree: %d", a.Code)
		}
	})
}

// many makes assets over more than two pages, many of them of the same name, and the account that owns them.
func (r *rig) many(t *testing.T) (owner *ent.Account) {
	t.Helper()
	owner = r.Account(nil, reference("T", "100", "Top"))
	low := r.Account(owner, reference("L", "200", "Low"))
	list := make([]reseller.NewAsset, 2300)
	for i := range list {
		list[i] = reseller.NewAsset{
			RootID: owner.RootID, OwnerID: owner.ID, ExternalReference: fmt.Sprint("-", i), Kind: []string{"Cabinet", "device", "Żyła"}[i%3], Name: fmt.Sprint("'=Name ", i%7),
		}
		if i%2 == 0 {
			list[i].AssignedToID = low.ID
		}
	}
	rules := r.rules(t)
	r.Tx(func(ctx context.Context, tx *store.Tx) error {
		ids, err := tx.NextIDs(ctx, "assets", len(list))
		if err == nil {
			rules.InsertAssets(tx, ids, list)
		}
		return err
	})
	return owner
}

// TestAssetFileOfManyPages: every asset comes once and in order, and the file is imported again without a change.
func TestAssetFileOfManyPages(t *testing.T) {
	eachFiles(t, func(t *testing.T, r *rig) {
		owner := r.many(t)
		token := r.tokenOf(owner)
		for parameters, before := range map[string]func(a, b []string) int{
			"":                             func(a, b []string) int { return strings.Compare(a[3], b[3]) },
			"&orderBy=KIND&direction=DESC": func(a, b []string) int { return strings.Compare(locale.Fold(b[2]), locale.Fold(a[2])) },
		} {
			a := r.assets(t, owner, parameters, token)
			rows, err := csv.NewReader(strings.NewReader(a.Body.String())).ReadAll()
			if err != nil || len(rows) != 2301 {
				t.Fatalf("%q: %d rows, %v", parameters, len(rows), err)
			}
			seen := map[string]bool{}
			for _, row := range rows[1:] {
				seen[row[0]] = true
			}
			if len(seen) != 2300 || !slices.IsSortedFunc(rows[1:], before) {
				t.Errorf("%q: %d different assets, or not in order", parameters, len(seen))
			}
			report, err := importer.Run(context.Background(), importer.Config{Store: r.Store, Rules: r.rules(t), Assets: a.Body})
			if err != nil || report.Assets.Unchanged != 2300 || report.Assets.Rows != 2300 {
				t.Errorf("imported again: %+v, %v", report.Assets, err)
			}
		}
	})
}

// meanwhile is an answer that does something when its first bytes are written.
type meanwhile struct {
	*httptest.ResponseRecorder
	do func()
}

func (m *meanwhile) Write(b []byte) (int, error) {
	if m.do != nil {
		m.do()
		m.do = nil
	}
	return m.ResponseRecorder.Write(b)
}

// TestAssetFileBrokenOff: who may see the account no more, or is signed out, gets no further page, and no whole file either.
func TestAssetFileBrokenOff(t *testing.T) {
	eachFiles(t, func(t *testing.T, r *rig) {
		owner := r.many(t)
		for _, c := range []struct{ revoked, words string }{
			{"DELETE FROM grants", "no such account"},
			{"DELETE FROM sessions", "ended meanwhile"},
		} {
			request := httptest.NewRequest(http.MethodGet, "/files/assets.csv?accountId="+nodeid.New(nodeid.Account, owner.ID).String(), nil)
			request.Header.Set("Authorization", "Bearer "+r.tokenOf(owner))
			w := &meanwhile{httptest.NewRecorder(), func() {
				r.Tx(func(_ context.Context, tx *store.Tx) error {
					_, err := tx.SQL.Exec(c.revoked)
					return err
				})
			}}
			func() {
				defer func() {
					if err, _ := recover().(error); !errors.Is(err, http.ErrAbortHandler) {
						t.Errorf("%s: %v", c.revoked, err)
					}
				}()
				r.ServeHTTP(w, request)
			}()
			if lines := strings.Count(w.Body.String(), "\n"); lines != 1001 || !strings.Contains(r.log.String(), c.words) {
				t.Errorf("%s: %d lines; the log is %s", c.revoked, lines, r.log)
			}
		}
	})
}

// TestAssetFileCharges: each 1,000 assets of a file count as a request.
func TestAssetFileCharges(t *testing.T) {
	eachFiles(t, func(t *testing.T, r *rig) {
		owner := r.many(t)
		token := r.tokenOf(owner)
		for i := range 4 { // of three requests each; ten are allowed at once
			wantLimited(t, fmt.Sprint("file ", i+1), r.assets(t, owner, "", token), 0)
		}
		wantLimited(t, "file 5", r.assets(t, owner, "", token), 3)
	}, func(c *server.Config) { c.RateLimit = 1 })
}
