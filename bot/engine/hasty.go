package engine

import (
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
)

// One account may press so many buttons, and give so many commands, in so long a time:
// each costs an answer, and answers go out slowly, one behind the other. What is beyond
// that is not answered. On Telegram a group takes twenty answers a minute.
const (
	mostPresses   = 20
	pressesEvery  = 10 * time.Second
	mostCommands  = 20
	commandsEvery = time.Minute
)

// paces are the times of what each account did recently, oldest first. They are held in
// memory alone and follow no rollback: one too many that was answered is no loss.
type paces struct {
	most int           // times
	long time.Duration // in any time of that length
	done map[bot.UserID]*pace
}

type pace struct {
	at   []time.Time
	told bool // that it is too much, since it last was not
}

func newPaces(most int, long time.Duration) paces { return paces{most, long, map[bot.UserID]*pace{}} }

// hasty tells whether an account does too much, and whether that is the first time since
// it last did not; what is not too much is counted.
func (p paces) hasty(u bot.UserID, at time.Time) (hasty, first bool) {
	last := p.done[u]
	if last == nil {
		if len(p.done) > 10_000 {
			clear(p.done) // of those who did little
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

// rushes tells whether the turn's command is one too many of its user, who is told so
// once. Those whom rules spare give as many as they like.
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
