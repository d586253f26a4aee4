package require

import (
	"errors"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/store"
)

// Over returns a turn in which a [Judge] of its own checks conditions over a snapshot of the store,
// at a time. It has no event and no texts, and any write fails.
func Over(r store.Reader, c *bot.Community, now time.Time) *bot.Turn {
	t := bot.NewTurn(snapshot{reader: r, community: c, now: now}, now)
	t.Event, t.Community = &bot.Event{}, c
	return t
}

// snapshot is the part of a host that conditions ask.
type snapshot struct {
	bot.Host
	reader    store.Reader
	community *bot.Community
	now       time.Time
}

func (s snapshot) State() bot.State                      { return readOnly{s.reader} }
func (s snapshot) Now() time.Time                        { return s.now }
func (s snapshot) OnRollback(func())                     {}
func (s snapshot) Text(_, key string, _ bot.Args) string { return key }
func (s snapshot) Speaks(string) string                  { return "" }
func (s snapshot) MemberByID(id bot.MemberID) (*bot.Member, error) {
	return member.New().ByID(s.reader, s.community.ID, id)
}

type readOnly struct{ store.Reader }

var errReadOnly = errors.New("require: a snapshot is only read")

func (readOnly) Put(string, []byte, []byte) error { return errReadOnly }
func (readOnly) Delete(string, []byte) error      { return errReadOnly }
