// Package web serves the pages that Vite builds from this folder: the portal and the playground.
package web

import (
	"bytes"
	"cmp"
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

//go:generate npm run --silent generate

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

// page serves the index.html that Vite built into folder, or where there is none 503 and what to run: a person reads it, a script does
// not take it for the page.
func page(dist fs.FS, folder, name string) http.HandlerFunc {
	index := folder + "/index.html"
	if _, err := fs.Stat(dist, index); err != nil {
		return func(w http.ResponseWriter, _ *http.Request) { notBuilt(w, name) }
	}
	return serve(dist, index)
}

// assets serves what an index.html asks for: {name} of the folder.
func assets(dist fs.FS, folder string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		serve(dist, folder+"/assets/"+r.PathValue("name"))(w, r) // not path.Join: fs refuses "..", Join would follow it
	}
}

// handler serves the page's config.json.
func (cfg Config) handler() http.HandlerFunc {
	cfg.Endpoint = cmp.Or(cfg.Endpoint, "/graphql")
	config, err := json.Marshal(cfg)
	if err != nil {
		panic(err) // strings alone
	}
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store") // it may hold a sign-in
		w.Header().Set("Content-Type", "application/json")
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(config))
	}
}

// guarded says on every answer, errors included, what its page may do beside what no page may: rules of a content security policy.
func guarded(next http.Handler, rules ...string) http.Handler {
	policy := strings.Join(append([]string{
		"default-src 'none'",
		"script-src 'self'",
		"connect-src 'self'", // the API, and its websocket
		"base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
	}, rules...), "; ")
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

// codings are those that the build lays beside each text file, the smallest first.
var codings = []struct{ name, suffix string }{{"br", ".br"}, {"gzip", ".gz"}}

// serve answers with one file of dist, or with what the build laid beside it for the codings that the client takes. Names below assets/ carry a hash of
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
		for _, coding := range codings {
			small, err := fs.ReadFile(dist, name+coding.suffix)
			if err != nil {
				continue
			}
			h.Set("Vary", "Accept-Encoding")
			if takes(r, coding.name) {
				h.Set("Content-Encoding", coding.name)
				file = small
				break
			}
		}
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(file))
	}
}

func takes(r *http.Request, coding string) bool {
	for _, taken := range strings.Split(r.Header.Get("Accept-Encoding"), ",") {
		name, quality, _ := strings.Cut(strings.ReplaceAll(taken, " ", ""), ";")
		if name == coding {
			weight, err := strconv.ParseFloat(strings.TrimPrefix(quality, "q="), 64)
			return err != nil || weight > 0
		}
	}
	return false
}

func notBuilt(w http.ResponseWriter, name string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusServiceUnavailable)
	_, _ = fmt.Fprintf(w, notBuiltPage, name)
}

const notBuiltPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>Canopy: the %[1]s is not built</title>
<style>
  :root { color-scheme: light dark }
  body { max-width: 38rem; margin: 12vh auto; padding: 0 1.25rem; font: 1rem/1.6 system-ui, sans-serif }
  pre { padding: .8rem 1rem; border: 1px solid; border-radius: .5rem; overflow-x: auto }
</style>
<h1>The %[1]s is not built</h1>
<p>The API is running, but this server was built without its pages. To have them, run in Canopy's folder:</p>
<pre>make web
go run .</pre>
<p><code>make web</code> needs Node.js 20.19 or newer and npm. It builds the pages into <code>web/dist</code>, and the next build of the server takes them in.</p>
<p>Any GraphQL client works without them: the endpoint is <code>/graphql</code>, the schema is at <a href="/schema.graphqls">/schema.graphqls</a>.</p>
</html>
`
