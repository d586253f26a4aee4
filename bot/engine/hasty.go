package engine

import (
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
)

// One account may press this many buttons, and give this many commands, in this
// time: each costs an answer, and answers are sent slowly, one after another.
// The excess is not answered. On Telegram, a group takes twenty answers a
// minute.
const (
	mostPresses   = 20
	pressesEvery  = 10 * time.Second
	mostCommands  = 20
	commandsEvery = time.Minute
)

// paces holds the recent times of each account, oldest first. It is kept in
// memory only and ignores rollbacks: one answer too many does no harm.
type paces struct {
	most int           // maximum per window
	long time.Duration // length of the window
	done map[bot.UserID]*pace
}

type pace struct {
	at   []time.Time
	told bool // was told about the limit since last below it
}

func newPaces(most int, long time.Duration) paces { return paces{most, long, map[bot.UserID]*pace{}} }

// hasty reports whether an account exceeds the limit, and whether it is the
// first time since it was last below it. Only actions within the limit are
// counted.
func (p paces) hasty(u bot.UserID, at time.Time) (hasty, first bool) {
	last := p.done[u]
	if last == nil {
		if len(p.done) > 10_000 {
			clear(p.done) // forgets every count, which does no harm either
		}
		last = &pace{}
		p.done[u] = last
	}
	last.at = slices.DeleteFunc(last.at, func(t time.Time) bool { return at.Sub(t) >= p.long })
	if len(last.at) >= p.most {
		first, last.told = !last.told, true
		return true, first
	}
	last.at, last.told = append(last.at, at), false
	return false, false
}

// rushes reports whether the turn's command exceeds its user's limit, and tells
// the user once. Users exempt from rules have no limit.
func (d *decider) rushes(t *bot.Turn) bool {
	ev := t.Event
	if t.Call == nil || ev.User == nil || ev.User.Persona != bot.Person {
		return false
	}
	hasty, first := d.commands.hasty(ev.User.ID, d.at)
	if !hasty || d.com != nil && (d.Authority(ev.Place, ev.User.ID) > bot.Ordinary || d.moderates(t)) {
		return false
	}
	if first && !t.Late {
		s := bot.Say{
			Place: ev.Place, To: ev.User.ID, Text: t.ToUser().Text("answer.hasty", nil), Press: ev.Message.Press, Expires: d.at.Add(lateAfter),
		}
		if d.com != nil && !ev.Place.Private() {
			s.HideAfter = d.com.Replies.DeleteAfter
		}
		d.Do(s)
	}
	return true
}
