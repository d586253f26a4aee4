package telegram

import (
	"context"
	"errors"
	"strings"

	"github.com/stewardbot/steward/adapters/kit"
	"github.com/stewardbot/steward/bot"
)

type memberTag struct {
	ChatID int64  `json:"chat_id"`
	UserID int64  `json:"user_id"`
	Tag    string `json:"tag"` // empty: none
}

// tag sets what stands beside a member's name. The library does not have the
// method: https://core.telegram.org/bots/api#setchatmembertag.
func (a *Adapter) tag(ctx context.Context, to destination, e bot.Tag) error {
	who, ok := parseUser(e.User)
	if !ok {
		return kit.Refused("%q is no account on Telegram", e.User)
	}
	if to.private {
		return kit.Refused("members have tags in groups only")
	}
	_, err := callRaw[any](ctx, a.client, "setChatMemberTag", memberTag{ChatID: to.chat, UserID: who, Tag: e.Tag})
	return tagError(err)
}

// tagError is a sentence for what is refused for the tag's own sake, in words
// that mean something else with other methods.
func tagError(err error) error {
	var c *callError
	if !errors.As(err, &c) || !c.answered || c.code != 400 {
		return err
	}
	if unknownUser(err) {
		return kit.Refused("the person is not in the group, so they can't have a tag there")
	}
	said := strings.ToLower(c.description)
	for _, r := range []struct{ says, means string }{
		{"chat_creator_required", "Telegram lets bots tag ordinary members only, and this one is an administrator"},
		{"not enough rights", "Steward lacks the right to tag members (can_manage_tags), which an administrator of the group gives under Administrators"},
		{"chat_admin_required", "Steward must be an administrator of the group with the right to tag members (can_manage_tags)"},
		{"rank_emoji", "Telegram takes no emoji in a tag"},
		{"rank_invalid", "Telegram does not take this tag: at most 16 characters and no emoji"},
	} {
		if strings.Contains(said, r.says) {
			return kit.Refused("%s", r.means)
		}
	}
	return err
}
