package server_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"canopy/internal/server"
)

// endless is a body that never ends, and counts what was read of it.
type endless struct{ read atomic.Int64 }

func (e *endless) Read(p []byte) (int, error) {
	e.read.Add(int64(len(p)))
	return copy(p, bytes.Repeat([]byte{' '}, len(p))), nil
}

// TestEndlessBodies: a body without a length is answered at the limit, and read no further.
func TestEndlessBodies(t *testing.T) {
	r := run(t, func(c *server.Config) { c.MaxUpload = 2 << 20 })
	for name, c := range map[string]struct {
		contentType, start string
		status             int
	}{
		"JSON":      {"application/json", `{"query": "`, 413},
		"multipart": {"multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"0\"; filename=\"x\"\r\n\r\n", 413},
		"preamble":  {"multipart/form-data; boundary=x", "", 400},
		"one field": {"multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"operations\"\r\n\r\n", 413},
	} {
		t.Run(name, func(t *testing.T) {
			body := &endless{}
			request, err := http.NewRequest(http.MethodPost, r.url+"/graphql", io.MultiReader(strings.NewReader(c.start), body))
			if err != nil {
				t.Fatal(err)
			}
			request.Header.Set("Content-Type", c.contentType)
			request.Header.Set("X-Canopy-Upload", "1")
			bounded(t, func() {
				response, err := http.DefaultClient.Do(request)
				if err != nil {
					t.Fatal(err)
				}
				text, _ := io.ReadAll(response.Body)
				_ = response.Body.Close()
				if response.StatusCode != c.status || !strings.Contains(string(text), "BAD_USER_INPUT") {
					t.Errorf("%d %s", response.StatusCode, text)
				}
			})
			if read := body.read.Load(); read > 16<<20 {
				t.Errorf("%d bytes were taken", read)
			}
		})
	}
}

// TestHostileCrowd: many hostile requests at once leave the server answering, and its memory as it was.
func TestHostileCrowd(t *testing.T) {
	r := newAPI(t)
	bearer := "Authorization: Bearer " + r.token
	heap := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := heap()
	documents := []string{
		"{" + strings.Repeat("__typename ", 10000) + "}",
		doubling(80, "a: parent { ...F%[2]d } b: parent { ...F%[2]d }"),
		"{ accounts(first: 1000) { nodes { subAccounts(first: 1000) { nodes { id } } } } }",
		strings.Repeat("{", 60000),
	}
	var crowd sync.WaitGroup
	for range 8 {
		crowd.Go(func() {
			for _, document := range documents {
				if a := r.query(t, document, bearer); a.Code != http.StatusOK || a.code() == "" || a.code() == "INTERNAL" {
					t.Errorf("%d %.200s", a.Code, a.Body)
				}
			}
		})
	}
	for i := range 200 { // more different documents than the caches keep, as long and as large when parsed as they may be
		r.query(t, fmt.Sprintf("query Q%d {%s} #%s", i, times(650, "a#: __typename "), strings.Repeat("x", 50000)), bearer)
	}
	crowd.Wait()
	if grown := int64(heap() - before); grown > 64<<20 {
		t.Errorf("%d MiB are kept", grown>>20)
	}
	if a := r.query(t, "{ accounts { totalCount } }", bearer); a.Code != http.StatusOK || a.code() != "" {
		t.Errorf("%d %s", a.Code, a.Body)
	}
}
