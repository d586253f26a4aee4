package ledger

import (
	"strconv"
	"strings"

	"github.com/stewardbot/steward/bot"
)

// Account is where points come from or go to: "mint:message", "member:17",
// "shop:make_up". Accounts need not be opened.
type Account string

// The sorts of accounts, which their names begin with.
const (
	mints    = "mint:"    // makes points and takes fines back
	members  = "member:"  // a member's, by number
	shops    = "shop:"    // takes what is spent
	reserves = "reserve:" // holds what an open order will cost
)

// maxAccount is the longest account's name in bytes.
const maxAccount = 200

// Mint is the account that pays for one way of earning: "message".
func Mint(what string) Account { return Account(mints + what) }

// Of is the account of a member.
func Of(m bot.MemberID) Account {
	return Account(strconv.AppendUint([]byte(members), uint64(m), 10))
}

// Shop is the account that takes the price of something: "make_up".
func Shop(what string) Account { return Account(shops + what) }

func reserve(order string) Account { return Account(reserves + order) }

// Member is whose account it is; false if it is no member's.
func (a Account) Member() (bot.MemberID, bool) {
	digits, ok := strings.CutPrefix(string(a), members)
	if !ok || digits == "" || digits[0] < '1' || digits[0] > '9' {
		return 0, false // "member:01" would be a second name of "member:1"
	}
	n, err := strconv.ParseUint(digits, 10, 64)
	return bot.MemberID(n), err == nil
}

// name is what stands behind the colon; for an account that stands for one of
// many, what stands before it.
func (a Account) name() string {
	sort, name, _ := strings.Cut(string(a), ":")
	if a.is(members) || a.is(reserves) {
		return sort
	}
	return name
}

func (a Account) is(sort string) bool { return strings.HasPrefix(string(a), sort) }

// known tells whether the account is of a sort that the ledger has, and named.
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

// earns tells whether what passes between two accounts was earned.
func earns(from, to Account) bool {
	return from.is(mints) && to.is(members) || from.is(members) && to.is(mints)
}
