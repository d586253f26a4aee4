// Package console is a chat platform in memory: one group, "console:lobby", a
// place in it only for people with authority, "console:lobby/modlog", and a
// private chat with Steward for each person. It lets people try Steward without
// any account, and gives tests full control.
//
//   - a page, or a test, makes one of the [Person]s act: [Room.Say],
//     [Room.React], [Room.Press] and so on;
//   - the room records that as a [Line] or a change of one, and submits an
//     event to the engine behind [Room.Run];
//   - Steward's effects come in through [Room.Perform];
//   - [Room.Watch] notifies clients of changes, which they read with
//     [Room.View].
//
// The room forgets everything when the process ends. Its ids continue from the
// engine's clock, so that they stay unique with a persistent store.
package console

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/stewardbot/steward/bot"
)

// Platform is the adapter's name.
const Platform = "console"

// Lobby is the only group.
const Lobby bot.Place = Platform + ":lobby"

// Modlog is the place in the lobby that only those with authority see.
const Modlog bot.Place = Lobby + "/modlog"

// Steward is the account that Steward's own lines carry.
const Steward bot.UserID = Platform + ":steward"

// How much the room keeps; older lines, presses and notices are dropped.
const (
	keepLines   = 1000
	keepPresses = 256
	keepNotices = 64
)

// maxTag is the maximum length of a tag, in characters, as on Telegram.
const maxTag = 16

// Room implements bot.Adapter. Its methods may be called from any goroutine.
type Room struct {
	people []Person

	// turn is held from choosing an id to the end of its Submit, so that events
	// arrive in id order. Performing never needs it.
	turn chan struct{}
	// settling counts the goroutines that wait for a commit.
	settling sync.WaitGroup

	mu       sync.Mutex
	sink     bot.Sink // nil while the room is not running
	running  context.Context
	seq      int64  // the last id given out
	version  uint64 // grows with every change
	lines    []*line
	byID     map[string]*line
	byKey    map[string]*line // Steward's lines by delivery key
	presses  []press
	notices  []Notice
	watchers map[chan struct{}]bool
	tags     map[bot.UserID]string
	stances  map[bot.UserID]stance
	speaks   map[bot.UserID]string
	shut     bool          // the lobby hears only those with authority
	every    time.Duration // slow mode: interval between two lines of one person
}

// New returns a room with these people, at least one.
func New(people []Person) *Room {
	r := &Room{
		people:   slices.Clone(people),
		turn:     make(chan struct{}, 1),
		byID:     map[string]*line{},
		byKey:    map[string]*line{},
		watchers: map[chan struct{}]bool{},
		tags:     map[bot.UserID]string{},
		stances:  map[bot.UserID]stance{},
		speaks:   map[bot.UserID]string{},
	}
	for _, p := range people {
		r.stances[p.User.ID] = stance{out: p.Away}
	}
	return r
}

// Name is "console".
func (r *Room) Name() string { return Platform }

// Capabilities returns about those of Telegram.
func (r *Room) Capabilities(p bot.Place) bot.Capabilities {
	if !r.knows(p) {
		return bot.Capabilities{}
	}
	return bot.Capabilities{
		TextLength:   4096,
		ButtonRows:   8,
		ButtonsInRow: 8,
		ButtonData:   64,
		WideButtons:  true,
		AckLength:    200,
		PrivateReply: !p.Private(),
		React:        true,
		Delete:       true,
		Edit:         true,
		TagLength:    maxTag,
		Mute:         p == Lobby,
		Remove:       p == Lobby,
		Pin:          true,
		Slow:         p == Lobby,
		Lock:         p == Lobby,
		Pictures:     true,
	}
}

// Limits returns limits that people can't reach by hand.
func (r *Room) Limits() bot.Limits {
	return bot.Limits{PerSecond: 10_000, PlacePerSecond: 10_000}
}

// Run opens the room until ctx ends. It begins with a snapshot of who has
// authority.
func (r *Room) Run(ctx context.Context, sink bot.Sink) error {
	r.open(ctx, sink)
	defer r.close()
	if err := r.act(ctx, deed{event: r.standing}); err != nil {
		return nil
	}
	sink.Status(Platform, true, "")
	<-ctx.Done()
	return nil
}

func (r *Room) open(ctx context.Context, sink bot.Sink) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sink, r.running = sink, ctx
	r.seq = max(r.seq, sink.Now().UnixMicro())
}

func (r *Room) close() {
	r.mu.Lock()
	r.sink = nil
	r.mu.Unlock()
	r.settling.Wait()
}

func (r *Room) standing(id string, _ time.Time) (bot.Event, error) {
	s := &bot.Standing{
		Admins: map[bot.UserID]bot.Authority{},
		Self:   map[string]bool{"delete": true, "react": true, "mute": true, "remove": true, "pin": true, "slow": true, "lock": true},
	}
	for _, p := range r.people {
		if p.Authority > bot.Ordinary {
			s.Admins[p.User.ID] = p.Authority
		}
	}
	return bot.Event{ID: string(Lobby) + "/s" + id, Kind: bot.KindStanding, Place: Lobby, Standing: s}, nil
}

// knows reports whether a place is one of the lobby's or somebody's private
// chat.
func (r *Room) knows(p bot.Place) bool {
	if p == Lobby || p == Modlog {
		return true
	}
	_, ok := r.person(bot.UserID(Platform + ":" + strings.TrimPrefix(p.Local(), "dm/")))
	return ok && p.Platform() == Platform && p.Private()
}

// nextID returns the next id. Requires the lock.
func (r *Room) nextID() string {
	r.seq++
	return strconv.FormatInt(r.seq, 10)
}
