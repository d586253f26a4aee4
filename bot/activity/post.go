package activity

import (
	"errors"
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

const (
	// pace is how long after an entry the posts show it, with all that came
	// meanwhile.
	pace = 30 * time.Second
	// wanted is how late a post may be.
	wanted = 24 * time.Hour
)

// post posts the activity in its places.
func (l *Life) post(t *bot.Turn, a *Activity) error {
	for i := range a.Posts {
		if err := l.postIn(t, a, i); err != nil {
			return err
		}
	}
	return nil
}

// postIn posts it in one of its places.
func (l *Life) postIn(t *bot.Turn, a *Activity, i int) error {
	p := &a.Posts[i]
	s, err := l.show(t, a, p.Place)
	if err != nil {
		return err
	}
	p.Ref, p.Message, p.Lost = t.Do(s), "", false
	return l.await(t, p.Ref, awaited{Activity: a.ID, Post: i})
}

// Moved is the kind's listener for KindMoved. A space with a new id has new
// messages: what is announced or open is posted there again, each by a timer,
// since there may be many. What is closed is edited no more.
func (l *Life) Moved(t *bot.Turn) error {
	return l.Each(t, func(a *Activity) (bool, error) {
		posts := a.Question
		if a.Stage != Evaluated && a.Stage != Cancelled {
			posts = slices.Concat(a.Posts, a.Question)
		}
		if !slices.ContainsFunc(posts, func(p Post) bool { return p.Place.Space() == t.Event.Place }) {
			return true, nil
		}
		for i, p := range a.Posts {
			if p.Place.Space() == t.Event.Place {
				a.Posts[i] = Post{Place: t.Latest(p.Place), Lost: true}
			}
		}
		for i, p := range a.Question {
			if p.Place.Space() == t.Event.Place {
				a.Question[i] = Post{Place: t.Latest(p.Place), Lost: p.Ref == 0}
			}
		}
		return true, errors.Join(l.Save(t, a), t.SetTimer(timerPost+number(a.ID), t.Now(), nil))
	})
}

// postAgain posts what is announced, open or asked where it has no message since
// a space moved.
func (l *Life) postAgain(t *bot.Turn, a *Activity) error {
	for i, p := range a.Posts {
		if p.Ref != 0 || a.Stage != Announced && a.Stage != Open || l.recorder() {
			continue
		}
		if err := l.postIn(t, a, i); err != nil {
			return err
		}
	}
	for i, p := range a.Question {
		if p.Ref != 0 || p.Lost { // lost: it waits for another day
			continue
		}
		if err := l.askIn(t, a, i); err != nil {
			return err
		}
	}
	return l.Save(t, a)
}

func (l *Life) show(t *bot.Turn, a *Activity, p bot.Place) (bot.Say, error) {
	n, err := l.Count(t, a)
	if err != nil {
		return bot.Say{}, err
	}
	s, err := l.kind.Show(t.ToPlace(p), a, n)
	s.Place, s.Lane, s.Expires = p, bot.Posts, t.Now().Add(wanted)
	if a.Asked {
		s.Lane = bot.Answers
	}
	return s, err
}

// Await calls Kind.Posted with the outcome of an effect; what is not empty and
// says which.
func (l *Life) Await(t *bot.Turn, a *Activity, ref bot.Ref, what string) error {
	return l.await(t, ref, awaited{Activity: a.ID, What: what})
}

func (l *Life) await(t *bot.Turn, ref bot.Ref, w awaited) error {
	return awaitedRows.Put(t.State(), store.K2(t.Community.ID, ref), w)
}

// Outcome is the kind's listener for KindOutcome.
func (l *Life) Outcome(t *bot.Turn) error {
	out := t.Event.Outcome
	key := store.K2(t.Community.ID, out.Ref)
	w, ok, err := awaitedRows.Get(t.State(), key)
	if err != nil || !ok {
		return err
	}
	if err := awaitedRows.Delete(t.State(), key); err != nil {
		return err
	}
	a, err := l.Load(t, w.Activity)
	if err != nil || a == nil {
		return err
	}
	if w.What != "" {
		return l.kind.Posted(t, a, w.What)
	}
	posts := a.Posts
	if w.Ask {
		posts = a.Question
	}
	if w.Post >= len(posts) { // the question is closed
		return nil
	}
	p := &posts[w.Post]
	if p.Ref != out.Ref { // posted again since
		return nil
	}
	if out.Status == bot.Done && len(out.Receipt.Messages) > 0 {
		p.Message = out.Receipt.Messages[len(out.Receipt.Messages)-1] // the part with the buttons
	} else {
		p.Lost = true
	}
	return l.Save(t, a)
}

// target is the post's message.
func (p Post) target() bot.Target {
	if p.Message == "" {
		return bot.Target{Ref: p.Ref}
	}
	return bot.Target{Message: bot.MessageID{Place: p.Place, ID: p.Message}}
}

// Edit shows the activity's stage in its posts.
func (l *Life) Edit(t *bot.Turn, a *Activity) error {
	for _, p := range a.Posts {
		if p.Lost {
			continue
		}
		s, err := l.show(t, a, p.Place)
		if err != nil {
			return err
		}
		t.Do(bot.Edit{Place: p.Place, Target: p.target(), Text: s.Text, Rich: s.Rich, Buttons: s.Buttons, Expires: s.Expires})
	}
	return nil
}

// refresh shows the number of entries in the posts.
func (l *Life) refresh(t *bot.Turn, a *Activity) error {
	c, _, err := countRows.Get(t.State(), l.key(t, a))
	if err != nil || !c.Edit {
		return err
	}
	c.Edit = false
	if err := countRows.Put(t.State(), l.key(t, a), c); err != nil || a.Stage != Open {
		return err
	}
	return l.Edit(t, a)
}
