package insight

import (
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
)

// answerTime is how long after a post answers to it are counted.
const answerTime = time.Hour

// post is a post of the schedule, and what came of it.
type post struct {
	at                time.Time
	message           bot.MessageID
	reactions         int64
	by                map[bot.MemberID]bool
	answers, messages int64
}

// posts counts reactions to each scheduled post, and what was said within an hour.
func posts(c *calc) error {
	var list []*post
	// Platforms number messages within a space, and may not say in which place of it one was reacted to.
	byMessage, open := map[bot.MessageID]*post{}, map[bot.Place][]*post{}
	err := c.heard(func(day bot.Day, h *Heard) {
		switch {
		case h.Outcome != nil:
			o := h.Outcome
			if o.Feature != "schedule" || o.Status != bot.Done || len(o.Receipt.Messages) == 0 || o.Receipt.Hidden || h.Place.Private() || day < c.from || day > c.to {
				return
			}
			at := o.Receipt.At
			if at.IsZero() {
				at = h.At
			}
			p := &post{at: at, message: bot.MessageID{Place: h.Place, ID: o.Receipt.Messages[0]}, by: map[bot.MemberID]bool{}}
			list = append(list, p)
			open[h.Place] = append(open[h.Place], p)
			for _, id := range o.Receipt.Messages {
				byMessage[bot.MessageID{Place: h.Place.Space(), ID: id}] = p
			}
		case h.Reaction != nil && h.Member != 0:
			if p := byMessage[bot.MessageID{Place: h.Place.Space(), ID: h.Reaction.Message}]; p != nil {
				p.reactions += int64(len(h.Reaction.Added) - len(h.Reaction.Removed))
				p.by[h.Member] = true
			}
		case h.Said != "" && h.Member != 0:
			open[h.Place] = slices.DeleteFunc(open[h.Place], func(p *post) bool { return h.At.Sub(p.at) > answerTime })
			for _, p := range open[h.Place] {
				if h.At.Before(p.at) {
					continue
				}
				p.messages++
				if r := h.Message.ReplyTo; r != nil && byMessage[bot.MessageID{Place: h.Place.Space(), ID: r.ID}] == p {
					p.answers++
				}
			}
		}
	})
	if err != nil {
		return err
	}
	for i, p := range list {
		if c.Now.Sub(p.at) < answerTime {
			c.figure.Partial = append(c.figure.Partial, i)
			c.figure.note("insight.so_far")
		}
		c.figure.row(p.at.In(c.Community.Zone).Format("2006-01-02 15:04"), string(p.message.Place), p.message.ID, p.reactions,
			int64(len(p.by)), p.answers, p.messages)
	}
	c.figure.Value = int64(len(list))
	c.figure.note("insight.post_readers")
	return nil
}
