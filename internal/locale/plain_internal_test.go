package locale

import (
	"net/mail"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestPlainAddressesNeedNoMore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		local := rapid.StringMatching(`[a-cA-C0_+.-]{1,8}|[a.]{60,70}`).Draw(t, "local")
		domain := rapid.StringMatching(`([a-cx0-9-]{1,6}[.-]){0,4}[a-cn0-9-]{0,4}|[a.]{60,70}`).Draw(t, "domain")
		if !isPlainAddress(local, domain) {
			return
		}
		addr := local + "@" + domain
		parsed, err := mail.ParseAddress(addr)
		unicode, ascii, ok := domainNames(domain)
		if err != nil || parsed.Name != "" || parsed.Address != addr || !ok || unicode != domain || ascii != domain || len(addr) > MaxEmail || strings.ContainsFunc(addr, notInAddress) {
			t.Errorf("%s is not plain: %v, %q, %q", addr, err, unicode, ascii)
		}
	})
}
