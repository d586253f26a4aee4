// Package watch tells the moderators' log, once, when more people than usual break rules, report, delete, leave or complain.
//
// People are counted by the hour, not messages, so that one who writes much is one (count.go). What is usual at an hour is
// worked out from the hours like it in the last eight weeks, when the hour begins (usual.go). Once as many people as the
// alarm level are counted, modlog is told with the messages that made it (tell.go); nothing more is said about it until an
// hour is back to normal. An hour in which Steward did not run, or was not connected, all the time
// is unknown.
//
// The hour that is being counted, the alarms and the mute are one row of a community; the counts of past hours are a row a
// day (table.go). All of it changes with the events, in their transactions.
package watch

import (
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// Feature implements bot.Feature.
type Feature struct{}

// New returns the feature.
func New() *Feature { return &Feature{} }

const name = "watch"

// Name implements bot.Feature.
func (*Feature) Name() string { return name }

// The words of the command.
const (
	doMute   = "mute"
	doUnmute = "unmute"
)

// Routes implements bot.Feature.
func (f *Feature) Routes() bot.Routes {
	return bot.Routes{
		Commands: []bot.Command{{
			Name: name, Aliases: []string{"监测/監測"}, Who: bot.Moderators, Run: command,
			Params: []bot.Param{{Name: "do", Kind: bot.ParamChoice, OneOf: []bot.Choice{
				{Value: doMute, Words: []string{"静音/靜音", "暂停/暫停"}}, {Value: doUnmute, Words: []string{"恢复/恢復"}},
			}}},
		}},
		Verbs:  []bot.Verb{{Name: doMute, Who: bot.Moderators, Run: pressedMute}},
		On:     map[bot.Kind]bot.Handler{bot.KindConfig: f.configured, bot.KindTick: tick},
		After:  count,
		Forget: forget, Disclose: disclose, Merge: merge,
	}
}

// Tables lists the tables of the feature.
func Tables() []store.Declared { return []store.Declared{stateRows, dayRows} }

const timerHour = "hour"

// onTime is how late the end of an hour may be noticed for the hour to count.
const onTime = 5 * time.Minute

// on returns the settings; nil if nothing is watched: it is off, or nobody would hear of it.
func on(c *bot.Community) *Settings {
	s := bot.Setting[*Settings](c, Section)
	if !s.On || len(c.Places[bot.Modlog]) == 0 {
		return nil
	}
	return s
}

// configured begins to watch, or stops and forgets the hour and its alarms. Steward was off for a part of the hour in
// which it started.
func (f *Feature) configured(t *bot.Turn) error {
	if on(t.Community) == nil {
		if err := stateRows.Delete(t.State(), t.Community.ID); err != nil {
			return err
		}
		return t.SetTimer(timerHour, time.Time{}, nil)
	}
	s, err := load(t)
	if err != nil {
		return err
	}
	if s.Hour.IsZero() {
		s.Partial = true
		return s.begin(t, hourOf(t.Community, t.Now()))
	}
	s.Partial = s.Partial || t.Event.Reload.Start
	if err := s.keep(t); err != nil {
		return err
	}
	return t.SetTimer(timerHour, s.Hour.Add(time.Hour), nil)
}

// tick ends an hour and begins the one that it is now.
func tick(t *bot.Turn) error {
	s, err := load(t)
	if err != nil || on(t.Community) == nil {
		return err
	}
	late := s.late(t)
	if !late && !s.Partial && !t.Event.Tick.Outage.After(s.Hour) {
		if err := s.remember(t); err != nil {
			return err
		}
	}
	s.Partial = late
	return s.begin(t, hourOf(t.Community, t.Now()))
}

// late reports whether the end of the hour is noticed late.
func (s *state) late(t *bot.Turn) bool { return t.Now().Sub(s.Hour.Add(time.Hour)) > onTime }

// begin starts to count in an hour, with what is usual in it.
func (s *state) begin(t *bot.Turn, hour time.Time) (err error) {
	s.Hour, s.Now = hour, map[string]*people{}
	if s.Limits, err = limitsOf(t, hour); err != nil {
		return err
	}
	if err := s.keep(t); err != nil {
		return err
	}
	return t.SetTimer(timerHour, hour.Add(time.Hour), nil)
}

// hourOf returns when the hour of a time began, by the community's clock.
func hourOf(c *bot.Community, at time.Time) time.Time {
	local := at.In(c.Zone)
	past := time.Duration(local.Minute())*time.Minute + time.Duration(local.Second())*time.Second + time.Duration(local.Nanosecond())
	return local.Add(-past).UTC()
}
