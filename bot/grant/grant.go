// Package grant gives members the roles and tags that they should have, and takes those that they
// should no longer have.
//
// Several sources say who should have what. Some compute it, as levels do from points (Source). Others
// give one thing to one member, for a time or for good (Keeper.Give): it is a row, and a timer ends it.
// The Keeper compares what all sources want with what it has done for each of the member's accounts in
// each space (granted.go), and requests only the difference, once (round.go).
//
// People who join a space get theirs again; if it is unknown whether an account is in a space, the
// platform is asked first. When the configuration of a source changes, all members are updated, a few
// per tick (campaign.go). Refusals are recorded with the reason and retried when the member, the
// configuration, or the space's administrators change. If somebody else removes a role from a member,
// it stays removed until what the member should have changes. Roles that no source names or gave are
// ignored.
//
// The Keeper is wired as a feature behind all sources: it acts after the other features, in the same
// turn. Its tables are still called levels, by the source that they were written for.
package grant

import (
	"slices"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/member"
)

// Wants is what a source wants for a member. Roles have full names, such as discord:1122/role/555.
type Wants struct {
	Roles []string
	// Named are the roles that nobody has but by the source: they are taken also from those who got
	// them elsewhere.
	Named []string
	// Tag is shown beside the name; the first source that wants one decides.
	Tag string
}

// Source computes who should have what.
type Source struct {
	// Wants returns what a member should have now.
	Wants func(t *bot.Turn, m bot.MemberID) (Wants, error)
	// Basis returns what Wants depends on in a configuration, for json.Marshal: all members are updated
	// when it changes. It is nil if the configuration gives nobody anything.
	Basis func(c *bot.Community) any
}

// Keeper reconciles roles and tags. It implements bot.Feature.
type Keeper struct {
	members *member.Directory
	tagging []string
	sources []Source
	noticed map[string]*bot.Community // the configuration last checked, by community
	marks   []mark                    // to be settled at the end of the event
}

type mark struct {
	community string
	member    bot.MemberID
	again     bool
}

// New returns a Keeper without sources. tagging are the platforms that show tags of members.
func New(members *member.Directory, tagging ...string) *Keeper {
	return &Keeper{members: members, tagging: tagging, noticed: map[string]*bot.Community{}}
}

// Source adds a source. It is called before the first event.
func (k *Keeper) Source(s Source) { k.sources = append(k.sources, s) }

// Settle updates a member at the end of the turn's event, after a change of what a source wants. again
// also restores roles that somebody else took.
func (k *Keeper) Settle(t *bot.Turn, m bot.MemberID, again bool) error {
	n := len(k.marks)
	k.marks = append(k.marks, mark{t.Community.ID, m, again})
	t.OnRollback(func() { k.marks = k.marks[:min(n, len(k.marks))] })
	return putDue(t, m, again)
}

const name = "grant"

// Name implements bot.Feature.
func (*Keeper) Name() string { return name }

// Routes implements bot.Feature.
func (k *Keeper) Routes() bot.Routes {
	return bot.Routes{After: k.look, Forget: k.forget, Disclose: disclose, Merge: k.merge, Part: k.part}
}

// former are the features under whose names earlier versions requested the same effects and set the
// same timer.
var former = []string{"levels", "link", "privacy"}

func ours(feature string) bool { return feature == name || slices.Contains(former, feature) }

func (k *Keeper) look(t *bot.Turn) error {
	if err := k.notice(t); err != nil {
		return err
	}
	r := &round{k: k, t: t}
	if err := r.event(); err != nil {
		return err
	}
	return r.marked()
}

// event does what the event itself asks for.
func (r *round) event() error {
	switch r.t.Event.Kind {
	case bot.KindTick:
		switch tick := r.t.Event.Tick; {
		case !ours(tick.Feature):
			return nil
		case tick.Name == timerSettle:
			return r.goOn()
		case tick.Name == timerEnd:
			return r.end()
		}
		return nil
	case bot.KindOutcome:
		if !ours(r.t.Event.Outcome.Feature) {
			return nil
		}
		return r.outcome()
	case bot.KindJoin:
		return r.joined()
	case bot.KindLeave:
		return r.left()
	case bot.KindMember:
		return r.changed()
	case bot.KindStanding:
		return r.standing()
	}
	if m := r.t.Member; m != nil && m.Seen.IsZero() {
		return r.member(m.ID, true)
	}
	return nil
}

// marked settles those who were marked in this event; the rest of a crowd waits for the next tick.
func (r *round) marked() error {
	marks := r.k.marks
	r.k.marks = nil
	for i, m := range marks {
		if m.community != r.t.Community.ID {
			continue
		}
		if i >= chunk || r.acts >= maxActs {
			if err := r.t.SetTimer(timerSettle, r.t.Now(), nil); err != nil {
				return err
			}
			break
		}
		if err := dropDue(r.t, m.member); err != nil {
			return err
		}
		if err := r.member(m.member, m.again); err != nil {
			return err
		}
	}
	if len(marks) == 0 {
		return nil
	}
	return r.wake() // something may have been given for a time
}
