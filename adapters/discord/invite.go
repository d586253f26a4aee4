package discord

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/stewardbot/steward/adapters/kit"
	"github.com/stewardbot/steward/bot"
)

// inviteAddress is where a code leads.
const inviteAddress = "https://discord.gg/"

// invite makes a link for one person: https://discord.com/developers/docs/resources/channel#create-channel-invite.
// It is never one that exists already.
func (a *Adapter) invite(ctx context.Context, to destination, e bot.Invite) (string, error) {
	in := struct {
		Age    int  `json:"max_age"`
		Uses   int  `json:"max_uses"`
		Unique bool `json:"unique"`
	}{int(min(max(time.Until(e.Until), time.Minute), bot.InviteLongest) / time.Second), 1, true}
	var out struct {
		Code string `json:"code"`
	}
	err := a.client.call(ctx, "POST", "/channels/"+to.channel+"/invites", "", in, &out)
	return inviteAddress + out.Code, err
}

// uninvite deletes an invite: https://discord.com/developers/docs/resources/invite#delete-invite. One that was used or is over
// is unknown there.
func (a *Adapter) uninvite(ctx context.Context, e bot.Uninvite) error {
	err := a.client.call(ctx, "DELETE", "/invites/"+strings.TrimPrefix(e.Link, inviteAddress), "", nil, nil)
	var c *callError
	if errors.As(err, &c) && c.answered && c.status == http.StatusNotFound { // whatever code a compatible server gives
		return kit.Gone("target.no_link")
	}
	return err
}
