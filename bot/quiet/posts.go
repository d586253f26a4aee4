package quiet

import (
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

const (
	gather      = 10 * time.Minute // how long a merged line waits for more
	keepPost    = 7 * 24 * time.Hour
	mostItems   = 10 // in one merged line; the others are counted
	mostWaiting = 20 // posts per place; the oldest is dropped
)

// room is what was posted in a place today, and what waits.
type room struct {
	Day     bot.Day `json:"day"` // of Posted and Told
	Posted  int     `json:"posted,omitempty"`
	Told    bool    `json:"told,omitempty"`
	Lined   bot.Day `json:"lined,omitempty"` // of the latest merged line
	Line    line    `json:"line,omitzero"`
	Waiting []post  `json:"waiting,omitempty"`
}

// line is the next merged line.
type line struct {
	Items []item    `json:"items,omitempty"`
	More  int       `json:"more,omitempty"`
	Due   time.Time `json:"due,omitzero"`
}

// item is a text that names members.
type item struct {
	Text  string         `json:"text"`
	About []bot.MemberID `json:"about,omitempty"`
}

type post struct {
	Say   bot.Say        `json:"say"`
	Until time.Time      `json:"until"`
	About []bot.MemberID `json:"about,omitempty"`
}

func (b *Budget) room(t *bot.Turn, p bot.Place) (*room, error) {
	r, _, err := placeRows.Get(t.State(), store.K2(t.Community.ID, p))
	if today := t.Community.Day(t.Now()); r.Day < today {
		r.Day, r.Posted, r.Told = today, 0, false
	}
	return &r, err
}

func (b *Budget) keep(t *bot.Turn, p bot.Place, r *room) error {
	b.wakePlace(t, p)
	return placeRows.Put(t.State(), store.K2(t.Community.ID, p), *r)
}

// Post posts in e.Place, now or on a later day, within a week or until e expires. about are the
// members that it names: if one is forgotten, a waiting post is dropped. The reference is 0 if
// the post waits.
func (b *Budget) Post(t *bot.Turn, e bot.Say, about ...bot.MemberID) (bot.Ref, error) {
	r, err := b.room(t, e.Place)
	if err != nil {
		return 0, err
	}
	e.Lane = bot.Posts
	if r.Posted < PostsADay {
		r.Posted++
		return t.Do(e), b.keep(t, e.Place, r)
	}
	until := t.Now().Add(keepPost)
	if !e.Expires.IsZero() && e.Expires.Before(until) {
		until = e.Expires
	}
	if len(r.Waiting) == mostWaiting {
		r.Waiting = r.Waiting[1:]
	}
	r.Waiting = append(r.Waiting, post{e, until, about})
	r.tell(t, e.Place)
	return 0, b.keep(t, e.Place, r)
}

// tell tells the moderators' log, once a day, that something waits.
func (r *room) tell(t *bot.Turn, p bot.Place) {
	if r.Told {
		return
	}
	r.Told = true
	for _, log := range t.Community.Places[bot.Modlog] {
		t.Do(bot.Say{
			Place: log, Lane: bot.Moderation, Text: t.ToPlace(log).Text("hush.waits", bot.Args{"Place": string(p), "Count": PostsADay}),
		})
	}
}

// Line adds a plain text, in the place's language, to the place's next merged line. It is posted
// ten minutes later or, if today's was posted, tomorrow at FirstHour. about are the members named
// in it: if one is forgotten, the text is dropped.
func (b *Budget) Line(t *bot.Turn, p bot.Place, text string, about ...bot.MemberID) error {
	r, err := b.room(t, p)
	if err != nil {
		return err
	}
	if l := &r.Line; len(l.Items) < mostItems {
		l.Items = append(l.Items, item{text, about})
	} else {
		l.More++
	}
	if r.Line.Due.IsZero() {
		if r.Line.Due = t.Now().Add(gather); r.Lined == r.Day {
			r.Line.Due = tomorrow(t)
		}
	}
	return b.keep(t, p, r)
}

// Due returns when Flush has something to do in a place; zero: never.
func (b *Budget) Due(t *bot.Turn, p bot.Place) (due time.Time, err error) {
	r, err := b.room(t, p)
	if err != nil {
		return time.Time{}, err
	}
	if len(r.Waiting) > 0 {
		if due = tomorrow(t); r.Posted < PostsADay {
			due = byDay(t.Community, t.Now())
		}
	}
	if l := r.Line; len(l.Items) > 0 && (due.IsZero() || l.Due.Before(due)) {
		due = l.Due
	}
	return due, nil
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// Flush posts what waits for a place, as far as today's posts allow. After an outage it may be night: then what is late waits
// for the day.
func (b *Budget) Flush(t *bot.Turn, p bot.Place) error {
	if !t.Community.Owns(p) {
		return placeRows.Delete(t.State(), store.K2(t.Community.ID, p))
	}
	r, err := b.room(t, p)
	if err != nil {
		return err
	}
	r.flushLine(t, p)
	r.Waiting = slices.DeleteFunc(r.Waiting, func(w post) bool { return !w.Until.After(t.Now()) })
	for len(r.Waiting) > 0 && r.Posted < PostsADay && !night(t) {
		e := r.Waiting[0].Say
		e.Expires = r.Waiting[0].Until
		t.Do(e)
		r.Waiting, r.Posted = r.Waiting[1:], r.Posted+1
	}
	return b.keep(t, p, r)
}

// night reports whether nothing that waited is posted now.
func night(t *bot.Turn) bool { return byDay(t.Community, t.Now()).After(t.Now()) }

// flushLine posts the merged line, or keeps it for tomorrow.
func (r *room) flushLine(t *bot.Turn, p bot.Place) {
	switch {
	case len(r.Line.Items) == 0 || r.Line.Due.After(t.Now()):
	case night(t) && t.Now().Sub(r.Line.Due) > gather:
		r.Line.Due = byDay(t.Community, t.Now())
	case r.Posted >= PostsADay:
		r.Line.Due = tomorrow(t)
		r.tell(t, p)
	default:
		t.Do(bot.Say{
			Place: p, Lane: bot.Posts, Text: r.Line.text(t.ToPlace(p)), Expires: hour(t.Community, t.Now(), 1, 0), InDoubt: bot.Drop,
		})
		r.Line, r.Lined, r.Posted = line{}, r.Day, r.Posted+1
	}
}

func (l line) text(t *bot.Turn) string {
	var lines []string
	for _, i := range l.Items {
		lines = append(lines, i.Text)
	}
	if l.More > 0 {
		lines = append(lines, t.Text("hush.more", bot.Args{"Count": l.More}))
	}
	return strings.Join(lines, "\n")
}

// forgetPosts drops what waits and names a member.
func forgetPosts(t *bot.Turn, m bot.MemberID) error {
	under := store.AppendString(nil, t.Community.ID)
	return placeRows.ScanPrefix(t.State(), under, false, 0, func(k store.Key2[string, bot.Place], r room) (bool, error) {
		items, posts := len(r.Line.Items), len(r.Waiting)
		r.Line.Items = slices.DeleteFunc(r.Line.Items, func(i item) bool { return slices.Contains(i.About, m) })
		r.Waiting = slices.DeleteFunc(r.Waiting, func(w post) bool { return slices.Contains(w.About, m) })
		if len(r.Line.Items) == items && len(r.Waiting) == posts {
			return true, nil
		}
		return true, placeRows.Put(t.State(), k, r)
	})
}

// joinPosts replaces a member's number in what waits.
func joinPosts(t *bot.Turn, from, into bot.MemberID) error {
	under := store.AppendString(nil, t.Community.ID)
	return placeRows.ScanPrefix(t.State(), under, false, 0, func(k store.Key2[string, bot.Place], r room) (bool, error) {
		changed := false
		rename := func(about []bot.MemberID) {
			for i := range about {
				if about[i] == from {
					about[i], changed = into, true
				}
			}
		}
		for _, i := range r.Line.Items {
			rename(i.About)
		}
		for _, w := range r.Waiting {
			rename(w.About)
		}
		if !changed {
			return true, nil
		}
		return true, placeRows.Put(t.State(), k, r)
	})
}
