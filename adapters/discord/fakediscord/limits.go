package fakediscord

import (
	"fmt"
	"hash/fnv"
	"net/http"
	"strconv"
	"time"
)

// rule is a bucket's rate limit. The platform doesn't publish figures; these are known from its
// headers.
type rule struct {
	n   int
	per time.Duration
}

var (
	ruleCommon   = rule{50, time.Second}
	ruleSay      = rule{5, 5 * time.Second}
	ruleEdit     = rule{5, 5 * time.Second}
	ruleDelete   = rule{5, time.Second}
	ruleBulk     = rule{1, time.Second}
	ruleReact    = rule{1, 250 * time.Millisecond}
	ruleMembers  = rule{10, 10 * time.Second}
	ruleCommands = rule{5, 20 * time.Second}
	ruleGlobal   = rule{50, time.Second}
	rulePlenty   = rule{1000, time.Second}
)

// window is a bucket's usage since its last reset.
type window struct {
	used  int
	until time.Time
}

// rates holds recent usage.
type rates struct {
	buckets map[string]*window // by route and major parameter
	global  window
}

func newRates() rates { return rates{buckets: map[string]*window{}} }

// maxBuckets limits the buckets kept in memory, since each interaction has one.
const maxBuckets = 10_000

// forget drops expired windows once there are many.
func (r *rates) forget(now time.Time) {
	if len(r.buckets) < maxBuckets {
		return
	}
	for key, b := range r.buckets {
		if !now.Before(b.until) {
			delete(r.buckets, key)
		}
	}
}

// take uses up one request; left is negative if none was left.
func (w *window) take(r rule, now time.Time) (left int) {
	if !now.Before(w.until) {
		w.used, w.until = 0, now.Add(r.per)
	}
	if w.used >= r.n {
		return -1
	}
	w.used++
	return r.n - w.used
}

// throttle sets the rate limit headers and, with Options.Limits, returns 429 when a limit is
// exceeded; s.mu must be held. See https://discord.com/developers/docs/topics/rate-limits.
func (s *Server) throttle(h http.Header, rt *route, major string) *answer {
	if !s.opts.Limits {
		headers(h, rt.bucket(), rulePlenty, 999, s.now(), time.Second)
		return nil
	}
	now := s.now()
	if !rt.free && s.rates.global.take(ruleGlobal, now) < 0 {
		s.violate("global rate limit", rt.method+" "+rt.pattern)
		a := tooMany(s.rates.global.until.Sub(now).Seconds(), true)
		return &a
	}
	key := rt.bucket() + ":" + major
	b := s.rates.buckets[key]
	if b == nil {
		s.rates.forget(now)
		b = &window{}
		s.rates.buckets[key] = b
	}
	left := b.take(rt.limit(), now)
	wait := b.until.Sub(now)
	headers(h, rt.bucket(), rt.limit(), max(left, 0), now, wait)
	if left >= 0 {
		return nil
	}
	s.violate("rate limit", rt.method+" "+rt.pattern+" "+major)
	a := tooMany(wait.Seconds(), false)
	return &a
}

// headers sets the headers described at
// https://discord.com/developers/docs/topics/rate-limits#header-format.
func headers(h http.Header, bucket string, r rule, left int, now time.Time, wait time.Duration) {
	h.Set("X-RateLimit-Limit", strconv.Itoa(r.n))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(left))
	h.Set("X-RateLimit-Reset", fmt.Sprintf("%.3f", float64(now.Add(wait).UnixMilli())/1000))
	h.Set("X-RateLimit-Reset-After", fmt.Sprintf("%.3f", wait.Seconds()))
	h.Set("X-RateLimit-Bucket", bucket)
}

// tooMany returns a 429:
// https://discord.com/developers/docs/topics/rate-limits#exceeding-a-rate-limit.
func tooMany(seconds float64, global bool) answer {
	scope := "user"
	if global {
		scope = "global"
	}
	h := http.Header{}
	h.Set("Retry-After", strconv.Itoa(int(seconds+0.999)))
	h.Set("X-RateLimit-Scope", scope)
	if global {
		h.Set("X-RateLimit-Global", "true")
	}
	return answer{status: http.StatusTooManyRequests, header: h, body: encode(map[string]any{
		"message": "You are being rate limited.", "retry_after": seconds, "global": global,
	})}
}

// bucket returns the id of the route's bucket.
func (r *route) bucket() string {
	h := fnv.New64a()
	h.Write([]byte(r.method + " " + r.pattern)) //nolint:errcheck // never fails
	return strconv.FormatUint(h.Sum64(), 16)
}

func (r *route) limit() rule {
	if r.rule.n == 0 {
		return ruleCommon
	}
	return r.rule
}
