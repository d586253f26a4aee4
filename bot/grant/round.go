package grant

import (
	"cmp"
	"slices"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/member"
)

// maxActs is how many effects one turn requests here; the rest waits for the
// next tick.
const maxActs = 80

// round gives and takes roles and tags in one turn.
type round struct {
	k    *Keeper
	t    *bot.Turn
	acts int
	cut  bool // something was left for the next tick
}

// member settles all accounts of a member.
func (r *round) member(id bot.MemberID, again bool) error {
	m, err := r.t.MemberByID(id)
	if err != nil || m == nil {
		return err
	}
	accounts, err := r.k.members.Accounts(r.t.State(), r.t.Community.ID, m.ID)
	if err != nil {
		return err
	}
	return r.accounts(m.ID, accounts, again)
}

// accounts settles all accounts of one member in all spaces. again also restores
// what somebody else took.
func (r *round) accounts(id bot.MemberID, accounts []bot.UserID, again bool) error {
	all, err := r.wants(id)
	if err != nil {
		return err
	}
	r.cut = false
	for _, u := range accounts {
		spaces, err := r.spaces(u)
		if err != nil {
			return err
		}
		for _, space := range spaces {
			if err := r.account(where{u, space}, all, again); err != nil {
				return err
			}
		}
	}
	if r.cut {
		return r.later(id, again)
	}
	return nil
}

// wants joins what all sources want for a member.
func (r *round) wants(id bot.MemberID) (all Wants, err error) {
	for _, of := range append([]Source{{Wants: givenWants}}, r.k.sources...) {
		w, err := of.Wants(r.t, id)
		if err != nil {
			return all, err
		}
		all.Roles = append(all.Roles, w.Roles...)
		all.Named = append(all.Named, w.Named...)
		all.Tag = cmp.Or(all.Tag, w.Tag)
	}
	return all, nil
}

// spaces returns the community's spaces on the account's platform. Records of
// spaces that no longer belong to the community are dropped.
func (r *round) spaces(u bot.UserID) (spaces []bot.Place, err error) {
	com := r.t.Community
	for _, space := range com.Spaces {
		if space.Platform() == u.Platform() {
			spaces = append(spaces, space)
		}
	}
	err = grantedRows.ScanPrefix(r.t.State(), grantedKeys.Under2(com.ID, u), false, 0, func(k grantedKey, _ granted) (bool, error) {
		if slices.Contains(spaces, k.C) {
			return true, nil
		}
		return true, new(granted).save(r.t.State(), com.ID, where{u, k.C})
	})
	return spaces, err
}

// account requests what is missing in one space, if the account is there.
func (r *round) account(w where, all Wants, again bool) error {
	row, err := loadGranted(r.t.State(), r.t.Community.ID, w)
	if err != nil || row.Lookup != 0 {
		return err
	}
	known, err := r.k.members.Roles(r.t.State(), w.Space, w.User)
	if err != nil {
		return err
	}
	acts := row.missing(r.k.in(w.Space, all), known, again)
	if len(acts) == 0 && !row.Failed {
		return nil
	}
	presence, err := r.k.members.Presence(r.t.State(), w.Space, w.User)
	if err != nil {
		return err
	}
	row.Failed = false
	switch presence {
	case member.Gone:
		row = new(granted)
	case member.Unknown:
		if len(acts) > 0 {
			row.Lookup, err = r.do(bot.Lookup{Place: w.Space, User: w.User}, w, act{})
		}
	default:
		err = r.all(row, w, acts)
	}
	if err != nil {
		return err
	}
	return row.save(r.t.State(), r.t.Community.ID, w)
}

func (r *round) all(row *granted, w where, acts []act) error {
	for _, a := range acts {
		var e bot.Effect = bot.Tag{Place: w.Space, User: w.User, Tag: a.Tag}
		if a.Role != "" {
			e = bot.Role{Place: w.Space, User: w.User, Role: a.Role, Take: a.Take}
		}
		ref, err := r.do(e, w, a)
		if err != nil {
			return err
		}
		if ref != 0 {
			row.begun(a, ref)
		}
	}
	return nil
}
