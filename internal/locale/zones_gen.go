//go:build ignore

// Command zones_gen writes zones.txt, the names of the tz database that the Go distribution embeds as time/tzdata, and windowszones.txt, the
// names that Windows has for some of them, from Unicode's CLDR as the distribution has it.
package main

import (
	"archive/zip"
	"log"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
)

func main() {
	writeZones()
	writeWindowsZones()
}

func writeZones() {
	zoneinfo, err := zip.OpenReader(filepath.Join(runtime.GOROOT(), "lib", "time", "zoneinfo.zip"))
	if err != nil {
		log.Fatal(err)
	}
	var names []string
	for _, f := range zoneinfo.File {
		if f.Name != "Factory" { // the place holder of a machine that was never told its zone
			names = append(names, f.Name)
		}
	}
	write("zones.txt", names)
}

var windowsZone = regexp.MustCompile(`"(.+)": *\{.*// (\S+)`)

func writeWindowsZones() {
	source, err := os.ReadFile(filepath.Join(runtime.GOROOT(), "src", "time", "zoneinfo_abbrs_windows.go"))
	if err != nil {
		log.Fatal(err)
	}
	var lines []string
	for _, m := range windowsZone.FindAllStringSubmatch(string(source), -1) {
		lines = append(lines, m[2]+" "+m[1])
	}
	write("windowszones.txt", lines)
}

func write(file string, lines []string) {
	slices.Sort(lines)
	if err := os.WriteFile(file, []byte(strings.Join(lines, "\n")+"\n"), 0o644); err != nil {
		log.Fatal(err)
	}
}
