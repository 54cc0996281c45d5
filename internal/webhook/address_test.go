package webhook_test

import (
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"canopy/internal/webhook"
)

// TestCheckURL takes addresses of the internet by https, and nothing that leads elsewhere.
func TestCheckURL(t *testing.T) {
	for text, allowed := range map[string][2]bool{ // publicly, and with private ones
		"https://example.com":                              {true, true},
		"https://example.com:8443/canopy?key=1":            {true, true},
		"https://93.184.215.14/":                           {true, true},
		"https://[2606:2800:21f:cb07::1]/":                 {true, true},
		"https://xn--bcher-kva.example/":                   {true, true},
		"http://example.com/":                              {false, true},
		"https://example.com:22/":                          {false, true},
		"https://127.0.0.1/":                               {false, true},
		"https://10.1.2.3/":                                {false, true},
		"https://100.64.0.1/":                              {false, true}, // carriers' networks
		"https://169.254.169.254/latest/meta-data/":        {false, true},
		"https://168.63.129.16/":                           {false, true},
		"https://100.100.100.200/":                         {false, true},
		"https://0.0.0.0/":                                 {false, true},
		"https://255.255.255.255/":                         {false, true},
		"https://[::1]/":                                   {false, true},
		"https://[::ffff:127.0.0.1]/":                      {false, true},
		"https://[::ffff:93.184.215.14]/":                  {false, true},
		"https://[64:ff9b::7f00:1]/":                       {false, true}, // NAT64
		"https://[2002:7f00:1::]/":                         {false, true}, // 6to4
		"https://[fd00:ec2::254]/":                         {false, true},
		"https://[fe80::1%25eth0]/":                        {false, true},
		"https://user:secret@example.com/":                 {false, false},
		"https://user@example.com/":                        {false, false},
		"https://example.com/#part":                        {false, false},
		"https://example.com/#":                            {false, false},
		"https://example.com:0/":                           {false, false},
		"https://example.com:70000/":                       {false, false},
		"https:///path":                                    {false, false},
		"https:example.com":                                {false, false},
		"//example.com/":                                   {false, false},
		"ftp://example.com/":                               {false, false},
		"file:///etc/passwd":                               {false, false},
		"https://exa mple.com/":                            {false, false},
		"https://example.com/\r\nx: y":                     {false, false},
		"https://bücher.example/":                          {false, false},
		"https://example.com/" + strings.Repeat("a", 2000): {false, false},
		"": {false, false},
	} {
		for i, private := range []bool{false, true} {
			if err := webhook.CheckURL(text, private); (err == nil) != allowed[i] {
				t.Errorf("%.60q, private addresses %t: %v", text, private, err)
			}
		}
	}
}

// FuzzCheckURL: what is taken is https to a host that is a name or a public address, with nobody's name in it.
func FuzzCheckURL(f *testing.F) {
	for _, seed := range []string{"https://example.com/", "https://127.0.0.1:8443/", "https://[::1%25lo]:443/x", "https://a@b/", "https://0x7f.1/"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if webhook.CheckURL(text, false) != nil {
			return
		}
		u, err := url.Parse(text)
		if err != nil || u.Scheme != "https" || u.User != nil || u.Hostname() == "" {
			t.Fatalf("%q is taken", text)
		}
		ip, err := netip.ParseAddr(u.Hostname())
		if err == nil && (!ip.IsGlobalUnicast() || ip.IsPrivate() || ip.Is4In6() || ip.Zone() != "") {
			t.Fatalf("%q is taken", text)
		}
	})
}
