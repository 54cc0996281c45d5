// Package web serves the pages that Vite builds from this folder: the playground, later the portal.
package web

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"
)

//go:embed all:dist
var embedded embed.FS

// Dist returns what `make web` has built, a folder for each page. Where it was not run, the server still builds and Dist holds none.
func Dist() fs.FS {
	dist, err := fs.Sub(embedded, "dist")
	if err != nil {
		panic(err) // "dist" is a valid path
	}
	return dist
}

// Config is what a page reads, from config.json beside it, when it loads.
type Config struct {
	// Endpoint is the path of the GraphQL endpoint. Default: /graphql.
	Endpoint string `json:"endpoint"`
	// Demo is whom the page signs in as by itself. Everybody can read it, so only the demo sets it. Default: nobody.
	Demo *SignIn `json:"signIn,omitempty"`
	// OIDC is the host of the identity provider at which /oidc/login signs in. Default: there is none.
	OIDC string `json:"oidc,omitempty"`
}

// SignIn is an e-mail and a password.
type SignIn struct {
	Email    string `json:"email"`
	Password string `json:"password"`
}

// Playground serves /playground and everything below it, which is where it must be mounted.
func Playground(cfg Config) http.Handler { return PlaygroundFrom(Dist(), cfg) }

// PlaygroundFrom is Playground with another Dist. Where dist has no built page it answers 503 and a page that says what to run:
// a person reads it, a script does not take it for the playground.
func PlaygroundFrom(dist fs.FS, cfg Config) http.Handler {
	if cfg.Endpoint == "" {
		cfg.Endpoint = "/graphql"
	}
	config, err := json.Marshal(cfg)
	if err != nil {
		panic(err) // strings alone
	}
	page := serve(dist, "playground/index.html")
	if _, err := fs.Stat(dist, "playground/index.html"); err != nil {
		page = notBuilt
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /playground", page)
	mux.HandleFunc("GET /playground/{$}", page)
	mux.HandleFunc("GET /playground/config.json", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store") // it may hold a sign-in
		w.Header().Set("Content-Type", "application/json")
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(config))
	})
	mux.HandleFunc("GET /playground/assets/{name}", func(w http.ResponseWriter, r *http.Request) {
		serve(dist, "playground/assets/"+r.PathValue("name"))(w, r) // not path.Join: fs refuses "..", Join would follow it
	})
	return guarded(mux)
}

// guarded says on every answer, errors included, what its page may do.
func guarded(next http.Handler) http.Handler {
	policy := strings.Join([]string{
		"default-src 'none'",
		"script-src 'self'",
		"worker-src 'self'",                // monaco's language workers
		"connect-src 'self'",               // the API, and its websocket
		"style-src 'self' 'unsafe-inline'", // monaco writes its theme and the place of each line as inline styles
		"font-src 'self' data:",            // GraphiQL's style sheet carries its fonts
		"img-src 'self' data:",             // and its icons and squiggles
		"base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
	}, "; ")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Content-Type-Options", "nosniff")
		next.ServeHTTP(w, r)
	})
}

// contentTypes are fixed here, because Go's mime package asks the machine that it runs on.
var contentTypes = map[string]string{
	".css":   "text/css; charset=utf-8",
	".html":  "text/html; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".svg":   "image/svg+xml",
	".ttf":   "font/ttf",
	".woff2": "font/woff2",
}

// serve answers with one file of dist, or with the .gz that the build laid beside it. Names below assets/ carry a hash of
// what they hold and are kept for ever; a page is asked for each time, so that a new build shows at once.
func serve(dist fs.FS, name string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		contentType, known := contentTypes[path.Ext(name)]
		file, err := fs.ReadFile(dist, name)
		if err != nil || !known {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		h.Set("Content-Type", contentType)
		h.Set("Cache-Control", "no-cache")
		if path.Base(path.Dir(name)) == "assets" {
			h.Set("Cache-Control", "public, max-age=31536000, immutable")
		}
		if small, err := fs.ReadFile(dist, name+".gz"); err == nil {
			h.Set("Vary", "Accept-Encoding")
			if takesGzip(r) {
				h.Set("Content-Encoding", "gzip")
				file = small
			}
		}
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(file))
	}
}

func takesGzip(r *http.Request) bool {
	for _, coding := range strings.Split(r.Header.Get("Accept-Encoding"), ",") {
		name, quality, _ := strings.Cut(strings.ReplaceAll(coding, " ", ""), ";")
		if name == "gzip" {
			weight, err := strconv.ParseFloat(strings.TrimPrefix(quality, "q="), 64)
			return err != nil || weight > 0
		}
	}
	return false
}

func notBuilt(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusServiceUnavailable)
	_, _ = fmt.Fprint(w, notBuiltPage)
}

const notBuiltPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>Canopy: the playground is not built</title>
<style>
  :root { color-scheme: light dark }
  body { max-width: 38rem; margin: 12vh auto; padding: 0 1.25rem; font: 1rem/1.6 system-ui, sans-serif }
  pre { padding: .8rem 1rem; border: 1px solid; border-radius: .5rem; overflow-x: auto }
</style>
<h1>The playground is not built</h1>
<p>The API is running, but this server was built without its playground. To have it, run in Canopy's folder:</p>
<pre>make web
go run .</pre>
<p><code>make web</code> needs Node.js 20.19 or newer and npm. It builds the page into <code>web/dist</code>, and the next build of the server takes it in.</p>
<p>Any GraphQL client works without it: the endpoint is <code>/graphql</code>, the schema is at <a href="/schema.graphqls">/schema.graphqls</a>.</p>
</html>
`
