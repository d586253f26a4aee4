package telegram

import (
	"context"
	"errors"
	"strings"

	"github.com/stewardbot/steward/bot"
)

type memberTag struct {
	ChatID int64  `json:"chat_id"`
	UserID int64  `json:"user_id"`
	Tag    string `json:"tag"` // empty: none
}

// tag sets the tag next to a member's name. The library lacks the method:
// https://core.telegram.org/bots/api#setchatmembertag.
func (a *Adapter) tag(ctx context.Context, to destination, e bot.Tag) error {
	who, ok := parseUser(e.User)
	if !ok {
		return bot.Refuse("target.no_account", e.User, title)
	}
	if to.private {
		return bot.Refuse("telegram.tag_outside")
	}
	_, err := callRaw[any](ctx, a.client, "setChatMemberTag", memberTag{ChatID: to.chat, UserID: who, Tag: e.Tag})
	return tagError(err)
}

// tagError classifies refusals that are specific to tags; other methods use the same
// descriptions with other meanings.
func tagError(err error) error {
	var c *callError
	if !errors.As(err, &c) || !c.answered || c.code != 400 {
		return err
	}
	if unknownUser(err) {
		return bot.Refuse("telegram.tag_absent")
	}
	said := c.said()
	for _, r := range []struct{ says, means string }{
		{"chat_creator_required", "telegram.tag_administrator"},
		{"not enough rights", "telegram.tag_right"},
		{"chat_admin_required", "telegram.tag_administer"},
		{"rank_emoji", "telegram.tag_emoji"},
		{"rank_invalid", "telegram.tag_invalid"},
	} {
		if strings.Contains(said, r.says) {
			return bot.Refuse(r.means)
		}
	}
	return err
}
