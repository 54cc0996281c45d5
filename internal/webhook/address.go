package webhook

import (
	"errors"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"code.dny.dev/ssrf"
)

// maxURL is the longest address, in bytes.
const maxURL = 2000

// firstUnprivileged is the first port that no system service listens on by custom: below it only that of https is allowed.
const firstUnprivileged = 1024

// public tells addresses of the internet from all others: private and shared networks, this host, its links, documentation, and what
// carries such an address inside an IPv6 one. Ports are CheckURL's.
var public = ssrf.New(ssrf.WithAnyPort(), ssrf.WithDeniedV4Prefixes(netip.MustParsePrefix("168.63.129.16/32"))) // where Azure's hosts serve their machines

// CheckURL tells what is wrong with the address of a webhook, for whoever wrote it; nil is nothing. What its host's name stands for is
// checked whenever Client connects.
func CheckURL(text string, allowPrivate bool) error {
	if len(text) > maxURL {
		return errors.New("write at most 2000 characters")
	}
	if strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return errors.New("write it in ASCII: a host's name in punycode, other characters percent-encoded")
	}
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" || u.Opaque != "" {
		return errors.New("this is no address: write one like https://example.com/canopy")
	}
	port, err := strconv.Atoi(u.Port())
	if u.Port() == "" {
		port, err = 443, nil
	}
	switch {
	case u.User != nil:
		return errors.New("write no name or password into it: the signature tells who sends")
	case u.Fragment != "" || strings.HasSuffix(text, "#"):
		return errors.New("leave out what follows #: it is never sent")
	case err != nil || port < 1 || port > 65535:
		return errors.New("there is no such port")
	case allowPrivate && u.Scheme == "http":
		return nil
	case u.Scheme != "https":
		return errors.New("write an address with https")
	case allowPrivate:
		return nil
	case port != 443 && port < firstUnprivileged:
		return errors.New("the port is 443 or one from 1024 on")
	}
	if ip, err := netip.ParseAddr(u.Hostname()); err == nil && public.SafeAddr(ip) != nil {
		return errors.New("this is no public address")
	}
	return nil
}
