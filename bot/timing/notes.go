package timing

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/store"
)

// Notes are what staff writes beside a schedule, for the calendar.
type Notes struct {
	Theme string `yaml:"theme" json:"theme,omitempty" doc:"what it belongs to, for the calendar, such as spring"`
	Owner string `yaml:"owner" json:"owner,omitempty" doc:"who looks after it: an account such as discord:42, or a name"`
	Draft bool   `yaml:"draft" json:"draft,omitempty" doc:"it waits for an approval: /schedule approve; what it holds must not change afterwards"`
}

// maxNote is the longest theme or owner, in characters.
const maxNote = 60

// Validate calls fault for invalid values, with the key. Only what w plans can
// be a draft.
func (n Notes) Validate(w When, fault func(key, code string, args ...any)) {
	for key, text := range map[string]string{"theme": n.Theme, "owner": n.Owner} {
		if utf8.RuneCountInString(text) > maxNote || strings.ContainsFunc(text, func(r rune) bool { return r < ' ' }) {
			fault(key, "timing.note", maxNote)
		}
	}
	if n.Draft && w.IsZero() {
		fault("draft", "timing.draft_unplanned")
	}
}

// Approval is that of a draft.
type Approval struct {
	Print string     `json:"print"` // Job.Print
	By    bot.UserID `json:"by,omitempty"`
	At    time.Time  `json:"at"`
}

// Held reports whether the job is a draft that is not approved as it is.
func (j Job) Held(e Entry) bool { return j.Draft && (e.Approved == nil || e.Approved.Print != j.Print) }

// Held reports whether what a planner plans under a name is a draft that is not
// approved as it is.
func Held(t *bot.Turn, p Planner, name string) (bool, error) {
	jobs, err := p.Jobs(t.Community, t.State())
	if err != nil {
		return false, err
	}
	j, ok := Find(jobs, name)
	if !ok || !j.Draft {
		return false, nil
	}
	e, err := p.Diary().Entry(t, j.Name)
	return j.Held(e), err
}

// Approve lets a draft be done, as it is now. A *phrase.Phrase says why it is
// refused.
func (d Diary) Approve(t *bot.Turn, j Job) error {
	e, err := d.Entry(t, j.Name)
	switch {
	case err != nil:
		return err
	case !j.Draft:
		return phrase.New("timing.no_draft", j.Name)
	case !j.Held(e):
		return phrase.New("timing.approved", j.Name)
	}
	e.Approved = &Approval{Print: j.Print, By: t.Event.User.ID, At: t.Now().UTC()}
	return d.Keep(t, j.Name, e)
}

// ApproveVerb begins the data of the button that approves a draft: Print follows.
const ApproveVerb = "schedule:approve:"

// told tells modlog once that a draft waits for its approval. It reports whether
// it changed the entry.
func (d Diary) told(t *bot.Turn, j Job, e *Entry) bool {
	if !j.Held(*e) || e.Told == j.Print {
		return false
	}
	e.Told = j.Print
	next := e.After(j, t.Now()).At
	if next.IsZero() {
		return true
	}
	tell(t, "schedule.waits", bot.Args{"Name": bot.Isolate(j.Name), "Time": t.Community.Clock(next)}, func(at *bot.Turn) [][]bot.Button {
		return [][]bot.Button{{{Label: at.Text("schedule.button_approve", nil), Data: ApproveVerb + j.Print}}}
	})
	return true
}

// Forget removes who approved drafts.
func (d Diary) Forget(t *bot.Turn, who *bot.Forgotten) error {
	return d.approvals(t, who.Accounts, func(job string, e Entry) error {
		e.Approved.By = ""
		return d.Keep(t, job, e)
	})
}

// ApprovedBy returns the jobs that one of the accounts approved.
func (d Diary) ApprovedBy(t *bot.Turn, accounts []bot.UserID) (jobs []string, err error) {
	err = d.approvals(t, accounts, func(job string, _ Entry) error { jobs = append(jobs, job); return nil })
	return jobs, err
}

func (d Diary) approvals(t *bot.Turn, by []bot.UserID, fn func(job string, e Entry) error) error {
	return d.Rows().ScanPrefix(t.State(), keys.Under(t.Community.ID), false, 0, func(k store.Key2[string, string], e Entry) (bool, error) {
		if e.Approved == nil || !slices.Contains(by, e.Approved.By) {
			return true, nil
		}
		return true, fn(k.B, e)
	})
}
