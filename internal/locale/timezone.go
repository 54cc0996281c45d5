package locale

import (
	"cmp"
	_ "embed"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // so that every name below loads on a machine without zoneinfo
)

//go:generate go run zones_gen.go

// zonesText lists the names in the Go distribution's lib/time/zoneinfo.zip, of which time/tzdata is the embedded copy.
//
//go:embed zones.txt
var zonesText string

// windowsZonesText is lines "Europe/Berlin W. Europe Standard Time".
//
//go:embed windowszones.txt
var windowsZonesText string

// TimeZoneInfo is a time zone to choose from.
type TimeZoneInfo struct {
	Name      string // IANA name: "Europe/Berlin"
	UTCOffset string // at the moment asked for: "+01:00"
}

// zones maps the lower-cased name to the name.
var zones = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for name := range strings.FieldsSeq(zonesText) {
		m[strings.ToLower(name)] = name
	}
	return m
})

// TimeZone answers the IANA name in its canonical spelling: "europe/berlin" is "Europe/Berlin". Old names ("Asia/Calcutta", "CET") are
// kept, because browsers report them; "Local" and "" are no zones.
func TimeZone(name string) (canonical string, ok bool) {
	canonical, ok = zones()[strings.ToLower(strings.TrimSpace(name))]
	return canonical, ok
}

// TimeZones answers the zones to choose from, sorted by name, with their offsets at now: the places and UTC, without the old
// country names and abbreviations that TimeZone takes too.
func TimeZones(now time.Time) []TimeZoneInfo {
	places := zonePlaces()
	infos := make([]TimeZoneInfo, len(places))
	for i, loc := range places {
		infos[i] = TimeZoneInfo{Name: loc.String(), UTCOffset: now.In(loc).Format("-07:00")}
	}
	return infos
}

var zoneAreas = []string{"Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}

var zonePlaces = sync.OnceValue(func() []*time.Location {
	var places []*time.Location
	for name := range strings.FieldsSeq(zonesText) {
		area, _, _ := strings.Cut(name, "/")
		if name != "UTC" && !slices.Contains(zoneAreas, area) {
			continue
		}
		if loc, err := time.LoadLocation(name); err == nil {
			places = append(places, loc)
		}
	}
	return places
})

// SuggestTimeZone answers the zone that was probably meant: "berlin", "Berlin, Germany", "Europe/Berln" and Windows' "W. Europe Standard Time"
// are Europe/Berlin, and "GMT+1" is too, for the city that most people there know; "" when nothing is near.
func SuggestTimeZone(input string) string {
	if z, ok := TimeZone(input); ok {
		return z
	}
	key := zoneKey(input)
	if z, ok := zoneNames().values[key]; ok {
		return z
	}
	for _, part := range splitName(input) {
		if z, ok := zoneNames().values[zoneKey(part)]; ok && z != "UTC" && z != "GMT" { // "(UTC) Dublin, Lisbon"
			return z
		}
	}
	if z := offsetZone(key); z != "" {
		return z
	}
	return zoneNames().meant(key)
}

// UnknownTimeZone says of a name that is none what to write instead.
func UnknownTimeZone(name string) string {
	return fmt.Sprintf("unknown time zone %.40q: write an IANA name, like %s", name, cmp.Or(SuggestTimeZone(name), "Europe/Berlin"))
}

func zoneKey(name string) string { return strings.ReplaceAll(Fold(name), "_", " ") }

var zoneNames = sync.OnceValue(func() names {
	m := map[string]string{}
	for line := range strings.Lines(windowsZonesText) {
		zone, name, _ := strings.Cut(strings.TrimSpace(line), " ")
		if !strings.HasPrefix(name, "UTC") { // offsetZone
			m[zoneKey(name)] = zone
		}
	}
	for zone, others := range otherZoneNames {
		for _, name := range others {
			m[name] = zone
		}
	}
	for name := range strings.FieldsSeq(zonesText) {
		if !strings.ContainsAny(name, "0123456789") { // nobody means Etc/GMT-1 by GMT+1, and its sign is the other way round
			m[zoneKey(name)] = name
		}
	}
	for _, loc := range zonePlaces() {
		name := loc.String()
		if k := zoneKey(name[strings.LastIndexByte(name, '/')+1:]); m[k] == "" {
			m[k] = name
		}
	}
	return newNames(m)
})

// otherZoneNames are what people write instead of the zone's city: other large cities, countries of one zone, names of the time itself, abbreviations
// that mean but one zone, and newer names than Windows' own.
var otherZoneNames = table(`
Africa/Cairo kairo|Africa/Johannesburg cape town,sast|America/Argentina/Buenos_Aires argentina standard time|America/Chicago central,central time,cdt,dallas,houston
America/Denver mountain,mountain time,mdt|America/Halifax atlantic time|America/Los_Angeles pacific,pacific time,pst,pdt,la,san francisco,seattle
America/New_York eastern,eastern time,edt,nyc,boston,washington,miami,atlanta|America/Phoenix arizona|America/Sao_Paulo rio de janeiro,brasilia,brt
Asia/Dubai abu dhabi|Asia/Ho_Chi_Minh hanoi|Asia/Kathmandu nepal standard time
Asia/Kolkata india,india standard time,mumbai,delhi,new delhi,bangalore,bengaluru,chennai,hyderabad,pune|Asia/Shanghai china,beijing,peking,shenzhen,guangzhou
Asia/Tokyo osaka,kyoto,jst|Asia/Yangon myanmar standard time|Australia/Sydney canberra,aest|Europe/Athens greece,athen
Europe/Berlin cest,mez,mesz,central european time,central european summer time,mitteleuropaische zeit,germany,deutschland,frankfurt,munich,munchen,hamburg,cologne,koln,stuttgart,dusseldorf
Europe/Brussels belgium|Europe/Copenhagen denmark|Europe/Helsinki finland|Europe/Kyiv fle standard time|Europe/Lisbon western european time
Europe/London bst,england,great britain,united kingdom,uk,british summer time,greenwich mean time,manchester,edinburgh|Europe/Madrid spain,espana,barcelona
Europe/Moscow st petersburg,msk,moskau|Europe/Oslo norway|Europe/Paris france,lyon|Europe/Prague prag,praha|Europe/Rome italy,italia,rom,roma,milan,milano
Europe/Stockholm sweden|Europe/Vienna austria,osterreich,wien|Europe/Warsaw warszawa,warschau,krakow|Europe/Zurich switzerland,schweiz,suisse,geneva,geneve,genf,bern,basel
Pacific/Auckland wellington,nzst|Pacific/Honolulu hawaii`)

// offsetZone answers the place that stands for an offset from UTC, "" when none is one. It is where it holds in winter: an offset has no summer time.
func offsetZone(key string) string {
	m := offset.FindStringSubmatch(key)
	if m == nil {
		return ""
	}
	hours, _ := strconv.Atoi(m[2])
	minutes, _ := strconv.Atoi(m[3])
	if m[1] != "+" {
		return zoneOfOffset[-60*hours-minutes]
	}
	return zoneOfOffset[60*hours+minutes]
}

var offset = regexp.MustCompile(`^\(?(?:gmt|utc)? ?([+−-]) ?(\d\d?)(?:[:.]?(\d\d))?\)?$`)

// zoneOfOffset is by minutes.
var zoneOfOffset = map[int]string{
	-600: "Pacific/Honolulu", -540: "America/Anchorage", -480: "America/Los_Angeles", -420: "America/Denver", -360: "America/Chicago", -300: "America/New_York",
	-240: "America/Halifax", -210: "America/St_Johns", -180: "America/Sao_Paulo", -60: "Atlantic/Azores", 0: "Europe/London", 60: "Europe/Berlin", 120: "Europe/Helsinki",
	180: "Europe/Istanbul", 210: "Asia/Tehran", 240: "Asia/Dubai", 270: "Asia/Kabul", 300: "Asia/Karachi", 330: "Asia/Kolkata", 345: "Asia/Kathmandu", 360: "Asia/Dhaka",
	390: "Asia/Yangon", 420: "Asia/Bangkok", 480: "Asia/Singapore", 540: "Asia/Tokyo", 570: "Australia/Darwin", 600: "Australia/Sydney", 660: "Pacific/Guadalcanal",
	720: "Pacific/Auckland", 780: "Pacific/Tongatapu",
}
