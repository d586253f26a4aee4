package cluster

import (
	"cmp"
	"context"
	"encoding/json"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

// up is a gateway's note of how it is.
type up struct {
	Source    string      `json:"source"`
	Session   int64       `json:"session"`
	Platform  string      `json:"platform"`
	Shard     int         `json:"shard"`
	Shards    int         `json:"shards"`
	Connected bool        `json:"connected"`
	Reason    phrase.Line `json:"reason,omitempty"`
}

// Gateways knows which gateways there are. All Remotes of a process share one.
type Gateways struct {
	Log *slog.Logger // of those that come and go; nil: nothing is said. Set it before Run

	t       Transport
	mu      sync.Mutex
	by      map[string]*known // source -> its newest session
	changed chan struct{}     // closed and replaced on every change
}

type known struct {
	up
	at   time.Time
	gone chan struct{} // closed when another session has taken over, or none gives a sign of life
}

// NewGateways returns a list that is empty until Run.
func NewGateways(t Transport) *Gateways {
	return &Gateways{t: t, by: map[string]*known{}, changed: make(chan struct{})}
}

// silent is how long a gateway may give no sign of life.
const silent = 3 * beatEvery

// Run keeps the list until ctx ends.
func (s *Gateways) Run(ctx context.Context) error {
	stop, err := s.t.Listen(subjectUp, s.note)
	if err != nil {
		return err
	}
	defer stop()
	_ = s.t.Tell(subjectWho, nil) // else they tell in a moment
	for {
		select {
		case <-time.After(beatEvery / 2):
			s.expire(time.Now())
		case <-ctx.Done():
			return nil
		}
	}
}

func (s *Gateways) note(b []byte) {
	var u up
	if json.Unmarshal(b, &u) != nil || u.Source == "" || u.Shards < 1 || u.Shard < 0 || u.Shard >= u.Shards {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.by[u.Source]
	if old != nil && old.Session > u.Session {
		return
	}
	k := &known{up: u, at: time.Now()}
	if old != nil && old.Session == u.Session {
		k.gone = old.gone
	} else {
		k.gone = make(chan struct{})
		if old != nil {
			close(old.gone)
		}
	}
	s.by[u.Source] = k
	if old == nil || old.up != u {
		s.say(slog.LevelInfo, "a gateway is there", k)
		s.tell()
	}
}

// say logs what is new about a gateway.
func (s *Gateways) say(level slog.Level, what string, k *known) {
	if s.Log != nil {
		s.Log.Log(context.Background(), level, what, "source", k.Source, "session", k.Session, "connected", k.Connected)
	}
}

// GatewayState is how a gateway says that it is.
type GatewayState struct {
	Source    string      `json:"source"`
	Session   int64       `json:"session"`
	Connected bool        `json:"connected"`
	Reason    phrase.Line `json:"reason,omitempty"` // why it is not connected
}

// All returns the gateways that give signs of life, by source.
func (s *Gateways) All() (list []GatewayState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, name := range slices.Sorted(maps.Keys(s.by)) {
		k := s.by[name]
		list = append(list, GatewayState{k.Source, k.Session, k.Connected, k.Reason})
	}
	return list
}

// expire drops those that give no sign of life.
func (s *Gateways) expire(now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	before := len(s.by)
	maps.DeleteFunc(s.by, func(_ string, k *known) bool {
		dead := now.Sub(k.at) > silent
		if dead {
			s.say(slog.LevelWarn, "a gateway gives no sign of life", k)
			close(k.gone)
		}
		return dead
	})
	if len(s.by) != before {
		s.tell()
	}
}

// tell requires mu.
func (s *Gateways) tell() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// of returns the gateway that holds the connection for a place; nil if there is
// none.
func (s *Gateways) of(p bot.Place, shardOf func(p bot.Place, shards int) int) *known {
	s.mu.Lock()
	defer s.mu.Unlock()
	newest := s.newest(p.Platform())
	if newest == nil || newest.Shards == 1 {
		return newest
	}
	shard := shardOf(p, newest.Shards)
	for _, k := range s.by {
		if k.Platform == newest.Platform && k.Shards == newest.Shards && k.Shard == shard {
			return k
		}
	}
	return nil
}

// newest is a platform's gateway that was heard of last: it tells how many
// shards there are. Requires mu.
func (s *Gateways) newest(platform string) (newest *known) {
	for _, k := range s.by {
		if k.Platform == platform && (newest == nil || k.at.After(newest.at)) {
			newest = k
		}
	}
	return newest
}

// status reports whether all of a platform's gateways are connected, why not,
// and when to look again.
func (s *Gateways) status(platform string) (connected bool, reason phrase.Line, changed <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	newest, here := s.newest(platform), 0
	for _, k := range s.by {
		if k.Platform != platform || k.Shards != newest.Shards {
			continue
		}
		here++
		if !k.Connected {
			reason = cmp.Or(reason, k.Reason, "ready.not_connected")
		}
	}
	switch {
	case newest == nil:
		reason = "cluster.no_gateway"
	case here < newest.Shards:
		reason = phrase.AsLine("cluster.shards", here, newest.Shards)
	}
	return reason == "", reason, s.changed
}
