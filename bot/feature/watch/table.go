package watch

import (
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

var (
	byDay = store.Shape2(store.Str[string]{}, store.Int[bot.Day]{})
	// stateRows: community -> state.
	stateRows = store.Rows("watch", store.StringKey{}, store.JSON[state]())
	// dayRows: community, day -> what was counted in its hours; kept for keepDays.
	dayRows = store.Rows("watch_days", byDay, store.Record(day.append, decodeDay))
)

const (
	version  = 1
	keepDays = 56
)

// The signals that are watched: people by hour. Rows hold them in this order; a new one is the last.
const (
	Hits    = "hits"    // whose messages a rule in force removed or punished
	Reports = "reports" // who reported
	Deleted = "deleted" // whose messages were deleted, as far as the platform tells
	Left    = "left"    // who left
	Terms   = "terms"   // who wrote a complaint term
)

var signals = [known]string{Hits, Reports, Deleted, Left, Terms}

// called are the texts for signals.
var called = map[string]string{
	Hits: "watch.hits", Reports: "watch.reports", Deleted: "watch.deleted", Left: "watch.left", Terms: "watch.terms",
}

// state is the hour that is being counted, and the alarms.
type state struct {
	Version int                `json:"v"`
	Hour    time.Time          `json:"hour"`              // when it began
	Partial bool               `json:"partial,omitempty"` // Steward did not run all the time
	Now     map[string]*people `json:"now,omitempty"`
	Limits  map[string]limits  `json:"limits,omitempty"` // of this hour; none: too little is known
	Open    map[string]Alarm   `json:"open,omitempty"`
	Muted   time.Time          `json:"muted,omitzero"` // until when
}

// people are those who were counted in an hour, and some of what they did.
type people struct {
	Members  []bot.MemberID `json:"members,omitempty"`
	Examples []example      `json:"examples,omitempty"`
}

// Bounds of people.
const (
	mostPeople   = 300 // further ones are not counted
	mostExamples = 5
	exampleBytes = 120
)

type example struct {
	Member  bot.MemberID  `json:"member"`
	Message bot.MessageID `json:"message,omitzero"`
	Text    string        `json:"text,omitempty"`
}

// Alarm is more of a signal than usual.
type Alarm struct {
	Signal string    `json:"signal"`
	Since  time.Time `json:"since"`
	People int       `json:"people"` // when it was told
	Usual  int       `json:"usual"`  // at most so many usually, at that hour
}

func load(t *bot.Turn) (*state, error) {
	s, _, err := stateRows.Get(t.State(), t.Community.ID)
	if s.Version = version; s.Now == nil {
		s.Now = map[string]*people{}
	}
	if s.Open == nil {
		s.Open = map[string]Alarm{}
	}
	return &s, err
}

func (s *state) keep(t *bot.Turn) error { return stateRows.Put(t.State(), t.Community.ID, *s) }

// remember writes down the hour that is over, and ends alarms that are. What is above the alarm level counts as that
// level, so that a surge does not become usual at once.
func (s *state) remember(t *bot.Turn) error {
	local := s.Hour.In(t.Community.Zone)
	key := store.K2(t.Community.ID, bot.DayOf(local))
	d, _, err := dayRows.Get(t.State(), key)
	if err != nil {
		return err
	}
	x := hour{number: local.Hour()}
	for i, signal := range signals {
		n := s.people(signal)
		l, known := s.Limits[signal]
		if known && n <= l.Usual {
			delete(s.Open, signal)
		}
		if known {
			n = min(n, l.Alarm)
		}
		x.people[i] = n
	}
	d.add(x)
	if err := dayRows.Put(t.State(), key, d); err != nil {
		return err
	}
	return dropDays(t, bot.DayOf(local)-keepDays)
}

// dropDays deletes the earliest days up to one, a few at a time.
func dropDays(t *bot.Turn, until bot.Day) error {
	return dayRows.ScanPrefix(t.State(), byDay.Under(t.Community.ID), false, 3, func(k store.Key2[string, bot.Day], _ day) (bool, error) {
		if k.B > until {
			return false, nil
		}
		return true, dayRows.Delete(t.State(), k)
	})
}

func (s *state) people(signal string) int {
	if p := s.Now[signal]; p != nil {
		return len(p.Members)
	}
	return 0
}

// Open lists the alarms of a community that last.
func Open(r store.Reader, community string) (list []Alarm, err error) {
	s, _, err := stateRows.Get(r, community)
	for _, signal := range signals {
		if a, ok := s.Open[signal]; ok {
			list = append(list, a)
		}
	}
	return list, err
}

// forget drops what was kept of a member. Counts stay.
func forget(t *bot.Turn, who *bot.Forgotten) error { return renumber(t, who.Member, 0) }

// merge counts two members who are one as one.
func merge(t *bot.Turn, from, into bot.MemberID) error { return renumber(t, from, into) }

func renumber(t *bot.Turn, from, into bot.MemberID) error {
	s, err := load(t)
	if err != nil || s.Hour.IsZero() {
		return err
	}
	for _, p := range s.Now {
		switch i := slices.Index(p.Members, from); {
		case i < 0:
		case into != 0 && slices.Contains(p.Members, into):
			p.Members = slices.Delete(p.Members, i, i+1)
		default:
			p.Members[i] = into
		}
		for i := range p.Examples {
			if p.Examples[i].Member == from {
				p.Examples[i].Member = into
			}
		}
		p.Examples = slices.DeleteFunc(p.Examples, func(x example) bool { return x.Member == 0 })
	}
	return s.keep(t)
}

// disclose lists what is kept of a member in this hour.
func disclose(t *bot.Turn, m bot.MemberID) (lines []string, err error) {
	s, err := load(t)
	for _, signal := range signals {
		if p := s.Now[signal]; p != nil && slices.Contains(p.Members, m) {
			lines = append(lines, t.Text("watch.data", bot.Args{"What": t.Text(called[signal], nil)}))
		}
	}
	return lines, err
}
