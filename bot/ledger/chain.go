package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/store"
)

// A community's entries form a hash chain: each holds the SHA-256 of the [Hash]
// of the previous entry and of its own fields. The hash of the newest, the
// head, therefore stands for all of them: anybody who has noted it can tell
// later whether an entry was altered, removed or inserted.
//
// Only what never changes is hashed. Members are numbers, which keep meaning
// the same person after a link and nobody after they are forgotten; both add
// entries and change none. Of a cause that is an event in a private chat, only
// the platform counts: the rest names an account, and can be erased without
// breaking the chain.

// Hash is an entry's hash in the chain.
type Hash [sha256.Size]byte

func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// ParseHash parses what String returns.
func ParseHash(s string) (h Hash, err error) {
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != len(h) {
		return h, phrase.New("ledger.not_head", s, 2*len(h))
	}
	return Hash(b), nil
}

// Beginning returns the hash that a community's first entry follows: the head
// while there are no entries.
func Beginning(community string) Hash {
	return sha256.Sum256(store.AppendString([]byte("steward ledger\x00"), community))
}

// follow returns the hash of an entry that follows another.
func follow(before Hash, e *Entry) Hash {
	b := append(make([]byte, 0, 256), before[:]...)
	b = binary.BigEndian.AppendUint64(b, e.ID)
	b = binary.AppendUvarint(b, uint64(e.Joins))
	b = appendMovement(b, e)
	return sha256.Sum256(appendText(b, lasting(e.Cause)))
}

func lasting(cause string) string {
	if platform, _, private := strings.Cut(cause, ":dm/"); private {
		return platform + ":dm"
	}
	return cause
}

var errUnchained = errors.New("the entry is of a version without a chain")

// lastEntry returns the number of the newest entry and the head; 0 and
// Beginning if there is none. Unreadable entries are skipped; Verify reports
// them.
func lastEntry(r store.Reader, community string) (last uint64, head Hash, err error) {
	head = Beginning(community)
	from := byEntry.Under(community)
	err = r.Scan(tableEntries, from, store.PrefixEnd(from), true, 0, func(k, v []byte) (bool, error) {
		key, err := byEntry.Decode(k)
		if err != nil {
			return false, corrupt(tableEntries, k, err)
		}
		last = max(last, key.B)
		e, err := decodeEntry(key.B, v)
		if err != nil {
			return true, nil
		}
		if head = e.Hash; head == (Hash{}) {
			err = corrupt(tableEntries, k, errUnchained)
		}
		return false, err
	})
	return last, head, err
}

// Head is a community's number of entries, and the head of their chain.
type Head struct {
	Community string
	Entries   uint64
	Hash      Hash
}

// Heads calls fn for each community with entries, ordered by id. It stops at
// the first error of fn.
func Heads(r store.Reader, fn func(Head) error) error {
	for from := []byte(nil); ; {
		h, found := Head{}, false
		err := r.Scan(tableEntries, from, nil, false, 1, func(k, _ []byte) (_ bool, err error) {
			found = true
			h.Community, _, err = store.TakeString(k)
			return false, err
		})
		if err == nil && !found {
			return nil
		}
		if err == nil {
			h.Entries, h.Hash, err = lastEntry(r, h.Community)
		}
		if err != nil {
			return fmt.Errorf("ledger: heads: %w", err)
		}
		if err := fn(h); err != nil {
			return err
		}
		from = store.PrefixEnd(byEntry.Under(h.Community))
	}
}

// chainChunk is how many entries one transaction of the migration chains.
const chainChunk = 5000

// ChainEntries adds hashes to the entries of a store that has none yet.
// Unreadable entries are left unchanged; Verify reports them.
func ChainEntries() store.Migration {
	return store.Migration{Name: "the entries of the books are chained", Chunk: func(tx store.Tx, after []byte) (next []byte, err error) {
		var community string
		var head Hash
		if after != nil {
			if community, head, err = chainedUpTo(tx, after); err != nil {
				return nil, err
			}
			after = append(bytes.Clone(after), 0)
		}
		n := 0
		err = tx.Scan(tableEntries, after, nil, false, chainChunk, func(k, v []byte) (bool, error) {
			if n++; n == chainChunk {
				next = bytes.Clone(k)
			}
			key, err := byEntry.Decode(k)
			if err != nil {
				return true, nil
			}
			if key.A != community || head == (Hash{}) {
				community, head = key.A, Beginning(key.A)
			}
			e, err := decodeEntry(key.B, v)
			if err != nil {
				return true, nil
			}
			head = follow(head, &e)
			e.Hash = head
			return true, entryRows.Put(tx, key, e)
		})
		return next, err
	}}
}

// chainedUpTo returns the community of an entry's key, and the hash of the last
// readable entry up to it.
func chainedUpTo(tx store.Tx, key []byte) (community string, head Hash, err error) {
	at, err := byEntry.Decode(key)
	if err != nil {
		return "", Hash{}, nil
	}
	head = Beginning(at.A)
	err = tx.Scan(tableEntries, byEntry.Under(at.A), append(bytes.Clone(key), 0), true, 0, func(_, v []byte) (bool, error) {
		e, err := decodeEntry(0, v)
		if err != nil {
			return true, nil
		}
		head = e.Hash
		return false, nil
	})
	return at.A, head, err
}
