package telegram

import (
	"context"
	"errors"
	"strconv"
	"strings"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

var _ bot.Examiner = (*Adapter)(nil)

// Examine checks the token, privacy mode and, in each group, Steward's rights. It does not
// poll, so it can run next to a running bot.
func (a *Adapter) Examine(ctx context.Context, spaces []bot.Place) []bot.Check {
	me, err := a.client.me(ctx)
	if err != nil {
		return []bot.Check{a.unexamined("token", err)}
	}
	checks := []bot.Check{{Subject: "token", Found: phrase.AsLine("telegram.token_of", me.Username)}}
	hook, err := call[models.WebhookInfo](ctx, a.client, plain((*tg.Bot).GetWebhookInfo), nil)
	switch {
	case err != nil:
		checks = append(checks, a.unexamined("webhook", err))
	case hook.URL != "":
		checks = append(checks, bot.Check{
			Subject: "webhook", Found: phrase.AsLine("telegram.webhook"),
			Cure: phrase.AsLine("telegram.drop_webhook"),
		})
	}
	for _, s := range spaces {
		checks = append(checks, a.examineGroup(ctx, s, me)...)
	}
	return checks
}

func (a *Adapter) examineGroup(ctx context.Context, space bot.Place, me models.User) []bot.Check {
	to, ok := parsePlace(space)
	if !ok || to.private || to.thread != 0 {
		return []bot.Check{{
			Subject: string(space), Found: phrase.AsLine("telegram.not_group"), Cure: phrase.AsLine("telegram.say_id"),
		}}
	}
	m, err := call[member](ctx, a.client, (*tg.Bot).GetChatMember, &tg.GetChatMemberParams{ChatID: to.chat, UserID: me.ID})
	if err != nil {
		return []bot.Check{a.unexamined(string(space), err)}
	}
	switch {
	case !m.inChat():
		return []bot.Check{{
			Subject: string(space), Found: phrase.AsLine("telegram.not_in"),
			Cure: phrase.AsLine("telegram.add", inviteLink(me.Username)),
		}}
	case m.authority() == bot.Ordinary:
		c := bot.Check{
			Subject: string(space), Found: phrase.AsLine("telegram.ordinary"),
			Cure: phrase.AsLine("telegram.make_admin"), Minor: me.CanReadAllGroupMessages,
		}
		if !me.CanReadAllGroupMessages {
			c.Found = phrase.AsLine("telegram.private")
		}
		return []bot.Check{c}
	}
	return []bot.Check{rightsOf(string(space), m)}
}

// wantedRights are those that an administrator of Telegram's may lack and
// Steward uses, with what for, and their name in a link that adds it:
// https://core.telegram.org/api/links#groupchannel-bot-links. There is none for
// tags.
func wantedRights() []struct{ right, name, link, use string } {
	return []struct{ right, name, link, use string }{
		{"can_delete_messages", "Delete messages", "delete_messages", "telegram.use_delete"},
		{"can_restrict_members", "Ban users", "restrict_members", "telegram.use_restrict"},
		{"can_pin_messages", "Pin messages", "pin_messages", "telegram.use_pin"},
		{"can_manage_tags", "Manage tags", "", "telegram.use_tags"},
	}
}

// inviteLink returns a link that adds Steward to a group with the rights that it uses.
func inviteLink(username string) string {
	var rights []string
	for _, w := range wantedRights() {
		if w.link != "" {
			rights = append(rights, w.link)
		}
	}
	return "https://t.me/" + username + "?startgroup=steward&admin=" + strings.Join(rights, "+")
}

func rightsOf(subject string, m member) bot.Check {
	if m.authority() == bot.Owner {
		return bot.Check{Subject: subject, Found: phrase.AsLine("telegram.every_right")}
	}
	var names, uses []phrase.Line
	for _, w := range wantedRights() {
		if !m.rights[w.right] {
			names, uses = append(names, phrase.Line(strconv.Quote(w.name))), append(uses, phrase.Line(w.use))
		}
	}
	if len(names) == 0 {
		return bot.Check{Subject: subject, Found: phrase.AsLine("telegram.rights")}
	}
	return bot.Check{
		Subject: subject, Minor: true, Found: phrase.AsLine("telegram.lacks", names, uses),
		Cure: phrase.AsLine("telegram.give_right"),
	}
}

// unexamined returns the check for a failed query.
func (a *Adapter) unexamined(subject string, err error) bot.Check {
	if rejected(err) != nil {
		return bot.Check{Subject: subject, Found: phrase.AsLine("telegram.token_rejected"), Cure: phrase.AsLine("telegram.copy_token")}
	}
	var c *callError
	if errors.As(err, &c) && c.closedToUs() {
		return bot.Check{
			Subject: subject, Found: phrase.AsLine("telegram.says", c.description),
			Cure: phrase.AsLine("telegram.compare_id"),
		}
	}
	return bot.Check{Subject: subject, Found: reasonOffline(err), Cure: phrase.AsLine("telegram.network")}
}
