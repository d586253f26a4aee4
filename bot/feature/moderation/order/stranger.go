package order

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/feature/moderation/room"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/sanction"
)

// stranger applies an order to an account that is not a person: messages of
// bots and other channels can be deleted, and channels banned. It returns
// whether a case was opened, and a sentence why not.
func (d Orders) stranger(t *bot.Turn, o *room.Order, u bot.User, answer uint64) (bool, string, error) {
	act, channel := bot.Act(o.Command), u.Persona == bot.AnyOther
	bans := channel && (act == bot.ActBan || act == bot.ActUnban)
	switch {
	case u.Persona != bot.Robot && !channel:
		return false, t.Text("moderation.group", nil), nil
	case act == bot.ActDelete || bans:
	case channel:
		return false, t.Text("moderation.channel", nil), nil
	default:
		return false, t.Text("moderation.robot", nil), nil
	}
	c := &sanction.Case{
		Kind: act, At: t.At().UTC(), User: u.ID, Name: member.CleanName(u.Name, u.Handle, u.ID), By: o.By,
		Reason: o.Reason, Evidence: o.About, Answer: answer,
	}
	if act == bot.ActDelete || o.Form == room.Dropping && o.Author == u.ID {
		d.File.Add(t, c, sanction.Sanction{Act: bot.ActDelete, Space: o.About.Message.Place, User: u.ID})
	}
	if bans {
		if err := d.Sentence(t, c, bot.Sanction{Act: act, For: o.For}, o.Scene(t.Community)); err != nil {
			return false, "", err
		}
	}
	return true, "", d.File.Open(t.State(), t.Community.ID, c)
}
