package levels

import (
	"slices"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/store"
)

// maxActs is how many effects one turn requests here; the rest waits for the
// next tick.
const maxActs = 80

// grants gives and takes roles and tags in one turn.
type grants struct {
	f    *Feature
	t    *bot.Turn
	s    Settings
	acts int
	cut  bool // something was left for the next tick
}

// member settles all accounts of a member.
func (g *grants) member(id bot.MemberID, anew bool) error {
	m, err := g.t.MemberByID(id)
	if err != nil || m == nil {
		return err
	}
	id = m.ID
	var accounts []bot.UserID
	err = g.f.members.After(g.t.State(), g.t.Community.ID, id-1, func(m *bot.Member, all []bot.UserID) (bool, error) {
		if m.ID == id {
			accounts = slices.Clone(all)
		}
		return false, nil
	})
	if err == nil {
		err = g.accounts(id, accounts, anew)
	}
	return err
}

// accounts settles all accounts of one member in all spaces. anew also restores
// what somebody else took.
func (g *grants) accounts(id bot.MemberID, accounts []bot.UserID, anew bool) error {
	level, err := g.level(id)
	if err != nil {
		return err
	}
	g.cut = false
	for _, u := range accounts {
		spaces, err := g.spaces(u)
		if err != nil {
			return err
		}
		for _, space := range spaces {
			if err := g.account(where{u, space}, level, anew); err != nil {
				return err
			}
		}
	}
	if g.cut {
		return later(g.t, id, anew)
	}
	return nil
}

func (g *grants) level(id bot.MemberID) (int, error) {
	figures, err := g.f.book.Balance(g.t, id)
	return g.s.of(figures.Earned), err
}

// spaces returns the community's spaces on the account's platform. Records of
// spaces that no longer belong to the community are dropped.
func (g *grants) spaces(u bot.UserID) (spaces []bot.Place, err error) {
	com := g.t.Community
	for _, space := range com.Spaces {
		if space.Platform() == u.Platform() {
			spaces = append(spaces, space)
		}
	}
	err = grantedRows.ScanPrefix(g.t.State(), grantedKeys.Under2(com.ID, u), false, 0, func(k grantedKey, _ granted) (bool, error) {
		if slices.Contains(spaces, k.C) {
			return true, nil
		}
		return true, new(granted).save(g.t.State(), com.ID, where{u, k.C})
	})
	return spaces, err
}

// account requests what is missing in one space, if the account is there.
func (g *grants) account(w where, level int, anew bool) error {
	row, err := loadGranted(g.t.State(), g.t.Community.ID, w)
	if err != nil || row.Lookup != 0 {
		return err
	}
	known, err := g.f.members.Roles(g.t.State(), w.Space, w.User)
	if err != nil {
		return err
	}
	acts := row.missing(g.s.wants(level, w.Space, g.f.tags(w.Space)), known, anew)
	if len(acts) == 0 && !row.Failed {
		return nil
	}
	presence, err := g.f.members.Presence(g.t.State(), w.Space, w.User)
	if err != nil {
		return err
	}
	row.Failed = false
	switch presence {
	case member.Gone:
		row = new(granted)
	case member.Unknown:
		if len(acts) > 0 {
			row.Lookup, err = g.do(bot.Lookup{Place: w.Space, User: w.User}, w, act{})
		}
	default:
		err = g.all(row, w, acts)
	}
	if err != nil {
		return err
	}
	return row.save(g.t.State(), g.t.Community.ID, w)
}

func (g *grants) all(row *granted, w where, acts []act) error {
	for _, a := range acts {
		var e bot.Effect = bot.Tag{Place: w.Space, User: w.User, Tag: a.Tag}
		if a.Role != "" {
			e = bot.Role{Place: w.Space, User: w.User, Role: a.Role, Take: a.Take}
		}
		ref, err := g.do(e, w, a)
		if err != nil {
			return err
		}
		if ref != 0 {
			row.begun(a, ref)
		}
	}
	return nil
}

// askedRows: community, effect -> asked, until the outcome comes.
var askedRows = store.Rows("levels_asked", store.Shape2(store.Str[string]{}, store.Num[bot.Ref]{}), store.JSON[asked]())

type asked struct {
	where
	act
}

// do returns 0 if the turn has requested enough.
func (g *grants) do(e bot.Effect, w where, a act) (bot.Ref, error) {
	if g.acts == maxActs {
		g.cut = true
		return 0, nil
	}
	g.acts++
	ref := g.t.Do(e)
	return ref, askedRows.Put(g.t.State(), store.K2(g.t.Community.ID, ref), asked{w, a})
}

// outcome processes the outcome of an act.
func (g *grants) outcome() error {
	out, com, state := g.t.Event.Outcome, g.t.Community, g.t.State()
	if out == nil {
		return nil
	}
	key := store.K2(com.ID, out.Ref)
	a, found, err := askedRows.Get(state, key)
	if err != nil || !found {
		return err
	}
	if err := askedRows.Delete(state, key); err != nil {
		return err
	}
	row, err := loadGranted(state, com.ID, a.where)
	if err != nil {
		return err
	}
	if row.Lookup == out.Ref {
		return g.found(row, a.where, out)
	}
	if row.ended(a.act, out.Ref, out.Status == bot.Done) {
		if err := g.refused(a, out.Reason); err != nil {
			return err
		}
	}
	return row.save(state, com.ID, a.where)
}

// refused records the reason, which the operator sees with the event.
func (g *grants) refused(a asked, reason phrase.Line) error {
	m, err := g.t.MemberByUser(bot.User{ID: a.User})
	if err != nil {
		return err
	}
	f := bot.Finding{Code: "tag_refused", Reason: reason}
	if a.Role != "" {
		f = bot.Finding{Code: "role_refused", Args: bot.Args{"Role": a.Role}, Reason: reason}
	}
	if m != nil {
		f.Member = m.ID
	}
	g.t.Find(f)
	return nil
}

// found resumes granting after a lookup.
func (g *grants) found(row *granted, w where, out *bot.Outcome) error {
	row.Lookup = 0
	if out.Found == nil {
		row.Failed = true
	}
	if err := row.save(g.t.State(), g.t.Community.ID, w); err != nil || out.Found == nil {
		return err
	}
	if !out.Found.Present {
		return g.f.members.Left(g.t.State(), w.Space, w.User)
	}
	if err := g.f.members.Present(g.t.State(), w.Space, w.User); err != nil {
		return err
	}
	m, err := g.t.MemberByUser(bot.User{ID: w.User})
	if err != nil || m == nil {
		return err
	}
	return g.accounts(m.ID, []bot.UserID{w.User}, false)
}

// joined grants again: an account that left a space has lost its roles there.
func (g *grants) joined() error {
	w, ok := g.here()
	if !ok {
		return nil
	}
	if err := new(granted).save(g.t.State(), g.t.Community.ID, w); err != nil {
		return err
	}
	return g.accounts(g.t.Member.ID, []bot.UserID{w.User}, true)
}

func (g *grants) left() error {
	w, ok := g.here()
	if !ok {
		return nil
	}
	return new(granted).save(g.t.State(), g.t.Community.ID, w)
}

// changed records roles that somebody else gave or took.
func (g *grants) changed() error {
	w, ok := g.here()
	if !ok || g.t.Event.User.Roles == nil {
		return nil
	}
	row, err := loadGranted(g.t.State(), g.t.Community.ID, w)
	if err != nil || !row.seen(g.t.Event.User.Roles) {
		return err
	}
	return row.save(g.t.State(), g.t.Community.ID, w)
}

// here returns the account and the space of an event; ok is false without a
// member.
func (g *grants) here() (w where, ok bool) {
	if g.t.Member == nil || g.t.Event.User == nil || g.t.Event.Place.Private() {
		return w, false
	}
	return where{g.t.Event.User.ID, g.t.Event.Place.Space()}, true
}
