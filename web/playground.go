package web

import (
	"io/fs"
	"net/http"
)

// Playground serves /playground and everything below it, which is where it must be mounted.
func Playground(cfg Config) http.Handler { return PlaygroundFrom(Dist(), cfg) }

// PlaygroundFrom is Playground with another Dist.
func PlaygroundFrom(dist fs.FS, cfg Config) http.Handler {
	index := page(dist, "playground", "playground")
	mux := http.NewServeMux()
	mux.HandleFunc("GET /playground", index)
	mux.HandleFunc("GET /playground/{$}", index)
	mux.HandleFunc("GET /playground/config.json", cfg.handler())
	mux.HandleFunc("GET /playground/assets/{name}", assets(dist, "playground"))
	return guarded(mux,
		"worker-src 'self'",                // monaco's language workers
		"style-src 'self' 'unsafe-inline'", // monaco writes its theme and the place of each line as inline styles
		"font-src 'self' data:",            // GraphiQL's style sheet carries its fonts
		"img-src 'self' data:",             // and its icons and squiggles
	)
}
