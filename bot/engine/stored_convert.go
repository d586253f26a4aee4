package engine

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

func storeEvent(ev *bot.Event) storedEvent {
	return storedEvent{
		ev.ID, ev.Kind, ev.At, ev.Place, (*storedUser)(ev.User), with(ev.Message, storeMessage), ev.Deleted,
		(*storedReaction)(ev.Reaction), with(ev.Press, storePress), (*storedTyping)(ev.Typing), with(ev.Voice, storeVoice),
		(*storedStanding)(ev.Standing), (*storedByHand)(ev.ByHand), ev.Moved, ev.Notice, ev.Raw, (*storedTick)(ev.Tick), with(ev.Outcome, storeOutcome),
		(*storedReload)(ev.Reload),
	}
}

func (ev *storedEvent) event() bot.Event {
	return bot.Event{
		ID: ev.ID, Kind: ev.Kind, At: ev.At, Place: ev.Place, User: (*bot.User)(ev.User), Message: with(ev.Message, (*storedMessage).message),
		Deleted: ev.Deleted, Reaction: (*bot.Reaction)(ev.Reaction), Press: with(ev.Press, (*storedPress).press), Typing: (*bot.Typing)(ev.Typing),
		Voice: with(ev.Voice, (*storedVoice).voice), Standing: (*bot.Standing)(ev.Standing), ByHand: (*bot.ByHand)(ev.ByHand), Moved: ev.Moved, Notice: ev.Notice,
		Raw: ev.Raw, Tick: (*bot.Tick)(ev.Tick), Outcome: with(ev.Outcome, (*storedOutcome).outcome), Reload: (*bot.Reload)(ev.Reload),
	}
}

func storePress(p *bot.Press) storedPress { return storedPress{p.ID, p.Message, p.Data, p.Hidden} }

func (p *storedPress) press() bot.Press {
	return bot.Press{ID: p.ID, Message: p.Message, Data: p.Data, Hidden: p.Hidden}
}

func storeUser(u bot.User) storedUser    { return storedUser(u) }
func (u storedUser) user() bot.User      { return bot.User(u) }
func storeFile(f bot.File) storedFile    { return storedFile(f) }
func (f storedFile) file() bot.File      { return bot.File(f) }
func storePart(p bot.Part) storedPart    { return storedPart(p) }
func (p storedPart) part() bot.Part      { return bot.Part(p) }
func storeGiven(g bot.Given) storedGiven { return storedGiven(g) }
func (g storedGiven) given() bot.Given   { return bot.Given(g) }
func storeCheck(c bot.Check) storedCheck {
	return storedCheck{c.Subject, string(c.Found), string(c.Cure), c.Minor, c.Aside}
}
func (c storedCheck) check() bot.Check {
	return bot.Check{Subject: c.Subject, Found: phrase.Line(c.Found), Cure: phrase.Line(c.Cure), Minor: c.Minor, Aside: c.Aside}
}

func storeMessage(m *bot.Message) storedMessage {
	return storedMessage{
		m.ID, m.Text, with(m.ReplyTo, storeReplied), each(m.Mentions, storeUser), m.Media, each(m.Files, storeFile), each(m.Parts, storePart), m.Album, m.Comment, m.Hidden, m.Command,
		each(m.Options, storeGiven), m.Press,
	}
}

func (m *storedMessage) message() bot.Message {
	return bot.Message{
		ID: m.ID, Text: m.Text, ReplyTo: with(m.ReplyTo, (*storedReplied).replied), Mentions: each(m.Mentions, storedUser.user), Media: m.Media, Files: each(m.Files, storedFile.file),
		Parts: each(m.Parts, storedPart.part), Album: m.Album, Comment: m.Comment, Hidden: m.Hidden, Command: m.Command, Options: each(m.Options, storedGiven.given), Press: m.Press,
	}
}

func storeReplied(r *bot.Replied) storedReplied {
	return storedReplied{r.ID, (*storedUser)(r.User), r.Text, each(r.Files, storeFile)}
}

func (r *storedReplied) replied() bot.Replied {
	return bot.Replied{ID: r.ID, User: (*bot.User)(r.User), Text: r.Text, Files: each(r.Files, storedFile.file)}
}

func storeVoice(v *bot.Voice) storedVoice {
	return storedVoice{v.All, each(v.States, func(s bot.VoiceState) storedVoiceState {
		return storedVoiceState{storedUser(s.User), s.Channel, s.Deaf}
	})}
}

func (v *storedVoice) voice() bot.Voice {
	return bot.Voice{All: v.All, States: each(v.States, func(s storedVoiceState) bot.VoiceState {
		return bot.VoiceState{User: bot.User(s.User), Channel: s.Channel, Deaf: s.Deaf}
	})}
}

func storeOutcome(o *bot.Outcome) storedOutcome {
	return storedOutcome{
		o.Ref, o.Feature, o.Status, storedReceipt(o.Receipt), string(o.Reason),
		with(o.Found, func(f *bot.Found) storedFound {
			return storedFound{storedUser(f.User), f.Present, f.Banned, f.Authority}
		}),
		with(o.Examined, func(x *bot.Examined) storedExamined {
			return storedExamined{string(x.Offline), x.Late, each(x.Checks, storeCheck), x.Waiting, x.Failed}
		}),
		with(o.Fetched, func(f *bot.Fetched) storedFetched { return storedFetched{f.Status, f.Type, f.Size} }),
		o.Permissions, o.ByHand, o.Resent,
	}
}

func (o *storedOutcome) outcome() bot.Outcome {
	return bot.Outcome{
		Ref: o.Ref, Feature: o.Feature, Status: o.Status, Receipt: bot.Receipt(o.Receipt), Reason: phrase.Line(o.Reason),
		Found: with(o.Found, func(f *storedFound) bot.Found {
			return bot.Found{User: bot.User(f.User), Present: f.Present, Banned: f.Banned, Authority: f.Authority}
		}),
		Examined: with(o.Examined, func(x *storedExamined) bot.Examined {
			return bot.Examined{Offline: phrase.Line(x.Offline), Late: x.Late, Checks: each(x.Checks, storedCheck.check), Waiting: x.Waiting, Failed: x.Failed}
		}),
		Fetched:     with(o.Fetched, func(f *storedFetched) bot.Fetched { return bot.Fetched{Status: f.Status, Type: f.Type, Size: f.Size} }),
		Permissions: o.Permissions, ByHand: o.ByHand, Resent: o.Resent,
	}
}
