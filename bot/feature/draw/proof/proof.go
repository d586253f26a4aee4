// Package proof is the record of a draw, from which anybody can work out the
// winners again. docs/draws.md says what it proves.
//
// A record is a text:
//
//	steward draw 1
//	rules {"community":"tea","draw":3,"name":"Mug",...}
//	seed 5f0c…
//	commitment 8a77…
//	list 03be…
//	entries 3 tickets 4
//	post telegram:-100/5 1234
//	digest 7be1…
//	place 1 prize 1 won 9c1f0a4be2d37765
//
//	0a17c5d2e9b84f36 1
//	9c1f0a4be2d37765 2
//	e0214477ab9d3c58 1
//
// The commitment is the SHA-256 of the first three lines, and stands in the
// announcement. Below the empty line are the entries, a code and a number of
// tickets each, in the order of codes; the list is their SHA-256, and stands in
// the closing post, whose place and id the line post has. The digest is the SHA-256
// of all lines down to that one, and decides about every place: see
// [Lot.Ticket].
package proof

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"math/bits"
	"strings"
)

// format is the first line.
const format = "steward draw 1\n"

// Rules are what was announced.
type Rules struct {
	Community string   `json:"community"`
	Draw      uint64   `json:"draw"`
	Name      string   `json:"name"`
	Places    []string `json:"places"`
	Opens     string   `json:"opens"` // RFC 3339
	Closes    string   `json:"closes"`
	Prizes    []Prize  `json:"prizes"`
}

// Prize is won by so many.
type Prize struct {
	Name    string `json:"name"`
	Winners int    `json:"winners"` // at least 1
}

// Head is what decides a draw.
type Head struct {
	Rules   Rules
	Seed    string // 64 hexadecimal digits, as are Commitment and List
	List    string
	Entries int
	Tickets uint64 // of all entries
	Place   string // of the closing post
	Post    string // its id
}

// Entry is a line of the list.
type Entry struct {
	Code    string // 16 hexadecimal digits
	Tickets uint64 // at least 1
}

// Drawn is a place of the drawn order, and what became of it.
type Drawn struct {
	Prize int    // counted from 0
	State string // one of States
	Code  string
}

// The states of a place. Only Won and Waiting hold the prize.
const (
	Won       = "won"
	Waiting   = "waiting"   // has yet to claim it
	Unclaimed = "unclaimed" // did not claim it in time
	Redrawn   = "redrawn"   // staff had it drawn again
	Left      = "left"      // had left the community, or had their data deleted
	Banned    = "banned"
	Again     = "again" // the same member as an earlier place, by linked accounts
)

// States lists them.
func States() []string { return []string{Won, Waiting, Unclaimed, Redrawn, Left, Banned, Again} }

// Holds reports whether the place has the prize.
func (d Drawn) Holds() bool { return d.State == Won || d.State == Waiting }

// sealed is what the commitment is about: the lines down to the seed.
func sealed(r Rules, seed string) string {
	rules, err := json.Marshal(r)
	if err != nil {
		panic(err) // strings and numbers
	}
	return format + "rules " + string(rules) + "\nseed " + seed + "\n"
}

// Commit returns the commitment to rules and a seed.
func Commit(r Rules, seed string) string { return digest(sealed(r, seed)) }

func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// String returns the lines that decide the draw.
func (h Head) String() string {
	top := sealed(h.Rules, h.Seed)
	return top + fmt.Sprintf("commitment %s\nlist %s\nentries %d tickets %d\npost %s %s\n",
		digest(top), h.List, h.Entries, h.Tickets, h.Place, h.Post)
}

// Line returns an entry's line in the list.
func (e Entry) Line() string { return fmt.Sprintf("%s %d\n", e.Code, e.Tickets) }

// Line returns a place's line; n is counted from 1.
func (d Drawn) Line(n int) string {
	return fmt.Sprintf("place %d prize %d %s %s\n", n, d.Prize+1, d.State, d.Code)
}

// Lot is the digest of a draw.
type Lot [sha256.Size]byte

// String returns the digest as 64 hexadecimal digits.
func (l Lot) String() string { return hex.EncodeToString(l[:]) }

// Lot returns the digest.
func (h Head) Lot() Lot { return sha256.Sum256([]byte(h.String())) }

// Ticket returns the number of the ticket that wins a place, counted from 0,
// among all tickets of the entries that have no place yet, in the order of the
// list. Place is counted from 1; all is above 0.
//
// It is the first number below the largest multiple of all, among the first
// eight bytes of SHA-256(digest, place, 0), SHA-256(digest, place, 1) and so on,
// modulo all, so that every ticket is equally likely. Numbers have eight bytes,
// the highest first.
func (l Lot) Ticket(place, all uint64) uint64 {
	over := -all % all // how many numbers there are too many, 2^64 mod all
	for try := uint64(0); ; try++ {
		b := binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(l[:len(l):len(l)], place), try)
		sum := sha256.Sum256(b)
		if n := binary.BigEndian.Uint64(sum[:]); over == 0 || n <= math.MaxUint64-over {
			return n % all
		}
	}
}

// Order returns the codes of the first n places of the drawn order, fewer if
// there are no more entries.
func (l Lot) Order(list []Entry, n int) (codes []string) {
	// sums is a Fenwick tree of tickets: a hostile record may have as many places
	// as entries.
	all, sums := uint64(0), make([]uint64, len(list)+1)
	for i, e := range list {
		all += e.Tickets
		sums[i+1] += e.Tickets
		if next := i + 1 + (i+1)&-(i+1); next < len(sums) {
			sums[next] += sums[i+1]
		}
	}
	for place := uint64(1); all > 0 && len(codes) < n; place++ {
		ticket, at := l.Ticket(place, all), 0
		for step := 1 << bits.Len(uint(len(list))); step > 0; step >>= 1 {
			if next := at + step; next < len(sums) && sums[next] <= ticket {
				at, ticket = next, ticket-sums[next]
			}
		}
		codes = append(codes, list[at].Code)
		all -= list[at].Tickets
		for i := at + 1; i < len(sums); i += i & -i {
			sums[i] -= list[at].Tickets
		}
	}
	return codes
}

// Record returns the lines of a record above the list.
func Record(h Head, drawn []Drawn) string {
	var b strings.Builder
	b.WriteString(h.String())
	b.WriteString("digest " + h.Lot().String() + "\n")
	for i, d := range drawn {
		b.WriteString(d.Line(i + 1))
	}
	b.WriteString("\n")
	return b.String()
}
