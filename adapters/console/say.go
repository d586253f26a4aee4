package console

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/stewardbot/steward/bot"
)

// deed is an act of a person. Its functions are called under the lock; only event must be set.
type deed struct {
	// event returns the event to submit, or a Fault. The id is new.
	event func(id string, now time.Time) (bot.Event, error)
	// taken is called when the engine has accepted the event and will commit it.
	taken func()
	// lost is called when the engine did not accept it.
	lost func()
	// settled is called when it is committed.
	settled func()
}

// act performs deeds one at a time, in the order of their ids. It returns once the engine has
// accepted the event, and blocks while the engine applies back-pressure. The error is a Fault or
// that of Submit.
func (r *Room) act(ctx context.Context, d deed) error {
	select {
	case r.turn <- struct{}{}:
		defer func() { <-r.turn }()
	case <-ctx.Done():
		return fmt.Errorf("console: %w", ctx.Err())
	}
	event, sink, running, err := r.begin(d)
	if err != nil {
		return err
	}
	wait, err := sink.Submit(ctx, bot.Batch{Adapter: Platform, Events: []bot.Event{event}})
	if err != nil {
		r.settling.Done()
		r.locked(d.lost)
		return fmt.Errorf("console: submit: %w", err)
	}
	r.locked(d.taken)
	r.settle(running, wait, d.settled)
	return nil
}

func (r *Room) begin(d deed) (bot.Event, bot.Sink, context.Context, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.sink == nil {
		return bot.Event{}, nil, nil, Closed
	}
	r.settling.Add(1)
	now := r.sink.Now()
	event, err := d.event(r.nextID(), now)
	if err != nil {
		r.settling.Done()
		return bot.Event{}, nil, nil, err
	}
	event.At = now
	return event, r.sink, r.running, nil
}

// settle waits for the commit in the background.
func (r *Room) settle(ctx context.Context, wait bot.Wait, settled func()) {
	go func() {
		defer r.settling.Done()
		if wait(ctx) == nil {
			r.locked(settled)
			r.Wake()
		}
	}()
}

func (r *Room) locked(fn func()) {
	if fn == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	fn()
}

// Say posts a text as somebody in the lobby, in a place of it that they can access, or in their
// private chat, optionally in reply to a line. The text may be in markup. The line appears at
// once as pending.
func (r *Room) Say(ctx context.Context, who bot.UserID, place bot.Place, text, replyTo string) (Line, error) {
	text, err := clean(text)
	if err != nil {
		return Line{}, err
	}
	w := read(text)
	var said *line
	err = r.act(ctx, deed{
		event: func(id string, now time.Time) (bot.Event, error) {
			p, ok := r.person(who)
			if !ok {
				return bot.Event{}, Nobody
			}
			if !r.enters(who, place) {
				return bot.Event{}, NoPlace
			}
			if err := r.heard(who, place, now); err != nil {
				return bot.Event{}, err
			}
			replied, err := r.replied(who, place, replyTo)
			if err != nil {
				return bot.Event{}, err
			}
			command, _, _ := bot.ParseCall(text)
			said = &line{Line: Line{
				ID: id, Place: place, From: who, Name: p.User.Name, Text: w.text, Spans: w.spans, At: now,
				Event: fmt.Sprintf("%s/m%s", place, id), Command: command, ReplyTo: replyTo, Pending: true,
			}}
			r.add(said)
			return bot.Event{ID: said.Event, Kind: bot.KindMessage, Place: place, User: r.user(who), Message: &bot.Message{
				ID: id, Text: w.text, Parts: w.parts, ReplyTo: replied, Mentions: r.mentions(w.text),
			}}, nil
		},
		lost:    func() { said.Pending, said.Lost = false, true; r.touch(said) },
		settled: func() { said.Pending = false; r.touch(said) },
	})
	if err != nil {
		return Line{}, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return said.copy(), nil
}

func (r *Room) replied(who bot.UserID, place bot.Place, id string) (*bot.Replied, error) {
	if id == "" {
		return nil, nil
	}
	l := r.byID[id]
	if l == nil || l.Place != place || !r.visible(l, who) {
		return nil, NoLine
	}
	author := bot.User{ID: l.From, Name: l.Name}
	if p, ok := r.person(l.From); ok {
		author = p.User
	} else {
		author.Persona = bot.Robot
	}
	return &bot.Replied{ID: id, User: &author, Text: bot.Head(l.Text, bot.RepliedBytes)}, nil
}

func clean(text string) (string, error) {
	text = strings.TrimSpace(strings.ToValidUTF8(text, "\uFFFD"))
	switch {
	case text == "":
		return "", Empty
	case utf8.RuneCountInString(text) > MaxText:
		return "", TooLong
	}
	return text, nil
}
