package timing

import (
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/override"
	"github.com/stewardbot/steward/store"
)

// Diary keeps what became of a feature's jobs in one of its tables:
// (community, job) -> Entry. The entry of a job that the configuration no longer
// has stays, so that one that comes back goes on.
type Diary struct {
	Table string
	Timer string // begins the names of the feature's timers that are about jobs
}

// Entry is what is known of a job.
type Entry struct {
	Spec   string    `json:"spec,omitempty"` // the job's, by the configuration that armed it; empty: gone
	Last   time.Time `json:"last"`           // up to here, all that was due is done with
	Turns  uint64    `json:"turns,omitempty"`
	Paused bool      `json:"paused,omitempty"`
	Skip   time.Time `json:"skip,omitzero"` // this firing is left out
}

// Next is when the job is due next, skipped or paused as that may be.
func (e Entry) Next(j Job) Firing { return j.Next(e.Last) }

// Due is a job that a tick was about.
type Due struct {
	Job  string
	At   time.Time // when it was due
	Next time.Time // when it is due again; zero: never
	Turn uint64    // how often it was done before
	// Wanted: it is to be done. Else it was missed, if that is told, or an
	// operator does not want it.
	Wanted, Missed bool
}

var keys = store.Shape2(store.Str[string]{}, store.Str[string]{})

// Rows is the table: (community, job) -> Entry.
func (d Diary) Rows() store.Table[store.Key2[string, string], Entry] {
	return store.Rows(d.Table, keys, store.JSON[Entry]())
}

// Entry of a job.
func (d Diary) Entry(t *bot.Turn, job string) (Entry, error) {
	e, _, err := d.Rows().Get(t.State(), store.K2(t.Community.ID, job))
	return e, err
}

// Keep writes the entry of a job.
func (d Diary) Keep(t *bot.Turn, job string, e Entry) error {
	return d.Rows().Put(t.State(), store.K2(t.Community.ID, job), e)
}

// names are the jobs that there are entries of.
func (d Diary) names(t *bot.Turn) (list []string, err error) {
	err = d.Rows().ScanPrefix(t.State(), keys.Under(t.Community.ID), false, 0, func(k store.Key2[string, string], _ Entry) (bool, error) {
		list = append(list, k.B)
		return true, nil
	})
	return list, err
}

// Arm sets the timers of all jobs and removes those of jobs that are gone. A job
// that is new or due at other times than before counts from now on. To be called
// when a configuration comes into force.
func (d Diary) Arm(t *bot.Turn, jobs []Job) error {
	known, err := d.names(t)
	if err != nil {
		return err
	}
	for _, name := range known {
		if _, ok := exactly(jobs, name); !ok {
			if err := d.disarm(t, name); err != nil {
				return err
			}
		}
	}
	for _, j := range jobs {
		e, err := d.Entry(t, j.Name)
		if err != nil {
			return err
		}
		if e.Spec != j.Spec {
			e.Spec = j.Spec
			if now := t.Now(); now.After(e.Last) {
				e.Last = now
			}
			if err := d.Keep(t, j.Name, e); err != nil {
				return err
			}
		}
		if err := t.SetTimer(d.Timer+j.Name, e.Next(j).At, nil); err != nil {
			return err
		}
	}
	return nil
}

// exactly is the job of that name, which differs from others by case as well.
func exactly(jobs []Job, name string) (Job, bool) {
	j, ok := Find(jobs, name)
	return j, ok && j.Name == name
}

// disarm forgets what was planned of a job.
func (d Diary) disarm(t *bot.Turn, name string) error {
	e, err := d.Entry(t, name)
	if err != nil || e.Spec == "" {
		return err
	}
	e.Spec, e.Paused, e.Skip = "", false, time.Time{}
	if err := d.Keep(t, name, e); err != nil {
		return err
	}
	return t.SetTimer(d.Timer+name, time.Time{}, nil)
}

// Is tells whether a tick is about a job.
func (d Diary) Is(tick *bot.Tick) bool { return strings.HasPrefix(tick.Name, d.Timer) }

// Due notes that the job which the turn's tick is about was done, and sets its
// next timer; nil if there is no such job any more. Of several firings that were
// missed together only the last comes; with missed: all the next one is due at
// once, so that each has a tick of its own.
func (d Diary) Due(t *bot.Turn, jobs []Job) (*Due, error) {
	j, ok := exactly(jobs, strings.TrimPrefix(t.Event.Tick.Name, d.Timer))
	if !ok {
		return nil, nil
	}
	e, err := d.Entry(t, j.Name)
	if err != nil {
		return nil, err
	}
	now := t.Now()
	due := &Due{Job: j.Name, At: t.Event.Tick.Due, Next: j.Next(t.Event.Tick.Due).At, Turn: e.Turns}
	if j.Missed != "all" {
		for !due.Next.IsZero() && !due.Next.After(now) {
			due.At, due.Next = due.Next, j.Next(due.Next).At
		}
	}
	late := now.Sub(due.At) > j.Late
	due.Missed = late && (j.Missed == "skip" || j.Over(now))
	paused, err := override.Paused(t, override.Posts, now)
	if err == nil && !paused {
		paused, err = override.Paused(t, override.Posts, due.At)
	}
	if err != nil {
		return nil, err
	}
	due.Wanted = !due.Missed && !paused && !e.Paused && !e.Skip.Equal(due.At)
	if due.Wanted {
		e.Turns++
	}
	e.Last = due.At
	if !e.Skip.After(due.At) {
		e.Skip = time.Time{}
	}
	if err := d.Keep(t, j.Name, e); err != nil {
		return nil, err
	}
	return due, t.SetTimer(d.Timer+j.Name, due.Next, nil)
}
