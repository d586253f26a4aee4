package engine

import (
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/rules"
)

const (
	// offeredFor is how long a suggestion is useful to somebody typing.
	offeredFor = 3 * time.Second
	// maxChoices is the maximum number of suggestions; typing narrows them
	// down.
	maxChoices = 50
)

// typing suggests values for an option. What somebody types but has not sent is
// not recorded, is not an event for features, and makes nobody a member.
func (d *decider) typing(in *inspected, received time.Time) error {
	ev := &in.event
	if err := d.findCommunity(in); err != nil {
		return err
	}
	d.must(d.tx.Put(tableSeen, d.seenKey(ev.At, ev.ID), seenRow{arrival: received.Unix()}.encode(d.tx)))
	expires := d.at.Add(offeredFor)
	if ev.Typing == nil || ev.User == nil || !d.e.clock.Now().Before(expires) {
		return nil
	}
	if d.passing != nil {
		p := d.e.pass(in, received, d.passing, d.e.choices(d.tx, d.ruling, in))
		p.Expires = expires
		d.g.after = append(d.g.after, func() { d.e.deliver.passNow(p) })
		return nil
	}
	var all []string
	s := d.mark()
	err := d.guard(func() (err error) {
		all, err = d.offered(in)
		return err
	})
	d.rollback(s) // suggesting changes nothing
	if ForGood(err) {
		return err
	}
	if err != nil {
		d.e.log.Error("what an option could be can't be said", "command", ev.Typing.Command, "option", ev.Typing.Option, "err", err)
	}
	d.enqueue(bot.Complete{
		Place: ev.Place, Typing: ev.Typing.ID, Choices: matching(all, ev.Typing.Text), Expires: expires,
	})
	return nil
}

// offered asks the command for suggestions, if the user may use it.
func (d *decider) offered(in *inspected) ([]string, error) {
	cmd := d.e.router.commands[in.event.Typing.Command]
	if cmd == nil || d.com == nil {
		return nil, nil
	}
	t := d.turn(in)
	for _, o := range cmd.Params {
		if o.Name != in.event.Typing.Option || !o.Listed() {
			continue
		}
		if allowed, err := d.allows(t, cmd.Who); !allowed || err != nil {
			return nil, err
		}
		return o.Choices(t)
	}
	return nil, nil
}

// matching returns the values that begin with what is typed, ignoring case and
// width, followed by those that contain it.
func matching(all []string, typed string) []string {
	typed = rules.Normalize(typed)
	var begin, within []string
	seen := map[string]bool{}
	for _, c := range all {
		switch name := rules.Normalize(c); {
		case name == "" || seen[c]:
		case strings.HasPrefix(name, typed):
			begin = append(begin, c)
		case strings.Contains(name, typed):
			within = append(within, c)
		}
		seen[c] = true
	}
	list := append(begin, within...)
	return list[:min(len(list), maxChoices)]
}
