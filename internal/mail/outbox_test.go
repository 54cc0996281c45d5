package mail

import (
	"strconv"
	"testing"
)

// TestOutbox keeps the latest hundred mails, newest first.
func TestOutbox(t *testing.T) {
	t.Parallel()
	var o Outbox
	for i := range 130 {
		if err := o.Send(t.Context(), Mail{Subject: strconv.Itoa(i)}); err != nil {
			t.Fatal(err)
		}
	}
	kept := o.Mails()
	if len(kept) != 100 || kept[0].Subject != "129" || kept[99].Subject != "30" || kept[0].At.IsZero() {
		t.Errorf("%d mails, from %+v to %+v", len(kept), kept[0], kept[len(kept)-1])
	}
}
