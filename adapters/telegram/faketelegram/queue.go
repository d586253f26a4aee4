package faketelegram

import (
	"encoding/json"
	"fmt"
	"time"
)

// retention is how long updates are kept: https://core.telegram.org/bots/api#getting-updates.
const retention = 24 * time.Hour

// maxConfirmed limits the confirmed updates kept for redelivery.
const maxConfirmed = 10_000

// update is an update that the bot has not confirmed.
type update struct {
	id   int64
	kind string
	body json.RawMessage // the whole update in wire format
	at   time.Time
}

// queue holds the unconfirmed updates.
type queue struct {
	waiting   []update
	next      int64
	allowed   map[string]bool // allowed_updates; nil: the default
	confirmed []update        // the latest, for Replay and Repeat
	highest   int64           // highest confirmed id; 0: none
	replay    []update        // to redeliver regardless of the offset
	poll      uint64          // sequence number of the latest getUpdates
	polling   int             // number of waiting polls
}

func newQueue(first int64) queue { return queue{next: first} }

// takes reports whether updates of a kind are kept. By default all but three kinds are:
// https://core.telegram.org/bots/api#getupdates.
func (q *queue) takes(kind string) bool {
	if q.allowed != nil {
		return q.allowed[kind]
	}
	switch kind {
	case "chat_member", "message_reaction", "message_reaction_count":
		return false
	}
	return true
}

// push adds an update if its kind is wanted. Ids are consecutive:
// https://core.telegram.org/bots/api#update.
func (q *queue) push(now time.Time, kind string, payload any) {
	if q.takes(kind) {
		q.add(now, kind, payload)
	}
}

func (q *queue) add(now time.Time, kind string, payload any) int64 {
	body := fmt.Appendf(nil, `{"update_id":%d,%q:%s}`, q.next, kind, encode(payload))
	q.waiting = append(q.waiting, update{q.next, kind, body, now})
	q.next++
	return q.next - 1
}

// confirm drops updates with ids below offset. A negative offset keeps only that many of the
// latest: https://core.telegram.org/bots/api#getupdates.
func (q *queue) confirm(offset int64) {
	n := 0
	if offset < 0 {
		n = max(0, len(q.waiting)+int(max(offset, -maxConfirmed)))
	}
	for offset > 0 && n < len(q.waiting) && q.waiting[n].id < offset {
		n++
	}
	if n == 0 {
		return
	}
	q.highest = q.waiting[n-1].id
	q.confirmed = append(q.confirmed, q.waiting[:n]...)
	if over := len(q.confirmed) - maxConfirmed; over > 0 {
		q.confirmed = append([]update(nil), q.confirmed[over:]...)
	}
	q.waiting = append([]update(nil), q.waiting[n:]...)
}

// expire drops updates older than retention.
func (q *queue) expire(now time.Time) {
	n := 0
	for n < len(q.waiting) && now.Sub(q.waiting[n].at) > retention {
		n++
	}
	q.waiting = q.waiting[n:]
}

// take returns the next batch without confirming it.
func (q *queue) take(limit int) updates {
	out := make(updates, 0, min(limit, len(q.replay)+len(q.waiting)))
	for len(q.replay) > 0 && len(out) < limit {
		out = append(out, q.replay[0].body)
		q.replay = q.replay[1:]
	}
	for _, u := range q.waiting[:min(limit-len(out), len(q.waiting))] {
		out = append(out, u.body)
	}
	return out
}

// Pending returns the number of unconfirmed updates.
func (s *Server) Pending() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.queue.waiting)
}

// Confirmed returns the highest confirmed update id; 0 for none.
func (s *Server) Confirmed() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.queue.highest
}

// NextUpdate returns the id of the next update.
func (s *Server) NextUpdate() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.queue.next
}

// Polling reports whether a getUpdates is waiting.
func (s *Server) Polling() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.queue.polling > 0
}

// Replay redelivers the n latest confirmed updates with their old ids, regardless of the offset,
// and returns how many there were.
func (s *Server) Replay(n int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n = min(n, len(s.queue.confirmed))
	s.queue.replay = append(s.queue.replay, s.queue.confirmed[len(s.queue.confirmed)-n:]...)
	s.notify()
	return n
}

// Repeat queues the n latest confirmed updates with new ids, as if numbering had restarted, and
// returns how many there were.
func (s *Server) Repeat(n int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n = min(n, len(s.queue.confirmed))
	for _, u := range s.queue.confirmed[len(s.queue.confirmed)-n:] {
		var fields map[string]json.RawMessage
		if json.Unmarshal(u.body, &fields) == nil {
			s.queue.add(s.now(), u.kind, fields[u.kind])
		}
	}
	s.notify()
	return n
}

// RestartNumbering sets the next update's id, as the platform does after a week without updates:
// https://core.telegram.org/bots/api#update.
func (s *Server) RestartNumbering(next int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queue.next = next
}

// Inject queues an update of any kind, regardless of allowed_updates, and returns its id. The
// payload must be JSON.
func (s *Server) Inject(kind string, payload json.RawMessage) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.notify()
	return s.queue.add(s.now(), kind, payload)
}

// InjectRaw queues a whole update verbatim and returns its id. A well-formed update uses the id
// from NextUpdate; anything that isn't JSON makes the whole response invalid.
func (s *Server) InjectRaw(body string) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.notify()
	s.queue.waiting = append(s.queue.waiting, update{s.queue.next, "", json.RawMessage(body), s.now()})
	s.queue.next++
	return s.queue.next - 1
}

// push queues an update; s.mu must be held.
func (s *Server) push(kind string, payload any) {
	s.queue.push(s.now(), kind, payload)
}
