package member

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// presenceRows: space, account -> presence.
var presenceRows = store.Rows("member.presence", store.Shape2(store.Str[bot.Place]{}, store.Tail[bot.UserID]{}),
	store.Record(presence.append, decodePresence))

// Tables are those of the directory.
func Tables() []store.Declared {
	community, member := store.Str[string]{}, store.Num[bot.MemberID]{}
	ofMember := store.Shape2(community, member)
	number := store.Uvarint[bot.MemberID]{}
	return []store.Declared{
		store.Rows(tableMembers, ofMember, store.Record((*record).append, decode)),
		store.Rows(tableIdentities, store.Shape2(community, store.Tail[bot.UserID]{}), number),
		store.Rows(tableHandles, store.Shape3(community, store.Str[string]{}, store.Tail[string]{}), number),
		store.Rows(tableCounters, store.StringKey{}, number),
		store.Rows(tableAliases, ofMember, number),
		store.Rows(tableParted, store.Shape3(community, store.Str[bot.UserID]{}, member), store.TimeKey{}),
		store.Rows(tableForgotten, ofMember, store.TimeKey{}),
		presenceRows,
		store.Rows(tableCommunities, store.Shape2(store.Str[bot.UserID]{}, community), store.Nothing{}),
	}
}
