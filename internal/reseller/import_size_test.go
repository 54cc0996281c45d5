package reseller_test

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"canopy/ent/userimport"
	"canopy/internal/reseller"
	"canopy/internal/store"
)

// TestImportSize bounds what the largest import takes: its memory, beside the rules and the database's driver, and how long others wait to write.
func TestImportSize(t *testing.T) {
	rows := 5000
	if os.Getenv("CANOPY_SOAK") != "" {
		rows = reseller.MaxImportRows
	}
	each(t, func(t *testing.T, h *house) {
		key, err := h.ImportUsers(h.As(h.manager), importing(h.root, peopleFile(rows)))
		if err != nil {
			t.Fatal(err)
		}
		runtime.GC()
		before := heap()
		stop, watched := make(chan struct{}), make(chan [2]uint64)
		go func() { watched <- watch(stop, h) }()
		begun := time.Now()
		im := h.work(t, key)
		took := time.Since(begun)
		close(stop)
		peak := <-watched
		if im.Status != userimport.StatusSUCCEEDED || im.AddedCount != rows {
			t.Errorf("%+v", im)
		}
		used, waited := (max(peak[0], before)-before)>>20, time.Duration(peak[1])
		t.Logf("%s: %d rows in %v, heap at most %d MiB more, the longest write of others %v", h.Store.Dialect(), rows, took, used, waited)
		if most := uint64(32 + 40*rows/reseller.MaxImportRows); used > most { // 12 MiB by a chunk, 35 by the whole of it
			t.Errorf("%d MiB, at most %d", used, most)
		}
		if waited > 5*time.Second {
			t.Errorf("a write of somebody else waited %v", waited)
		}
	})
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// watch writes and measures again and again: the most heap, and the longest write in ns.
func watch(stop chan struct{}, h *house) (most [2]uint64) {
	for {
		select {
		case <-stop:
			return most
		default:
		}
		begun := time.Now()
		err := h.Store.Tx(everything(), func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Count(ctx, "test", 1)
			return err
		})
		if err != nil {
			panic(err)
		}
		most[1] = max(most[1], uint64(time.Since(begun)))
		most[0] = max(most[0], heap())
	}
}

// TestRejectedImportIsCheap: 10,000 bad rows take less than 2 s of CPU, the database's in this process (SQLite) included.
func TestRejectedImportIsCheap(t *testing.T) {
	rows := 2000
	if os.Getenv("CANOPY_SOAK") != "" {
		rows = 10_000
	}
	each(t, func(t *testing.T, h *house) {
		var b strings.Builder
		b.WriteString("email,given_name,family_name,language,timezone,role\n")
		for i := range rows {
			fmt.Fprintf(&b, "grace%d at example.org,,Hopper %d,Klingonish,Berlin,Owner\n", i, i)
		}
		in := importing(h.root, b.String())
		begun := cpu()
		im := h.imported(t, h.As(h.manager), in)
		file := h.rejectedFile(t, h.As(h.manager), im)
		took := cpu() - begun
		t.Logf("%s: %d bad rows in %v of CPU", h.Store.Dialect(), rows, took)
		if im.Status != userimport.StatusREJECTED || im.RejectedCount != rows || strings.Count(file, "\r\n") != rows+1 || !strings.Contains(im.Faults, "[]") {
			t.Errorf("%+v", im)
		}
		if took > 2*time.Second*time.Duration(rows)/10_000 {
			t.Errorf("%v", took)
		}
	})
}

// cpu is what this process has used.
func cpu() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
