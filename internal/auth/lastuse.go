package auth

import (
	"context"
	"log/slog"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"canopy/internal/store"
	"canopy/internal/viewer"
)

const (
	useInterval = time.Minute      // a session's use is written once in it, by each process
	useTimeout  = 10 * time.Second // of writing one
)

// The statements write a use unless another process wrote a later one. Each is a transaction of its own: with one row locked at a time
// they wait for nobody in a circle.
const (
	useSession = "/*aside*/ UPDATE sessions SET last_used_at = $1 WHERE id = $2 AND (last_used_at IS NULL OR last_used_at < $1)"
	useKey     = "/*aside*/ UPDATE api_keys SET last_used_at = $1 WHERE id = $2 AND (last_used_at IS NULL OR last_used_at < $1)"
)

// lastUses writes when sessions and API keys were last used, beside the requests: none waits for it, and none fails by it.
type lastUses struct {
	store *store.Store
	noted *lru.Cache[int64, time.Time] // by session

	mu      sync.Mutex
	due     []use
	writing bool
	idle    sync.Cond
}

type use struct {
	sessionID, keyID int64 // no key: 0
	at               time.Time
}

// Used notes that the viewer's session was used now, unless it was just noted or nothing has shown that it still holds.
func (a *Authenticator) Used(v *viewer.Viewer) {
	if v.SessionID != 0 && !v.Provisional() {
		a.uses.note(use{v.SessionID, v.KeyID, a.now().UTC().Truncate(time.Microsecond)})
	}
}

// Flush waits until what Used has noted is written.
func (a *Authenticator) Flush() {
	a.uses.mu.Lock()
	defer a.uses.mu.Unlock()
	for a.uses.writing {
		a.uses.idle.Wait()
	}
}

func (l *lastUses) note(u use) {
	l.mu.Lock()
	defer l.mu.Unlock()
	last, ok := l.noted.Get(u.sessionID)
	if ok && u.at.Sub(last) < useInterval || len(l.due) == sessions {
		return
	}
	l.noted.Add(u.sessionID, u.at)
	l.due = append(l.due, u)
	if !l.writing {
		l.writing = true
		go l.write()
	}
}

// write writes what is due until nothing is.
func (l *lastUses) write() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for len(l.due) > 0 {
		due := l.due
		l.due = nil
		l.mu.Unlock()
		err := l.save(due)
		if err != nil {
			slog.Warn("sessions' last use is not written", "sessions", len(due), "error", err)
		}
		l.mu.Lock()
	}
	l.writing = false
	l.idle.Broadcast()
}

func (l *lastUses) save(due []use) error {
	for _, u := range due {
		if err := l.update(useSession, u.at, u.sessionID); err != nil {
			return err
		}
		if u.keyID == 0 {
			continue
		}
		if err := l.update(useKey, u.at, u.keyID); err != nil {
			return err
		}
	}
	return nil
}

func (l *lastUses) update(statement string, at time.Time, id int64) error {
	ctx, cancel := context.WithTimeout(context.Background(), useTimeout)
	defer cancel()
	_, err := l.store.WriteDB().ExecContext(ctx, statement, at, id)
	return err
}
