package room

import (
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/feature/moderation/words"
	"github.com/stewardbot/steward/bot/sanction"
)

// NoticeSection is the key of the notices in a community's configuration.
const NoticeSection = "notices"

// Notices configures what members are told privately about penalties.
type Notices struct {
	Send      bool `yaml:"send" doc:"members are told in private what was done to them, why, until when, and how to appeal"`
	Moderator bool `yaml:"moderator" doc:"and by which moderator"`
}

// NoticeDefaults tell everything except by whom.
func NoticeDefaults() *Notices { return &Notices{Send: true} }

// keepNotice is how late a notice may be.
const keepNotice = 24 * time.Hour

// inform notifies the member concerned, once. If they can't be reached, nothing
// else happens: the case stands.
func (r *Room) inform(t *bot.Turn, c *sanction.Case) error {
	if slices.ContainsFunc(c.Sanctions, func(s sanction.Sanction) bool { return s.State == sanction.Lifted }) {
		return nil // it is over
	}
	if c.Member == 0 || c.Informed || !bot.Setting[*Notices](t.Community, NoticeSection).Send || !c.Open() || c.Failed() && !c.Warning {
		return nil
	}
	for _, u := range accountsOf(c) {
		chat := bot.PrivatePlace(u)
		text, err := r.noticeText(t.ToPlace(chat), c)
		if err != nil || text == "" {
			return err
		}
		t.Do(bot.Say{
			Place: chat, Text: text, Lane: bot.Moderation, Expires: t.Now().Add(keepNotice), InDoubt: bot.Drop, Optional: true,
		})
	}
	c.Informed = true
	return r.File.Save(t.State(), t.Community.ID, c)
}

// accountsOf returns the accounts that a case did something to, or is about.
func accountsOf(c *sanction.Case) (list []bot.UserID) {
	for _, s := range c.Sanctions {
		if s.User != "" && s.State == sanction.Done && s.Act != bot.ActDelete && !slices.Contains(list, s.User) {
			list = append(list, s.User)
		}
	}
	if len(list) == 0 && c.User != "" {
		list = append(list, c.User)
	}
	return list
}

// noticeText returns the notice; empty if there is nothing to tell.
func (r *Room) noticeText(t *bot.Turn, c *sanction.Case) (string, error) {
	args := bot.Args{"Community": bot.Isolate(t.Community.Name)}
	lines := []string{t.Text("moderation.you_in", args)}
	if c.Warning {
		warned, err := r.File.Warnings(t.State(), t.Community.ID, c.Member)
		if err != nil {
			return "", err
		}
		args["Count"] = len(warned)
		lines = append(lines, t.Text("moderation.you_warned", args))
	}
	lines = append(lines, yours(t, c, args)...)
	if len(lines) == 1 {
		return "", nil
	}
	grounds, err := Grounds(t, c, false)
	if err != nil {
		return "", err
	}
	lines = append(lines, grounds...)
	if c.Undoable(t.Now()) && len(Log(t.Community)) > 0 {
		lines = append(lines, t.Text("moderation.you_appeal", nil))
	}
	return strings.Join(lines, "\n"), nil
}

// yours returns what the strongest sanction that was done means for the member.
func yours(t *bot.Turn, c *sanction.Case, args bot.Args) []string {
	s := words.Strongest(c)
	if s == nil {
		return nil
	}
	args["Until"] = answer.When(t, s.Until)
	switch {
	case s.Act == bot.ActMute:
		return []string{t.Text("moderation.you_muted", args)}
	case s.Act == bot.ActKick && s.Reason != "": // they were not there
		return nil
	case s.Act == bot.ActKick:
		return []string{t.Text("moderation.you_kicked", args)}
	case s.Act == bot.ActBan && s.Until.IsZero():
		return []string{t.Text("moderation.you_banned", args)}
	case s.Act == bot.ActBan:
		return []string{t.Text("moderation.you_banned_until", args)}
	}
	return nil
}

// Grounds returns why a case was opened, one per line, for the member
// concerned: with or without what the rule found, and with the moderator's name
// if configured.
func Grounds(t *bot.Turn, c *sanction.Case, found bool) (lines []string, err error) {
	if c.Rule != "" {
		lines = append(lines, t.Text("moderation.you_rule", bot.Args{"Rule": c.Rule}))
	}
	if c.Reason != "" {
		lines = append(lines, t.Text("moderation.you_why", bot.Args{"Reason": c.Reason}))
	}
	if e := c.Evidence; found && e != nil && e.Found != "" {
		lines = append(lines, t.Text("moderation.found", bot.Args{"Found": e.Found}))
	}
	if e := c.Evidence; e != nil && e.Text != "" {
		lines = append(lines, t.Text("moderation.quote", bot.Args{"Text": bot.Isolate(e.Text)}))
	}
	if c.By != "" && bot.Setting[*Notices](t.Community, NoticeSection).Moderator {
		by, err := words.Moderator(t, c.By)
		if err != nil {
			return nil, err
		}
		lines = append(lines, t.Text("moderation.you_by", bot.Args{"By": by}))
	}
	return lines, nil
}

// TellAppeal tells the member the result of an appeal, once, where it was made.
func (r *Room) TellAppeal(t *bot.Turn, c *sanction.Case) error {
	a := c.Appeal
	if a == nil || a.Told || a.Decided.IsZero() {
		return nil
	}
	if a.Lifted && slices.ContainsFunc(c.Sanctions, func(s sanction.Sanction) bool {
		return (s.Act == bot.ActUnmute || s.Act == bot.ActUnban) && s.State == sanction.Refused
	}) {
		return nil // granted, but not done yet: the moderators know why
	}
	a.Told = true
	key := "moderation.your_appeal_upheld"
	if a.Lifted {
		key = "moderation.your_appeal_lifted"
	}
	s := bot.Say{
		Place: a.Place, Text: t.ToPlace(bot.PrivatePlace(a.User)).Text(key, bot.Args{"Case": c.ID}), Lane: bot.Moderation,
		Expires: t.Now().Add(keepNotice),
	}
	if !a.Place.Private() {
		s.To, s.HideAfter = a.User, t.Community.Replies.DeleteAfter
	}
	t.Do(s)
	return r.File.Save(t.State(), t.Community.ID, c)
}
