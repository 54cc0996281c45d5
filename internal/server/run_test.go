package server_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"canopy/internal/server"
)

// running is a rig that serves on a port of its own until stop.
type running struct {
	*rig
	url   string
	stop  context.CancelFunc
	ended chan error
}

func run(t *testing.T, change ...func(*server.Config)) *running {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	r := &running{rig: newRig(t, change...), url: "http://" + listener.Addr().String(), stop: stop, ended: make(chan error, 1)}
	go func() { r.ended <- r.Run(ctx, listener) }()
	t.Cleanup(stop)
	return r
}

// post posts a document over the network.
func (r *running) post(document string) (int, string, error) {
	response, err := http.Post(r.url+"/graphql", "application/json", strings.NewReader(`{"query": "`+document+`"}`))
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	return response.StatusCode, string(text), err
}

// ready is the status of /readyz; 0 when nobody listens.
func (r *running) ready() int {
	response, err := http.Get(r.url + "/readyz")
	if err != nil {
		return 0
	}
	_ = response.Body.Close()
	return response.StatusCode
}

func TestShutdownFinishesRequests(t *testing.T) {
	arrived, release := make(chan struct{}), make(chan struct{})
	r := run(t, func(c *server.Config) {
		c.ShutdownDelay = 200 * time.Millisecond
		c.Playground = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			close(arrived)
			<-release
			_, _ = io.WriteString(w, "done")
		})
	})
	answered := make(chan string, 1)
	go func() {
		response, err := http.Get(r.url + "/playground")
		if err != nil {
			answered <- err.Error()
			return
		}
		text, _ := io.ReadAll(response.Body)
		_ = response.Body.Close()
		answered <- string(text)
	}()
	<-arrived
	r.stop()
	saidNo := false
	for status := r.ready(); status != 0; status = r.ready() { // until it listens no more
		saidNo = saidNo || status == http.StatusServiceUnavailable
	}
	if !saidNo {
		t.Error("/readyz never said no before the listener closed")
	}
	select {
	case err := <-r.ended:
		t.Fatalf("ended under a request: %v", err)
	default:
	}
	close(release)
	if text := <-answered; text != "done" {
		t.Error(text)
	}
	if err := <-r.ended; err != nil {
		t.Error(err)
	}
}

func TestShutdownCutsOffAfterTheGrace(t *testing.T) {
	arrived := make(chan struct{})
	r := run(t, func(c *server.Config) {
		c.ShutdownGrace = 50 * time.Millisecond
		c.Playground = http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			close(arrived)
			<-r.Context().Done()
		})
	})
	cut := make(chan error, 1)
	go func() {
		response, err := http.Get(r.url + "/playground")
		if err == nil {
			_ = response.Body.Close()
		}
		cut <- err
	}()
	<-arrived
	r.stop()
	if err := <-r.ended; !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	if err := <-cut; err == nil {
		t.Error("the request was answered")
	}
}

func TestOperationTakesTooLong(t *testing.T) {
	r := run(t, func(c *server.Config) { c.RequestTimeout = 50 * time.Millisecond })
	if status, text, err := r.post("{ wait }"); err != nil || status != http.StatusServiceUnavailable || !strings.Contains(text, "COST_LIMIT") {
		t.Errorf("%d %s %v", status, text, err)
	}
}

func TestCallerLeaves(t *testing.T) {
	r := run(t)
	ctx, leave := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer leave()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, r.url+"/graphql", strings.NewReader(`{"query": "{ wait }"}`))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	if response, err := http.DefaultClient.Do(request); err == nil {
		_ = response.Body.Close()
		t.Fatal("answered")
	}
	r.stop()
	if err := <-r.ended; err != nil { // the operation ended with its caller, or this waits for the whole grace
		t.Error(err)
	}
	if line := r.lines(t)[0]; line["status"] != 499.0 || line["level"] != "INFO" {
		t.Errorf("%v", line)
	}
}

// TestSlowRequests: a request whose header or body trickles in is given up.
func TestSlowRequests(t *testing.T) {
	for name, c := range map[string]struct{ sent, answer string }{
		"header": {"POST /graphql HTTP/1.1\r\nHost: x\r\nX-Slow:", ""},
		"body":   {"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{", "HTTP/1.1 408 "},
	} {
		t.Run(name, func(t *testing.T) {
			r := run(t, func(c *server.Config) { c.ReadHeaderTimeout, c.ReadTimeout = 50*time.Millisecond, 100*time.Millisecond })
			conn, err := net.Dial("tcp", strings.TrimPrefix(r.url, "http://"))
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = conn.Close() }()
			if err := conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
				t.Fatal(err)
			}
			if _, err := io.WriteString(conn, c.sent); err != nil {
				t.Fatal(err)
			}
			if text, err := io.ReadAll(conn); err != nil || !strings.HasPrefix(string(text), c.answer) || c.answer == "" && len(text) > 0 {
				t.Errorf("%q %v", text, err)
			}
		})
	}
}
