package bottest

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
)

// Actions for roles, voice channels and other things that aren't messages.

// crowdJoins is a raid: many people join in one batch.
func (w *world) crowdJoins(at time.Time, args []string) error {
	n, err := strconv.Atoi(args[0])
	if err != nil {
		return err
	}
	var events []bot.Event
	for i := range n {
		u := w.user(fmt.Sprintf("p%d", i+1))
		p, err := w.place("", u)
		if err != nil {
			return err
		}
		events = append(events, w.event(bot.KindJoin, at, p, u))
	}
	return w.happen(events...)
}

// becomes gives a space a new id.
func (w *world) becomes(at time.Time, args []string) error {
	old, err := w.place(args[0], nil)
	if err != nil {
		return err
	}
	moved := w.event(bot.KindMoved, at, old, nil)
	moved.Moved, err = w.place(args[1], nil)
	if err != nil {
		return err
	}
	return w.happen(moved)
}

// noticed is a join or leave for which the platform also posts a service message, notice#1.
func (w *world) noticed(at time.Time, args []string) error {
	u := w.user(args[0])
	p, err := w.place("", u)
	if err != nil {
		return err
	}
	kind := map[string]bot.Kind{"joins": bot.KindJoin, "leaves": bot.KindLeave}[args[1]]
	moved, notice := w.event(kind, at, p, u), w.event(bot.KindNotice, at, p, nil)
	notice.Notice, notice.Message = kind, &bot.Message{ID: strconv.Itoa(w.events)}
	w.name("notice", said{id: bot.MessageID{Place: p, ID: notice.Message.ID}})
	return w.happen(moved, notice)
}

func (w *world) refuses(_ time.Time, args []string) error {
	return w.venue.Refuse(args[1], args[0] == "refuse")
}

func (w *world) shuts(_ time.Time, args []string) error {
	w.venue.Shut(w.user(args[0]).ID, args[1] == "shuts")
	return nil
}

func (w *world) hasRoles(at time.Time, args []string) error {
	u := w.user(args[0])
	p, err := w.place("", u)
	if err != nil {
		return err
	}
	u.Roles = append([]string{}, strings.Fields(args[1])...)
	return w.happen(w.event(bot.KindMember, at, p, u))
}

// byHand is an administrator's action on the platform itself.
func (w *world) byHand(at time.Time, args []string) error {
	u := w.user(args[2])
	p, err := w.place("", u)
	if err != nil {
		return err
	}
	e := w.event(bot.KindSanction, at, p, u)
	e.ByHand = &bot.ByHand{
		By:  w.user(args[0]).ID,
		Act: map[string]bot.Act{"bans": bot.ActBan, "unbans": bot.ActUnban, "mutes": bot.ActMute, "unmutes": bot.ActUnmute}[args[1]],
	}
	if args[3] != "" {
		d, err := time.ParseDuration(args[3])
		if err != nil {
			return err
		}
		e.ByHand.Until = at.Add(d)
	}
	return w.happen(e)
}

// talks, hangsUp and voiceIs ignore the time: platforms report none for them.
func (w *world) talks(_ time.Time, args []string) error {
	s, err := w.voiceState(args[0], args[1], args[2])
	if err != nil {
		return err
	}
	return w.voice(s.Channel.Space(), &bot.Voice{States: []bot.VoiceState{s}})
}

func (w *world) hangsUp(_ time.Time, args []string) error {
	u := w.user(args[0])
	space, err := w.place("", u)
	if err != nil {
		return err
	}
	return w.voice(space, &bot.Voice{States: []bot.VoiceState{{User: *u}}})
}

func (w *world) voiceIs(_ time.Time, args []string) error {
	v := &bot.Voice{All: true}
	space := w.spaces[0]
	for part := range strings.SplitSeq(args[0], ",") {
		var name, how, where string
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		if _, err := fmt.Sscanf(strings.Replace(part, "is deaf", "is_deaf", 1), "%s %s in %s", &name, &how, &where); err != nil {
			return fmt.Errorf("%q: %w", part, err)
		}
		s, err := w.voiceState(name, strings.Replace(how, "_", " ", 1), where)
		if err != nil {
			return err
		}
		v.States, space = append(v.States, s), s.Channel.Space()
	}
	return w.voice(space, v)
}

func (w *world) voiceState(name, how, where string) (bot.VoiceState, error) {
	u := w.user(name)
	p, err := w.place(where, u)
	return bot.VoiceState{User: *u, Channel: p, Deaf: how == "is deaf"}, err
}

func (w *world) voice(space bot.Place, v *bot.Voice) error {
	e := w.event(bot.KindVoice, time.Time{}, space, nil)
	e.Voice = v
	return w.happen(e)
}

// types is a command option being typed, for autocompletion.
func (w *world) types(at time.Time, args []string) error {
	u := w.user(args[0])
	p, err := w.place("", u)
	if err != nil {
		return err
	}
	text, err := textOf(args[3])
	if err != nil {
		return err
	}
	e := w.event(bot.KindTyping, at, p, u)
	e.Typing = &bot.Typing{ID: e.ID, Command: args[1], Option: args[2], Text: text}
	return w.happen(e)
}
