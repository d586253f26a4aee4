package schedule

import (
	"cmp"
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/define"
	"github.com/stewardbot/steward/bot/timing"
	"github.com/stewardbot/steward/store"
)

// sent are the latest copies of a post that was made in the chat, to correct or
// delete them.
type sent struct {
	Version int       `json:"v"`
	Name    string    `json:"name"`
	Due     time.Time `json:"due"`
	Copies  []copied  `json:"copies"`
}

// copied is one of them. It has no messages until it is delivered.
type copied struct {
	Ref      bot.Ref   `json:"ref"`
	Place    bot.Place `json:"place"`
	Messages []string  `json:"messages,omitempty"`
}

// Bounds of what is kept.
const (
	maxSent  = 100 // posts of a community
	keepSent = 90 * 24 * time.Hour
)

func sentOf(t *bot.Turn, name string) (sent, bool, error) {
	return sentRows.Get(t.State(), store.K2(t.Community.ID, define.Fold(name)))
}

func (s sent) keep(t *bot.Turn) error {
	return sentRows.Put(t.State(), store.K2(t.Community.ID, define.Fold(s.Name)), s)
}

func (s sent) drop(t *bot.Turn) error {
	return sentRows.Delete(t.State(), store.K2(t.Community.ID, define.Fold(s.Name)))
}

// allSent returns what is kept, latest first.
func allSent(t *bot.Turn) (list []sent, err error) {
	prefix := store.AppendString(nil, t.Community.ID)
	err = sentRows.ScanPrefix(t.State(), prefix, false, 0, func(_ store.Key2[string, string], s sent) (bool, error) {
		list = append(list, s)
		return true, nil
	})
	slices.SortStableFunc(list, func(a, b sent) int { return b.Due.Compare(a.Due) })
	return list, err
}

// record keeps the copies of a post in place of earlier ones, and drops what is
// past.
func record(t *bot.Turn, name string, due time.Time, copies []copied) error {
	list, err := allSent(t)
	if err != nil {
		return err
	}
	for i, old := range list {
		if i >= maxSent-1 || t.Now().Sub(old.Due) > keepSent {
			if err := old.drop(t); err != nil {
				return err
			}
		}
	}
	return sent{Version: 1, Name: name, Due: due.UTC(), Copies: copies}.keep(t)
}

// outcome notes where a copy is, or tells that a private chat is closed.
func (f *Feature) outcome(t *bot.Turn) error {
	if err := f.life.Outcome(t); err != nil {
		return err
	}
	o := t.Event.Outcome
	if t.Event.Place.Private() {
		return unreachable(t, o)
	}
	list, err := allSent(t)
	if err != nil {
		return err
	}
	for _, s := range list {
		i := slices.IndexFunc(s.Copies, func(c copied) bool { return c.Ref == o.Ref })
		switch {
		case i < 0:
		case o.Status == bot.Done:
			s.Copies[i].Messages = o.Receipt.Messages
			return s.keep(t)
		default:
			s.Copies = slices.Delete(s.Copies, i, i+1)
			return s.keep(t)
		}
	}
	return nil
}

// correct replaces the text of all copies. A copy in several messages stays as
// it is; those places are returned. The user is told if an edit fails.
func (f *Feature) correct(t *bot.Turn, s sent, text bot.Text) (edited int, long []bot.Place, err error) {
	var refs []bot.Ref
	for _, c := range s.Copies {
		if len(c.Messages) > 1 {
			long = append(long, c.Place)
			continue
		}
		fill := f.filler(t.ToPlace(c.Place), s.Due)
		e := bot.Edit{Place: c.Place, Target: c.target(), Text: fill.rich(text.In(t.ToPlace(c.Place).Language())), Rich: true}
		if fill.err != nil {
			return 0, nil, fill.err
		}
		refs = append(refs, t.Do(e))
	}
	return len(refs), long, answer.Promise(t, refs...)
}

func (c copied) target() bot.Target {
	if len(c.Messages) == 0 {
		return bot.Target{Ref: c.Ref}
	}
	return bot.Target{Message: bot.MessageID{Place: c.Place, ID: c.Messages[0]}}
}

// mostDeleted is how many messages a turn deletes: it may ask for a hundred
// effects, and says something, too.
const mostDeleted = 90

const removeTimer = "remove "

// takeDown deletes the copies, the rest in later turns if there are many. It
// returns the deletions of this one.
func (s sent) takeDown(t *bot.Turn) (refs []bot.Ref, err error) {
	gone := func(at bot.Target, p bot.Place) {
		refs = append(refs, t.Do(bot.Delete{Place: p, Target: at, Lane: bot.Posts}))
	}
	for len(s.Copies) > 0 && len(refs) < mostDeleted {
		c := &s.Copies[0]
		gone(c.target(), c.Place)
		if len(c.Messages) > 1 {
			c.Messages = c.Messages[1:]
		} else {
			s.Copies = s.Copies[1:]
		}
	}
	if len(s.Copies) == 0 {
		return refs, s.drop(t)
	}
	if err := s.keep(t); err != nil {
		return refs, err
	}
	return refs, t.SetTimer(removeTimer+s.Name, t.Now(), nil)
}

// takeDownOn goes on deleting the copies of a post.
func takeDownOn(t *bot.Turn, name string) error {
	s, has, err := sentOf(t, name)
	if err != nil || !has {
		return err
	}
	_, err = s.takeDown(t)
	return err
}

// Bounds of the list in the chat.
const shownSent = 10

// listMade lists the posts that were made in the chat: those to come, and the latest
// sent.
func (f *Feature) listMade(t *bot.Turn) (string, error) {
	var coming []string
	jobs, err := f.Jobs(t.Community, t.State())
	if err != nil {
		return "", err
	}
	slices.SortStableFunc(jobs, func(a, b timing.Job) int { return cmp.Compare(a.Name, b.Name) })
	for _, j := range jobs {
		_, managed, _, err := f.posts.Find(t, j.Name)
		if err != nil {
			return "", err
		}
		if !managed {
			e, err := f.Diary().Entry(t, j.Name)
			if err != nil {
				return "", err
			}
			line, err := f.item(t, j, e)
			if err != nil {
				return "", err
			}
			coming = append(coming, line)
		}
	}
	list, err := allSent(t)
	if err != nil {
		return "", err
	}
	for _, s := range list[:min(len(list), shownSent)] {
		coming = append(coming, t.Text("schedule.post_item_sent", bot.Args{"Name": s.Name, "Time": t.Community.Clock(s.Due), "Count": len(s.Copies)}))
	}
	if coming == nil {
		return t.Text("schedule.post_none", nil), nil
	}
	text := t.Text("schedule.post_list", nil)
	for _, line := range coming {
		text += "\n" + line
	}
	return text, nil
}

// made reports whether a post of that name was made in the chat.
func (f *Feature) made(t *bot.Turn, name string) (bool, error) {
	_, managed, found, err := f.posts.Find(t, name)
	if found || err != nil {
		return !managed, err
	}
	_, has, err := sentOf(t, name)
	return has, err
}
