package e2e_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"canopy/internal/canopytest"
)

// TestManySubscribers keeps subscriptions open, each on a connection of its own, and changes their accounts one after the other. It tells the server's
// memory for each, and how long it takes from the request that changes an account to the last byte of what its subscribers are told:
// CANOPY_SOAK=1 go test ./e2e -run TestManySubscribers -v
func TestManySubscribers(t *testing.T) {
	subscribers, changes := 200, 20
	if os.Getenv("CANOPY_SOAK") != "" {
		subscribers, changes = 5000, 200
	}
	canopytest.EachEmpty(t, func(t *testing.T, database string) {
		s, err := startServer(t.TempDir(), append(os.Environ(), "CANOPY_DATABASE_URL="+database), "--demo")
		if err != nil {
			t.Fatal(err)
		}
		defer s.crash()
		token := tokenFor(t, database, "--operator", "--ttl", "1h")
		var accounts []string
		for _, a := range s.post(t, token, `{ accounts(first: 1000) { nodes { id } } }`).Get("data.accounts.nodes.#.id").Array() {
			accounts = append(accounts, a.Str)
		}
		before := s.metric(t, "process_resident_memory_bytes")
		told := make(chan time.Time, subscribers)
		of := map[string]int{}
		var opened sync.WaitGroup
		turns := make(chan struct{}, 50)
		for i := range subscribers {
			account := accounts[i%len(accounts)]
			of[account]++
			opened.Go(func() {
				turns <- struct{}{}
				defer func() { <-turns }()
				s.listen(t, token, account, told)
			})
		}
		opened.Wait()
		await(t, patience, "all run", func() bool { return int(s.metric(t, "canopy_subscriptions")) >= subscribers })
		each := (s.metric(t, "process_resident_memory_bytes") - before) / float64(subscribers)
		var delays []time.Duration
		for i := range changes {
			account := accounts[i%len(accounts)]
			start := time.Now()
			s.post(t, token, fmt.Sprintf(`mutation { updateAccount(input: {accountId: %q, phone: "+47 22 %06d"}) { userErrors { message } } }`, account, 100000+i))
			for range of[account] {
				select {
				case at := <-told:
					delays = append(delays, at.Sub(start))
				case <-time.After(patience):
					t.Fatalf("change %d is not told", i)
				}
			}
		}
		slices.Sort(delays)
		t.Logf("%d subscriptions to %d accounts: %.1f KiB each; from the request to the delivery: median %v, p99 %v of %d", subscribers, len(accounts), each/1024,
			delays[len(delays)/2], delays[len(delays)*99/100], len(delays))
	})
}

// metric is a value of /metrics.
func (s *server) metric(t *testing.T, name string) float64 {
	t.Helper()
	resp, err := http.Get(s.url + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
		if text, ok := strings.CutPrefix(lines.Text(), name+" "); ok {
			value, err := strconv.ParseFloat(text, 64)
			if err != nil {
				t.Fatal(err)
			}
			return value
		}
	}
	t.Fatalf("no metric %s", name)
	return 0
}

// listen subscribes by server-sent events until the server ends; told gets the moment of each answer.
func (s *server) listen(t *testing.T, token, account string, told chan<- time.Time) {
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	if err != nil {
		t.Error(err)
		return
	}
	body, _ := json.Marshal(map[string]string{"query": `subscription { accountChanged(accountId: "` + account + `", includeDescendants: false) { cursor event { action } account { name phone status } } }`})
	_, err = fmt.Fprintf(conn, "POST /graphql HTTP/1.1\r\nHost: canopy\r\nAuthorization: Bearer %s\r\nAccept: text/event-stream\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", token, len(body), body)
	if err != nil {
		t.Error(err)
		return
	}
	lines := bufio.NewReaderSize(conn, 1024)
	if first, err := lines.ReadString('\n'); err != nil || !strings.Contains(first, "200") {
		t.Error(first, err)
		return
	}
	go func() {
		for {
			line, err := lines.ReadSlice('\n')
			if err != nil {
				return // the server has ended
			}
			if bytes.HasPrefix(line, []byte("event: next")) {
				told <- time.Now()
			}
		}
	}()
}
