package locale

import (
	_ "embed"
	"slices"
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

// SuggestTimeZone answers the zone that was probably meant: "berlin" and "Berlin, Germany" are Europe/Berlin, "Europe/Berln" too; "" when
// nothing is near.
func SuggestTimeZone(input string) string {
	if z, ok := TimeZone(input); ok {
		return z
	}
	if z := zoneNames().meant(zoneKey(input)); z != "" {
		return z
	}
	for _, part := range strings.FieldsFunc(input, func(r rune) bool { return strings.ContainsRune(",;/()", r) }) {
		if z, ok := zoneNames().values[zoneKey(part)]; ok {
			return z
		}
	}
	return ""
}

func zoneKey(name string) string { return strings.ReplaceAll(Fold(name), "_", " ") }

var zoneNames = sync.OnceValue(func() names {
	m := map[string]string{}
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

// otherZoneNames are what people write instead of the zone's city: other large cities, and abbreviations that mean but one zone.
var otherZoneNames = table(`
Africa/Johannesburg cape town,sast|America/Chicago central,central time,dallas,houston|America/Denver mountain,mountain time
America/Los_Angeles pacific,pacific time,pst,pdt,san francisco,seattle|America/New_York eastern,eastern time,edt,boston,washington,miami,atlanta
America/Sao_Paulo rio de janeiro,brasilia,brt|Asia/Dubai abu dhabi|Asia/Ho_Chi_Minh hanoi|Asia/Kolkata mumbai,delhi,new delhi,bangalore,bengaluru,chennai,hyderabad,pune
Asia/Shanghai beijing,peking,shenzhen,guangzhou|Asia/Tokyo osaka,kyoto,jst|Australia/Sydney canberra,aest|Europe/Berlin cest,mez,mesz,frankfurt,munich,munchen,hamburg,cologne,koln,stuttgart,dusseldorf
Europe/London bst,england,manchester,edinburgh|Europe/Madrid barcelona|Europe/Moscow st petersburg,msk|Europe/Paris lyon|Europe/Rome milan,milano,roma|Europe/Vienna wien|Europe/Warsaw warszawa,krakow
Europe/Zurich geneva,geneve,bern,basel|Pacific/Auckland wellington,nzst`)
