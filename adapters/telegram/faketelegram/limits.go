package faketelegram

import (
	"time"

	"github.com/stewardbot/steward/adapters/fakenet"
)

// Limits are message rate limits:
// https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this.
type Limits struct {
	PerSecond      int // messages in all chats
	ChatPerSecond  int // messages in one chat
	ChatBurst      int // burst size in one chat
	GroupPerMinute int // messages in one group
}

// PublishedLimits returns the documented limits: 30 a second in total, 1 a second per chat with
// short bursts, 20 a minute per group.
func PublishedLimits() *Limits {
	return &Limits{PerSecond: 30, ChatPerSecond: 1, ChatBurst: 3, GroupPerMinute: 20}
}

// rates holds recent usage.
type rates struct {
	limits     *Limits
	all        []time.Time
	chats      map[int64][]time.Time // in the last minute
	until      map[int64]time.Time   // rejected until then
	violations int
	impatient  int
}

func newRates(l *Limits) rates {
	return rates{limits: l, chats: map[int64][]time.Time{}, until: map[int64]time.Time{}}
}

// throttle rejects a message over the limit; s.mu must be held.
func (s *Server) throttle(method string, p params) *apiError {
	if s.rates.limits == nil || method != "sendMessage" && method != "sendPhoto" {
		return nil
	}
	chat := p.int("chat_id")
	now := s.now()
	if until := s.rates.until[chat]; now.Before(until) {
		s.rates.impatient++
		s.rates.violations++
		return tooMany(wholeSeconds(until.Sub(now)))
	}
	if wait := s.rates.wait(chat, now); wait > 0 {
		s.rates.violations++
		s.rates.until[chat] = now.Add(wait)
		return tooMany(wholeSeconds(wait))
	}
	s.rates.all = append(s.rates.all, now)
	s.rates.chats[chat] = append(s.rates.chats[chat], now)
	return nil
}

// wait returns how long until the next message is accepted, or 0.
func (r *rates) wait(chat int64, now time.Time) time.Duration {
	r.all = fakenet.Since(r.all, now.Add(-time.Second))
	r.chats[chat] = fakenet.Since(r.chats[chat], now.Add(-time.Minute))
	in := r.chats[chat]
	burst := max(r.limits.ChatBurst, r.limits.ChatPerSecond)
	window := time.Duration(burst) * time.Second / time.Duration(max(r.limits.ChatPerSecond, 1))
	wait := over(r.all, r.limits.PerSecond, time.Second, now)
	wait = max(wait, over(in, burst, window, now))
	if chat < 0 {
		wait = max(wait, over(in, r.limits.GroupPerMinute, time.Minute, now))
	}
	return wait
}

// over returns how long until fewer than limit of the times are in the window.
func over(times []time.Time, limit int, window time.Duration, now time.Time) time.Duration {
	if limit <= 0 || len(times) < limit {
		return 0
	}
	return max(0, times[len(times)-limit].Add(window).Sub(now))
}

func wholeSeconds(d time.Duration) int { return int((d + time.Second - 1) / time.Second) }

// Violations returns the number of messages rejected by a rate limit.
func (s *Server) Violations() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.rates.violations
}

// Impatient returns the number of messages sent to a chat before its retry_after had passed.
func (s *Server) Impatient() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.rates.impatient
}
