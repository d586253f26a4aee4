package discord

import (
	"context"

	"github.com/bwmarrin/discordgo"

	"github.com/stewardbot/steward/bot"
)

// sayToPress answers a press or a command. Done is false if that is over and
// the text is to be said as any other. What is for one alone is then not said at
// all: it would be for everybody.
func (a *Adapter) sayToPress(ctx context.Context, to destination, e bot.Say, m *outgoing) (r bot.Receipt, done bool, err error) {
	hide := e.To != "" && to.user == ""
	i, ok := a.interactions.find(e.Press)
	if !ok {
		return tooLate(hide)
	}
	if err := i.lock(ctx); err != nil {
		return r, true, err
	}
	defer i.unlock()
	p, err := a.interactions.answer(ctx, i, m, hide)
	switch {
	case expired(err):
		return tooLate(hide)
	case err != nil:
		return r, true, err
	}
	return p.receipt(i.token), true, nil
}

func tooLate(hide bool) (bot.Receipt, bool, error) {
	if !hide {
		return bot.Receipt{}, false, nil
	}
	return bot.Receipt{}, true, bot.Refuse("discord.too_late")
}

// editHidden changes a message that one person alone sees, within the fifteen
// minutes that the token of its interaction is good.
func (a *Adapter) editHidden(ctx context.Context, h handle, m *outgoing) error {
	i := a.interactions.known(h.token)
	if i == nil {
		return a.interactions.webhook(ctx, "PATCH", h.token, h.id, m, nil)
	}
	if err := i.lock(ctx); err != nil {
		return err
	}
	defer i.unlock()
	if i.state == fresh && i.kind == discordgo.InteractionMessageComponent { // the message with the button
		_, err := a.interactions.callback(ctx, i, discordgo.InteractionResponseUpdateMessage, m)
		if err == nil {
			i.state = seen
		}
		if !says(err, acknowledged) {
			return err
		}
	}
	return a.interactions.webhook(ctx, "PATCH", h.token, h.id, m, nil)
}

// deleteHidden removes a message that one person alone sees.
func (a *Adapter) deleteHidden(ctx context.Context, h handle) error {
	if i := a.interactions.known(h.token); i != nil {
		if err := i.lock(ctx); err != nil {
			return err
		}
		defer i.unlock()
		if i.state == fresh && i.kind == discordgo.InteractionMessageComponent {
			if err := a.interactions.ack(ctx, i, ""); err != nil {
				return err
			}
		}
	}
	return a.interactions.webhook(ctx, "DELETE", h.token, h.id, nil, nil)
}
