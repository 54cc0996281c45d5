package e2e_test

import (
	"fmt"
	"os"
	"testing"

	"canopy/internal/importer"
)

// TestPortalSpeed measures what the portal promises of its tree. What depends on the machine is judged under $CANOPY_SOAK alone, where nothing else
// runs besides.
func TestPortalSpeed(t *testing.T) {
	t.Parallel()
	browser := chromium(t)
	soak, children, runs := os.Getenv("CANOPY_SOAK") != "", 200, "1"
	if soak {
		children, runs = 2000, "5"
	}
	database := "sqlite://" + t.TempDir() + "/canopy.db"
	s := startDemo(t, database)
	seen := visitPortal(t, s, "speed.mjs", browser, importer.DemoAdmin, importer.DemoPassword, s.wide(t, database, children), fmt.Sprintf("Child %04d", children-1), runs)
	t.Log(seen)
	if scripts := seen.Get("scripts").Int(); scripts < 50_000 || scripts > 250_000 {
		t.Errorf("the signed-in tree loads %d bytes of script, want at most 250 KB", scripts)
	}
	if rows := seen.Get("rows").Int(); rows < 10 || rows > 60 {
		t.Errorf("%d rows in the page, want at most 60", rows)
	}
	longest, scrolling := seen.Get("longest").Float(), seen.Get("scrolling").Float()
	if longest <= 0 || soak && longest > 200 {
		t.Errorf("a task behind the load takes %v ms with the CPU four times as slow, want at most 200", longest)
	}
	if scrolling <= 0 || soak && scrolling > 50 {
		t.Errorf("a task takes %v ms while one scrolls, want no long one", scrolling)
	}
}
