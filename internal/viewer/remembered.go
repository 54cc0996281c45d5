package viewer

import (
	"context"
	"sync"
	"sync/atomic"
)

// remembered is what one request knows of a viewer that an earlier one looked up.
type remembered struct {
	renew func(context.Context) (*Viewer, error)
	once  sync.Mutex
	now   atomic.Pointer[Viewer] // once it is known who asks
	lost  error
}

// Remembered is the viewer for a request, as of its revision. Until a statement confirms that the revision still
// stands, whoever decides by it renews it first.
func (v *Viewer) Remembered(renew func(context.Context) (*Viewer, error)) *Viewer {
	again := *v
	again.remembered = &remembered{renew: renew}
	return &again
}

// Provisional tells whether the revision of a remembered viewer is neither confirmed nor renewed.
func (v *Viewer) Provisional() bool { return v.remembered != nil && v.remembered.now.Load() == nil }

// Confirm says that the viewer's revision still stands.
func (v *Viewer) Confirm() {
	confirmed := *v
	confirmed.remembered = nil
	v.remembered.now.CompareAndSwap(nil, &confirmed)
}

// Renewed is the viewer as it is now. An error is also told by Lost.
func (v *Viewer) Renewed(ctx context.Context) (*Viewer, error) {
	r := v.remembered
	if r == nil {
		return v, nil
	}
	r.once.Lock()
	defer r.once.Unlock()
	if now := r.now.Load(); now != nil {
		return now, nil
	}
	fresh, err := r.renew(ctx)
	if err != nil {
		r.lost = err
		return nil, err
	}
	fresh.RequestID, fresh.RemoteAddr = v.RequestID, v.RemoteAddr
	r.now.Store(fresh)
	return fresh, nil
}

// Lost is why a remembered viewer could not be renewed.
func (v *Viewer) Lost() error {
	if v.remembered == nil {
		return nil
	}
	v.remembered.once.Lock()
	defer v.remembered.once.Unlock()
	return v.remembered.lost
}
