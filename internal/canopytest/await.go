package canopytest

import "time"

// Await asks again and again whether something is so, and tells whether it was within that time.
func Await(within time.Duration, so func() bool) bool {
	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	for over := time.After(within); !so(); {
		select {
		case <-again.C:
		case <-over:
			return false
		}
	}
	return true
}
