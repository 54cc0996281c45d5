package e2e_test

import (
	"strings"
	"testing"

	"canopy/internal/importer"
	"canopy/internal/oidc/oidctest"
)

// TestPortalSignIn accepts an invitation, sets a new password and signs in at a provider in the portal, and loses the network and the session.
func TestPortalSignIn(t *testing.T) {
	t.Parallel()
	browser := chromium(t)
	eachSoaked(t, func(t *testing.T, database string) {
		provider := oidctest.New(t, publicURL+"/oidc/callback")
		provider.SignedIn(oidctest.Person{Subject: "4711", Email: "jonas.weber@northlight.example", EmailVerified: true})
		s := startDemo(t, database, "--public-url", publicURL, "--oidc-issuer", provider.Issuer, "--oidc-client-id", oidctest.ClientID, "--oidc-client-secret", oidctest.ClientSecret)
		address := strings.TrimPrefix(s.url, "http://")
		s.url = publicURL
		seen := visitPortal(t, s, "signin.mjs", browser, importer.DemoAdmin, importer.DemoPassword, address)
		wantSeen(t, seen, map[string]string{
			"headings": `["Welcome to Canopy","You have joined","Welcome to Canopy","This link works no more","Set a new password","Look into your mail","Choose a new password","Your password is set","Page not found"]`,
			"differ":   "The two passwords are not the same.", "short": "Write at least 8 characters", "refused": "E-mail address or password is wrong.",
			"offline": `["The server cannot be reached. Nothing is lost: try again.","The server cannot be reached. Nothing is lost: try again."]`,
			"joined":  "Ida Nygaard", "who": "Jonas Weber",
		})
	})
}
