// Package past plays a year of an invented community into the demo's store, so
// that the desk has something to show: members come, talk, check in, tire and
// leave, and take part in the draws, polls and quizzes of the configuration.
//
// What happens goes through an engine with the demo's own configuration and a
// clock that runs through the year: everything that Steward makes of it
// (points, levels, warnings, seasons, segments) is its own work.
package past

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/adapters/console"
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine"
)

// year is a past being played.
type year struct {
	engine  *engine.Engine
	sink    bot.Sink
	crowd   *crowd
	r       *rand.Rand
	end     time.Time
	cast    []figure
	planned []bot.Event // in order, not yet submitted
	took    []*figure   // part in what there was lately
}

// Play plays the year that ends at end into a store without members. opt needs no adapters and no
// clock, and one community in console.Lobby. The same opt.Config and end give the same members,
// messages and purchases; only lots are drawn anew. tell is called with the percentage done.
func Play(ctx context.Context, opt engine.Options, end time.Time, tell func(percent int)) error {
	zone := opt.Config.Communities[0].Zone
	last := end.In(zone)
	start := time.Date(last.Year(), last.Month(), last.Day()-days+1, 0, 0, 0, 0, zone)
	c := &crowd{room: console.New(People()), up: make(chan bot.Sink, 1), next: start.UnixMicro()}
	opt.Clock, opt.Adapters = engine.NewHeldClock(start), []bot.Adapter{c}
	e, err := engine.New(opt)
	if err != nil {
		return err
	}
	running, stop := context.WithCancel(ctx)
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- e.Run(running) }()
	y := &year{engine: e, crowd: c, r: rand.New(rand.NewPCG(1, 365)), end: end, cast: cast()}
	select {
	case y.sink = <-c.up:
		err = y.play(ctx, opt.Config.Communities[0].ID, start, tell)
	case <-ctx.Done():
		err = ctx.Err()
	case err := <-ended:
		return errors.Join(err, ctx.Err())
	}
	stop()
	return errors.Join(err, <-ended)
}

func (y *year) play(ctx context.Context, community string, start time.Time, tell func(percent int)) error {
	staff := &bot.Standing{Admins: map[bot.UserID]bot.Authority{}, Self: map[string]bool{"delete": true, "mute": true, "pin": true}}
	for _, f := range y.cast[:admins] {
		staff.Admins[f.User.ID] = bot.Admin
	}
	standing := bot.Event{ID: string(console.Lobby) + "/past", Kind: bot.KindStanding, At: start, Place: console.Lobby, Standing: staff}
	if err := y.submit(ctx, []bot.Event{standing}); err != nil {
		return err
	}
	for day := range days {
		if done := day * 100 / days; day == 0 || done > (day-1)*100/days {
			tell(done)
		}
		date := start.AddDate(0, 0, day)
		y.fill(day, date)
		if err := y.evening(ctx, day, date); err != nil {
			return err
		}
	}
	if err := y.until(ctx, y.end); err != nil {
		return err
	}
	if err := y.purchases(ctx, community, start); err != nil {
		return err
	}
	tell(100)
	return nil
}

// evening lets a day pass with what members do together. Days on which there is nothing are left to
// the next.
func (y *year) evening(ctx context.Context, day int, date time.Time) error {
	at := func(hour, minute, second int) time.Time {
		return time.Date(date.Year(), date.Month(), date.Day(), hour, minute, second, 0, date.Location())
	}
	switch date.Weekday() {
	case time.Monday:
		return y.privately(ctx, at(20, 30, 0), y.some(day, 4+y.r.IntN(6)))
	case time.Wednesday:
		return y.shop(ctx, day, at(20, 30, 0))
	case time.Thursday:
		if day/7 == days/7-4 {
			return y.campaign(ctx, at(12, 0, 0))
		}
	case time.Saturday:
		if err := y.cheer(ctx, day, at(20, 5, 0)); err != nil {
			return err
		}
		var players []*figure
		for n := range 3 { // the questions of the quiz
			some := y.some(day, 8+y.r.IntN(12))
			if err := y.guess(ctx, at(20, 15, 1+20*n), some); err != nil {
				return err
			}
			players = append(players, some...)
		}
		entrants := y.some(day, 15+y.r.IntN(20))
		y.took = append(players, entrants...)
		return errors.Join(
			y.press(ctx, at(21, 0, 1), "draw:enter", entrants),
			y.press(ctx, at(22, 0, 1), "draw:claim", entrants),
		)
	case time.Sunday:
		voters := y.some(day, 20+y.r.IntN(25))
		y.took = append(y.took, voters...)
		return errors.Join(
			y.press(ctx, at(10, 0, 1), "poll:vote", voters),
			y.shop(ctx, day, at(20, 30, 0)),
			y.until(ctx, date.AddDate(0, 0, 1)),
		)
	}
	return nil
}

// press lets people press a button of the texts that were posted by then, each one of those whose
// data begin with a prefix.
func (y *year) press(ctx context.Context, at time.Time, prefix string, who []*figure) error {
	if err := y.until(ctx, at); err != nil {
		return err
	}
	return y.submit(ctx, y.presses(prefix, who))
}

// guess lets people answer the question of a quiz that is asked by then, by a button and some in
// words.
func (y *year) guess(ctx context.Context, at time.Time, who []*figure) error {
	if err := y.until(ctx, at); err != nil || !at.Before(y.end) {
		return err
	}
	answers := y.presses("quiz:", who)
	for i, f := range who[:min(len(who), len(guesses))] {
		answers = append(answers, y.event(f, console.Lobby, at, bot.Event{Kind: bot.KindMessage, Message: &bot.Message{Text: guesses[i]}}))
	}
	return y.submit(ctx, answers)
}

// presses are those of people on the texts with buttons that are new, and those of a moderator who
// decides about warnings. They leave chance alone: what is posted hangs on Steward's own lots.
func (y *year) presses(prefix string, who []*figure) (list []bot.Event) {
	for _, p := range y.crowd.take() {
		list = append(list, y.marks(p)...)
		if data := decision(p); data != "" {
			list = append(list, y.pressed(&y.cast[0], p, data))
		}
		data := matching(p.data, prefix)
		for i, f := range who {
			if len(data) > 0 && p.meant(f.User.ID) {
				list = append(list, y.pressed(f, p, data[(i*i+i/3)%len(data)]))
			}
		}
	}
	return list
}

// shop lets some buy a thing.
func (y *year) shop(ctx context.Context, day int, at time.Time) error {
	if err := y.until(ctx, at); err != nil || !at.Before(y.end) {
		return err
	}
	buyers := y.some(day, 2+y.r.IntN(8))
	var asked []bot.Event
	for _, f := range buyers {
		asked = append(asked, y.event(f, console.Lobby, at, bot.Event{Kind: bot.KindMessage, Message: &bot.Message{Text: "/buy spare-day"}}))
	}
	if err := y.submit(ctx, asked); err != nil {
		return err
	}
	return y.press(ctx, at.Add(20*time.Second), "shop:confirm", buyers)
}

func (y *year) pressed(f *figure, p post, data string) bot.Event {
	ev := y.event(f, bot.Place(p.place), y.sink.Now(), bot.Event{Kind: bot.KindPress, Press: &bot.Press{Message: p.id, Data: data, Hidden: p.to != ""}})
	ev.Press.ID = ev.ID
	return ev
}

// decision is what a moderator presses below a warning, one in ten of which is undone, and below an
// appeal, one in four of which is granted; empty: nothing.
func decision(p post) string {
	var number int
	if n, _ := fmt.Sscanf(p.data[0], "moderation:undo:%d", &number); n == 1 && number%10 == 0 {
		return p.data[0]
	}
	if n, _ := fmt.Sscanf(p.data[0], "moderation:appeal:%d", &number); n == 1 && len(p.data) > 1 {
		return p.data[min(number%4, 1)]
	}
	return ""
}

// matching returns those that begin with a prefix, or with the mark of a community, in private, before it.
func matching(data []string, prefix string) (found []string) {
	return slices.DeleteFunc(slices.Clone(data), func(s string) bool {
		_, own, private := strings.Cut(s, "!")
		return !strings.HasPrefix(s, prefix) && !(private && strings.HasPrefix(own, prefix))
	})
}

// until lets time pass up to a moment, or the end, with what was planned before it.
func (y *year) until(ctx context.Context, at time.Time) error {
	if at.After(y.end) {
		at = y.end
	}
	if ahead := at.Sub(y.sink.Now()); ahead > 0 {
		y.engine.Clock().Advance(ahead)
	}
	n := 0
	for n < len(y.planned) && y.planned[n].At.Before(at) {
		n++
	}
	now := y.planned[:n]
	y.planned = y.planned[n:]
	return y.submit(ctx, now)
}

// submit hands events to the engine and waits until everything they cause is done.
func (y *year) submit(ctx context.Context, events []bot.Event) error {
	for batch := range slices.Chunk(events, 1000) {
		wait, err := y.sink.Submit(ctx, bot.Batch{Adapter: console.Platform, Events: batch})
		if err != nil {
			return err
		}
		if err := wait(ctx); err != nil {
			return err
		}
	}
	return y.engine.Settle(ctx)
}
