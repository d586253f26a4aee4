package timing

import (
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/override"
	"github.com/stewardbot/steward/store"
)

// Diary stores the progress of a feature's jobs in one of its tables:
// (community, job) -> Entry. The entry of a job that is no longer configured
// stays, so that a returning job resumes.
type Diary struct {
	Table string
	Timer string // prefix of the feature's timers for jobs
}

// Entry is the progress of a job.
type Entry struct {
	Spec   string    `json:"spec,omitempty"` // the Job.Spec for which it was armed; empty: the job is gone
	Last   time.Time `json:"last"`           // everything due up to here is done
	Turns  uint64    `json:"turns,omitempty"`
	Paused bool      `json:"paused,omitempty"`
	Skip   time.Time `json:"skip,omitzero"` // a firing to leave out
	Run    string    `json:"run,omitempty"` // the event by which an operator had it run last, beside its times
	Moves  []Move    `json:"moves,omitempty"`
	// Approved is the approval of a draft, and Told the print of the draft about
	// which modlog was told.
	Approved *Approval `json:"approved,omitempty"`
	Told     string    `json:"told,omitempty"`
}

// Next returns when the job is due next, whether or not it is skipped or
// paused.
func (e Entry) Next(j Job) Firing { return e.After(j, e.Last) }

// Due is the job of a tick.
type Due struct {
	Job  string
	At   time.Time // when it was due
	Next time.Time // when it is due next; zero: never
	Turn uint64    // how often it was done before
	// Wanted reports that it should be done. Otherwise it was missed, if Missed
	// is set, or it is a draft, or an operator paused or skipped it.
	Wanted, Missed bool
}

var keys = store.Shape2(store.Str[string]{}, store.Str[string]{})

// Rows returns the table: (community, job) -> Entry.
func (d Diary) Rows() *store.Table[store.Key2[string, string], Entry] {
	return store.Rows(d.Table, keys, store.JSON[Entry]())
}

// Entry returns the entry of a job.
func (d Diary) Entry(t *bot.Turn, job string) (Entry, error) {
	e, _, err := d.Rows().Get(t.State(), store.K2(t.Community.ID, job))
	return e, err
}

// Keep writes the entry of a job.
func (d Diary) Keep(t *bot.Turn, job string, e Entry) error {
	return d.Rows().Put(t.State(), store.K2(t.Community.ID, job), e)
}

// names returns the jobs with entries.
func (d Diary) names(t *bot.Turn) (list []string, err error) {
	err = d.Each(t.State(), t.Community.ID, func(job string, _ Entry) error {
		list = append(list, job)
		return nil
	})
	return list, err
}

// Each calls fn for the jobs of a community with entries.
func (d Diary) Each(r store.Reader, community string, fn func(job string, e Entry) error) error {
	return d.Rows().ScanPrefix(r, keys.Under(community), false, 0, func(k store.Key2[string, string], e Entry) (bool, error) {
		return true, fn(k.B, e)
	})
}

// Arm sets the timers of all jobs and removes those of jobs that are gone. A
// job that is new or has changed times starts now. Call it when a configuration
// takes effect.
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
		changed := d.told(t, j, &e)
		if e.Spec != j.Spec {
			changed, e.Spec = true, j.Spec
			dropMoves(t, j.Name, &e)
			if now := t.Now(); now.After(e.Last) {
				e.Last = now
			}
		}
		if changed {
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

// exactly returns the job with a name in exactly this case.
func exactly(jobs []Job, name string) (Job, bool) {
	j, ok := Find(jobs, name)
	return j, ok && j.Name == name
}

// disarm removes a job's plan.
func (d Diary) disarm(t *bot.Turn, name string) error {
	e, err := d.Entry(t, name)
	if err != nil || e.Spec == "" {
		return err
	}
	e = Entry{Last: e.Last, Turns: e.Turns}
	if err := d.Keep(t, name, e); err != nil {
		return err
	}
	return t.SetTimer(d.Timer+name, time.Time{}, nil)
}

// Command is the command by which operators have a job run beside its times.
const Command = "schedule"

// Asked returns the job that the turn's command has run now, for its feature's
// Routes.After; empty if none. [Entry.Run] says so.
func (d Diary) Asked(t *bot.Turn, jobs func(*bot.Community, bot.State) ([]Job, error)) (job string, err error) {
	if !t.Call.Is(Command) {
		return "", nil
	}
	list, err := jobs(t.Community, t.State())
	for i := 0; i < len(list) && job == "" && err == nil; i++ {
		var e Entry
		if e, err = d.Entry(t, list[i].Name); e.Run == t.Event.ID {
			job = list[i].Name
		}
	}
	return job, err
}

// Is reports whether a tick is about a job.
func (d Diary) Is(tick *bot.Tick) bool { return strings.HasPrefix(tick.Name, d.Timer) }

// Due records that the job of the turn's tick was done, and sets its next
// timer; nil if the job no longer exists. Of several missed firings only the
// last is reported; with missed: all, the next one is due at once, so that each
// has its own tick.
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
	due := &Due{Job: j.Name, At: t.Event.Tick.Due, Next: e.After(j, t.Event.Tick.Due).At, Turn: e.Turns}
	if j.Missed != "all" {
		for !due.Next.IsZero() && !due.Next.After(now) {
			due.At, due.Next = due.Next, e.After(j, due.Next).At
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
	held := j.Held(e)
	due.Wanted = !due.Missed && !paused && !e.Paused && !e.Skip.Equal(due.At) && !held
	if held && !due.Missed {
		t.Find(bot.Finding{Feature: "schedule", Code: "draft", Args: bot.Args{"Name": j.Name}})
	}
	if due.Wanted {
		e.Turns++
	}
	e.Last = due.At
	if !e.Skip.After(due.At) {
		e.Skip = time.Time{}
	}
	e.Moves = slices.DeleteFunc(e.Moves, func(m Move) bool { return !m.From.After(e.Last) && !m.To.After(e.Last) })
	if err := d.Keep(t, j.Name, e); err != nil {
		return nil, err
	}
	return due, t.SetTimer(d.Timer+j.Name, due.Next, nil)
}
