// Package cluster starts a PostgreSQL server of its own for tests and for generating migrations.
package cluster

import (
	"bufio"
	"bytes"
	_ "embed"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"syscall"
)

//go:embed cluster.sh
var script string

// Cluster is a running server, reached by a socket in a temporary directory. It ends with this process, however
// that ends, or when nothing refers to it: its guard waits for the end of a pipe.
type Cluster struct {
	dir   string
	guard *exec.Cmd
	pipe  io.WriteCloser
	told  *bufio.Reader // by the guard
}

// Start starts a server. PostgreSQL 15 or later with ICU must be installed; root becomes the user postgres for it.
func Start() (*Cluster, error) {
	guard := exec.Command("sh", "-c", script)
	if os.Getuid() == 0 {
		guard = exec.Command("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "sh", "-c", script)
	}
	guard.Dir = "/"
	guard.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // an interrupt of the test is not its own
	var stderr bytes.Buffer
	guard.Stderr = &stderr
	pipe, err := guard.StdinPipe()
	if err != nil {
		return nil, err
	}
	stdout, err := guard.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := guard.Start(); err != nil {
		return nil, fmt.Errorf("cluster: %w", err)
	}
	told := bufio.NewReader(stdout)
	dir, err := told.ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("cluster: PostgreSQL did not start: %w %s", guard.Wait(), stderr.String())
	}
	return &Cluster{strings.TrimSpace(dir), guard, pipe, told}, nil
}

// URL is where a database of the server is: "postgres" exists from the start.
func (c *Cluster) URL(database string) string {
	u := url.URL{Scheme: "postgres", Path: "/" + database, RawQuery: url.Values{"host": {c.dir}, "user": {"postgres"}}.Encode()}
	return u.String()
}

// Halt ends the server at once, as a crash does, and leaves its directory.
func (c *Cluster) Halt() error { return c.order("stop") }

// Resume starts the server again after Halt, and waits until it has recovered.
func (c *Cluster) Resume() error { return c.order("start") }

// order has the guard do something.
func (c *Cluster) order(word string) error {
	if _, err := io.WriteString(c.pipe, word+"\n"); err != nil {
		return err
	}
	if _, err := c.told.ReadString('\n'); err != nil {
		return fmt.Errorf("cluster: %s: %w", word, err)
	}
	return nil
}

// Stop ends the server and removes its directory.
func (c *Cluster) Stop() error {
	if err := c.pipe.Close(); err != nil {
		return err
	}
	return c.guard.Wait()
}
