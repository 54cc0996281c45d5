package e2e_test

import (
	"bytes"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"
)

// door is where clients reach a server, which may be another one after a while. It loses answers as it is told: the server has sent them whole, and
// nobody gets them.
type door struct {
	server // of which it has the url only
	proxy  *httputil.ReverseProxy

	mu   sync.Mutex
	to   *server
	lose map[string]func() // by mutation, what is done when its next answer is lost
}

var errLost = errors.New("the answer is lost")

// newDoor is the door of a server.
func newDoor(t *testing.T, to *server) *door {
	t.Helper()
	d := &door{to: to, lose: map[string]func(){}}
	d.proxy = &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			target, err := url.Parse(d.opens().url)
			if err != nil {
				t.Error(err)
			}
			r.SetURL(target)
		},
		ErrorHandler: func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) }, // the connection is cut
		ErrorLog:     log.New(io.Discard, "", 0),
	}
	outside := httptest.NewServer(d)
	t.Cleanup(outside.Close)
	d.url = outside.URL
	return d
}

// ServeHTTP hands a request on.
func (d *door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the caller is gone
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	proxy := *d.proxy
	proxy.ModifyResponse = func(answer *http.Response) error {
		lost := d.loses(string(body))
		if lost == nil {
			return nil
		}
		_, err := io.Copy(io.Discard, answer.Body)
		lost()
		return errors.Join(errLost, err)
	}
	proxy.ServeHTTP(w, r)
}

// opens is the server behind the door.
func (d *door) opens() *server {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.to
}

// leads says which server is behind the door.
func (d *door) leads(to *server) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.to = to
}

// loseNext loses the next answer to a mutation, and does something before the caller hears of it.
func (d *door) loseNext(mutation string, do func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.lose[mutation] = do
}

// loses is what to do when the answer to a request is lost, once; nil where it is not.
func (d *door) loses(body string) func() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for mutation, do := range d.lose {
		if strings.Contains(body, mutation+"(") {
			delete(d.lose, mutation)
			return do
		}
	}
	return nil
}
