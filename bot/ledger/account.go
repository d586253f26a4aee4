package ledger

import (
	"strconv"
	"strings"

	"github.com/stewardbot/steward/bot"
)

// Account is where points come from or go to: "mint:message", "member:17",
// "shop:make_up". Accounts need not be opened.
type Account string

// The kinds of accounts, as prefixes of their names.
const (
	mints    = "mint:"    // issues points and takes fines back
	members  = "member:"  // a member's, by number
	shops    = "shop:"    // receives what is spent
	reserves = "reserve:" // holds the price of an open order
	pots     = "pot:"     // holds what a member puts up for others
	lapses   = "lapse:"   // receives what is lost: points that expire
)

// maxAccount is the maximum length of an account's name in bytes.
const maxAccount = 200

// Mint returns the account that pays for one way of earning: "message".
func Mint(what string) Account { return Account(mints + what) }

// Of returns the account of a member.
func Of(m bot.MemberID) Account {
	var name [len(members) + 20]byte
	return Account(strconv.AppendUint(append(name[:0], members...), uint64(m), 10))
}

// Shop returns the account that receives the price of something: "make_up".
func Shop(what string) Account { return Account(shops + what) }

// Pot returns an account that holds points between members: "packet", "17". It
// never pays out more than was put in.
func Pot(what, id string) Account { return Account(pots + what + "/" + id) }

// Lapse returns the account that receives points that members lose: "expired".
// They were earned, but not spent.
func Lapse(what string) Account { return Account(lapses + what) }

func reserve(order string) Account { return Account(reserves + order) }

// Member returns whose account it is; false if it is not a member's.
func (a Account) Member() (bot.MemberID, bool) {
	digits, ok := strings.CutPrefix(string(a), members)
	if !ok || digits == "" || digits[0] < '1' || digits[0] > '9' {
		return 0, false // "member:01" would be a second name of "member:1"
	}
	n, err := strconv.ParseUint(digits, 10, 64)
	return bot.MemberID(n), err == nil
}

// Holds reports whether the account holds points that a member can get back: a
// member's, an open order's, or a pot.
func (a Account) Holds() bool { return a.is(members) || a.is(reserves) || a.is(pots) }

// Split returns the kind of an account ("mint", "member", "shop", "reserve", "pot" or "lapse") and
// its name; of one that is one of many, what is the same for all.
func (a Account) Split() (kind, name string) {
	kind, name, _ = strings.Cut(string(a), ":")
	switch {
	case a.is(members), a.is(reserves):
		return kind, kind
	case a.is(pots):
		name, _, _ = strings.Cut(name, "/")
	}
	return kind, name
}

func (a Account) name() string {
	_, name := a.Split()
	return name
}

func (a Account) is(sort string) bool { return strings.HasPrefix(string(a), sort) }

// known reports whether the account is of a known kind and has a name.
func (a Account) known() bool {
	if len(a) > maxAccount {
		return false
	}
	if a.is(members) {
		_, ok := a.Member()
		return ok
	}
	for _, sort := range []string{mints, shops, reserves, pots, lapses} {
		if a.is(sort) {
			return len(a) > len(sort)
		}
	}
	return false
}

// earns reports whether a movement between two accounts counts as earned.
func earns(from, to Account) bool {
	return from.is(mints) && to.is(members) || from.is(members) && to.is(mints)
}
