package control

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/store"
)

// missedRows holds the failed deliveries of the last day: community -> failures, latest first.
var missedRows = store.Rows("control_undelivered", store.StringKey{}, store.JSON[[]missed]())

// missed counts the failed deliveries in one place for one reason.
type missed struct {
	Kind   string      `json:"kind"`            // of the effect
	Place  bot.Place   `json:"place,omitempty"` // empty: in private chats
	Reason phrase.Line `json:"reason"`
	Count  int         `json:"count"`
	At     time.Time   `json:"at"`               // of the latest
	Untold int         `json:"untold,omitempty"` // of Count, not yet in the log
	Due    time.Time   `json:"due,omitzero"`     // when to log them
	Told   time.Time   `json:"told,omitzero"`    // when they were last logged
}

const (
	timerUndelivered = "undelivered"

	gatherMissed = 5 * time.Second // deliveries that fail together share one log message
	missedAgain  = 24 * time.Hour  // interval between messages about the same place and reason
	keepMissed   = 24 * time.Hour
	mostMissed   = 50 // maximum number of combinations of kind, place and reason
	shownMissed  = 5  // of them, in /status
)

// kinds are the texts for kinds of effects.
var kinds = map[string]string{
	"say":         "control.kind_say",
	"edit":        "control.kind_edit",
	"delete":      "control.kind_delete",
	"react":       "control.kind_react",
	"ack":         "control.kind_ack",
	"pin":         "control.kind_pin",
	"role":        "control.kind_role",
	"tag":         "control.kind_tag",
	"mute":        "control.kind_mute",
	"kick":        "control.kind_kick",
	"ban":         "control.kind_ban",
	"slow":        "control.kind_slow",
	"lock":        "control.kind_lock",
	"permissions": "control.kind_lock",
}

// undelivered records a failed delivery that nobody reported, and tells the person who
// requested it. Failures in the log itself are not reported there.
func (f *Feature) undelivered(t *bot.Turn) error {
	if t.Event.Outcome == nil {
		return nil
	}
	asked, err := answer.Promised(t, t.Undelivered != "")
	if err != nil || t.Undelivered == "" {
		return err
	}
	list, _, err := missedRows.Get(t.State(), t.Community.ID)
	if err != nil {
		return err
	}
	m := missed{Kind: t.Undelivered, Place: t.Event.Place, Reason: t.Event.Outcome.Reason}
	if m.Place.Private() {
		m.Place = ""
	}
	if asked != nil {
		m.Count = 1
		asked.Tell(t, f.describeMissed(asked.Reader(t), "control.undelivered", []missed{m}, 1))
		m.Count = 0
	}
	same := func(o missed) bool {
		return o.Kind == m.Kind && o.Place == m.Place && unnumbered(o.Reason) == unnumbered(m.Reason)
	}
	if i := slices.IndexFunc(list, same); i >= 0 {
		m.Count, m.Untold, m.Due, m.Told = list[i].Count, list[i].Untold, list[i].Due, list[i].Told
	}
	m.Count, m.At = m.Count+1, t.Now().UTC()
	if !slices.Equal(t.Community.Places[bot.Modlog], []bot.Place{t.Event.Place}) {
		if m.Untold++; m.Untold == 1 {
			m.Due = later(m.At.Add(gatherMissed), m.Told.Add(missedAgain))
		}
	}
	list = slices.DeleteFunc(list, func(o missed) bool { return same(o) || m.At.Sub(o.At) > keepMissed })
	if len(list) >= mostMissed {
		list = f.makeRoom(t, list)
	}
	return keepMissing(t, append([]missed{m}, list...))
}

// makeRoom drops the oldest entry, after reporting it in the log.
func (f *Feature) makeRoom(t *bot.Turn, list []missed) []missed {
	if oldest := list[len(list)-1]; oldest.Untold > 0 {
		for i := range list {
			list[i].Due = t.Now()
		}
		f.tellDue(t, list)
	}
	return list[:mostMissed-1]
}

// unnumbered replaces the numbers in a reason, such as seconds to wait, so that
// they don't make it a different one.
func unnumbered(reason phrase.Line) string { return numbers.ReplaceAllString(string(reason), "0") }

var numbers = regexp.MustCompile(`\d+`)

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// keepMissing stores the list and schedules a report in the log.
func keepMissing(t *bot.Turn, list []missed) error {
	due := time.Time{}
	for _, m := range list {
		if m.Untold > 0 && (due.IsZero() || m.Due.Before(due)) {
			due = m.Due
		}
	}
	if err := t.SetTimer(timerUndelivered, due, nil); err != nil {
		return err
	}
	return missedRows.Put(t.State(), t.Community.ID, list)
}

// tellUndelivered reports everything that is due in the log.
func (f *Feature) tellUndelivered(t *bot.Turn) error {
	list, _, err := missedRows.Get(t.State(), t.Community.ID)
	if err != nil {
		return err
	}
	f.tellDue(t, list)
	return keepMissing(t, list)
}

// tellDue reports the entries of a list that are due, and marks them.
func (f *Feature) tellDue(t *bot.Turn, list []missed) {
	var told []missed
	for i, m := range list {
		if m.Untold > 0 && !m.Due.After(t.Now()) {
			list[i].Untold, list[i].Told = 0, t.Now().UTC()
			m.Count = m.Untold
			told = append(told, m)
		}
	}
	if len(told) > 0 {
		log(t, func(t *bot.Turn) string { return f.describeMissed(t, "control.undelivered", told, len(told)) })
	}
}

// missedLines returns the lines for /status; none if everything was delivered.
func (f *Feature) missedLines(t *bot.Turn) ([]string, error) {
	list, _, err := missedRows.Get(t.State(), t.Community.ID)
	list = slices.DeleteFunc(list, func(m missed) bool { return t.Now().Sub(m.At) > keepMissed })
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return []string{f.describeMissed(t, "control.undelivered_today", list, shownMissed)}, nil
}

// describeMissed lists up to shown undelivered entries below a heading.
func (f *Feature) describeMissed(t *bot.Turn, heading string, list []missed, shown int) string {
	lines := []string{t.Text(heading, nil)}
	for _, m := range list[:min(len(list), shown)] {
		where := t.Text("control.in_private", nil)
		if m.Place != "" {
			where = bot.Isolate(string(m.Place))
		}
		lines = append(lines, t.Text("control.missed", bot.Args{
			"What": t.Text(kinds[m.Kind], nil), "Place": where, "Count": m.Count,
			"Reason": bot.Isolate(bot.Head(m.Reason.In(t.Language()), shownFault)),
		}))
	}
	if more := len(list) - shown; more > 0 {
		lines = append(lines, t.Text("control.more", bot.Args{"Count": more}))
	}
	return strings.Join(lines, "\n")
}
