package sanction

import (
	"time"

	"github.com/stewardbot/steward/bot"
)

// deed is what there is to know of an act: the one table of them.
type deed struct {
	right bot.Act // what the platform must let a moderator do who orders it; empty: nothing
	undo  bot.Act // ends it; empty: nothing does
	// ends: Steward ends it when its time has come. A mute ends on the platform.
	ends bool
	// quiet: that it was done is nobody's business in the room.
	quiet bool
	// effect asks the platform for it, with what its own log is to say of why; nil: it is
	// written down.
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

// Right is what the platform must let a moderator do themselves who orders an act;
// empty: nothing.
func Right(act bot.Act) bot.Act { return deeds[act].right }

// Quiet tells whether what an act did is nobody's business in the room.
func Quiet(act bot.Act) bool { return deeds[act].quiet }

// CanEnd tells whether there is an act that ends this one.
func (s *Sanction) CanEnd() bool { return deeds[s.Act].undo != "" }

// Ends tells whether Steward itself ends the act when its time has come.
func (s *Sanction) Ends() bool { return deeds[s.Act].ends && !s.Until.IsZero() }

// ending is what is to be done to end an act.
func (s *Sanction) ending() Sanction {
	return Sanction{Act: deeds[s.Act].undo, Space: s.Space, User: s.User, Earlier: s.Earlier, State: Pending}
}

// ask asks the platform for a sanction of a case.
func (f *File) ask(t *bot.Turn, c *Case, i int) {
	s := &c.Sanctions[i]
	s.Ref = t.Do(deeds[s.Act].effect(s, c, f.why(t.ToPlace(s.Space), c)))
}

// why is what the platform's own log says of a case: the rule or the moderator, the
// number, and the reason.
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

// WhyDeleted is what the platform's own log says of a message that the turn's member
// sent and a rule deletes.
func (f *File) WhyDeleted(t *bot.Turn, rule string) string {
	same, err := f.JustOpened(t, rule)
	if err != nil {
		return rule
	}
	return f.why(t.ToPlace(t.Event.Place.Space()), &Case{Rule: rule, ID: same})
}

// An unmute is a mute until no time.
func mute(s *Sanction, _ *Case, why string) bot.Effect {
	until := s.Until
	if s.Act == bot.ActUnmute {
		until = time.Time{}
	}
	return bot.Mute{Place: s.Space, User: s.User, Until: until, Reason: why}
}

func kick(s *Sanction, _ *Case, why string) bot.Effect {
	return bot.Kick{Place: s.Space, User: s.User, Reason: why}
}

func ban(s *Sanction, _ *Case, why string) bot.Effect {
	return bot.Ban{Place: s.Space, User: s.User, Lift: s.Act == bot.ActUnban, Purge: s.Purge, Reason: why}
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

// lock locks, or opens again. What is allowed must be known before a place is locked,
// and is asked first: once it is locked nobody can tell any more.
func lock(s *Sanction, _ *Case, why string) bot.Effect {
	if s.Act == bot.ActLock && s.Earlier == "" {
		return bot.Permissions{Place: s.Space}
	}
	return bot.Lock{Place: s.Space, Lift: s.Act == bot.ActUnlock, Earlier: s.Earlier, Reason: why}
}
