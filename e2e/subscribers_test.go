package e2e_test

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"canopy/internal/canopytest"
	"canopy/internal/importer"

	"github.com/tidwall/gjson"
)

// installSubscribers installs what the scripts of the subscribers folder need, once.
var installSubscribers = sync.OnceValue(func() error {
	if _, err := os.Stat("subscribers/node_modules/graphql-ws"); err == nil {
		return nil
	}
	install := exec.Command("npm", "ci")
	install.Dir = "subscribers"
	if out, err := install.CombinedOutput(); err != nil {
		return fmt.Errorf("npm ci: %w\n%s", err, out)
	}
	return nil
})

// TestSubscribers has the npm clients graphql-ws and graphql-sse told of a customer from PENDING to ACTIVE, and again behind a cursor. They come
// back by themselves when the server was started again, and are told what happened meanwhile, once.
func TestSubscribers(t *testing.T) {
	t.Parallel()
	if err := installSubscribers(); err != nil {
		t.Fatal(err)
	}
	canopytest.EachEmpty(t, func(t *testing.T, database string) {
		t.Parallel()
		env := append(os.Environ(), "CANOPY_DATABASE_URL="+database)
		s, err := startServer(t.TempDir(), env, "--demo")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { s.crash() }()
		node := exec.Command("node", "subscribers/subscribe.mjs", s.url, importer.DemoAdmin, importer.DemoPassword)
		var stderr bytes.Buffer
		node.Stderr = &stderr
		out, err := node.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		back, err := node.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := node.Start(); err != nil {
			t.Fatal(err)
		}
		defer func() { _ = node.Process.Kill() }() // or it has ended
		lines := bufio.NewScanner(out)
		lines.Buffer(nil, 1<<20)
		if !lines.Scan() {
			t.Fatalf("node: %s\n%s", stderr.Bytes(), s.log())
		}
		told := gjson.ParseBytes(lines.Bytes())
		for _, client := range []string{"ws", "sse"} {
			first, again := told.Get("first."+client), told.Get("again."+client)
			if first.Get("0.event.action").Str != "ACCOUNT_CREATED" || first.Get("1.event.action").Str != "ACCOUNT_ACTIVATED" ||
				first.Get("1.account.status").Str != "ACTIVE" || first.Get("1.account.accountNumber").Str == "" {
				t.Errorf("%s is told %s", client, first)
			}
			if again.Get("0.cursor").Str != first.Get("1.cursor").Str || again.Get("0.event.action").Str != "ACCOUNT_ACTIVATED" {
				t.Errorf("%s is told again %s", client, again)
			}
		}
		if err := s.shutdown(); err != nil {
			t.Error(err)
		}
		if s, err = startServer(t.TempDir(), env, "--demo", "--addr", strings.TrimPrefix(s.url, "http://")); err != nil {
			t.Fatal(err)
		}
		if _, err := back.Write([]byte("\n")); err != nil {
			t.Fatal(err)
		}
		if !lines.Scan() {
			t.Fatalf("node: %s\n%s", stderr.Bytes(), s.log())
		}
		end := gjson.ParseBytes(lines.Bytes())
		for _, client := range []string{"ws", "sse"} {
			if got := end.Get("resumed." + client + ".#.event.action").Raw; got != `["ACCOUNT_CREATED","ACCOUNT_ACTIVATED","ACCOUNT_UPDATED"]` {
				t.Errorf("%s is told %s", client, got)
			}
		}
		if end.Get("close").Int() != 1012 {
			t.Errorf("at the stop %s", end)
		}
		if err := node.Wait(); err != nil {
			t.Errorf("node: %v\n%s", err, stderr.Bytes())
		}
	})
}
