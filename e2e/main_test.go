// Package e2e_test tells stories on the built binary: testdata/*.txtar on both databases, and a browser's look at the playground.
package e2e_test

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"canopy/internal/canopytest"

	"github.com/rogpeppe/go-internal/testscript"
)

// bin is the folder of the built binary.
var bin string

func TestMain(m *testing.M) {
	flag.Parse()
	_ = flag.Set("test.parallel", "8") // stories wait more than they compute
	os.Exit(run(m))
}

func run(m *testing.M) int {
	var err error
	if bin, err = os.MkdirTemp("", "canopy-e2e"); err == nil {
		defer func() { _ = os.RemoveAll(bin) }()
		build := exec.Command("go", "build", "-buildvcs=false", "-o", filepath.Join(bin, "canopy"), "canopy")
		build.Stderr = os.Stderr
		err = build.Run()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "e2e: build canopy:", err)
		return 1
	}
	return m.Run()
}

// TestStories runs each testdata/*.txtar once per database, on an empty one. Its commands stand in commands_test.go.
func TestStories(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no stories", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			canopytest.EachEmpty(t, func(t *testing.T, url string) {
				t.Parallel()
				testscript.Run(t, testscript.Params{
					Files: []string{file}, RequireUniqueNames: true, Cmds: commands, Condition: condition,
					Setup: func(env *testscript.Env) error {
						env.Setenv("PATH", bin+string(os.PathListSeparator)+env.Getenv("PATH"))
						env.Setenv("CANOPY_DATABASE_URL", url)
						env.Values[storyKey{}] = &story{url: url, env: env}
						return nil
					},
				})
			})
		})
	}
}

// condition is [soak]: the sizes that the project promises.
func condition(name string) (bool, error) {
	if name != "soak" {
		return false, fmt.Errorf("unknown condition %q", name)
	}
	return os.Getenv("CANOPY_SOAK") != "", nil
}
