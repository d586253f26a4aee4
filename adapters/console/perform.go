package console

import (
	"context"
	"slices"
	"time"

	"github.com/stewardbot/steward/adapters/kit"
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/markup"
)

// Perform performs an effect immediately. A retried text that already arrived is not posted
// twice.
func (r *Room) Perform(_ context.Context, d bot.Delivery) (bot.Outcome, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.sink == nil {
		return bot.Outcome{}, &bot.DeliveryError{Code: bot.CodeRetry, Reason: "console.closed", Whole: true}
	}
	if !r.knows(d.Effect.Where()) {
		return bot.Outcome{}, bot.Refuse("console.no_place")
	}
	out := bot.Outcome{Ref: d.Ref, Status: bot.Done}
	var err error
	switch e := d.Effect.(type) {
	case bot.Say:
		out.Receipt, err = r.say(e, d)
	case bot.Edit:
		err = r.edit(e)
	case bot.Delete:
		err = r.remove(e)
	case bot.React:
		err = r.respond(e)
	case bot.Ack:
		err = r.ack(e)
	case bot.Lookup:
		out.Found, err = r.lookup(e)
	case bot.Tag:
		err = r.tag(e)
	case bot.Mute:
		err = r.mute(e)
	case bot.Kick:
		err = r.kick(e)
	case bot.Ban:
		err = r.ban(e)
	case bot.Pin:
		err = r.pin(e)
	case bot.Slow:
		err = r.slow(e)
	case bot.Permissions:
		out.Permissions, err = r.permissions(e)
	case bot.Lock:
		err = r.lock(e)
	default:
		err = bot.Refuse("console.cannot", bot.EffectKind(d.Effect))
	}
	if err != nil {
		return bot.Outcome{}, err
	}
	if out.Receipt.At.IsZero() {
		out.Receipt.At = r.sink.Now()
	}
	return out, nil
}

func (r *Room) say(e bot.Say, d bot.Delivery) (bot.Receipt, error) {
	if l := r.byKey[d.Key]; l != nil && d.Again {
		return receipt(l), nil
	}
	l := &line{key: d.Key, Line: Line{
		ID: r.nextID(), Place: e.Place, From: Steward, Name: "Steward", At: r.sink.Now(),
		Ref: d.Ref, ReplyTo: e.ReplyTo, Buttons: copyButtons(e.Buttons), Picture: e.Picture, Content: d.Content,
	}}
	l.write(e.Text, e.Rich)
	if e.Lasts > 0 {
		l.Until = l.At.Add(e.Lasts)
	}
	if !e.Place.Private() {
		l.Only = e.To
	}
	r.add(l)
	return receipt(l), nil
}

// write sets a line's text, which may be in markup.
func (l *line) write(text string, rich bool) {
	l.Text, l.Spans = text, nil
	if rich {
		l.Text, l.Spans = "", markup.Parse(text)
		for _, s := range l.Spans {
			l.Text += s.Text
		}
	}
}

func receipt(l *line) bot.Receipt {
	return bot.Receipt{Messages: []string{l.ID}, At: l.At, Hidden: l.Only != ""}
}

func (r *Room) edit(e bot.Edit) error {
	l, err := r.target(e.Place, e.Target)
	if err != nil {
		return err
	}
	if l.From != Steward {
		return bot.Refuse("console.not_author")
	}
	l.write(e.Text, e.Rich)
	l.Buttons, l.Until, l.Edited = copyButtons(e.Buttons), time.Time{}, true
	r.touch(l)
	return nil
}

func (r *Room) remove(e bot.Delete) error {
	l, err := r.target(e.Place, e.Target)
	if err != nil {
		return err
	}
	if e.OnlyPublic && l.Only != "" {
		return nil
	}
	r.erase(l, Steward)
	return nil
}

func (r *Room) respond(e bot.React) error {
	l, err := r.target(e.Place, e.Target)
	if err != nil {
		return err
	}
	if l.Only != "" {
		return bot.Refuse("cannot.react_to_hidden")
	}
	for _, re := range slices.Clone(l.Reactions) {
		l.unreact(re.Emoji, Steward)
	}
	l.react(e.Emoji, Steward)
	r.touch(l)
	return nil
}

func (r *Room) ack(e bot.Ack) error {
	i := slices.IndexFunc(r.presses, func(p press) bool { return p.id == e.Press })
	if i < 0 {
		return kit.Gone("console.press_old")
	}
	p := r.presses[i]
	r.presses = slices.Delete(r.presses, i, i+1)
	r.version++
	r.notices = append(r.notices, Notice{Press: p.id, Line: p.line, Person: p.person, Text: e.Text, version: r.version})
	r.notices = r.notices[max(0, len(r.notices)-keepNotices):]
	r.wake()
	return nil
}

func (r *Room) lookup(e bot.Lookup) (*bot.Found, error) {
	if e.Place.Space() != Lobby {
		return nil, bot.Refuse("console.no_group")
	}
	p, ok := r.person(e.User)
	if !ok {
		return &bot.Found{User: bot.User{ID: e.User}}, nil
	}
	return &bot.Found{User: p.User, Present: !r.stances[e.User].out, Banned: r.stances[e.User].banned, Authority: p.Authority}, nil
}

// tag sets the tag next to somebody's name in the lobby.
func (r *Room) tag(e bot.Tag) error {
	if _, ok := r.person(e.User); !ok || e.Place != Lobby {
		return bot.Refuse("console.nobody_in_lobby")
	}
	r.tags[e.User] = e.Tag
	return nil
}

// target returns a line that is not deleted.
func (r *Room) target(place bot.Place, t bot.Target) (*line, error) {
	l := r.byID[t.Message.ID]
	if l == nil || l.Deleted || l.Place != place {
		return nil, kit.Gone("target.message_gone")
	}
	return l, nil
}

func copyButtons(rows [][]bot.Button) [][]bot.Button {
	out := make([][]bot.Button, len(rows))
	for i, row := range rows {
		out[i] = slices.Clone(row)
	}
	return out
}

var _ interface {
	bot.Adapter
	bot.Limiter
} = (*Room)(nil)
