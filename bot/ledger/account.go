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
)

// maxAccount is the maximum length of an account's name in bytes.
const maxAccount = 200

// Mint returns the account that pays for one way of earning: "message".
func Mint(what string) Account { return Account(mints + what) }

// Of returns the account of a member.
func Of(m bot.MemberID) Account {
	return Account(strconv.AppendUint([]byte(members), uint64(m), 10))
}

// Shop returns the account that receives the price of something: "make_up".
func Shop(what string) Account { return Account(shops + what) }

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

// name returns the part after the colon; for an account that is one of many,
// the part before it.
func (a Account) name() string {
	sort, name, _ := strings.Cut(string(a), ":")
	if a.is(members) || a.is(reserves) {
		return sort
	}
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
	for _, sort := range []string{mints, shops, reserves} {
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
