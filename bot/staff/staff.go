// Package staff determines who moderates a community, and who may act on whom.
//
// The sections "moderators" and "helpers" of the configuration ([Moderators],
// [Helpers]) name accounts, roles, and people with authority on the platform.
// [Of] ranks a person across all their accounts, from these names, the
// platforms' snapshots of authority and the members' last known roles. Nobody
// acts on somebody of an equal or higher rank. Helpers may count in some spaces
// alone: what they may do depends on where they do it, what protects them
// ([Anywhere]) does not.
package staff

import (
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/member"
)

// Rank is a person's rank in a community.
type Rank int

// In rising order.
const (
	Ordinary Rank = iota
	Helper
	Moderator
	Owner
)

// Of returns the rank of an account's owner where the turn's event is: the highest of all the
// member's accounts in the turn's community. An account that never took part is ranked on its own.
func Of(t *bot.Turn, members *member.Directory, user bot.UserID) (Rank, error) {
	return highest(t, members, user, here(t))
}

// Anywhere returns the highest rank that an account's owner has in any of the community's spaces, for
// what protects them.
func Anywhere(t *bot.Turn, members *member.Directory, user bot.UserID) (Rank, error) {
	return highest(t, members, user, func(*HelperGroup) bool { return true })
}

// here returns whether a group of helpers counts where the turn's event is.
func here(t *bot.Turn) func(*HelperGroup) bool {
	return func(g *HelperGroup) bool {
		return len(g.In) == 0 || slices.ContainsFunc(g.In, func(space string) bool {
			return t.Latest(bot.Place(space)) == t.Latest(t.Event.Place.Space())
		})
	}
}

func highest(t *bot.Turn, members *member.Directory, user bot.UserID, counts func(*HelperGroup) bool) (Rank, error) {
	accounts, err := accountsOf(t, members, user)
	if err != nil {
		return Ordinary, err
	}
	rank := Ordinary
	for _, a := range accounts {
		r, err := ofAccount(t, members, a, counts)
		if err != nil {
			return Ordinary, err
		}
		rank = max(rank, r)
	}
	return rank, nil
}

// accountsOf returns all accounts of the member that owns user, or only user.
func accountsOf(t *bot.Turn, members *member.Directory, user bot.UserID) ([]bot.UserID, error) {
	m, err := t.MemberByUser(bot.User{ID: user})
	if err != nil || m == nil {
		return []bot.UserID{user}, err
	}
	return members.Accounts(t.State(), t.Community.ID, m.ID)
}

func ofAccount(t *bot.Turn, members *member.Directory, user bot.UserID, counts func(*HelperGroup) bool) (Rank, error) {
	authority := authority(t, user)
	if authority == bot.Owner {
		return Owner, nil
	}
	yes, err := among(t, members, *bot.Setting[*Moderators](t.Community, SectionModerators), user, authority)
	if yes || err != nil {
		return Moderator, err
	}
	for _, g := range *bot.Setting[*Helpers](t.Community, SectionHelpers) {
		if !counts(&g) {
			continue
		}
		if yes, err := among(t, members, g.Who, user, authority); yes || err != nil {
			return Helper, err
		}
	}
	return Ordinary, nil
}

// Allowed reports whether a helper may use a command where the turn's event is, by any of the groups
// that they belong to, and the maximum duration; 0: no maximum.
func Allowed(t *bot.Turn, members *member.Directory, user bot.UserID, command string) (longest time.Duration, ok bool, err error) {
	accounts, err := accountsOf(t, members, user)
	if err != nil {
		return 0, false, err
	}
	counts := here(t)
	for _, g := range *bot.Setting[*Helpers](t.Community, SectionHelpers) {
		most, may := g.allow(command)
		if !may || !counts(&g) {
			continue
		}
		for _, a := range accounts {
			yes, err := among(t, members, g.Who, a, authority(t, a))
			switch {
			case err != nil:
				return 0, false, err
			case yes && most == 0:
				return 0, true, nil
			case yes:
				longest, ok = max(longest, most), true
			}
		}
	}
	return longest, ok, nil
}

// MayAct reports whether a moderator may order an act such as bot.ActBan.
// Owners may order everything, and so may people named in the configuration.
// Somebody who only moderates as a platform administrator may order what the
// platform lets any of their accounts do in one of the community's spaces.
func MayAct(t *bot.Turn, members *member.Directory, user bot.UserID, act bot.Act) (bool, error) {
	accounts, err := accountsOf(t, members, user)
	if err != nil {
		return false, err
	}
	names := *bot.Setting[*Moderators](t.Community, SectionModerators)
	for _, a := range accounts {
		if authority(t, a) == bot.Owner {
			return true, nil
		}
		if named, err := among(t, members, names, a, bot.Ordinary); named || err != nil {
			return named, err
		}
		for _, space := range t.Community.Spaces {
			if space.Platform() == a.Platform() && t.May(space, a, act) {
				return true, nil
			}
		}
	}
	return false, nil
}

// Operates reports whether the turn's user may use operators' commands: an
// owner or administrator of one of the community's spaces, through any account,
// or the group itself.
func Operates(t *bot.Turn, members *member.Directory) (bool, error) {
	if t.Community == nil || t.Event.User == nil {
		return false, nil
	}
	if t.Event.User.Persona == bot.TheGroup {
		return true, nil
	}
	accounts, err := accountsOf(t, members, t.Event.User.ID)
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(accounts, func(a bot.UserID) bool { return authority(t, a) >= bot.Admin }), nil
}

// Spares reports whether rules exempt a turn's user: moderators and owners.
func Spares(t *bot.Turn, members *member.Directory) (bool, error) {
	if t.Community == nil || t.Event.User == nil {
		return false, nil
	}
	rank, err := Of(t, members, t.Event.User.ID)
	return rank >= Moderator, err
}

// HasRole reports whether a turn's user has one of the roles, through any
// account; a role is given by full name: "discord:1122/role/9".
func HasRole(t *bot.Turn, members *member.Directory, roles []string) (bool, error) {
	accounts := []bot.UserID{t.Event.User.ID}
	if t.Member != nil {
		var err error
		if accounts, err = members.Accounts(t.State(), t.Community.ID, t.Member.ID); err != nil {
			return false, err
		}
	}
	for _, a := range accounts {
		if yes, err := among(t, members, roles, a, bot.Ordinary); yes || err != nil {
			return yes, err
		}
	}
	return false, nil
}

// authority returns the highest authority of an account in the community's
// spaces.
func authority(t *bot.Turn, user bot.UserID) (most bot.Authority) {
	for _, space := range t.Community.Spaces {
		if space.Platform() == user.Platform() {
			most = max(most, t.Authority(space, user))
		}
	}
	return most
}

// among reports whether an account is one of those named.
func among(t *bot.Turn, members *member.Directory, names []string, user bot.UserID, a bot.Authority) (bool, error) {
	for _, name := range names {
		space := bot.Place(name).Space()
		role, isRole := bot.Place(name).Role()
		switch {
		case name == PlatformAdmins:
			if a >= bot.Admin {
				return true, nil
			}
		case !isRole:
			if name == string(user) {
				return true, nil
			}
		case space.Platform() == user.Platform():
			roles, err := members.Roles(t.State(), space, user)
			if err != nil || slices.Contains(roles, role) {
				return err == nil, err
			}
		}
	}
	return false, nil
}
