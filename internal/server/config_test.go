package server_test

import (
	"strings"
	"testing"

	"canopy/internal/server"
)

func TestConfig(t *testing.T) {
	r := newRig(t)
	for name, c := range map[string]struct {
		change func(*server.Config)
		want   string
	}{
		"no schema":                  {func(c *server.Config) { c.Schema = nil }, "Schema is required"},
		"no authenticator":           {func(c *server.Config) { c.Auth = nil }, "Auth is required"},
		"a public URL with a path":   {func(c *server.Config) { c.PublicURL = "https://canopy.example/api" }, "public URL"},
		"a public URL that is none":  {func(c *server.Config) { c.PublicURL = "canopy.example" }, "public URL"},
		"every origin":               {func(c *server.Config) { c.AllowedOrigins = []string{"*"} }, "origin"},
		"an origin without a scheme": {func(c *server.Config) { c.AllowedOrigins = []string{"portal.example"} }, "origin"},
	} {
		t.Run(name, func(t *testing.T) {
			cfg := r.config()
			c.change(&cfg)
			if _, err := server.New(cfg); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Error(err)
			}
		})
	}
}
