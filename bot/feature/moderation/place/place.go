// Package place carries out what moderators command about a place and everybody in it: to
// pin, slow down, lock and purge.
package place

import (
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/duration"
	"github.com/stewardbot/steward/bot/feature/moderation/room"
	"github.com/stewardbot/steward/bot/sanction"
)

// Places handles orders about the place where they are given, as cases of a
// room.
type Places struct{ *room.Room }

// Routes are its commands.
func (p Places) Routes() bot.Routes {
	why := bot.Param{Name: "reason", Kind: bot.ParamText}
	list := []bot.Command{
		{Name: "purge", Aliases: []string{"清理"}, Params: []bot.Param{{Name: "count", Kind: bot.ParamNumber, Required: true}}, Run: p.Obey(p.purge)},
		{
			Name: "pin", Aliases: []string{"置顶/置頂", "unpin", "取消置顶/取消置頂"}, OnMessage: true, Run: p.pin,
			Params: []bot.Param{{Name: "message", Kind: bot.ParamMessage}},
		},
		{Name: "slow", Aliases: []string{"慢速"}, Params: []bot.Param{{Name: "time", Kind: bot.ParamText, Required: true}}, Run: p.slow},
		{
			Name: "lock", Aliases: []string{"全员禁言/全員禁言"}, Run: p.here(p.lock),
			Params: []bot.Param{{Name: "time", Kind: bot.ParamDuration, Endless: true}, why},
		},
		{Name: "unlock", Aliases: []string{"解除全员禁言/解除全員禁言"}, Params: []bot.Param{why}, Run: p.here(p.unlock)},
	}
	for i := range list {
		list[i].Who, list[i].May = bot.Helpers, p.May
	}
	return bot.Routes{Commands: list}
}

// slowest is the longest interval of slow mode.
const slowest = 6 * time.Hour

// off are the words that undo what a command does.
var off = []string{"off", "0", "0s", "关", "关闭", "關", "關閉", "取消"}

// here runs a command that is about a place where all can be heard.
func (p Places) here(carryOut func(*bot.Turn, *room.Order) error) func(*bot.Turn, *bot.Input) error {
	return p.Obey(func(t *bot.Turn, o *room.Order) error {
		if o.Desk.Place.Private() {
			o.Desk.Tell(t, t.Text("moderation.how_here", bot.Args{"Command": o.Command}))
			return nil
		}
		return carryOut(t, o)
	})
}

// pin pins the message that the order replies to, or unpins it; without one,
// off unpins what an order pinned there last. The remaining words are the
// reason.
func (p Places) pin(t *bot.Turn, in *bot.Input) error {
	word, rest, _ := strings.Cut(in.Rest, " ")
	act := bot.ActPin
	if slices.Contains([]string{"unpin", "取消置顶", "取消置頂"}, t.Call.Used) {
		act = bot.ActUnpin
	}
	if isOff(word) || strings.EqualFold(word, "unpin") {
		act, in.Rest = bot.ActUnpin, rest
	}
	used := t.Call.Used
	return p.here(func(t *bot.Turn, o *room.Order) (err error) {
		if o.About == nil && act == bot.ActUnpin {
			o.About, err = p.File.LatestPin(t.State(), t.Community.ID, o.Desk.Place)
		}
		if o.About == nil || err != nil {
			o.Desk.Tell(t, t.Text("answer.usage_message", bot.Args{"Command": used}))
			return err
		}
		return p.open(t, o, &sanction.Case{Kind: act, Evidence: o.About}, sanction.Sanction{})
	})(t, in)
}

// slow says how long members are to wait between two messages.
func (p Places) slow(t *bot.Turn, in *bot.Input) error {
	every, rest, ok := readSlow(in.Text("time"), t.Call.Form != nil)
	return p.here(func(t *bot.Turn, o *room.Order) error {
		if !ok {
			o.Desk.Tell(t, t.Text("moderation.how_slow", nil))
			return nil
		}
		o.Reason = room.Reason(rest)
		return p.open(t, o, &sanction.Case{Kind: bot.ActSlow}, sanction.Sanction{Every: every})
	})(t, in)
}

// readSlow reads the interval of slow mode, 0 to lift it; the rest is the
// reason, which a form has no field for.
func readSlow(text string, form bool) (every time.Duration, rest string, ok bool) {
	words := strings.Fields(text)
	if len(words) == 0 {
		return 0, "", false
	}
	every, n := everySo(words)
	if isOff(words[0]) {
		every, n = 0, 1
	}
	rest = strings.Join(words[n:], " ")
	return every, rest, n > 0 && (!form || rest == "")
}

func isOff(word string) bool { return slices.Contains(off, strings.ToLower(word)) }

// everySo takes the interval from the front of the words, and returns how many
// it used: 30s, 2 minutes, or 30, in seconds.
func everySo(words []string) (d time.Duration, n int) {
	if d, n = duration.Take(words); n == 0 && duration.Unread(words) == "" {
		d, _ = time.ParseDuration(words[0] + "s")
		n = 1
	}
	if d < time.Second || d > slowest {
		return 0, 0
	}
	return d, n
}

// lock keeps everybody from speaking, for a while or until unlocked.
func (p Places) lock(t *bot.Turn, o *room.Order) error {
	var s sanction.Sanction
	if o.For > 0 {
		s.Until = t.At().Add(o.For).UTC()
	}
	if again, err := p.lockAgain(t, o, s.Until); again || err != nil {
		return err
	}
	return p.open(t, o, &sanction.Case{Kind: bot.ActLock}, s)
}

// unlock opens a place again that was locked by an order.
func (p Places) unlock(t *bot.Turn, o *room.Order) error {
	locked, err := p.File.LockOf(t, o.Desk.Place)
	if err != nil {
		return err
	}
	if locked == nil || locked.Sanctions[0].Earlier == "" {
		o.Desk.Tell(t, t.Text("moderation.not_locked", nil))
		return nil
	}
	return p.open(t, o, &sanction.Case{Kind: bot.ActUnlock}, sanction.Sanction{Earlier: locked.Sanctions[0].Earlier})
}

// open opens a case about the place where the order was given, and requests its
// sanction.
func (p Places) open(t *bot.Turn, o *room.Order, c *sanction.Case, s sanction.Sanction) (err error) {
	if c.Answer, err = p.File.Next(t.State(), t.Community.ID); err != nil {
		return err
	}
	c.At, c.By, c.Reason = t.At().UTC(), o.By, o.Reason
	s.Act, s.Space = c.Kind, o.Desk.Place
	p.File.Add(t, c, s)
	if err := p.File.Open(t.State(), t.Community.ID, c); err != nil {
		return err
	}
	if c.Kind == bot.ActLock {
		if err := p.File.Lock(t, c, s.Space); err != nil {
			return err
		}
	}
	return p.AnnounceLater(t, o.Desk, c.ID, c.ID)
}

// lockAgain changes the end of a lock in force, or says that there is one.
func (p Places) lockAgain(t *bot.Turn, o *room.Order, until time.Time) (bool, error) {
	c, err := p.File.LockOf(t, o.Desk.Place)
	if err != nil || c == nil {
		return false, err
	}
	s := &c.Sanctions[0]
	if s.Until.Equal(until) || s.State == sanction.Pending || !c.Open() {
		what, err := p.What(t, c)
		o.Desk.Tell(t, t.Text("moderation.locked_before", bot.Args{"What": what, "Case": c.ID}))
		return true, err
	}
	if err := p.File.LockUntil(t, c, until); err != nil {
		return true, err
	}
	return true, p.AnnounceLater(t, o.Desk, c.ID, c.ID)
}
