package look

import (
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/feature/moderation/room"
	"github.com/stewardbot/steward/bot/sanction"
	"github.com/stewardbot/steward/bot/staff"
)

// recently is how long /why mentions a case that is no longer in force.
const recently = 24 * time.Hour

// why explains to the asker what Steward did, from the findings on a message
// and the cases: for the message replied to, or the latest one. Moderators may
// ask about others.
func (l Looks) why(t *bot.Turn, in *bot.Input) error {
	if t.Member == nil {
		return nil
	}
	who, why, err := l.asksAbout(t, in)
	if err != nil {
		return err
	}
	text := why
	if who != nil {
		if text, err = l.explain(t, who); err != nil {
			return err
		}
	}
	answer.Give(t, answer.Reply{Text: text})
	return nil
}

// asksAbout returns whom a question is about: the asker or, for moderators, the
// person named or the author of the message; nil with a sentence why not.
func (l Looks) asksAbout(t *bot.Turn, in *bot.Input) (*bot.Member, string, error) {
	whom, other, err := answer.Whom(t, in)
	switch {
	case err != nil:
		return nil, "", err
	case !other:
		return t.Member, "", nil
	case whom == nil:
		return nil, t.Text("moderation.why_unknown", nil), nil
	case whom.ID == t.Member.ID:
		return whom, "", nil
	}
	rank, err := staff.Of(t, l.Members, t.Event.User.ID)
	if err != nil || rank < staff.Helper {
		return nil, t.Text("moderation.why_denied", nil), err
	}
	return whom, "", nil
}

// explain returns what is known about a member's message and latest case, the
// newer first.
func (l Looks) explain(t *bot.Turn, who *bot.Member) (string, error) {
	said, found, err := l.explained(t, who)
	if err != nil {
		return "", err
	}
	c, err := l.latestCase(t, who, said)
	if err != nil {
		return "", err
	}
	var blocks []string
	if c != nil {
		text, err := l.whyCase(t, c)
		if err != nil {
			return "", err
		}
		blocks = append(blocks, text)
	}
	if said != nil {
		blocks = append(blocks, whyMessage(t, who, said, found))
	}
	if len(blocks) == 2 && said.At.After(c.At) {
		slices.Reverse(blocks)
	}
	if len(blocks) == 0 {
		return t.Text("moderation.why_nothing", nil), nil
	}
	return strings.Join(blocks, "\n\n"), nil
}

// explained returns the message in question with its findings: the one replied
// to, or the member's latest one with findings; nil if none.
func (l Looks) explained(t *bot.Turn, who *bot.Member) (*bot.Spoken, []bot.Finding, error) {
	e := t.Event
	if r := e.Message.ReplyTo; r != nil && r.ID != "" {
		said, ok, err := t.Said(bot.MessageID{Place: e.Place, ID: r.ID})
		if err != nil {
			return nil, nil, err
		}
		if ok && said.Member == who.ID {
			found, err := t.Explained(said.Line)
			return &bot.Spoken{ID: r.ID, Said: said}, found, err
		}
	}
	spaces := t.Community.Spaces
	if !e.Place.Private() {
		spaces = []bot.Place{e.Place.Space()}
	}
	var latest *bot.Spoken
	var about []bot.Finding
	for _, space := range spaces {
		list, err := t.LastBy(space, who.ID, lookedBack)
		if err != nil {
			return nil, nil, err
		}
		for _, s := range list {
			if s.ID == e.Message.ID || latest != nil && !s.At.After(latest.At) {
				continue
			}
			found, err := t.Explained(s.Line)
			if err != nil {
				return nil, nil, err
			}
			if found = concerning(found, who.ID); len(found) > 0 {
				latest, about = &s, found
				break
			}
		}
	}
	return latest, about, nil
}

// lookedBack is how many of a member's messages are searched for one with
// findings.
const lookedBack = 20

// concerning returns the findings about the author of the message.
func concerning(list []bot.Finding, m bot.MemberID) []bot.Finding {
	return slices.DeleteFunc(list, func(x bot.Finding) bool { return x.Member != 0 && x.Member != m })
}

// latestCase returns the case about a message, or the latest one in force or
// recent; nil if there is none.
func (l Looks) latestCase(t *bot.Turn, who *bot.Member, about *bot.Spoken) (found *sanction.Case, err error) {
	asked := t.Event.Message.ReplyTo != nil && about != nil && about.ID == t.Event.Message.ReplyTo.ID
	err = l.File.Of(t.State(), t.Community.ID, who.ID, func(c *sanction.Case) (bool, error) {
		switch {
		case c.Kind == bot.ActReport || c.Kind == bot.ActNote:
			return true, nil
		case asked:
			if c.Evidence != nil && c.Evidence.Message.ID == about.ID && c.Evidence.Message.Place.Space() == about.Place.Space() {
				found = c
			}
		case c.Undoable(t.Now()) || t.Now().Sub(c.At) < recently:
			found = c
		}
		return found == nil, nil
	})
	return found, err
}

// whyMessage returns the findings on a message.
func whyMessage(t *bot.Turn, who *bot.Member, said *bot.Spoken, found []bot.Finding) string {
	lines := []string{t.Text("moderation.why_message", bot.Args{"Name": answer.Name(who, nil), "When": answer.When(t, said.At)})}
	for _, x := range concerning(found, who.ID) {
		args := bot.Args{}
		for k, v := range x.Args {
			args[k] = v
		}
		args["Count"] = x.N
		lines = append(lines, t.Text("moderation.why_item", bot.Args{"Text": t.Text(x.Feature+"."+x.Code, args)}))
	}
	if len(lines) == 1 {
		lines = append(lines, t.Text("moderation.why_forgotten", nil))
	}
	return strings.Join(lines, "\n")
}

// whyCase returns what a case did, and why, for the person concerned.
func (l Looks) whyCase(t *bot.Turn, c *sanction.Case) (string, error) {
	lines := []string{t.Text("moderation.why_case", bot.Args{"Case": c.ID, "When": answer.When(t, c.At)})}
	what, err := l.What(t, c)
	if err != nil {
		return "", err
	}
	if !c.Open() {
		what = t.Text("moderation.why_undone", nil)
	}
	lines = append(lines, what)
	grounds, err := room.Grounds(t, c, true)
	if err != nil {
		return "", err
	}
	lines = append(lines, grounds...)
	if c.Member == t.Member.ID && c.Undoable(t.Now()) && c.Appeal == nil && len(room.Log(t.Community)) > 0 {
		lines = append(lines, t.Text("moderation.you_appeal", nil))
	}
	return strings.Join(lines, "\n"), nil
}
