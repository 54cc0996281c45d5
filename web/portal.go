package web

import (
	"io/fs"
	"net/http"
)

// Portal serves the portal: /assets/, /config.json, and its page at every other path, since the page finds its way itself.
func Portal(cfg Config) http.Handler { return PortalFrom(Dist(), cfg) }

// PortalFrom is Portal with another Dist.
func PortalFrom(dist fs.FS, cfg Config) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /", page(dist, "portal", "portal"))
	mux.HandleFunc("GET /config.json", cfg.handler())
	mux.HandleFunc("GET /assets/", http.NotFound)
	mux.HandleFunc("GET /assets/{name}", assets(dist, "portal"))
	return guarded(mux, "style-src 'self'", "img-src 'self'")
}
