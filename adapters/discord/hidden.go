package discord

import (
	"context"

	"github.com/bwmarrin/discordgo"

	"github.com/stewardbot/steward/bot"
)

// sayToPress answers a press or a command. done is false if it has expired and the text should
// be posted normally. An expired private answer is dropped, since everybody would see it.
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

// editHidden edits a message visible to one person, within the fifteen minutes that the
// interaction's token is valid.
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

// deleteHidden deletes a message visible to one person.
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
