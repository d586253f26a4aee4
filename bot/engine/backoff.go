package engine

import (
	"math/rand/v2"
	"time"
)

// backoff returns the delay after the try-th failure, counted from 0: base,
// doubled with each try up to most, minus a random part of up to half, so that
// callers that failed together don't retry together.
func backoff(try int, base, most time.Duration) time.Duration {
	d := most
	if try < 30 {
		d = min(base<<try, most)
	}
	return d/2 + rand.N(d/2+1)
}
