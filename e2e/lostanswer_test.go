package e2e_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"canopy/internal/canopytest"
	"canopy/internal/importer"
	"canopy/internal/reseller"

	"github.com/tidwall/gjson"
)

// TestLostAnswers kills the server (-9) while it adds 5,000 people, or its answer is on the wire, and sends them again with the same
// idempotency key: they are added once. The moments are one when the answer begins, and seeded ones all along the time that an upload takes.
func TestLostAnswers(t *testing.T) {
	t.Parallel()
	moments := 3
	if os.Getenv("CANOPY_SOAK") != "" {
		moments = 30
	}
	canopytest.EachEmpty(t, func(t *testing.T, database string) {
		t.Parallel()
		u := newUploader(t, database)
		defer func() { u.server.crash() }()
		undisturbed := u.upload(t, "undisturbed")
		begin, random := time.Now(), rand.New(rand.NewPCG(6, 1))
		u.answer(t, undisturbed)
		whole := time.Since(begin)
		for i := range moments + 1 {
			name, moment := fmt.Sprint("moment", i), patience
			if i > 0 {
				moment = time.Duration((float64(i-1) + random.Float64()) / float64(moments) * 1.5 * float64(whole)) // the first upload after a start takes longer
			}
			answering, begun := u.send(t, name), false
			begin := time.Now()
			select {
			case begun = <-answering:
			case <-time.After(moment):
			}
			u.server.crash()
			t.Logf("killed after %v, where an upload took %v; the answer had begun: %t", time.Since(begin), whole, begun)
			u.start(t)
			before := u.stored(t, name)
			if before != allStored && (begun || before != stored{}) {
				t.Errorf("%s: %+v are stored", name, before)
			}
			first := u.added(t, name)
			if again := u.added(t, name); again != first {
				t.Errorf("%s is answered in two ways", name)
			}
		}
	})
}

// uploader sends people to a server that it starts, and starts again.
type uploader struct {
	dir, database  string
	token, account string
	server         *server
}

func newUploader(t *testing.T, database string, args ...string) *uploader {
	t.Helper()
	u := &uploader{dir: t.TempDir(), database: database}
	u.start(t, append(args, "--demo")...)
	u.token = tokenFor(t, database, "--user", importer.DemoAdmin)
	u.account = u.answer(t, u.request(t, `{"query": "{ viewer { user { account { id } } } }"}`, "")).Get("data.viewer.user.account.id").Str
	return u
}

func (u *uploader) env() []string { return append(os.Environ(), "CANOPY_DATABASE_URL="+u.database) }

func (u *uploader) start(t *testing.T, args ...string) {
	t.Helper()
	s, err := startServer(u.dir, u.env(), args...)
	if err != nil {
		t.Fatal(err)
	}
	u.server = s
}

// upload asks to add 5,000 people of the name's domain, with the name as the idempotency key.
func (u *uploader) upload(t *testing.T, name string) *http.Request {
	t.Helper()
	var file strings.Builder
	file.WriteString("email,given_name,family_name,language,timezone\n")
	for i := range reseller.MaxRows {
		fmt.Fprintf(&file, "person%d@%s.example,Søren,Müller,de,Europe/Berlin\n", i, name)
	}
	return u.request(t, fmt.Sprintf(`{"query": "mutation ($csv: Upload, $account: ID!, $key: String) { addUsers(input: {accountId: $account, csv: $csv, idempotencyKey: $key}) {
		addedCount users { id email } rejected { line } userErrors { path code } } }", "variables": {"csv": null, "account": %q, "key": %q}}`, u.account, name), file.String())
}

// request is an operation in a form, with a file for the variable csv unless that is "".
func (u *uploader) request(t *testing.T, operation, file string) *http.Request {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	places := "{}"
	if file != "" {
		places = `{"0": ["variables.csv"]}`
	}
	err := errors.Join(form.WriteField("operations", strings.Join(strings.Fields(operation), " ")), form.WriteField("map", places))
	if file != "" {
		part, failed := form.CreateFormFile("0", "people.csv")
		if err = errors.Join(err, failed); err == nil {
			_, err = io.WriteString(part, file)
		}
	}
	if err = errors.Join(err, form.Close()); err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequest(http.MethodPost, u.server.url+"/graphql", &body)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", form.FormDataContentType())
	request.Header.Set("GraphQL-Require-Preflight", "1")
	request.Header.Set("Authorization", "Bearer "+u.token)
	return request
}

func (u *uploader) answer(t *testing.T, request *http.Request) gjson.Result {
	t.Helper()
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return gjson.ParseBytes(text)
}

// send sends an upload and tells when its answer begins, which nobody reads.
func (u *uploader) send(t *testing.T, name string) (answering <-chan bool) {
	t.Helper()
	begins, request, running := make(chan bool, 1), u.upload(t, name), u.server
	go func() {
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			return // it was killed before
		}
		begins <- true
		<-running.exited
		_ = response.Body.Close()
	}()
	return begins
}

// added sends an upload and reads its answer, which has to add all its people.
func (u *uploader) added(t *testing.T, name string) string {
	t.Helper()
	answer := u.answer(t, u.upload(t, name))
	users := answer.Get("data.addUsers.users.#.email").Array()
	if answer.Get("data.addUsers.addedCount").Int() != reseller.MaxRows || len(users) != reseller.MaxRows || answer.Get("data.addUsers.rejected.#").Int() != 0 {
		t.Errorf("%s is answered %.500s", name, answer.Raw)
	}
	if now := u.stored(t, name); now != allStored {
		t.Errorf("%s: %+v are stored", name, now)
	}
	return answer.Get("data").Raw
}

// stored is what the database has of an upload.
type stored struct{ users, grants, invitations, events int }

var allStored = stored{reseller.MaxRows, reseller.MaxRows, reseller.MaxRows, 1}

func (u *uploader) stored(t *testing.T, name string) (s stored) {
	t.Helper()
	err := openDatabase(t, u.database).QueryRow(`WITH u AS (SELECT id FROM users WHERE email_key LIKE '%@`+name+`.example') SELECT (SELECT count(*) FROM u),
		(SELECT count(*) FROM grants WHERE user_id IN (SELECT id FROM u)), (SELECT count(*) FROM invitations WHERE user_id IN (SELECT id FROM u)),
		(SELECT count(DISTINCT event_id) FROM event_person_values WHERE user_id IN (SELECT id FROM u) AND field = 'email')`).Scan(&s.users, &s.grants, &s.invitations, &s.events)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
