package telegram

import (
	"context"

	tg "github.com/go-telegram/bot"

	"github.com/stewardbot/steward/bot"
)

// invite makes a link for one person: https://core.telegram.org/bots/api#createchatinvitelink.
func (a *Adapter) invite(ctx context.Context, to destination, e bot.Invite) (string, error) {
	link, err := call[struct {
		Link string `json:"invite_link"`
	}](ctx, a.client, (*tg.Bot).CreateChatInviteLink, &tg.CreateChatInviteLinkParams{ChatID: to.chat, ExpireDate: int(upToSecond(e.Until)), MemberLimit: 1})
	return link.Link, err
}

// uninvite revokes a link: https://core.telegram.org/bots/api#revokechatinvitelink.
func (a *Adapter) uninvite(ctx context.Context, to destination, e bot.Uninvite) error {
	_, err := call[any](ctx, a.client, (*tg.Bot).RevokeChatInviteLink, &tg.RevokeChatInviteLinkParams{ChatID: to.chat, InviteLink: e.Link})
	return err
}
