package member

import (
	"hash/maphash"
	"math/bits"
	"sync/atomic"

	"github.com/stewardbot/steward/bot"
)

// hints remembers the numbers of accounts that spoke lately, so that their members need not be
// looked up by account for every message. A hint may be missing, outdated or somebody else's,
// whatever was linked, forgotten or rolled back since: whoever follows one checks that the member's
// record names the account. So nothing needs to keep them coherent.
type hints struct {
	seed    maphash.Seed
	buckets [hintBuckets]hintBucket
}

// A bucket fills a cache line. At 1 MiB, 19 in 20 of 100,000 accounts find their hint.
const hintBuckets = 1 << 14

// hintBucket holds members' numbers, each below a tag of its account.
type hintBucket [8]atomic.Uint64

const hintTag = 40 // bits below the tag; a higher number gets no hint

// find returns the hint of an account, 0 if there is none.
func (h *hints) find(community string, u bot.UserID) bot.MemberID {
	b, tag := h.place(community, u)
	for i := range b {
		if v := b[i].Load(); v>>hintTag == tag {
			return bot.MemberID(v & (1<<hintTag - 1))
		}
	}
	return 0
}

// note sets the hint of an account that has none, or a wrong one.
func (h *hints) note(community string, u bot.UserID, id bot.MemberID) {
	b, tag := h.place(community, u)
	if id >= 1<<hintTag {
		return
	}
	slot := int(id) % len(b) // of all that are taken, any
	for i := range b {
		v := b[i].Load()
		if v>>hintTag == tag {
			slot = i
			break
		}
		if v == 0 {
			slot = i
		}
	}
	b[slot].Store(tag<<hintTag | uint64(id))
}

func (h *hints) place(community string, u bot.UserID) (b *hintBucket, tag uint64) {
	sum := maphash.String(h.seed, string(u)) ^ bits.RotateLeft64(maphash.String(h.seed, community), 32)
	return &h.buckets[sum%hintBuckets], sum >> hintTag
}
