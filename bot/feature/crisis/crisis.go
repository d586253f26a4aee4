// Package crisis calms a community down with one command, and puts everything back with another.
//
// /crisis asks first, and shows what it would do (ask.go). A press then pauses what is posted by
// itself, slows down or locks the places where members write, and pins a statement (begin.go).
// Each step is a row's entry until its outcome arrives; then modlog and whoever ordered it read
// once what was done and what a platform refused (report.go). Its end undoes what was done and
// nothing else: pauses, locks and slow mode from before stay (end.go).
package crisis

import (
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/bot/sanction"
	"github.com/stewardbot/steward/store"
)

// Feature implements bot.Feature.
type Feature struct {
	file *sanction.File
	room func(bot.Place) bot.Place
}

// New returns the feature. room returns the place to slow down or lock for what is said in a
// place, such as the channel of a thread; empty if there is none.
func New(room func(bot.Place) bot.Place) *Feature { return &Feature{sanction.New(), room} }

const name = "crisis"

// Name implements bot.Feature.
func (*Feature) Name() string { return name }

// Bounds.
const (
	mostPlaces = 30                 // three effects for each fit into a turn
	mostText   = 2000               // bytes of a statement
	interval   = time.Minute        // of slow mode
	longest    = 7 * 24 * time.Hour // of a crisis, which then ends by itself
	patience   = 30 * time.Second   // for outcomes, before it is told what was done
	lately     = 7                  // days within which a place was written in
)

// The timers.
const (
	timerReport = "report"
	timerEnd    = "end"
)

// state is the crisis of a community, or the question about one.
type state struct {
	Version int         `json:"v"`
	Number  int64       `json:"n"` // of the question, in its buttons
	Text    string      `json:"text,omitempty"`
	Here    bot.Place   `json:"here,omitempty"` // where it was ordered
	At      time.Time   `json:"at"`             // of the order
	By      bot.UserID  `json:"by,omitempty"`   // who confirmed it; empty: nobody yet, or forgotten
	Desk    answer.Desk `json:"desk,omitzero"`  // whom to tell what was done
	On      bool        `json:"on,omitempty"`
	Told    bool        `json:"told,omitempty"`
	Steps   []step      `json:"steps,omitempty"`
	// Locked are places that were locked before.
	Locked []bot.Place `json:"locked,omitempty"`
}

// step is one thing that is done in a place.
type step struct {
	Act    string      `json:"act"`
	Place  bot.Place   `json:"place"`
	Ref    bot.Ref     `json:"ref"`
	State  string      `json:"state,omitempty"` // empty: no outcome yet
	Reason phrase.Line `json:"reason,omitempty"`
	// What to put back: slow mode as last ordered, permissions from before a lock, the message
	// that is pinned.
	Before  time.Duration `json:"before,omitempty"`
	Earlier string        `json:"earlier,omitempty"`
	Message string        `json:"message,omitempty"`
}

// The acts and states of steps.
const (
	slow = "slow"
	lock = "lock"
	say  = "say"
	pin  = "pin"

	done    = "done"
	refused = "refused"
)

// rows: community -> state.
var rows = store.Rows("crisis", store.StringKey{}, store.JSON[state]())

// Tables lists the tables.
func Tables() []store.Declared { return []store.Declared{rows} }

func load(t *bot.Turn) (*state, error) {
	s, ok, err := rows.Get(t.State(), t.Community.ID)
	if err != nil || !ok {
		return nil, err
	}
	return &s, nil
}

func (s *state) keep(t *bot.Turn) error { return rows.Put(t.State(), t.Community.ID, *s) }

// Routes implements bot.Feature.
func (f *Feature) Routes() bot.Routes {
	return bot.Routes{
		Commands: []bot.Command{{
			Name: name, Aliases: []string{"应急/應急"}, Who: bot.Operators, Run: f.command,
			Params: []bot.Param{{Name: "what", Kind: bot.ParamChoice, OneOf: ends}, {Name: "text", Kind: bot.ParamText}},
		}},
		Verbs: []bot.Verb{
			{Name: slow, Who: bot.Operators, Run: func(t *bot.Turn, data string) error { return f.confirmed(t, data, slow) }},
			{Name: lock, Who: bot.Operators, Run: func(t *bot.Turn, data string) error { return f.confirmed(t, data, lock) }},
			{Name: "cancel", Who: bot.Operators, Run: f.cancelled},
			{Name: "end", Who: bot.Operators, Run: f.pressedEnd},
		},
		On:     map[bot.Kind]bot.Handler{bot.KindTick: f.tick, bot.KindOutcome: f.outcome},
		Forget: forget,
	}
}

// ends are the words that end a crisis.
var ends = []bot.Choice{{Value: "end", Words: []string{"结束/結束", "解除"}}}

// asked returns whether the crisis is to end, and otherwise the statement, as it was written.
func asked(t *bot.Turn, in *bot.Input) (end bool, text string) {
	end, text = in.Text("what") == "end", in.Text("text")
	if t.Call.Form != nil {
		return end, text
	}
	text = strings.TrimSpace(t.Call.Words)
	return end && len(strings.Fields(text)) == 1, text
}

func (f *Feature) command(t *bot.Turn, in *bot.Input) error {
	if t.Late || t.Event.User == nil {
		return nil
	}
	end, text := asked(t, in)
	s, err := load(t)
	if err != nil {
		return err
	}
	reader := t.ToUser()
	switch {
	case end && (s == nil || !s.On):
		answer.Privately(reader, answer.Reply{Text: reader.Text("crisis.none", nil)})
	case end:
		say, err := f.end(t, s, t.Event.User.ID)
		answer.Privately(reader, answer.Reply{Text: say(reader)})
		return err
	case s != nil && s.On:
		report, err := s.report(reader)
		answer.Privately(reader, report)
		return err
	case len(text) > mostText:
		answer.Privately(reader, answer.Reply{Text: reader.Text("crisis.long", bot.Args{"Most": mostText})})
	default:
		return f.ask(t, text)
	}
	return nil
}

// tick reports what was done so far, or ends a crisis that nobody ended.
func (f *Feature) tick(t *bot.Turn) error {
	s, err := load(t)
	if err != nil || s == nil || !s.On {
		return err
	}
	if t.Event.Tick.Name == timerEnd {
		_, err := f.end(t, s, "")
		return err
	}
	return s.tell(t)
}

// forget drops who gave the order.
func forget(t *bot.Turn, who *bot.Forgotten) error {
	s, err := load(t)
	if err != nil || s == nil {
		return err
	}
	for _, account := range who.Accounts {
		if s.By == account {
			s.By = ""
		}
		if s.Desk.User == account {
			s.Desk = answer.Desk{}
		}
	}
	return s.keep(t)
}
