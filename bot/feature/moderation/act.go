package moderation

import (
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/sanction"
	"github.com/stewardbot/steward/bot/staff"
)

const (
	// justNow is how long moderators who act on the same person hear of each other.
	justNow = 30 * time.Second
)

// carryOut does what an order says, as far as whoever gave it may.
func (f *Feature) carryOut(t *bot.Turn, o *order) error {
	t = t.Speaking(o.Desk.Language)
	rank, why, err := f.entitled(t, o.By, o)
	if why != "" || err != nil {
		f.tell(t, &o.Desk, why)
		return err
	}
	f.hush(t, o)
	switch o.Command {
	case "pin", "slow", "lock", "unlock":
		return f.place(t, o)
	case "case":
		return f.showCase(t, o)
	case "undo":
		return f.undoOrder(t, o, rank)
	case "purge":
		return f.purge(t, o, rank)
	}
	if how := o.lacking(t); how != "" {
		f.tell(t, &o.Desk, how)
		return nil
	}
	if len(o.Targets) > mostTargets {
		f.tell(t, &o.Desk, t.Text("moderation.too_many", bot.Args{"Count": mostTargets}))
		return nil
	}
	return f.eachTarget(t, o, rank)
}

// hush takes a silent command away at once.
func (f *Feature) hush(t *bot.Turn, o *order) {
	if o.Form != silent {
		return
	}
	o.Desk.Silent = true
	if o.Desk.Message != "" {
		t.Do(bot.Delete{Place: o.Desk.Place, Target: bot.Target{Message: bot.MessageID{Place: o.Desk.Place, ID: o.Desk.Message}}})
		o.Desk.Message, o.Desk.Deletes = "", false
	}
}

// lacking says how the command is given if it lacks what it requires in this form.
func (o *order) lacking(t *bot.Turn) string {
	switch {
	case o.Form == dropping && o.About == nil:
		return t.Text("answer.usage_message", bot.Args{"Command": dropping + o.Command})
	case o.Form == timed && o.For == 0:
		return t.Text("moderation.how_time", bot.Args{"Command": timed + o.Command})
	case o.Command == "del" && len(o.Targets) == 0: // the platform doesn't say whose it is
		return t.Text("answer.usage_message", bot.Args{"Command": o.Command})
	}
	return ""
}

// eachTarget opens a case for each target that the order may be about, tells of
// the others why not, and announces what needs no outcome.
func (f *Feature) eachTarget(t *bot.Turn, o *order, rank staff.Rank) error {
	_, err := f.toEach(t, o, rank, func(why ...string) { f.tell(t, &o.Desk, why...) })
	return err
}

// toEach is what eachTarget does, with a way of its own to tell. It returns how many
// cases were opened.
func (f *Feature) toEach(t *bot.Turn, o *order, rank staff.Rank, tell func(why ...string)) (opened int, err error) {
	var told []string
	first, err := f.file.Next(t.State(), t.Community.ID)
	if err != nil {
		return 0, err
	}
	seen := map[bot.MemberID]bool{}
	for _, u := range o.Targets {
		m, why, err := f.whom(t, o, u)
		if err != nil {
			return opened, err
		}
		if m != nil && !seen[m.ID] { // however often they are named
			seen[m.ID] = true
			var open bool
			if open, why, err = f.target(t, o, rank, m, first); err != nil {
				return opened, err
			}
			if open {
				opened++
			}
		}
		if why != "" && !slices.Contains(told, why) {
			told = append(told, why)
		}
	}
	tell(told...)
	if opened == 0 {
		return 0, nil
	}
	return opened, f.announceLater(t, notice{Desk: o.Desk, First: first, Last: first + uint64(opened) - 1})
}

// target does what the order says to one member. It returns whether a case was
// opened, and a sentence for whoever gave the order alone.
func (f *Feature) target(t *bot.Turn, o *order, rank staff.Rank, m *bot.Member, answer uint64) (bool, string, error) {
	switch o.Command {
	case "cases":
		s, err := f.record(t, m)
		return false, s, err
	case "info":
		s, err := f.profile(t, m)
		return false, s, err
	}
	if why, err := f.beyond(t, o, rank, m); why != "" || err != nil {
		return false, why, err
	}
	if o.Command == "unwarn" {
		why, err := f.unwarn(t, o, m)
		return false, why, err
	}
	again, why, err := f.justDone(t, o, m)
	if again || err != nil {
		return false, why, err
	}
	c := &sanction.Case{
		Kind: bot.Act(o.Command), At: t.At().UTC(), Member: m.ID, User: m.User, By: o.By,
		Reason: o.Reason, Evidence: o.About, Warning: o.Command == "warn", Answer: answer,
	}
	if o.pays() {
		if refused, err := f.pay(t, o, c); refused != "" || err != nil {
			return false, refused, err
		}
	}
	if err := f.drop(t, o, c); err != nil {
		return false, "", err
	}
	if err := f.sanction(t, o, c); err != nil {
		return false, "", err
	}
	return true, why, f.file.Open(t.State(), t.Community.ID, c)
}

// drop deletes the message that the order replies to, where its form says so and
// the case is about its author.
func (f *Feature) drop(t *bot.Turn, o *order, c *sanction.Case) error {
	if o.Form != dropping || o.About == nil {
		return nil
	}
	author, err := t.MemberByUser(bot.User{ID: o.Author})
	if err != nil || author == nil || author.ID != c.Member {
		return err
	}
	f.file.Add(t, c, sanction.Sanction{Act: bot.ActDelete, Space: o.About.Message.Place, User: o.Author})
	return nil
}

// span is how long what an order asks for lasts; 0: for good, or it does not last.
func (o *order) span() time.Duration {
	if o.Command == "mute" && o.For == 0 {
		return sanction.UsualMute
	}
	return o.For
}

// sanction asks for the sanctions that a case has, and notes them in it.
func (f *Feature) sanction(t *bot.Turn, o *order, c *sanction.Case) (err error) {
	switch c.Kind {
	case bot.ActNote, bot.ActAward, bot.ActFine:
	case bot.ActWarn:
		return f.climb(t, o, c)
	case bot.ActDelete:
		f.file.Add(t, c, sanction.Sanction{Act: bot.ActDelete, Space: c.Evidence.Message.Place, User: c.User})
	default:
		return f.sentence(t, o, c, c.Kind, o.span())
	}
	return nil
}

// sentence adds an act wherever the member is, and asks for it.
func (f *Feature) sentence(t *bot.Turn, o *order, c *sanction.Case, act bot.Act, long time.Duration) error {
	list, err := f.where(t, o, act, c.Member)
	if err != nil {
		return err
	}
	for _, s := range list {
		if long > 0 {
			s.Until = t.At().Add(long).UTC()
		}
		f.file.Add(t, c, s)
	}
	return nil
}

// justDone tells what another moderator did to the member a moment ago; if it was
// the same, it is not done again.
func (f *Feature) justDone(t *bot.Turn, o *order, m *bot.Member) (again bool, told string, err error) {
	var last *sanction.Case
	err = f.file.Of(t.State(), t.Community.ID, m.ID, func(c *sanction.Case) (bool, error) {
		if c.Kind != bot.ActReport {
			last = c
		}
		return last == nil, nil
	})
	if err != nil || last == nil || last.By == "" || last.By == o.By || t.At().Sub(last.At) > justNow {
		return false, "", err
	}
	by, err := f.moderator(t, last.By)
	if err != nil {
		return false, "", err
	}
	what, err := f.what(t, last)
	if err != nil {
		return false, "", err
	}
	again = last.Kind == bot.Act(o.Command) && last.Open()
	args := bot.Args{"By": by, "What": what, "Case": last.ID}
	if again {
		return true, t.Text("moderation.done_by_other", args), nil
	}
	return false, t.Text("moderation.other_did", args), nil
}

// moderator is what an account that acted is called.
func (f *Feature) moderator(t *bot.Turn, u bot.UserID) (string, error) {
	m, err := t.MemberByUser(bot.User{ID: u})
	if err != nil || m != nil {
		return answer.Name(m, nil), err
	}
	return bot.Isolate(string(u)), nil
}
