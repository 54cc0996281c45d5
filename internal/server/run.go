package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// maxHeader is the most bytes of a request's header: a document in the URL included.
const maxHeader = 128 << 10

// Run serves on the listener until ctx ends. Then /readyz says no, requests are taken for ShutdownDelay more, subscriptions and
// websockets end, and requests under way may end within ShutdownGrace: nil, or the error of cutting them off.
func (s *Server) Run(ctx context.Context, listener net.Listener) error {
	server := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: s.cfg.ReadHeaderTimeout,
		ReadTimeout:       s.cfg.ReadTimeout,
		WriteTimeout:      s.cfg.WriteTimeout,
		IdleTimeout:       s.cfg.IdleTimeout,
		MaxHeaderBytes:    maxHeader,
		ErrorLog:          slog.NewLogLogger(s.cfg.Logger.Handler(), slog.LevelWarn),
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	select {
	case err := <-served:
		return fmt.Errorf("server: %w", err)
	case <-ctx.Done():
	}
	s.draining.Store(true)
	select {
	case err := <-served:
		return fmt.Errorf("server: %w", err)
	case <-time.After(s.cfg.ShutdownDelay):
	}
	s.stop()
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.cfg.ShutdownGrace)
	defer cancel()
	err := server.Shutdown(grace)
	if err == nil {
		err = s.awaitRequests(grace)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("server: requests were cut off after %v: %w", s.cfg.ShutdownGrace, err), server.Close())
	}
	return nil
}

// awaitRequests waits until the websockets are closed too, and everything is logged. No request begins any more.
func (s *Server) awaitRequests(ctx context.Context) error {
	ended := make(chan struct{})
	go func() {
		s.requests.Wait()
		close(ended)
	}()
	select {
	case <-ended:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
