package telegram

import (
	"context"
	"errors"
	"strings"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"github.com/stewardbot/steward/bot"
)

var _ bot.Examiner = (*Adapter)(nil)

// Examine asks for the token, for privacy mode and, in each group, for
// Steward's rights. It polls nothing, so that it may be done beside a running
// bot.
func (a *Adapter) Examine(ctx context.Context, spaces []bot.Place) []bot.Check {
	me, err := a.client.me(ctx)
	if err != nil {
		return []bot.Check{a.unexamined("token", err)}
	}
	checks := []bot.Check{{Subject: "token", Found: "it is @" + me.Username + "'s"}}
	hook, err := call[models.WebhookInfo](ctx, a.client, plain((*tg.Bot).GetWebhookInfo), nil)
	switch {
	case err != nil:
		checks = append(checks, a.unexamined("webhook", err))
	case hook.URL != "":
		checks = append(checks, bot.Check{
			Subject: "webhook", Found: "one is set for this token, so Telegram refuses polling",
			Cure: "remove it with the Bot API's deleteWebhook, or use another bot",
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
			Subject: string(space), Found: "that is no group on Telegram", Cure: "say /id in the group: Steward answers with the line to write under spaces",
		}}
	}
	m, err := call[member](ctx, a.client, (*tg.Bot).GetChatMember, &tg.GetChatMemberParams{ChatID: to.chat, UserID: me.ID})
	if err != nil {
		return []bot.Check{a.unexamined(string(space), err)}
	}
	switch {
	case !m.inChat():
		return []bot.Check{{
			Subject: string(space), Found: "Steward is not in the group",
			Cure: "add it: " + inviteLink(me.Username),
		}}
	case m.authority() == bot.Ordinary:
		c := bot.Check{
			Subject: string(space), Found: "Steward is an ordinary member: it hears all messages, but no reactions and not who joins or leaves, and may delete nothing",
			Cure: "make it an administrator: the group's name -> Edit -> Administrators -> Add administrator", Minor: me.CanReadAllGroupMessages,
		}
		if !me.CanReadAllGroupMessages {
			c.Found = "Steward is an ordinary member and privacy mode is on: it hears commands only, so messages earn nothing and no rule applies"
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
		{"can_delete_messages", "Delete messages", "delete_messages", "rules that delete, and tidying commands away"},
		{"can_restrict_members", "Ban users", "restrict_members", "mutes, kicks, bans, and locking the group"},
		{"can_pin_messages", "Pin messages", "pin_messages", "pinned posts"},
		{"can_manage_tags", "Manage tags", "", "the tags of levels"},
	}
}

// inviteLink adds Steward to a group with the rights that it uses.
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
		return bot.Check{Subject: subject, Found: "Steward has every right"}
	}
	var names, uses []string
	for _, w := range wantedRights() {
		if !m.rights[w.right] {
			names, uses = append(names, "\""+w.name+"\""), append(uses, w.use)
		}
	}
	if len(names) == 0 {
		return bot.Check{Subject: subject, Found: "Steward is an administrator with the rights that it uses"}
	}
	return bot.Check{
		Subject: subject, Minor: true, Found: "Steward is an administrator without the right " + strings.Join(names, " and ") + ", needed for " + strings.Join(uses, " and "),
		Cure: "the group's name -> Edit -> Administrators -> Steward",
	}
}

// unexamined is why something could not be asked.
func (a *Adapter) unexamined(subject string, err error) bot.Check {
	if rejected(err) != nil {
		return bot.Check{Subject: subject, Found: "the Bot API rejects it", Cure: "copy it whole from @BotFather (/token) into platforms.telegram.token"}
	}
	var c *callError
	if errors.As(err, &c) && c.closedToUs() {
		return bot.Check{
			Subject: subject, Found: "Telegram says: " + c.description,
			Cure: "add Steward to the group, and compare the id with what /id says there",
		}
	}
	return bot.Check{Subject: subject, Found: reasonOffline(err), Cure: "look at the network, and at platforms.telegram.api_url if that is set"}
}
