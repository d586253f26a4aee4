// Package schedule posts messages at configured times.
//
// A post is configured in settings.go, and [timing.When] says when it is due. When a
// configuration takes effect, every post gets a timer. Its tick posts to all places (post.go) in
// the transaction that records it in the diary, so each firing happens once per place. Package
// template fills in placeholders. /schedule (command.go) lists posts and other scheduled jobs,
// and runs, skips, pauses or resumes them.
package schedule

import (
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/activity"
	"github.com/stewardbot/steward/bot/define"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/quiet"
	"github.com/stewardbot/steward/bot/timing"
)

// Feature implements bot.Feature and timing.Planner.
type Feature struct {
	members *member.Directory
	posts   *define.Kind[Post]
	life    *activity.Life   // records posts
	all     []timing.Planner // this feature first
}

// New returns the feature. /schedule also lists the jobs of others.
func New(members *member.Directory, budget *quiet.Budget, others ...timing.Planner) *Feature {
	f := &Feature{members: members, posts: define.Of[Settings](Section, func(p Post) string { return p.Name })}
	f.life = activity.New(nil, members, activity.Kind{Name: name, Quiet: budget, Anyone: true, Posted: f.posted})
	f.all = append([]timing.Planner{f}, others...)
	return f
}

const name = "schedule"

// Name implements bot.Feature.
func (*Feature) Name() string { return name }

// Diary implements timing.Planner.
func (*Feature) Diary() timing.Diary { return timing.Diary{Table: "schedule", Timer: "job "} }

// Jobs implements timing.Planner.
func (f *Feature) Jobs(c *bot.Community, s bot.State) ([]timing.Job, error) {
	posts, err := f.posts.In(c, s)
	return jobs(c, posts), err
}

// Definitions implements definer.Owner.
func (f *Feature) Definitions() define.List { return f.posts }

// redefined sets the timers again if something was defined in the chat.
func (f *Feature) redefined(t *bot.Turn) error {
	if !f.posts.Changed(t) {
		return nil
	}
	return f.arm(t)
}

// arm sets the timers of all posts.
func (f *Feature) arm(t *bot.Turn) error {
	jobs, err := f.Jobs(t.Community, t.State())
	if err != nil {
		return err
	}
	return f.Diary().Arm(t, jobs)
}

// tick posts a post that is due, or drops a draft that its author left.
func (f *Feature) tick(t *bot.Turn) error {
	if activity.Is(t.Event.Tick) {
		return f.life.Tick(t)
	}
	if u, ok := strings.CutPrefix(t.Event.Tick.Name, draftTimer); ok {
		return dropDraft(t, bot.UserID(u))
	}
	if name, ok := strings.CutPrefix(t.Event.Tick.Name, removeTimer); ok {
		return takeDownOn(t, name)
	}
	jobs, err := f.Jobs(t.Community, t.State())
	if err != nil {
		return err
	}
	due, err := f.Diary().Due(t, jobs)
	if err != nil || due == nil || !due.Wanted {
		return err
	}
	p, managed, _, err := f.posts.Find(t, due.Job)
	if err != nil {
		return err
	}
	copies, err := f.post(t, &p, due.Turn, due.At, p.expires(t.Now(), due.Next))
	if managed || err != nil {
		return err
	}
	if due.Next.IsZero() { // only its copies are left
		if err := f.posts.Drop(t, p.Name); err != nil {
			return err
		}
	}
	return record(t, p.Name, due.At, copies)
}

// expires returns when a post is no longer worth making if it can't be
// delivered.
func (p *Post) expires(now, next time.Time) time.Time {
	const soon, late = 10 * time.Minute, 24 * time.Hour
	switch {
	case p.Missed == "skip":
		return now.Add(soon)
	case p.Missed == "all" || next.IsZero():
		return now.Add(late)
	}
	return now.Add(min(max(next.Sub(now), soon), late))
}
