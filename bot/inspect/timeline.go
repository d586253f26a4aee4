package inspect

import (
	"cmp"
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/activity"
	"github.com/stewardbot/steward/bot/feature/badges"
	"github.com/stewardbot/steward/bot/feature/followup"
	"github.com/stewardbot/steward/bot/feature/shop"
	"github.com/stewardbot/steward/bot/feature/tags"
	"github.com/stewardbot/steward/bot/sanction"
)

// What happens to members.
const (
	DidJoin     = "joined"
	DidBegin    = "began" // the first active day that is still known
	DidLevel    = "level"
	DidBadge    = "badge"
	LostBadge   = "badge_taken"
	DidOrder    = "order"
	DidEnter    = "draw"
	HadCase     = "case"
	HadNote     = "note"
	GotTag      = "tag"
	HadFollowUp = "follow_up"
)

// Happened is one thing in a member's time in the community.
type Happened struct {
	At     time.Time `json:"at"` // the beginning of the day if AllDay
	Kind   string    `json:"kind"`
	Number uint64    `json:"number,omitempty"` // of the case, the order or the draw
	Act    bot.Act   `json:"act,omitempty"`    // of a case
	What   string    `json:"what,omitempty"`   // a name, a reason or a text
	Ref    string    `json:"ref,omitempty"`    // the id of the badge, the item or the definition of the draw, the name of the tag
	Level  int       `json:"level,omitempty"`  // counted from 0
	Undone bool      `json:"undone,omitempty"` // a case or an entry that doesn't count any more
	AllDay bool      `json:"all_day,omitempty"`
}

// mostOfKind is how many things of each kind a timeline has, the latest; a draw is looked for in as many activities.
const mostOfKind = 200

// Timeline returns what happened to a member, the latest first: for each kind the latest 200. habits are theirs. orders
// reports whether what they bought is shown.
func Timeline(t *bot.Turn, p *Person, h *Habits, orders bool) (list []Happened, err error) {
	add := func(x Happened) { list = append(list, x) }
	com := t.Community
	if !p.Joined.IsZero() {
		add(Happened{At: p.Joined, Kind: DidJoin})
	}
	if h.Began != 0 {
		add(Happened{At: com.Begins(h.Began), Kind: DidBegin, AllDay: true})
	}
	for _, l := range h.Levels {
		add(Happened{At: com.Begins(l.Day), Kind: DidLevel, What: l.Name, Level: l.Number, AllDay: true})
	}
	for _, collect := range []func() error{
		func() error { return badgeTimes(t, p, add) }, func() error { return tagTimes(t, p, add) }, func() error { return caseTimes(t, p, add) },
		func() error { return followUps(t, p, add) }, func() error { return draws(t, p, add) },
		func() error {
			if !orders {
				return nil
			}
			list, err := shop.OrdersOf(t, p.Member, mostOfKind)
			for _, o := range list {
				add(Happened{At: o.At, Kind: DidOrder, Number: o.Number, What: cmp.Or(o.Name.In(t.Language()), o.Item) + " · " + o.State, Ref: o.Item})
			}
			return err
		},
	} {
		if err := collect(); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(list, func(a, b Happened) int {
		return cmp.Or(b.At.Compare(a.At), cmp.Compare(b.Number, a.Number), cmp.Compare(a.Kind, b.Kind))
	})
	return list, nil
}

func badgeTimes(t *bot.Turn, p *Person, add func(Happened)) error {
	held, err := badges.HeldBy(t, p.Member)
	for _, b := range held {
		kind := DidBadge
		if b.Taken {
			kind = LostBadge
		}
		add(Happened{At: b.At, Kind: kind, What: badgeName(t, b.ID), Ref: b.ID})
	}
	return err
}

func tagTimes(t *bot.Turn, p *Person, add func(Happened)) error {
	held, err := tags.HeldBy(t, p.Member)
	for _, x := range held {
		if !x.At.IsZero() {
			add(Happened{At: x.At, Kind: GotTag, What: x.Name, Ref: x.Name})
		}
	}
	return err
}

func caseTimes(t *bot.Turn, p *Person, add func(Happened)) error {
	n := 0
	return sanction.New().Of(t.State(), t.Community.ID, p.Member, func(c *sanction.Case) (bool, error) {
		x := Happened{At: c.At, Kind: HadCase, Number: c.ID, Act: c.Kind, What: cmp.Or(c.Reason, c.Rule), Undone: !c.Open()}
		if c.Kind == bot.ActNote {
			x.Kind = HadNote
		}
		add(x)
		n++
		return n < mostOfKind, nil
	})
}

func followUps(t *bot.Turn, p *Person, add func(Happened)) error {
	m, err := t.MemberByID(p.Member)
	if err != nil || m == nil {
		return err
	}
	list, err := followup.Of(t, m, mostOfKind)
	for _, f := range list {
		add(Happened{At: t.Community.Begins(f.Day), Kind: HadFollowUp, What: f.Reason + " " + f.Told, AllDay: true})
	}
	return err
}

// kindDraw is the name of the feature of draws.
const kindDraw = "draw"

func draws(t *bot.Turn, p *Person, add func(Happened)) error {
	list, err := activity.PartsOf(t.State(), t.Community.ID, kindDraw, p.Member, mostOfKind)
	for _, x := range list {
		add(Happened{At: x.Entry.At, Kind: DidEnter, Number: x.Activity.ID, What: x.Activity.Name, Ref: x.Activity.From, Undone: x.Entry.Out != ""})
	}
	return err
}
