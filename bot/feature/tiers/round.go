package tiers

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/staff"
)

// round is the walk over all members.
type round struct {
	Version int          `json:"v"`
	Hash    string       `json:"hash"` // of the tiers that it walks for
	Day     bot.Day      `json:"day"`  // on which the latest walk began
	Begun   time.Time    `json:"begun"`
	Running bool         `json:"running,omitempty"`
	After   bot.MemberID `json:"after,omitempty"` // the last member looked at
	// Stuck are the tiers to which no link could be made in this round; they wait for the next one.
	Stuck []string `json:"stuck,omitempty"`
}

const (
	timerRound = "round"
	timerFill  = "fill"
	timerOffer = "offer/" // and the tier, "/", the member

	hour     = 6 // of the day, at which the walk begins
	chunk    = 50
	maxActs  = 40 // effects of one turn, of which each may have a few
	pause    = 200 * time.Millisecond
	longerBy = 5 * time.Second
	again    = 10 * time.Minute // until an offer is looked at that waits for the platform
)

// configured begins a walk if the tiers changed, and sets the timer of the next.
func (f *Feature) configured(t *bot.Turn) error {
	r, _, err := roundRows.Get(t.State(), t.Community.ID)
	if err != nil {
		return err
	}
	now, err := hash(t.Community)
	if err != nil {
		return err
	}
	if now == r.Hash {
		return r.arm(t)
	}
	r.Hash = now
	r.begin(t)
	return r.arm(t)
}

// hash covers what the tiers ask for; empty without tiers.
func hash(c *bot.Community) (string, error) {
	if len(of(c)) == 0 {
		return "", nil
	}
	b, err := json.Marshal(of(c))
	if err != nil {
		return "", fmt.Errorf("compare tiers: %w", err)
	}
	h := fnv.New64a()
	h.Write(b)
	return fmt.Sprintf("%016x", h.Sum64()), nil
}

func (r *round) begin(t *bot.Turn) {
	r.Running, r.After, r.Day, r.Begun, r.Stuck = true, 0, t.Community.Day(t.Now()), t.Now().UTC(), nil
}

// arm keeps the round and sets its timer. Without tiers there is none once the walk has dropped what was
// open.
func (r *round) arm(t *bot.Turn) error {
	due := t.Now()
	switch {
	case r.Running:
	case r.Hash == "":
		due = time.Time{}
	default:
		due = t.Community.Begins(t.Community.Day(t.Now())).Add(hour * time.Hour)
		if r.Day >= t.Community.Day(t.Now()) || due.Before(r.Begun) {
			due = t.Community.Begins(r.Day + 1).Add(hour * time.Hour)
		}
	}
	r.Version = version
	if err := roundRows.Put(t.State(), t.Community.ID, *r); err != nil {
		return err
	}
	return t.SetTimer(timerRound, due, nil)
}

func (f *Feature) tick(t *bot.Turn) error {
	switch tick := t.Event.Tick.Name; {
	case tick == timerRound:
		return f.walk(t)
	case tick == timerFill:
		return f.fillAll(t)
	case strings.HasPrefix(tick, timerOffer):
		return f.offerDue(t, strings.TrimPrefix(tick, timerOffer))
	}
	return nil
}

// walk looks at the next members; after the last one, free seats are filled and staff is told.
func (f *Feature) walk(t *bot.Turn) error {
	r, _, err := roundRows.Get(t.State(), t.Community.ID)
	if err != nil {
		return err
	}
	if !r.Running {
		r.begin(t)
	}
	n, acts, more := 0, 0, false
	err = f.members.After(t.State(), t.Community.ID, r.After, func(m *bot.Member, accounts []bot.UserID) (bool, error) {
		if n++; n > chunk || acts >= maxActs {
			more = true
			return false, nil
		}
		r.After = m.ID
		did, err := f.look(t, m.ID, accounts)
		acts += did
		return true, err
	})
	if err != nil {
		return err
	}
	if more {
		r.Version = version
		if err := roundRows.Put(t.State(), t.Community.ID, r); err != nil {
			return err
		}
		return t.SetTimer(timerRound, t.Now().Add(pause), nil)
	}
	r.Running = false
	if err := r.arm(t); err != nil {
		return err
	}
	if err := f.report(t, r.Begun); err != nil {
		return err
	}
	return f.fillAll(t)
}

// look brings a member's standing in all tiers up to date. acts is how many effects that may have.
func (f *Feature) look(t *bot.Turn, m bot.MemberID, accounts []bot.UserID) (acts int, err error) {
	err = each(t, m, func(e *entry) error {
		x := find(t.Community, e.tier)
		if e.State == offered || x != nil && e.To != bot.Place(x.To) {
			acts++
		}
		switch {
		case x == nil && e.State != in && e.State != unmet: // they stay where they are
			return f.drop(t, e)
		case x != nil && e.To != bot.Place(x.To):
			return f.reopen(t, e)
		}
		return nil
	})
	if err != nil {
		return acts, err
	}
	list := of(t.Community)
	for i := range list {
		if err := f.judged(t, &list[i], m, accounts); err != nil {
			return acts, err
		}
	}
	return acts, nil
}

// reopen puts whoever had a seat in what a tier opened before on the waiting list, at their place.
func (f *Feature) reopen(t *bot.Turn, e *entry) error {
	if err := f.withdraw(t, e); err != nil {
		return err
	}
	if e.State == unmet {
		return f.drop(t, e)
	}
	if _, isRole := e.To.Role(); isRole && e.State == in {
		if err := f.grants.Take(t, name+"/"+e.tier, e.m); err != nil {
			return err
		}
	}
	e.To = bot.Place(find(t.Community, e.tier).To)
	return e.put(t, waiting)
}

// judged brings a member's standing in one tier up to date. Whoever moderates has none.
func (f *Feature) judged(t *bot.Turn, x *Tier, m bot.MemberID, accounts []bot.UserID) error {
	e, err := load(t, x.Name, m)
	if err != nil || e.Ref != 0 {
		return err
	}
	rank := staff.Ordinary
	if len(accounts) > 0 {
		if rank, err = staff.Anywhere(t, f.members, accounts[0]); err != nil {
			return err
		}
	}
	if rank >= staff.Moderator {
		return f.drop(t, e)
	}
	there, err := f.there(t, x, accounts)
	if err != nil {
		return err
	}
	lacks, err := f.judge.Check(t, m, x.Require)
	if err != nil {
		return err
	}
	return f.moved(t, x, e, there, lacks.None())
}

// there is what the store knows of a member and what a tier opens.
type there struct {
	can bool // has an account there that could be let in
	is  bool // is in the space; false for roles
}

func (f *Feature) there(t *bot.Turn, x *Tier, accounts []bot.UserID) (a there, err error) {
	for _, u := range accounts {
		if u.Platform() != bot.Place(x.To).Platform() {
			continue
		}
		p, err := f.presence(t, x, u)
		if err != nil {
			return a, err
		}
		if x.role() != "" {
			a.can = a.can || p != member.Gone
			continue
		}
		a.can, a.is = true, a.is || p == member.InSpace
	}
	return a, nil
}

// presence returns whether an account is in what a tier opens, also as known from before a move.
func (f *Feature) presence(t *bot.Turn, x *Tier, u bot.UserID) (member.Presence, error) {
	space := bot.Place(x.To).Space()
	p, err := f.members.Presence(t.State(), t.Latest(space), u)
	if err == nil && p == member.Unknown {
		p, err = f.members.Presence(t.State(), space, u)
	}
	return p, err
}

// moved takes an entry to the state that follows from where the member is and whether they meet the
// condition.
func (f *Feature) moved(t *bot.Turn, x *Tier, e *entry, a there, meets bool) error {
	e.To = bot.Place(x.To)
	settled := e.State == in || e.State == unmet
	switch {
	case a.is && !settled:
		if err := f.withdraw(t, e); err != nil {
			return err
		}
		return e.put(t, in)
	case settled && (x.role() == "" && !a.is || x.role() != "" && !a.can):
		return f.leave(t, e)
	case settled && meets:
		if e.State == in && !e.Kept {
			return nil
		}
		e.Kept = false
		return e.put(t, in)
	case e.State == in && !e.Kept:
		return e.put(t, unmet)
	case settled:
		return nil
	case !meets || !a.can:
		return f.drop(t, e)
	case e.State == "" && x.Require != nil:
		return e.put(t, waiting)
	}
	return nil
}

// leave drops whoever is no longer there; a role is not given again when they come back.
func (f *Feature) leave(t *bot.Turn, e *entry) error {
	if _, isRole := e.To.Role(); isRole {
		if err := f.grants.Take(t, name+"/"+e.tier, e.m); err != nil {
			return err
		}
	}
	return f.drop(t, e)
}

// drop ends a standing, and an open offer with it.
func (f *Feature) drop(t *bot.Turn, e *entry) error {
	if e.State == "" {
		return nil
	}
	if err := f.withdraw(t, e); err != nil {
		return err
	}
	return e.put(t, "")
}

// stuck reports whether no link can be made to a tier until the next round.
func stuck(t *bot.Turn, tier string) (bool, error) {
	r, _, err := roundRows.Get(t.State(), t.Community.ID)
	return slices.Contains(r.Stuck, tier), err
}

func stick(t *bot.Turn, tier string) error {
	r, _, err := roundRows.Get(t.State(), t.Community.ID)
	if err != nil || slices.Contains(r.Stuck, tier) {
		return err
	}
	r.Stuck = append(r.Stuck, tier)
	return roundRows.Put(t.State(), t.Community.ID, r)
}
