package discord

import (
	"context"
	"fmt"
	"time"

	"github.com/stewardbot/steward/bot"
)

// Bounds of searching Steward's own messages for one that may have been sent.
const (
	clockSkew = time.Minute // Discord's clock and ours
	pageSize  = 100
	maxPages  = 50
)

// say posts a text once: the nonce deduplicates attempts within the last
// minutes, and older ones are searched for among the messages since.
func (a *Adapter) say(ctx context.Context, to destination, d bot.Delivery, e bot.Say) (bot.Receipt, error) {
	m := newOutgoing(e.Text, e.Rich, e.Buttons)
	m.picture(e.Picture, d.Content)
	m.ping(e.Pinged())
	if e.Press != "" {
		r, done, err := a.sayToPress(ctx, to, e, m)
		if done {
			return r, err
		}
	}
	if isID(e.ReplyTo) { // a hidden message has no public id to reply to
		m.Reference = &reference{MessageID: e.ReplyTo}
	}
	m.Nonce, m.Enforce = d.Key, d.Key != ""
	channel, err := a.directory.channel(ctx, to)
	if err != nil {
		return bot.Receipt{}, err
	}
	if a.guilds.forum(channel) {
		return a.publish(ctx, to.guild, channel, d, e, m)
	}
	if d.Again {
		p, err := a.readBack(ctx, channel, d.Since, m)
		if err != nil {
			return bot.Receipt{}, err
		}
		if p.ID != "" {
			return p.receipt(""), nil
		}
	}
	var p posted
	err = a.client.call(ctx, "POST", "/channels/"+channel+"/messages", "", m, &p)
	if m.Reference != nil && says(err, unknownMessage, unknownChannel, badForm) { // the message to reply to, on a compatible server
		m.Reference = nil
		err = a.client.call(ctx, "POST", "/channels/"+channel+"/messages", "", m, &p)
	}
	if err != nil {
		return bot.Receipt{}, a.unsaid(ctx, to.guild, channel, m, err)
	}
	return p.receipt(""), nil
}

// readBack looks for m among our messages in a channel since then; an empty id:
// not found.
func (a *Adapter) readBack(ctx context.Context, channel string, since time.Time, m *outgoing) (posted, error) {
	self, err := a.directory.self(ctx)
	if err != nil {
		return posted{}, err
	}
	from := snowflakeAt(since.Add(-clockSkew))
	after := from
	for range maxPages {
		var page []posted // newest first
		path := fmt.Sprintf("/channels/%s/messages?limit=%d&after=%s", channel, pageSize, after)
		if err := a.client.call(ctx, "GET", path, "", nil, &page); err != nil {
			return posted{}, err
		}
		before := after
		for _, p := range page {
			id := parseSnowflake(p.ID)
			if id > from && p.Author.ID == self && p.was(m) { // a compatible server may ignore after
				return p, nil
			}
			after = max(after, id)
		}
		if len(page) < pageSize || after == before {
			break
		}
	}
	return posted{}, nil
}

// was reports whether p is the message m. If there is a nonce, it decides.
func (p posted) was(m *outgoing) bool {
	if p.Nonce != "" && m.Nonce != "" {
		return p.Nonce == m.Nonce
	}
	if !same(p.Content, m.Content) || (len(p.Files) > 0) != (m.file != nil) {
		return false
	}
	return m.Reference == nil || p.Reply.MessageID == "" || p.Reply.MessageID == m.Reference.MessageID
}
