package telegram

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	tg "github.com/go-telegram/bot"

	"github.com/stewardbot/steward/adapters/loosely"
	"github.com/stewardbot/steward/bot"
)

// refresh is how often the standing of known groups is fetched in any case: if
// Steward is not an administrator, Telegram does not report changes.
const refresh = time.Hour

// watch holds the groups whose standing is to be fetched. Safe for concurrent
// use; adding never blocks.
type watch struct {
	wake chan struct{}

	mu  sync.Mutex
	due map[int64]bool
	me  int64
	at  int64 // the stamp of the latest snapshot
}

func newWatch() *watch { return &watch{wake: make(chan struct{}, 1), due: map[int64]bool{}} }

func (w *watch) add(group int64) {
	w.mu.Lock()
	w.due[group] = true
	w.mu.Unlock()
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

func (w *watch) self(id int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.me = id
}

// stamp returns the number by which a snapshot's event is named: the time or, where the clock has not moved since the one
// before, one more. Of two events with one name the later would be left out.
func (w *watch) stamp(now time.Time) int64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.at = max(now.UnixNano(), w.at+1)
	return w.at
}

// take returns and clears what is due, and our own id.
func (w *watch) take() (groups []int64, me int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for g := range w.due {
		groups = append(groups, g)
	}
	clear(w.due)
	return groups, w.me
}

// watchStanding fetches what is due until ctx ends. Temporary failures are
// retried after a delay; an inaccessible group is skipped until something
// changes there.
func (a *Adapter) watchStanding(ctx context.Context, sink bot.Sink) {
	again := time.NewTicker(refresh)
	defer again.Stop()
	failures := 0
	for {
		select {
		case <-ctx.Done():
			return
		case <-again.C:
			a.watchSpaces()
		case <-a.watch.wake:
		}
		failed, told := a.fetchDue(ctx, sink)
		if len(failed) == 0 {
			failures = 0
			continue
		}
		failures++
		if a.opts.Pause(ctx, failures, told) != nil {
			return
		}
		for _, g := range failed {
			a.watch.add(g)
		}
	}
}

// watchSpaces makes all groups of the configuration due.
func (a *Adapter) watchSpaces() {
	for _, s := range a.opts.Spaces() {
		if to, ok := parsePlace(s); ok && !to.private {
			a.watch.add(to.chat)
		}
	}
}

// fetchDue ends at the first failure that may pass, and returns the groups that
// are left and how long Telegram asks to wait.
func (a *Adapter) fetchDue(ctx context.Context, sink bot.Sink) (left []int64, wait time.Duration) {
	groups, me := a.watch.take()
	for i, g := range groups {
		e, err := a.standing(ctx, g, me, sink.Now())
		if ctx.Err() != nil {
			return nil, 0
		}
		var c *callError
		switch {
		case err == nil:
			if _, err := sink.Submit(ctx, bot.Batch{Adapter: Platform, Events: []bot.Event{e}}); err != nil {
				return nil, 0 // closing
			}
		case !errors.As(err, &c) || !c.closedToUs():
			a.log.Info("who has authority can't be fetched now", "space", spacePlace(g), "left", len(groups)-i, "error", err)
			if c != nil {
				wait = c.retryAfter
			}
			return groups[i:], wait
		default:
			a.log.Warn("who has authority in a group can't be fetched", "space", spacePlace(g), "error", err)
		}
	}
	return nil, 0
}

// closedToUs reports that the group is gone, moved, or we are not in it.
func (c *callError) closedToUs() bool {
	return c.answered && (c.code == http.StatusBadRequest || c.code == http.StatusForbidden)
}

// member holds all rights that Telegram reports, including those the library
// does not know.
type member struct {
	chatMember
	rights map[string]bool
}

// UnmarshalJSON keeps each boolean field that begins with "can_".
func (m *member) UnmarshalJSON(b []byte) error {
	if err := m.chatMember.UnmarshalJSON(b); err != nil {
		return err
	}
	var fields map[string]jsontext.Value
	loosely.Parse(b, &fields)
	m.rights = map[string]bool{}
	for name, v := range fields {
		if strings.HasPrefix(name, "can_") {
			m.rights[name] = loosely.Scalar(v) == "true"
		}
	}
	return nil
}

// standing fetches who has authority in a group, and its channel. Each snapshot
// is an event of its own.
func (a *Adapter) standing(ctx context.Context, group, me int64, now time.Time) (bot.Event, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	info, err := call[struct {
		Linked int64  `json:"linked_chat_id"`
		Invite string `json:"invite_link"`
	}](ctx, a.client, (*tg.Bot).GetChat, &tg.GetChatParams{ChatID: group})
	if err != nil {
		return bot.Event{}, err
	}
	a.rooms.linked.Note(group, info.Linked)
	admins, err := call[[]member](ctx, a.client, (*tg.Bot).GetChatAdministrators, &tg.GetChatAdministratorsParams{ChatID: group})
	if err != nil {
		return bot.Event{}, err
	}
	s := snapshot(admins, me)
	if code, ok := strings.CutPrefix(info.Invite, "https://t.me/"); ok {
		s.Invites = []string{"t.me/" + strings.Replace(code, "joinchat/", "+", 1)}
	}
	return bot.Event{
		ID:       string(spacePlace(group)) + "/standing/" + itoa(a.watch.stamp(now)),
		Kind:     bot.KindStanding,
		At:       now,
		Place:    spacePlace(group),
		Standing: s,
	}, nil
}

// snapshot has an empty Self if Steward is not an administrator.
func snapshot(admins []member, me int64) *bot.Standing {
	s := &bot.Standing{Admins: map[bot.UserID]bot.Authority{}, Can: map[bot.UserID][]bot.Act{}, Self: map[string]bool{}}
	for _, m := range admins {
		id := idOf(m.User)
		if id == 0 {
			continue
		}
		if id == me {
			s.Self = m.rights
		}
		s.Admins[userID(id)] = m.authority()
		s.Can[userID(id)] = m.acts()
	}
	return s
}

// actsByRight maps an administrator's rights to acts:
// https://core.telegram.org/bots/api#chatmemberadministrator.
var actsByRight = []struct {
	right string
	acts  []bot.Act
}{
	{"can_restrict_members", []bot.Act{bot.ActMute, bot.ActKick, bot.ActBan, bot.ActLock, bot.ActSlow}},
	{"can_delete_messages", []bot.Act{bot.ActDelete}},
	{"can_pin_messages", []bot.Act{bot.ActPin}},
}

// acts returns what the group allows an administrator.
func (m member) acts() []bot.Act {
	list := []bot.Act{}
	for _, a := range actsByRight {
		if m.rights[a.right] {
			list = append(list, a.acts...)
		}
	}
	return list
}
