package web_test

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"canopy/web"
)

var builtPortal = fstest.MapFS{
	"secret.js":                      {Data: []byte("outside the portal")},
	"portal/index.html":              {Data: []byte("<title>Canopy</title>")},
	"portal/assets/index-1a2b.js":    {Data: []byte("script")},
	"playground/assets/x.js":         {Data: []byte("the playground's")},
	"playground/index.html":          {Data: []byte("<title>Canopy playground</title>")},
	"portal/assets/index-1a2b.js.gz": {Data: []byte("zipped script")},
}

func askPortal(t *testing.T, dist fs.FS, target string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodGet, target, nil)
	r.Header.Set("Accept-Encoding", "gzip")
	web.PortalFrom(dist, web.Config{}).ServeHTTP(w, r)
	return w
}

func TestPortal(t *testing.T) {
	for target, body := range map[string]string{
		"/": "<title>Canopy</title>", "/accounts/acc_1": "<title>Canopy</title>", "/join?token=t": "<title>Canopy</title>",
		"/assets/index-1a2b.js": "zipped script", "/config.json": `{"endpoint":"/graphql"}`,
	} {
		res := askPortal(t, builtPortal, target)
		want(t, target, res.Code, 200)
		want(t, target, res.Body.String(), body)
	}
	want(t, "a page is asked for each time", askPortal(t, builtPortal, "/accounts/acc_1").Header().Get("Cache-Control"), "no-cache")
	want(t, "what has a hash is kept", askPortal(t, builtPortal, "/assets/index-1a2b.js").Header().Get("Cache-Control"), "public, max-age=31536000, immutable")
	want(t, "a sign-in is not", askPortal(t, builtPortal, "/config.json").Header().Get("Cache-Control"), "no-store")
	for _, target := range []string{"/assets/", "/assets/x.js", "/assets/..%2f..%2fsecret.js", "/assets/a/b.js"} {
		want(t, target, askPortal(t, builtPortal, target).Code, 404)
	}
	res := askPortal(t, fstest.MapFS{".keep": {}}, "/accounts/acc_1")
	want(t, "not built", res.Code, 503)
	if !strings.Contains(res.Body.String(), "The portal is not built") {
		t.Errorf("not built: %s", res.Body)
	}
}

// TestPortal_guards_every_answer: the policy takes no style and no script that stands in the page, and nothing from elsewhere.
func TestPortal_guards_every_answer(t *testing.T) {
	for _, target := range []string{"/", "/config.json", "/assets/index-1a2b.js", "/assets/nothing.js"} {
		h := askPortal(t, builtPortal, target).Header()
		want(t, target, h.Get("Content-Security-Policy"), "default-src 'none'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "+
			"frame-ancestors 'none'; style-src 'self'; img-src 'self'")
		want(t, target, h.Get("X-Content-Type-Options"), "nosniff")
		want(t, target, h.Get("Referrer-Policy"), "no-referrer")
	}
}

// TestPortalDist looks at what `make web` built.
func TestPortalDist(t *testing.T) {
	if _, err := fs.Stat(web.Dist(), "portal/index.html"); err != nil {
		t.Fatal("not built: run make web")
	}
	page, err := fs.ReadFile(web.Dist(), "portal/index.html")
	if err != nil {
		t.Fatal(err)
	}
	files := regexp.MustCompile(`(?:src|href)="([^"]*)"`).FindAllStringSubmatch(string(page), -1)
	if len(files) < 3 || regexp.MustCompile(`<style|<script[^>]*>[^<]| style=`).Match(page) {
		t.Fatalf("a page of %d files, or with what the policy does not take: %s", len(files), page)
	}
	for _, file := range files {
		want(t, file[1], askPortal(t, web.Dist(), file[1]).Code, 200)
	}
}

// TestPortalOperations: what relay-compiler generated from the portal's operations is what it generates now. `npm run generate` in web
// writes it.
func TestPortalOperations(t *testing.T) {
	if out, err := exec.Command("npm", "run", "--silent", "check-generated").CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
