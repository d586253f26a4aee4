package engine

import (
	"maps"
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
)

// windowSpan is the longest window: how far back Recent can look.
const windowSpan = 10 * time.Minute

// windowDepth is the maximum number of messages per member: more than that
// within windowSpan is a flood, whatever came before.
const windowDepth = 64

// windows holds each member's recent messages, in memory. They only change when
// an event is accepted and are rebuilt from the message table at start. Owned
// by the writer.
type windows struct {
	communities map[string]map[bot.MemberID][]bot.Said // oldest first
	latest      time.Time                              // time of the newest message seen
	swept       time.Time                              // value of latest when silent members were last dropped
}

type windowKey struct {
	community string
	member    bot.MemberID
}

func newWindows() *windows { return &windows{communities: map[string]map[bot.MemberID][]bot.Said{}} }

// add appends a message; a member's messages arrive in order of time.
func (w *windows) add(community string, s bot.Said) {
	members := w.communities[community]
	if members == nil {
		members = map[bot.MemberID][]bot.Said{}
		w.communities[community] = members
	}
	said, cut := members[s.Member], 0
	for cut < len(said) && (s.At.Sub(said[cut].At) > windowSpan || len(said)-cut >= windowDepth) {
		cut++
	}
	if cut > 0 {
		said = said[:copy(said, said[cut:])]
	}
	members[s.Member] = append(said, s)
	if s.At.After(w.latest) {
		w.latest = s.At
	}
	w.sweep()
}

// sweep drops members who were silent for a whole window.
func (w *windows) sweep() {
	if w.latest.Sub(w.swept) < windowSpan {
		return
	}
	w.swept = w.latest
	for _, members := range w.communities {
		maps.DeleteFunc(members, func(_ bot.MemberID, said []bot.Said) bool {
			return w.latest.Sub(said[len(said)-1].At) > windowSpan
		})
	}
}

// recent returns a member's messages at or after a time, oldest first.
func (w *windows) recent(community string, m bot.MemberID, from time.Time) []bot.Said {
	said := w.communities[community][m]
	for len(said) > 0 && said[0].At.Before(from) {
		said = said[1:]
	}
	return said
}

// loading collects windows from a table in another order: the latest messages
// of each member, oldest first.
type loading map[windowKey][]loaded

type loaded struct {
	bot.Said
	line uint64 // of the journal; orders messages within a second
}

func (l loading) add(key windowKey, s bot.Said, line uint64) {
	said := l[key]
	i := len(said)
	for i > 0 && (said[i-1].At.After(s.At) || said[i-1].At.Equal(s.At) && said[i-1].line > line) {
		i--
	}
	said = slices.Insert(said, i, loaded{s, line})
	if len(said) > windowDepth {
		said = said[:copy(said, said[1:])]
	}
	l[key] = said
}

func (w *windows) fill(l loading) {
	for key, said := range l {
		for _, s := range said {
			w.add(key.community, s.Said)
		}
		delete(l, key)
	}
}
