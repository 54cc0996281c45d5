package locale_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"canopy/internal/locale"
)

func TestTimeZone(t *testing.T) {
	for in, want := range map[string]string{ // "" = refused
		"Europe/Berlin": "Europe/Berlin", "europe/berlin": "Europe/Berlin", "EUROPE/BERLIN": "Europe/Berlin", "america/argentina/buenos_aires": "America/Argentina/Buenos_Aires",
		"UTC": "UTC", "utc": "UTC", "CET": "CET", "Asia/Calcutta": "Asia/Calcutta", "Europe/Kyiv": "Europe/Kyiv", "Europe/Kiev": "Europe/Kiev", "Etc/GMT+5": "Etc/GMT+5", "US/Eastern": "US/Eastern",
		"": "", "Local": "", "local": "", "Factory": "", "Europe": "", "Europe/": "", "Berlin": "", "Europe/Berlin\x00": "", "\xff": "", "+01:00": "", "UTC+1": "",
		"../../etc/passwd": "", "/etc/localtime": "", "Europe/../Europe/Berlin": "", "Europe//Berlin": "", `Europe\Berlin`: "", "posix/Europe/Berlin": "", "zone.tab": "",
	} {
		got, ok := locale.TimeZone(in)
		if got != want || ok != (want != "") {
			t.Errorf("TimeZone(%q) = %q, %t; want %q", in, got, ok, want)
		}
	}
}

func TestSuggestTimeZone(t *testing.T) {
	for in, want := range map[string]string{
		"berlin": "Europe/Berlin", "Europe/Berln": "Europe/Berlin", "Berlin, Germany": "Europe/Berlin", "Germany/Berlin": "Europe/Berlin", "Europe/Frankfurt": "Europe/Berlin", "München": "Europe/Berlin",
		"New York": "America/New_York", "america/newyork": "America/New_York", "São Paulo": "America/Sao_Paulo", "Asia/Tokio": "Asia/Tokyo", "US/Pacfic": "US/Pacific",
		"PST": "America/Los_Angeles", "CEST": "Europe/Berlin", "Eastern Time": "America/New_York", "CET": "CET", "mumbai": "Asia/Kolkata",
		// The city of a wrong place, not a place that is spelled like it.
		"Europe/Munich": "Europe/Berlin", "America/Boston": "America/New_York", "China": "Asia/Shanghai",
		"Germany": "Europe/Berlin", "Deutschland": "Europe/Berlin", "UK": "Europe/London", "Österreich": "Europe/Vienna",
		// Windows and what stands in its lists, and in those of other programs.
		"W. Europe Standard Time": "Europe/Berlin", "W Europe Standard Time": "Europe/Berlin", "Eastern Standard Time": "America/New_York", "Pacific Standard Time": "America/Los_Angeles",
		"GMT Standard Time": "Europe/London", "Romance Standard Time": "Europe/Paris", "Romance Standart Time": "Europe/Paris", "India Standard Time": "Asia/Kolkata",
		"(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna": "Europe/Amsterdam", "(UTC) Dublin, Edinburgh, Lisbon, London": "Europe/Dublin",
		"(GMT-05:00) Eastern Time (US & Canada)": "America/New_York", "Pacific Time (US & Canada)": "America/Los_Angeles", "Mitteleuropäische Zeit": "Europe/Berlin",
		// A city for an offset, by its sign as people mean it.
		"GMT+1": "Europe/Berlin", "UTC+01:00": "Europe/Berlin", "UTC + 1": "Europe/Berlin", "+01:00": "Europe/Berlin", "(UTC+01:00)": "Europe/Berlin", "GMT-5": "America/New_York", "UTC−05:00": "America/New_York",
		"+0530": "Asia/Kolkata", "UTC+5.30": "Asia/Kolkata", "-3:30": "America/St_Johns", "GMT+00:00": "Europe/London", "UTC+25": "", "+99:99": "", "+1:0": "", "1": "",
		"": "", "Local": "", "x": "", "Middle Earth": "", "../etc/passwd": "", "\xff": "", strings.Repeat("berlin", 1000): "",
	} {
		got := locale.SuggestTimeZone(in)
		if got != want {
			t.Errorf("SuggestTimeZone(%.20q) = %q, want %q", in, got, want)
		}
		if _, ok := locale.TimeZone(got); got != "" && !ok {
			t.Errorf("SuggestTimeZone(%q) = %q, which TimeZone refuses", in, got)
		}
	}
}

func TestTimeZones(t *testing.T) {
	winter := locale.TimeZones(time.Date(2025, 1, 15, 12, 0, 0, 0, time.UTC))
	summer := locale.TimeZones(time.Date(2025, 7, 15, 12, 0, 0, 0, time.UTC))
	if !slices.IsSortedFunc(winter, func(a, b locale.TimeZoneInfo) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("not sorted by name")
	}
	for name, want := range map[string][2]string{
		"Europe/Berlin": {"+01:00", "+02:00"}, "America/New_York": {"-05:00", "-04:00"}, "Asia/Kolkata": {"+05:30", "+05:30"}, "UTC": {"+00:00", "+00:00"}, "Asia/Kathmandu": {"+05:45", "+05:45"},
	} {
		if !slices.Contains(winter, locale.TimeZoneInfo{Name: name, UTCOffset: want[0]}) || !slices.Contains(summer, locale.TimeZoneInfo{Name: name, UTCOffset: want[1]}) {
			t.Errorf("%s is not at %s in winter and %s in summer", name, want[0], want[1])
		}
	}
	for _, z := range winter {
		if got, ok := locale.TimeZone(z.Name); !ok || got != z.Name || strings.HasPrefix(z.Name, "US/") || strings.HasPrefix(z.Name, "Etc/") {
			t.Errorf("%s is not one to choose", z.Name)
		}
	}
}
