package faketelegram

import (
	"encoding/json"
	"fmt"
	"time"
)

// retention is how long updates are kept:
// https://core.telegram.org/bots/api#getting-updates.
const retention = 24 * time.Hour

// maxConfirmed bounds what can be delivered again after it was confirmed.
const maxConfirmed = 10_000

// update waits for the bot.
type update struct {
	id   int64
	kind string
	body json.RawMessage // the whole update, as it goes over the wire
	at   time.Time
}

// queue are the updates that the bot has not confirmed.
type queue struct {
	waiting   []update
	next      int64
	allowed   map[string]bool // nil: the default
	confirmed []update        // the latest, for Replay
	highest   int64           // of the confirmed numbers; 0: none
	replay    []update        // to be delivered once more whatever the offset
	poll      uint64          // number of the latest getUpdates
	polling   int             // polls that wait
}

func newQueue(first int64) queue { return queue{next: first} }

// takes reports whether updates of a kind are kept. By default all are except
// three: https://core.telegram.org/bots/api#getupdates.
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

// push adds an update if its kind is wanted; numbers grow by one:
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

// confirm forgets what is below offset. A negative one keeps so many of the
// last: https://core.telegram.org/bots/api#getupdates.
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

// expire forgets what was kept for too long.
func (q *queue) expire(now time.Time) {
	n := 0
	for n < len(q.waiting) && now.Sub(q.waiting[n].at) > retention {
		n++
	}
	q.waiting = q.waiting[n:]
}

// take returns what the next answer holds; nothing is confirmed by it.
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

// Pending returns the number of updates that the bot has not confirmed.
func (s *Server) Pending() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.queue.waiting)
}

// Confirmed returns the highest update number that the bot has confirmed, 0 for
// none.
func (s *Server) Confirmed() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.queue.highest
}

// NextUpdate returns the number that the next update will have.
func (s *Server) NextUpdate() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.queue.next
}

// Polling reports whether a getUpdates waits.
func (s *Server) Polling() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.queue.polling > 0
}

// Replay delivers the n latest confirmed updates once more, under their old
// numbers and whatever the offset, and returns how many there were.
func (s *Server) Replay(n int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n = min(n, len(s.queue.confirmed))
	s.queue.replay = append(s.queue.replay, s.queue.confirmed[len(s.queue.confirmed)-n:]...)
	s.notify()
	return n
}

// Repeat queues the n latest confirmed updates under new numbers, as after a
// restart of the numbering, and returns how many there were.
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

// RestartNumbering lets the next update have any number, as the platform does
// after a week without updates: https://core.telegram.org/bots/api#update.
func (s *Server) RestartNumbering(next int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queue.next = next
}

// Inject queues an update of any kind and content, wanted or not, and returns
// its number. The payload must be JSON.
func (s *Server) Inject(kind string, payload json.RawMessage) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.notify()
	return s.queue.add(s.now(), kind, payload)
}

// InjectRaw queues a whole update as it stands. The number must be the one that
// NextUpdate tells; what the bytes say is up to the test, but the answer that
// carries them is JSON only if they are.
func (s *Server) InjectRaw(body string) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.notify()
	s.queue.waiting = append(s.queue.waiting, update{s.queue.next, "", json.RawMessage(body), s.now()})
	s.queue.next++
	return s.queue.next - 1
}

// push queues an update; with s.mu held.
func (s *Server) push(kind string, payload any) {
	s.queue.push(s.now(), kind, payload)
}
