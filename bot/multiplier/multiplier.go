// Package multiplier is about days on which points count several times, such as
// a weekly member day.
//
// A [Multiplier] applies on days of the community, by the platform's time of
// what earns points or is bought; a day begins at the community's midnight.
// Features that pay ask [At] and multiply the amount before their caps, which
// stay as they are. If several multipliers apply, the largest one counts: they
// are not multiplied by each other, nor are discounts added.
package multiplier

import (
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/timing"
)

// Section is the key of the multipliers in a community's configuration.
const Section = "multipliers"

// What can be multiplied.
const (
	CheckIn  = "check_in"
	Streak   = "streak"
	Message  = "message"
	Reaction = "reaction"
	Voice    = "voice"
)

// Multiplier is what applies on some days: on all, if none are named.
type Multiplier struct {
	Name         bot.Text          `yaml:"name,required" doc:"what members read: member day"`
	Weekdays     []timing.Weekdays `yaml:"weekdays,one" doc:"on these days of the week, such as WED, Wednesday or SAT,SUN; on all if left out"`
	From         string            `yaml:"from" doc:"the first day: 2026-12-01"`
	Until        string            `yaml:"until" doc:"the last day: 2026-12-31"`
	On           string            `yaml:"on" doc:"only on workdays, or on days off, by the calendars" oneof:"workdays days_off"`
	Times        int64             `yaml:"times" doc:"how often points count" min:"1" max:"100"`
	Of           []string          `yaml:"of,one" doc:"which points" oneof:"check_in streak message reaction voice"`
	ShopDiscount bot.Percent       `yaml:"shop_discount" doc:"so much off prices in the shop: 10%"`
}

// Settings are a community's multipliers.
type Settings []Multiplier

// Defaults returns the settings of a community that configures none.
func Defaults() *Settings { return &Settings{} }

// SetDefaults implements the loader's interface.
func (m *Multiplier) SetDefaults() { m.Times = 1 }

// Validate calls fault for each invalid value, with its path within the
// section.
func (s Settings) Validate(fault func(path, code string, args ...any)) {
	for i, m := range s {
		at := func(key string) string { return "[" + strconv.Itoa(i) + "]" + key }
		from, early := day(m.From)
		until, late := day(m.Until)
		switch {
		case m.From != "" && !early:
			fault(at(".from"), "multiplier.day")
		case m.Until != "" && !late:
			fault(at(".until"), "multiplier.day")
		case early && late && until < from:
			fault(at(".until"), "multiplier.over", m.From)
		}
		switch {
		case m.Times > 1 && len(m.Of) == 0:
			fault(at(".of"), "multiplier.of")
		case m.Times == 1 && len(m.Of) > 0:
			fault(at(".times"), "multiplier.once")
		case m.Times == 1 && m.ShopDiscount == 0:
			fault(at(""), "multiplier.nothing")
		}
	}
}

func day(s string) (bot.Day, bool) {
	t, err := time.Parse(time.DateOnly, s)
	return bot.DayOf(t), err == nil
}

// applies reports whether the multiplier applies on a day.
func (m *Multiplier) applies(c *bot.Community, d bot.Day) bool {
	if len(m.Weekdays) > 0 && !slices.ContainsFunc(m.Weekdays, func(w timing.Weekdays) bool { return w.Has(d.Date().Weekday()) }) {
		return false
	}
	if from, ok := day(m.From); ok && d < from {
		return false
	}
	if until, ok := day(m.Until); ok && d > until {
		return false
	}
	if m.On == "" {
		return true
	}
	calendars := *bot.Setting[*timing.Calendars](c, timing.CalendarSection)
	return calendars.Days(c.Zone).Off(d) == (m.On == "days_off")
}

// Boost is how often points count. The zero Boost is once.
type Boost struct {
	Name  bot.Text
	times int64
}

// At returns how often points of a kind count at the time of the turn's event.
func At(t *bot.Turn, what string) (b Boost) {
	for _, m := range *bot.Setting[*Settings](t.Community, Section) {
		if m.Times > b.times && m.Times > 1 && slices.Contains(m.Of, what) && m.applies(t.Community, t.Day()) {
			b = Boost{m.Name, m.Times}
		}
	}
	return b
}

// More reports whether points count more than once.
func (b Boost) More() bool { return b.times > 1 }

// Of returns what an amount counts for; the most there is if it is too much.
func (b Boost) Of(amount int64) int64 {
	if !b.More() {
		return amount
	}
	if amount > math.MaxInt64/b.times {
		return math.MaxInt64
	}
	return amount * b.times
}

// Cause returns the cause of an entry that was multiplied.
func (b Boost) Cause(cause string) string {
	if !b.More() {
		return cause
	}
	return cause + " x" + strconv.FormatInt(b.times, 10)
}

// Times returns how often points count, at least 1.
func (b Boost) Times() int64 { return max(b.times, 1) }

// Discount returns what is off prices in the shop at a time, and the name of
// the multiplier; 0: nothing.
func Discount(c *bot.Community, at time.Time) (off bot.Percent, name bot.Text) {
	for _, m := range *bot.Setting[*Settings](c, Section) {
		if m.ShopDiscount > off && m.applies(c, c.Day(at)) {
			off, name = m.ShopDiscount, m.Name
		}
	}
	return off, name
}

// Deepest returns the largest discount of all days.
func (s Settings) Deepest() (off bot.Percent) {
	for _, m := range s {
		off = max(off, m.ShopDiscount)
	}
	return off
}

// Price returns a price after a discount, rounded up.
func Price(price int64, off bot.Percent) int64 {
	whole, rest := price/100, price%100
	keep := 100 - int64(off)
	return whole*keep + (rest*keep+99)/100
}
