package schedule

import (
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/activity"
	"github.com/stewardbot/steward/store"
)

// takesPart is how long after a post reactions and answers to it are counted.
const takesPart = 24 * time.Hour

// messageRows: community, space, message -> the activity of the post, while
// reactions and answers to it are counted. Platforms number messages within a
// space, and may not say in which place of it one was reacted to.
var messageRows = store.Rows("post_messages", store.Shape3(store.Str[string]{}, store.Str[bot.Place]{}, store.Tail[string]{}), store.Uint64Key{})

// record begins the record of who takes part in a post: who reacts to it or
// answers it within a day.
func (f *Feature) record(t *bot.Turn, p *Post, said []copied) error {
	if len(said) == 0 {
		return nil
	}
	if err := f.dropMessages(t); err != nil {
		return err
	}
	var to []string
	for _, c := range said {
		to = append(to, string(c.Place))
	}
	span := takesPart
	if p.DeleteAfter > 0 {
		span = min(span, p.DeleteAfter)
	}
	a, err := f.life.Draft(t, p.Name, p.Name, span, to)
	if err != nil {
		return err
	}
	a.Evaluation = p.Evaluation
	if err := f.life.Record(t, a); err != nil {
		return err
	}
	for _, c := range said {
		if err := f.life.Await(t, a, c.Ref, "post"); err != nil {
			return err
		}
	}
	return nil
}

// dropMessages drops the messages of posts that are over.
func (f *Feature) dropMessages(t *bot.Turn) error {
	type key = store.Key3[string, bot.Place, string]
	return messageRows.ScanPrefix(t.State(), store.AppendString(nil, t.Community.ID), false, 0, func(k key, id uint64) (bool, error) {
		a, err := f.life.Load(t, id)
		if err != nil || a != nil && a.Stage == activity.Open {
			return err == nil, err
		}
		return true, messageRows.Delete(t.State(), k)
	})
}

// posted notes the messages of a post in one of its places.
func (f *Feature) posted(t *bot.Turn, a *activity.Activity, _ string) error {
	out := t.Event.Outcome
	if out.Status != bot.Done {
		return nil
	}
	for _, id := range out.Receipt.Messages {
		if err := messageRows.Put(t.State(), store.K3(t.Community.ID, t.Latest(t.Event.Place).Space(), id), a.ID); err != nil {
			return err
		}
	}
	return nil
}

// heard looks for answers to posts, and for the texts of drafts.
func (f *Feature) heard(t *bot.Turn) error {
	if m := t.Event.Message; m != nil && m.ReplyTo != nil && !t.Struck {
		if err := f.took(t, m.ReplyTo.ID); err != nil {
			return err
		}
	}
	return f.typed(t)
}

// reacted looks for reactions to posts.
func (f *Feature) reacted(t *bot.Turn) error {
	r := t.Event.Reaction
	if r == nil || len(r.Added) == 0 {
		return nil
	}
	return f.took(t, r.Message)
}

func (f *Feature) took(t *bot.Turn, message string) error {
	if t.Member == nil || t.Event.Place.Private() {
		return nil
	}
	id, found, err := messageRows.Get(t.State(), store.K3(t.Community.ID, t.Event.Place.Space(), message))
	if err != nil || !found {
		return err
	}
	return f.life.Took(t, id, t.Member.ID)
}
