package engine

import (
	"math/rand/v2"
	"time"
)

// backoff is how long to wait after the try-th failure (counted from 0): twice
// as long each time from base up to most, of which a random half is taken off
// so that many who failed together do not come back together.
func backoff(try int, base, most time.Duration) time.Duration {
	d := most
	if try < 30 {
		d = min(base<<try, most)
	}
	return d/2 + rand.N(d/2+1)
}
