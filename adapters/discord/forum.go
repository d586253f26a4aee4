package discord

import (
	"context"
	"fmt"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

// Limits of a post in a forum:
// https://discord.com/developers/docs/resources/channel#start-thread-in-forum-or-media-channel.
const (
	maxPostTitle = 100
	maxTags      = 5
)

// post creates a thread in a forum; its first message has the thread's id.
type post struct {
	Name    string    `json:"name"`
	Tags    []string  `json:"applied_tags,omitempty"`
	Message *outgoing `json:"message"`
}

func (p post) attached() *file { return p.Message.file }

// publish posts in a forum, titled by e or else by the first line. Forum posts have no nonce,
// so before a retry it looks for an own thread with that title.
func (a *Adapter) publish(ctx context.Context, guild, forum string, d bot.Delivery, e bot.Say, m *outgoing) (bot.Receipt, error) {
	p := post{Name: titleOf(e), Message: m}
	m.Nonce, m.Enforce, m.Reference = "", false, nil
	if p.Name == "" {
		return bot.Receipt{}, bot.Refuse("discord.forum_title")
	}
	if d.Again {
		found, err := a.published(ctx, guild, forum, p.Name, snowflakeAt(d.Since.Add(-clockSkew)))
		if err != nil || found.ID != "" {
			return found.receipt(""), err
		}
	}
	var err error
	if p.Tags, err = a.tagIDs(ctx, forum, e.Tags); err != nil {
		return bot.Receipt{}, err
	}
	var made posted
	if err := a.client.call(ctx, "POST", "/channels/"+forum+"/threads", "", p, &made); err != nil {
		return bot.Receipt{}, pictureless(m, err)
	}
	return made.receipt(""), nil
}

func titleOf(e bot.Say) string {
	title := e.Title
	if title == "" {
		title, _, _ = strings.Cut(strings.TrimSpace(e.Plain()), "\n")
	}
	return shorten(strings.TrimSpace(title), maxPostTitle)
}

// published finds one of Steward's threads by name; its id is empty if there is none.
func (a *Adapter) published(ctx context.Context, guild, forum, name string, since snowflake) (posted, error) {
	self, err := a.directory.self(ctx)
	if err != nil {
		return posted{}, err
	}
	var active struct {
		Threads []struct {
			ID     string `json:"id"`
			Name   string `json:"name"`
			Owner  string `json:"owner_id"`
			Parent string `json:"parent_id"`
		} `json:"threads"`
	}
	if err := a.client.call(ctx, "GET", "/guilds/"+guild+"/threads/active", "", nil, &active); err != nil {
		return posted{}, err
	}
	for _, t := range active.Threads {
		if t.Parent == forum && t.Owner == self && same(t.Name, name) && parseSnowflake(t.ID) >= since {
			return posted{ID: t.ID}, nil
		}
	}
	return posted{}, nil
}

// tagIDs finds a forum's tags by name, ignoring case.
func (a *Adapter) tagIDs(ctx context.Context, forum string, names []string) ([]string, error) {
	if len(names) == 0 {
		return nil, nil
	}
	if len(names) > maxTags {
		return nil, bot.Refuse("discord.many_tags", len(names), maxTags)
	}
	var channel struct {
		Tags []struct {
			ID   string `json:"id"`
			Name string `json:"name"`
		} `json:"available_tags"`
	}
	if err := a.client.call(ctx, "GET", "/channels/"+forum, "", nil, &channel); err != nil {
		return nil, err
	}
	ids, known := map[string]string{}, []string{}
	for _, t := range channel.Tags {
		ids[strings.ToLower(t.Name)] = t.ID
		known = append(known, fmt.Sprintf("%q", t.Name))
	}
	var out []string
	for _, name := range names {
		id, ok := ids[strings.ToLower(strings.TrimSpace(name))]
		switch {
		case !ok && len(known) == 0:
			return nil, bot.Refuse("discord.forum_tagless", name)
		case !ok:
			return nil, bot.Refuse("discord.forum_other_tags", name, strings.Join(known, ", "))
		}
		out = append(out, id)
	}
	return out, nil
}

// channelOf returns the channel of a message; in a forum, the thread with the id of its first
// message.
func (a *Adapter) channelOf(ctx context.Context, to destination, message string) (string, error) {
	channel, err := a.directory.channel(ctx, to)
	if err == nil && a.guilds.forum(channel) {
		return message, nil
	}
	return channel, err
}

// unsaid returns why a post failed. If the channel turns out to be a forum, that is recorded,
// and the post is retried with a title.
func (a *Adapter) unsaid(ctx context.Context, guild, channel string, m *outgoing, err error) error {
	if !says(err, notText) || guild == "" {
		return pictureless(m, err)
	}
	var c channelObject
	if e := a.client.call(ctx, "GET", "/channels/"+channel, "", nil, &c); e != nil || !c.posts() {
		return err
	}
	a.guilds.learnChannel(guild, &c)
	return &bot.DeliveryError{Code: bot.CodeRetry, Reason: "discord.is_forum"}
}

// pictureless adds the rights that pictures need to a permission error.
func pictureless(m *outgoing, err error) error {
	switch {
	case !says(err, missingPermissions):
		return err
	case m.file != nil:
		return bot.Refuse("discord.lacks_here", phrase.Line("discord.file_rights"))
	case len(m.Embeds) > 0:
		return bot.Refuse("discord.lacks_here", phrase.Line("discord.embed_rights"))
	}
	return err
}
