package member

import (
	"encoding/binary"
	"errors"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// The tables. Every key begins with the community's id, but those of presence and
// of an account's communities.
const (
	tableMembers    = "member/record"     // member -> record
	tableIdentities = "member.identities" // account -> member
	tableHandles    = "member.handles"    // platform, folded handle -> member
	tableCounters   = "member.counters"   // -> the highest number given
	tableAliases    = "member.aliases"    // member that was linked -> member that was kept
	tableParted     = "member.parted"     // account, member -> when the account was unlinked
	tableForgotten  = "member.forgotten"  // member -> when

	// account, community -> nothing; there is one where tableIdentities has one
	tableCommunities = "member.communities"
)

func memberKey(prefix []byte, id bot.MemberID) []byte {
	return store.AppendUint64(prefix[:len(prefix):len(prefix)], uint64(id))
}

func identityKey(prefix []byte, u bot.UserID) []byte {
	return append(prefix[:len(prefix):len(prefix)], u...)
}

func handleKey(prefix []byte, platform, handle string) []byte {
	return append(store.AppendString(prefix[:len(prefix):len(prefix)], platform), foldHandle(handle)...)
}

func identity(r store.Reader, prefix []byte, u bot.UserID) (bot.MemberID, error) {
	return getID(r, tableIdentities, identityKey(prefix, u))
}

var errNumber = errors.New("the record is not a number")

// getID reads the number of a member, 0 if there is none.
func getID(r store.Reader, table string, key []byte) (bot.MemberID, error) {
	v, err := r.Get(table, key)
	if err != nil || v == nil {
		return 0, err
	}
	id, n := binary.Uvarint(v)
	if n != len(v) || id == 0 {
		return 0, corrupt(table, key, errNumber)
	}
	return bot.MemberID(id), nil
}

func putID(s bot.State, table string, key []byte, id bot.MemberID) error {
	return s.Put(table, key, binary.AppendUvarint(nil, uint64(id)))
}

func nextID(s bot.State, prefix []byte) (bot.MemberID, error) {
	last, err := getID(s, tableCounters, prefix)
	if err != nil {
		return 0, err
	}
	return last + 1, putID(s, tableCounters, prefix, last+1)
}

// lookUp reads a member's record, nil if there is none.
func lookUp(r store.Reader, prefix []byte, id bot.MemberID) (*record, error) {
	key := memberKey(prefix, id)
	v, err := r.Get(tableMembers, key)
	if err != nil || v == nil {
		return nil, err
	}
	rec, err := decode(v)
	if err != nil {
		return nil, corrupt(tableMembers, key, err)
	}
	return rec, nil
}

var errMissing = errors.New("the record is missing, though an account or a handle leads to it")

// read is lookUp for a member that must be there.
func read(r store.Reader, prefix []byte, id bot.MemberID) (*record, error) {
	rec, err := lookUp(r, prefix, id)
	if err == nil && rec == nil {
		err = corrupt(tableMembers, memberKey(prefix, id), errMissing)
	}
	return rec, err
}

func (r *record) write(s bot.State, prefix []byte, id bot.MemberID) error {
	return s.Put(tableMembers, memberKey(prefix, id), r.append(make([]byte, 0, 96)))
}

func corrupt(table string, key []byte, err error) error {
	return &store.CorruptError{Table: table, Key: append([]byte(nil), key...), Err: err}
}
