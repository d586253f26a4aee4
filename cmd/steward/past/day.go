package past

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/stewardbot/steward/adapters/console"
	"github.com/stewardbot/steward/bot"
)

// hours says how much is written in each hour of a day: quiet at night, a peak at noon, and most
// in the evening.
var hours = [24]int{4, 2, 1, 1, 1, 2, 5, 11, 16, 14, 12, 14, 22, 17, 12, 11, 12, 15, 19, 26, 34, 36, 26, 12}

// weekdays says the same of the days of a week, in tenths, from Sunday.
var weekdays = [7]float64{13, 8, 8, 9, 9, 11, 16}

// there reports whether somebody takes part on a day.
func (f *figure) there(day int) bool { return f.joins <= day && day < f.tires }

// fill plans what a day's members say and do, in order.
func (y *year) fill(day int, date time.Time) {
	first := len(y.planned)
	for i := range y.cast {
		f := &y.cast[i]
		if f.joins == day {
			y.plan(f, date.Add(time.Duration(6+y.r.IntN(60))*time.Minute), bot.Event{Kind: bot.KindJoin})
		}
		if f.leaves == day {
			y.plan(f, y.moment(f, date), bot.Event{Kind: bot.KindLeave})
		}
		if f.there(day) {
			y.habits(f, day, date)
		}
	}
	if y.r.IntN(3) == 0 {
		y.advertise(day, date)
	}
	today := y.planned[first:]
	y.react(day, today)
	if day == days-3 || day == days-6 {
		y.report(day, today)
	}
	today = y.planned[first:]
	slices.SortStableFunc(today, func(a, b bot.Event) int { return a.At.Compare(b.At) })
}

// habits plans a member's messages and check-in on a day.
func (y *year) habits(f *figure, day int, date time.Time) {
	often := f.talks * weekdays[date.Weekday()] / 10
	if day < f.joins+14 {
		often *= 1.8
	}
	n := int(often)
	if y.r.Float64() < often-float64(n) {
		n++
	}
	if n > 0 {
		n += y.r.IntN(3) - 1
	}
	for range n {
		y.say(f, y.moment(f, date), sentence(y.r, f.Language, day))
	}
	if y.r.Float64() < f.checksIn {
		y.say(f, date.Add(time.Duration(8*60+y.r.IntN(5*60))*time.Minute), checkIns[f.Language])
	}
}

// react plans reactions to the day's messages.
func (y *year) react(day int, today []bot.Event) {
	var said []bot.Event
	for _, ev := range today {
		if ev.Kind == bot.KindMessage {
			said = append(said, ev)
		}
	}
	for i := range y.cast {
		f := &y.cast[i]
		if len(said) == 0 || !f.there(day) || y.r.Float64() >= f.reacts {
			continue
		}
		ev := said[y.r.IntN(len(said))]
		if ev.User.ID != f.User.ID {
			y.plan(f, ev.At.Add(time.Duration(1+y.r.IntN(30))*time.Minute), bot.Event{
				Kind: bot.KindReaction, Reaction: &bot.Reaction{Message: ev.Message.ID, Author: ev.User.ID, Added: []string{pick(y.r, emojis)}},
			})
		}
	}
}

// advertise plans an advert of somebody's, who may appeal against what comes of it.
func (y *year) advertise(day int, date time.Time) {
	f := y.anybody(day)
	if f == nil {
		return
	}
	at := y.moment(f, date)
	y.say(f, at, fmt.Sprintf(pick(y.r, adverts), day))
	if y.r.IntN(2) == 0 {
		y.say(f, at.Add(time.Duration(5+y.r.IntN(60))*time.Minute), "/appeal "+pick(y.r, excuses))
	}
}

// report plans that somebody reports one of the day's messages, which waits for staff.
func (y *year) report(day int, today []bot.Event) {
	f := y.anybody(day)
	for _, ev := range today[y.r.IntN(1+len(today)/2):] {
		if f != nil && ev.Kind == bot.KindMessage && ev.User.ID != f.User.ID {
			about := &bot.Replied{ID: ev.Message.ID, User: ev.User, Text: ev.Message.Text}
			y.plan(f, ev.At.Add(5*time.Minute), bot.Event{Kind: bot.KindMessage, Message: &bot.Message{Text: "/report", ReplyTo: about}})
			return
		}
	}
}

// moment returns a time of a day at which somebody writes.
func (y *year) moment(f *figure, date time.Time) time.Time {
	total := 0
	for _, n := range hours {
		total += n
	}
	n, hour := y.r.IntN(total), 0
	for n >= hours[hour] {
		n -= hours[hour]
		hour++
	}
	if f.early && hour > 18 {
		hour -= 10
	}
	return date.Add(time.Duration(hour)*time.Hour + time.Duration(y.r.IntN(3600))*time.Second)
}

func (y *year) say(f *figure, at time.Time, text string) {
	y.plan(f, at, bot.Event{Kind: bot.KindMessage, Message: &bot.Message{Text: text}})
}

// plan adds an event of somebody's in the lobby. Nothing is before they join, or after the past.
func (y *year) plan(f *figure, at time.Time, ev bot.Event) {
	if f.joined.After(at) {
		at = f.joined.Add(time.Duration(1+y.r.IntN(600)) * time.Second)
	}
	if !at.Before(y.end) {
		return
	}
	if ev.Kind == bot.KindJoin {
		f.joined = at
	}
	y.planned = append(y.planned, y.event(f, console.Lobby, at, ev))
}

// event completes an event.
func (y *year) event(f *figure, place bot.Place, at time.Time, ev bot.Event) bot.Event {
	y.crowd.mu.Lock()
	id := y.crowd.id()
	y.crowd.mu.Unlock()
	if ev.Message != nil {
		ev.Message.ID = id
	}
	user := f.User
	ev.ID, ev.At, ev.Place, ev.User = fmt.Sprintf("%s/%s%s", place, ev.Kind, id), at, place, &user
	return ev
}

// id returns the next id of a message or event. They are below those of the room, which count
// microseconds. Requires the lock.
func (c *crowd) id() string {
	c.next++
	return strconv.FormatInt(c.next, 10)
}

// anybody returns somebody without authority who takes part on a day; nil if there is nobody.
func (y *year) anybody(day int) *figure {
	if list := y.some(day, 1); len(list) > 0 {
		return list[0]
	}
	return nil
}

// some returns up to n who take part on a day.
func (y *year) some(day, n int) (list []*figure) {
	for _, i := range y.r.Perm(len(y.cast)) {
		if f := &y.cast[i]; len(list) < n && i >= admins && f.there(day) && f.joins < day {
			list = append(list, f)
		}
	}
	return list
}
