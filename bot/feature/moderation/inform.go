package moderation

import (
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/sanction"
)

// NoticeSection is the key of the notices in a community's configuration.
const NoticeSection = "notices"

// Notices say what members hear, in private, of what was done to them.
type Notices struct {
	Send      bool `yaml:"send" doc:"members are told in private what was done to them, why, until when, and how to appeal"`
	Moderator bool `yaml:"moderator" doc:"and by which moderator"`
}

// NoticeDefaults tell everything but who.
func NoticeDefaults() *Notices { return &Notices{Send: true} }

// keepNotice is how long a notice is worth being told.
const keepNotice = 24 * time.Hour

// inform writes to the member whom a case did something to, once. Where that one
// can't be reached nothing else happens: the case stands as it is.
func (f *Feature) inform(t *bot.Turn, c *sanction.Case) error {
	s := bot.Setting[*Notices](t.Community, NoticeSection)
	if slices.ContainsFunc(c.Sanctions, func(s sanction.Sanction) bool { return s.State == sanction.Lifted }) {
		return nil // it is over
	}
	if c.Informed || !s.Send || !c.Open() || c.Failed() && !c.Warning {
		return nil
	}
	for _, u := range accountsOf(c) {
		chat := bot.PrivatePlace(u)
		text, err := f.noticeText(t.ToPlace(chat), c, s.Moderator)
		if err != nil || text == "" {
			return err
		}
		t.Do(bot.Say{
			Place: chat, Text: text, Lane: bot.Moderation, Expires: t.Now().Add(keepNotice), InDoubt: bot.Drop,
		})
	}
	c.Informed = true
	return f.file.Save(t.State(), t.Community.ID, c)
}

// accountsOf are the accounts that a case did something to, or is about.
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

// noticeText is what the member is told; empty: there is nothing to tell.
func (f *Feature) noticeText(t *bot.Turn, c *sanction.Case, named bool) (string, error) {
	args := bot.Args{"Community": bot.Isolate(t.Community.Name), "Reason": c.Reason, "Rule": c.Rule}
	var lines []string
	if c.Warning {
		warned, err := f.file.Warnings(t.State(), t.Community.ID, c.Member)
		if err != nil {
			return "", err
		}
		args["Count"] = len(warned)
		lines = append(lines, t.Text("moderation.you_warned", args))
	}
	lines = append(lines, yours(t, c, args)...)
	if len(lines) == 0 {
		return "", nil
	}
	lines = slices.Insert(lines, 0, t.Text("moderation.you_in", args))
	if c.Rule != "" {
		lines = append(lines, t.Text("moderation.you_rule", args))
	}
	if c.Reason != "" {
		lines = append(lines, t.Text("moderation.you_why", args))
	}
	if c.Evidence != nil && c.Evidence.Text != "" {
		lines = append(lines, t.Text("moderation.quote", bot.Args{"Text": bot.Isolate(c.Evidence.Text)}))
	}
	if named && c.By != "" {
		by, err := f.moderator(t, c.By)
		if err != nil {
			return "", err
		}
		lines = append(lines, t.Text("moderation.you_by", bot.Args{"By": by}))
	}
	if c.Undoable(t.Now()) && hearsAppeals(t) {
		lines = append(lines, t.Text("moderation.you_appeal", nil))
	}
	return strings.Join(lines, "\n"), nil
}

// yours is what the strongest sanction that was done means for the member.
func yours(t *bot.Turn, c *sanction.Case, args bot.Args) []string {
	s := strongest(c)
	if s == nil {
		return nil
	}
	args["Until"] = when(t, s.Until)
	switch {
	case s.Act == bot.ActMute:
		return []string{t.Text("moderation.you_muted", args)}
	case s.Act == bot.ActKick:
		return []string{t.Text("moderation.you_kicked", args)}
	case s.Act == bot.ActBan && s.Until.IsZero():
		return []string{t.Text("moderation.you_banned", args)}
	case s.Act == bot.ActBan:
		return []string{t.Text("moderation.you_banned_until", args)}
	}
	return nil
}
