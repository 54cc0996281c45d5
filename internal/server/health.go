package server

import (
	"context"
	"encoding/json"
	"net/http"
	"time"
)

// readyTimeout is how long the database may take to answer /readyz.
const readyTimeout = 5 * time.Second

// health tells that the process runs.
func (s *Server) health(w http.ResponseWriter, _ *http.Request) {
	answerJSON(w, http.StatusOK, map[string]string{"status": "ok"})
}

// ready tells whether requests should come here: {"ready": true}, or 503 and what is missing.
func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	if s.draining.Load() {
		answerJSON(w, http.StatusServiceUnavailable, readiness{Missing: "The server is shutting down."})
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), readyTimeout)
	defer cancel()
	if err := s.cfg.Ready(ctx); err != nil {
		answerJSON(w, http.StatusServiceUnavailable, readiness{Missing: err.Error()})
		return
	}
	answerJSON(w, http.StatusOK, readiness{Ready: true})
}

type readiness struct {
	Ready   bool   `json:"ready"`
	Missing string `json:"missing,omitempty"`
}

func answerJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // or the caller is gone
}
