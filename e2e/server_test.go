package e2e_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"canopy/internal/canopytest"

	"github.com/tidwall/gjson"
)

// patience bounds every wait of a story; an account number has to come within it.
const patience = 90 * time.Second

// server is a running canopy.
type server struct {
	url    string // http://127.0.0.1:port
	cmd    *exec.Cmd
	dir    string
	exited chan struct{}
}

var listening = regexp.MustCompile(`canopy serves on (\S+)`)

// startServer runs `canopy serve` on a free port, within 256 MiB, until it is ready. What it prints and logs goes to files in dir.
func startServer(dir string, env []string, args ...string) (*server, error) {
	s := &server{dir: dir, exited: make(chan struct{})}
	s.cmd = exec.Command(filepath.Join(bin, "canopy"), append([]string{"serve", "--addr", "127.0.0.1:0"}, args...)...)
	s.cmd.Env = slices.Concat(env, []string{"GOMEMLIMIT=256MiB"})
	s.cmd.Dir = dir
	out, err := os.Create(filepath.Join(dir, "server.out"))
	if err != nil {
		return nil, err
	}
	defer func() { _ = out.Close() }() // the process has its own
	log, err := os.OpenFile(filepath.Join(dir, "server.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer func() { _ = log.Close() }()
	s.cmd.Stdout, s.cmd.Stderr = out, log
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		_ = s.cmd.Wait() // ProcessState tells
		close(s.exited)
	}()
	return s, s.awaitReady()
}

func (s *server) awaitReady() error {
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); {
		select {
		case <-s.exited:
			return fmt.Errorf("canopy serve ended: %v\n%s", s.cmd.ProcessState, s.log())
		case <-time.After(50 * time.Millisecond):
		}
		addr := listening.FindSubmatch(s.greeting())
		if addr == nil {
			continue
		}
		s.url = "http://" + string(addr[1])
		if resp, err := http.Get(s.url + "/readyz"); err == nil {
			_ = resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return nil
			}
		}
	}
	s.crash()
	return fmt.Errorf("canopy serve is not ready after %v\n%s", patience, s.log())
}

// tokenFor is what `canopy token` prints.
func tokenFor(t *testing.T, database string, args ...string) string {
	t.Helper()
	command := exec.Command(filepath.Join(bin, "canopy"), append([]string{"token"}, args...)...)
	command.Env = append(os.Environ(), "CANOPY_DATABASE_URL="+database)
	printed, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(printed))
}

// greeting is what it printed.
func (s *server) greeting() []byte {
	text, _ := os.ReadFile(filepath.Join(s.dir, "server.out"))
	return text
}

// log is what it logged.
func (s *server) log() []byte {
	text, _ := os.ReadFile(filepath.Join(s.dir, "server.log"))
	return text
}

// crash ends it as a power cut does: kill -9.
func (s *server) crash() {
	_ = s.cmd.Process.Kill() // or it has ended by itself
	<-s.exited
}

// shutdown ends it by SIGTERM; it has to exit with 0 and to have logged no error.
func (s *server) shutdown() error {
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	select {
	case <-s.exited:
	case <-time.After(patience):
		s.crash()
		return errors.New("canopy serve does not end")
	}
	for line := range bytes.Lines(s.log()) { // River tells of each of its services that ends while it begins
		if bytes.Contains(line, []byte("level=ERROR")) && !bytes.Contains(line, []byte("context canceled")) {
			return fmt.Errorf("canopy serve logged %s", line)
		}
	}
	if !s.cmd.ProcessState.Success() {
		return fmt.Errorf("canopy serve: %v\n%s", s.cmd.ProcessState, s.log())
	}
	return nil
}

// post asks, and finds no errors.
func (s *server) post(t *testing.T, token, query string) gjson.Result {
	t.Helper()
	answer, err := s.ask(token, query, nil)
	if err != nil || answer.Get("errors").Exists() || strings.Contains(answer.Raw, `"userErrors":[{`) {
		t.Fatalf("%s: %v %s", query, err, answer.Raw)
	}
	return answer.Result
}

// reply is the answer to an operation, and how it came.
type reply struct {
	gjson.Result
	status int
	header http.Header
}

// ask posts an operation. It fails where no whole answer comes within patience.
func (s *server) ask(token, query string, variables map[string]any) (reply, error) {
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		return reply{}, err
	}
	request, err := http.NewRequest(http.MethodPost, s.url+"/graphql", bytes.NewReader(body))
	if err != nil {
		return reply{}, err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := patient.Do(request)
	if err != nil {
		return reply{}, err
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	return reply{gjson.ParseBytes(text), response.StatusCode, response.Header}, err
}

var patient = &http.Client{Timeout: patience}

// await waits until something is so, for no longer than that.
func await(t *testing.T, most time.Duration, what string, so func() bool) {
	t.Helper()
	if !canopytest.Await(most, so) {
		t.Fatalf("not within %v: %s", most, what)
	}
}
