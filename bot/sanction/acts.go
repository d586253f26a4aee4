package sanction

import (
	"time"

	"github.com/stewardbot/steward/bot"
)

// deed is everything specific to an act; deeds is the only table of them.
type deed struct {
	right bot.Act // the platform right required of the moderator who orders it; empty: none
	undo  bot.Act // ends it; empty: nothing does
	// ends: Steward ends it when its time is up. Mutes end on the platform.
	ends bool
	// quiet: it is not announced in the room.
	quiet bool
	// effect performs it on the platform, with a reason for the platform's
	// audit log; nil: it is only recorded.
	effect func(s *Sanction, c *Case, why string) bot.Effect
}

var deeds = map[bot.Act]deed{
	bot.ActMute:   {right: bot.ActMute, undo: bot.ActUnmute, effect: mute},
	bot.ActUnmute: {right: bot.ActMute, effect: mute},
	bot.ActKick:   {right: bot.ActKick, effect: kick},
	bot.ActBan:    {right: bot.ActBan, undo: bot.ActUnban, ends: true, effect: ban},
	bot.ActUnban:  {right: bot.ActBan, effect: ban},
	bot.ActDelete: {right: bot.ActDelete, quiet: true, effect: remove},
	bot.ActPurge:  {right: bot.ActDelete, quiet: true},
	bot.ActNote:   {quiet: true},
	bot.ActPin:    {right: bot.ActPin, undo: bot.ActUnpin, quiet: true, effect: pin},
	bot.ActUnpin:  {right: bot.ActPin, quiet: true, effect: pin},
	bot.ActSlow:   {right: bot.ActSlow, effect: slow},
	bot.ActLock:   {right: bot.ActLock, undo: bot.ActUnlock, ends: true, effect: lock},
	bot.ActUnlock: {right: bot.ActLock, effect: lock},
}

// Right returns the platform right required of a moderator who orders an act;
// empty if none.
func Right(act bot.Act) bot.Act { return deeds[act].right }

// Quiet reports whether an act is not announced in the room.
func Quiet(act bot.Act) bool { return deeds[act].quiet }

// CanEnd reports whether another act ends this one.
func (s *Sanction) CanEnd() bool { return deeds[s.Act].undo != "" }

// Ends reports whether Steward itself ends the act when its time is up.
func (s *Sanction) Ends() bool { return deeds[s.Act].ends && !s.Until.IsZero() }

// end requests the end of a case's sanction.
func (f *File) end(t *bot.Turn, c *Case, i int) error {
	s := c.Sanctions[i]
	alone, err := f.alone(t, c, &s)
	if err != nil {
		return err
	}
	ending := Sanction{Act: deeds[s.Act].undo, Space: s.Space, User: s.User, Earlier: s.Earlier}
	if alone {
		ending.Ours = s.ours()
	}
	f.Add(t, c, ending)
	return nil
}

// ask requests a case's sanction from the platform.
func (f *File) ask(t *bot.Turn, c *Case, i int) {
	s := &c.Sanctions[i]
	why := f.why(t.ToPlace(s.Space), c)
	s.Mark = bot.MarkOf(why)
	e := deeds[s.Act].effect(s, c, why)
	if b, ok := e.(bot.Ban); ok && !b.Lift {
		b.Until = f.lasts(t, c, s)
		e = b
	}
	s.Ref = t.Do(e)
}

// why returns a case's reason for the platform's audit log: the rule or the moderator, the
// number, and the text.
func (f *File) why(t *bot.Turn, c *Case) string {
	args := bot.Args{"Rule": c.Rule, "By": c.By.Local(), "Case": c.ID}
	if next, err := f.Next(t.State(), t.Community.ID); err == nil && c.ID == 0 { // it is opened in this turn
		args["Case"] = next
	}
	if m, err := t.MemberByUser(bot.User{ID: c.By}); err == nil && m != nil {
		args["By"] = m.Name
	}
	key := "moderation.audit_by"
	if c.Rule != "" {
		key = "moderation.audit_rule"
	}
	why := t.Text(key, args)
	if c.Reason != "" {
		why += ": " + c.Reason
	}
	return why
}

// WhyDeleted returns the audit log reason for a message that a rule deletes.
func (f *File) WhyDeleted(t *bot.Turn, rule string) string {
	same, err := f.JustOpened(t, rule)
	if err != nil {
		return rule
	}
	return f.why(t.ToPlace(t.Event.Place.Space()), &Case{Rule: rule, ID: same})
}

// An unmute is a Mute without an end.
func mute(s *Sanction, _ *Case, why string) bot.Effect {
	until := s.Until
	if s.Act == bot.ActUnmute {
		until = time.Time{}
	}
	return bot.Mute{Place: s.Space, User: s.User, Until: until, Reason: why, Ours: s.Ours}
}

func kick(s *Sanction, _ *Case, why string) bot.Effect {
	return bot.Kick{Place: s.Space, User: s.User, Reason: why}
}

func ban(s *Sanction, _ *Case, why string) bot.Effect {
	return bot.Ban{Place: s.Space, User: s.User, Lift: s.Act == bot.ActUnban, Purge: s.Purge, Reason: why, Until: s.Until, Ours: s.Ours}
}

func remove(s *Sanction, c *Case, why string) bot.Effect {
	return bot.Delete{Place: s.Space, Target: bot.Target{Message: c.Evidence.Message}, Reason: why}
}

func pin(s *Sanction, c *Case, why string) bot.Effect {
	return bot.Pin{Place: s.Space, Target: bot.Target{Message: c.Evidence.Message}, Off: s.Act == bot.ActUnpin, Reason: why}
}

func slow(s *Sanction, _ *Case, why string) bot.Effect {
	return bot.Slow{Place: s.Space, Every: s.Every, Reason: why}
}

// lock locks a place, or opens it again. Before locking, it asks for the
// current permissions, which can't be determined later.
func lock(s *Sanction, _ *Case, why string) bot.Effect {
	if s.Act == bot.ActLock && s.Earlier == "" {
		return bot.Permissions{Place: s.Space}
	}
	return bot.Lock{Place: s.Space, Lift: s.Act == bot.ActUnlock, Earlier: s.Earlier, Reason: why}
}
