package member

import (
	"errors"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// The tables. Every key begins with the community's id, except in presence and
// in an account's communities. Values that lead to a member are its number.
var (
	byMember  = store.Shape2(store.Str[string]{}, store.Num[bot.MemberID]{})
	byAccount = store.Shape2(store.Str[string]{}, store.Tail[bot.UserID]{})
	number    = store.Uvarint[bot.MemberID]{}

	memberRows = store.Column("member/record", 1, byMember, store.Record((*record).append, decode))
	// sinceRows reads from memberRows only when a member became known.
	sinceRows    = store.Column("member/record", 1, byMember, store.Codec[time.Time](sinceOnly{}))
	identityRows = store.Rows("member.identities", byAccount, number)
	// handleRows: platform, folded handle -> member.
	handleRows = store.Rows("member.handles", store.Shape3(store.Str[string]{}, store.Str[string]{}, store.Tail[string]{}), number)
	// counterRows: community -> the highest number assigned.
	counterRows = store.Rows("member.counters", store.StringKey{}, number)
	// aliasRows: linked member -> remaining member.
	aliasRows = store.Rows("member.aliases", byMember, number)
	// partedRows: account, member -> when the account was unlinked.
	partedKeys = store.Shape3(store.Str[string]{}, store.Str[bot.UserID]{}, store.Num[bot.MemberID]{})
	partedRows = store.Rows("member.parted", partedKeys, store.TimeKey{})
	// forgottenRows: member -> when.
	forgottenRows = store.Rows("member.forgotten", byMember, store.TimeKey{})
	// presenceRows: space, account -> presence.
	presenceRows = store.Rows("member.presence", store.Shape2(store.Str[bot.Place]{}, store.Tail[bot.UserID]{}),
		store.Record(presence.append, decodePresence))
	// communityRows: account, community; a row for each in identityRows.
	communityKeys = store.Shape2(store.Str[bot.UserID]{}, store.Str[string]{})
	communityRows = store.Rows("member.communities", communityKeys, store.Nothing{})
)

type (
	memberKey    = store.Key2[string, bot.MemberID]
	communityKey = store.Key2[bot.UserID, string]
)

// Tables lists the directory's tables.
func Tables() []store.Declared {
	return []store.Declared{
		memberRows, identityRows, handleRows, counterRows, aliasRows, partedRows, forgottenRows, presenceRows, communityRows,
	}
}

func handleKey(community, platform, handle string) store.Key3[string, string, string] {
	return store.K3(community, platform, foldHandle(handle))
}

// identity returns the member of an account, 0 if there is none.
func identity(r store.Reader, community string, u bot.UserID) (bot.MemberID, error) {
	id, _, err := identityRows.Get(r, store.K2(community, u))
	return id, err
}

func nextID(s bot.State, community string) (bot.MemberID, error) {
	last, _, err := counterRows.Get(s, community)
	if err != nil {
		return 0, err
	}
	return last + 1, counterRows.Put(s, community, last+1)
}

// lookUp reads a member's record, nil if there is none.
func lookUp(r store.Reader, community string, id bot.MemberID) (*record, error) {
	rec, _, err := memberRows.Get(r, store.K2(community, id))
	return rec, err
}

var errMissing = errors.New("the record is missing, though an account or a handle leads to it")

// read is lookUp for a member that must exist.
func read(r store.Reader, community string, id bot.MemberID) (*record, error) {
	rec, err := lookUp(r, community, id)
	if err == nil && rec == nil {
		err = corrupt(memberRows.Name, byMember.Append(nil, store.K2(community, id)), errMissing)
	}
	return rec, err
}

// Recorded tells whether a row of the packed member table is that of a member, rather
// than what is left of one who was linked or forgotten.
func (d *Directory) Recorded(row []byte) bool { return memberRows.InRow(row) }

func (r *record) write(s bot.State, community string, id bot.MemberID) error {
	return memberRows.Put(s, store.K2(community, id), r)
}

func corrupt(table string, key []byte, err error) error {
	return &store.CorruptError{Table: table, Key: key, Err: err}
}
