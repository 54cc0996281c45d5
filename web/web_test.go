package web_test

import (
	"compress/gzip"
	"encoding/json"
	"io"
	"io/fs"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"canopy/web"
)

var built = fstest.MapFS{
	"secret.js":                            {Data: []byte("outside the playground")},
	"playground/index.html":                {Data: []byte("<title>Canopy playground</title>")},
	"playground/index.html.gz":             {Data: []byte("zipped page")},
	"playground/assets/index-1a2b.js":      {Data: []byte("script")},
	"playground/assets/index-1a2b.js.gz":   {Data: []byte("zipped script")},
	"playground/assets/index-1a2b.js.br":   {Data: []byte("small script")},
	"playground/assets/index-1a2b.css":     {Data: []byte("style")},
	"playground/assets/codicon-1a2b.ttf":   {Data: []byte("font")},
	"playground/assets/icon-1a2b.svg":      {Data: []byte("icon")},
	"playground/assets/index-1a2b.unknown": {Data: []byte("?")},
}

// ask sends one request; headers are name, value, name, value.
func ask(t *testing.T, dist fs.FS, method, target string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(method, target, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	web.PlaygroundFrom(dist, web.Config{}).ServeHTTP(w, r)
	return w
}

func want(t *testing.T, what string, got, want any) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func TestPlayground(t *testing.T) {
	const page, kept = "no-cache", "public, max-age=31536000, immutable"
	for _, c := range []struct {
		target, body, contentType, cache string
	}{
		{"/playground", "<title>Canopy playground</title>", "text/html; charset=utf-8", page},
		{"/playground/", "<title>Canopy playground</title>", "text/html; charset=utf-8", page},
		{"/playground/assets/index-1a2b.js", "script", "text/javascript; charset=utf-8", kept},
		{"/playground/assets/index-1a2b.css", "style", "text/css; charset=utf-8", kept},
		{"/playground/assets/codicon-1a2b.ttf", "font", "font/ttf", kept},
		{"/playground/assets/icon-1a2b.svg", "icon", "image/svg+xml", kept},
	} {
		t.Run(c.target, func(t *testing.T) {
			res := ask(t, built, "GET", c.target)
			want(t, "status", res.Code, 200)
			want(t, "body", res.Body.String(), c.body)
			want(t, "Content-Type", res.Header().Get("Content-Type"), c.contentType)
			want(t, "Cache-Control", res.Header().Get("Cache-Control"), c.cache)

			head := ask(t, built, "HEAD", c.target)
			want(t, "HEAD status", head.Code, 200)
			want(t, "HEAD body", head.Body.String(), "")
			want(t, "HEAD Content-Length", head.Header().Get("Content-Length"), res.Header().Get("Content-Length"))
		})
	}
}

func TestPlayground_hands_out_what_was_compressed(t *testing.T) {
	for accept, coding := range map[string]string{
		"gzip": "gzip", "br": "br", "gzip, deflate, br": "br", "br;q=0.8, gzip": "br", "br;q=0, gzip;q=0.8": "gzip",
		"": "", "zstd": "", "gzip;q=0": "", "gzip; q=0.000, br; q=0": "",
	} {
		res := ask(t, built, "GET", "/playground/assets/index-1a2b.js", "Accept-Encoding", accept)
		want(t, accept, res.Header().Get("Content-Encoding"), coding)
		want(t, accept, res.Body.String(), map[string]string{"": "script", "gzip": "zipped script", "br": "small script"}[coding])
		want(t, "Vary", res.Header().Get("Vary"), "Accept-Encoding")
		want(t, "Content-Type", res.Header().Get("Content-Type"), "text/javascript; charset=utf-8")
	}
}

func TestPlayground_guards_every_answer(t *testing.T) {
	for _, target := range []string{"/playground", "/playground/config.json", "/playground/assets/index-1a2b.js", "/playground/nothing"} {
		h := ask(t, built, "GET", target).Header()
		policy := h.Get("Content-Security-Policy")
		for _, rule := range []string{"default-src 'none'", "script-src 'self';", "connect-src 'self';", "frame-ancestors 'none'"} {
			if !strings.Contains(policy, rule) {
				t.Errorf("%s: the policy lacks %s: %s", target, rule, policy)
			}
		}
		if regexp.MustCompile(`https?:|\*|unsafe-eval|script-src[^;]*unsafe`).MatchString(policy) {
			t.Errorf("%s: the policy is too wide: %s", target, policy)
		}
		want(t, target, h.Get("X-Content-Type-Options"), "nosniff")
		want(t, target, h.Get("Referrer-Policy"), "no-referrer")
	}
}

func TestPlayground_serves_nothing_else(t *testing.T) {
	for _, target := range []string{
		"/playground/assets/", "/playground/assets", "/playground/index.html", "/playground/assets/missing.js",
		"/playground/assets/..%2f..%2fsecret.js", "/playground/assets/%2e%2e%2f%2e%2e%2fsecret.js", "/playground/..%2fsecret.js",
		"/playground/assets/index-1a2b.unknown", "/playground/assets/index-1a2b.js.gz", "/playground/assets/index-1a2b.js.br", "/playground/assets/%00.js",
	} {
		want(t, target, ask(t, built, "GET", target).Code, 404)
	}
	want(t, "a path with dots is sent to the clean one", ask(t, built, "GET", "/playground/../secret.js").Header().Get("Location"), "/secret.js")
	want(t, "POST", ask(t, built, "POST", "/playground").Code, 405)
}

func TestPlayground_not_built(t *testing.T) {
	empty := fstest.MapFS{".keep": {}}
	res := ask(t, empty, "GET", "/playground")
	want(t, "status", res.Code, 503)
	want(t, "Content-Type", res.Header().Get("Content-Type"), "text/html; charset=utf-8")
	want(t, "Cache-Control", res.Header().Get("Cache-Control"), "no-store")
	text := res.Body.String()
	for _, needed := range []string{"make web", "Node.js 20", "npm"} {
		if !strings.Contains(text, needed) {
			t.Errorf("the page does not say %q", needed)
		}
	}
}

func TestPlayground_config(t *testing.T) {
	for want, cfg := range map[string]web.Config{
		`{"endpoint":"/graphql"}`: {},
		`{"endpoint":"/api","signIn":{"email":"ada@example.com","password":"sesame"}}`: {
			Endpoint: "/api", Demo: &web.SignIn{Email: "ada@example.com", Password: "sesame"},
		},
	} {
		w := httptest.NewRecorder()
		web.PlaygroundFrom(built, cfg).ServeHTTP(w, httptest.NewRequest("GET", "/playground/config.json", nil))
		if got := w.Body.String(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		if got := w.Header().Get("Content-Type"); got != "application/json" {
			t.Errorf("Content-Type %s", got)
		}
		if got := w.Header().Get("Cache-Control"); got != "no-store" {
			t.Errorf("Cache-Control %s", got)
		}
	}
}

// TestDist looks at what `make web` built: the page's files are all there, zipped as well, and nothing in the page is from elsewhere.
func TestDist(t *testing.T) {
	if _, err := fs.Stat(web.Dist(), "playground/index.html"); err != nil {
		t.Fatal("not built: run make web")
	}
	page := ask(t, web.Dist(), "GET", "/playground").Body.String()
	files := regexp.MustCompile(`(?:src|href)="([^"]*)"`).FindAllStringSubmatch(page, -1)
	if len(files) < 3 {
		t.Fatalf("a page of %d files: %s", len(files), page)
	}
	for _, file := range files {
		if !strings.HasPrefix(file[1], "/playground/assets/") {
			t.Fatalf("the page asks for %s", file[1])
		}
		res := ask(t, web.Dist(), "GET", file[1], "Accept-Encoding", "gzip")
		want(t, file[1], res.Code, 200)
		zipped, err := gzip.NewReader(res.Body)
		if err != nil {
			t.Fatalf("%s: %v", file[1], err)
		}
		if _, err := io.Copy(io.Discard, zipped); err != nil {
			t.Errorf("%s: %v", file[1], err)
		}
	}
}

// TestTabs: every tab has a comment that says what to do, one named operation, and variables that are JSON and refer to earlier tabs.
func TestTabs(t *testing.T) {
	queries, err := filepath.Glob("playground/tabs/*.graphql")
	if err != nil || len(queries) == 0 {
		t.Fatal("no tabs", err)
	}
	operation := regexp.MustCompile(`(?m)^(?:query|mutation|subscription) (\w+)`)
	earlier := map[string]bool{}
	for _, file := range queries {
		t.Run(filepath.Base(file), func(t *testing.T) {
			query := read(t, file)
			if !strings.HasPrefix(query, "# ") {
				t.Error("no comment")
			}
			names := operation.FindAllStringSubmatch(query, -1)
			if len(names) != 1 {
				t.Fatalf("%d operations", len(names))
			}
			if strings.Contains(query, "$") {
				variables := read(t, strings.TrimSuffix(file, "graphql")+"json")
				if !json.Valid([]byte(variables)) {
					t.Error("variables are not JSON")
				}
				for _, reference := range regexp.MustCompile(`"<(\w+)\.`).FindAllStringSubmatch(variables, -1) {
					if !earlier[reference[1]] {
						t.Errorf("%s is no earlier tab", reference[1])
					}
				}
			}
			earlier[names[0][1]] = true
		})
	}
}

func read(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
