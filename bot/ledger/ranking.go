package ledger

import (
	"slices"
	"sort"

	"github.com/stewardbot/steward/bot"
)

// place is one member's place in a ranking. Places are sorted by points,
// highest first, and then by member.
type place struct {
	points int64
	member bot.MemberID
}

func (p place) compare(q place) int {
	switch {
	case p.points > q.points || p.points == q.points && p.member < q.member:
		return -1
	case p == q:
		return 0
	}
	return 1
}

// ranking holds sorted places in blocks of at most blockSize. A million places
// make some thousands of blocks; a place is found through the blocks' first
// places, and counted by adding up the blocks before it.
//
// Moves are noted and settled together, when somebody reads or when they are
// many: one pass over the blocks costs less than finding two places for each.
type ranking struct {
	blocks [][]place
	firsts []place // of each block
	counts []int32 // of each block
	n      int

	left, taken []place // by the moves noted
	merged      []place // scratch of mergeBlock
}

const (
	blockSize = 512
	blockFill = blockSize * 3 / 4 // of a block made from sorted places, or by joining two
	blockLow  = blockSize / 4     // a smaller block is joined to a neighbour that has room

	// Moves are settled at the latest when they are an eighth of the places, within
	// these bounds: some milliseconds of work, and 800 KiB of memory.
	leastMoves, mostMoves = 32, 16384
	// fewMoves of this many places and more are cheaper one by one.
	fewMoves = 64
)

// newRanking takes places in any order, and keeps none of the slice.
func newRanking(places []place) *ranking {
	sortPlaces(places)
	r := &ranking{n: len(places)}
	for part := range slices.Chunk(places, blockFill) {
		r.insertBlock(len(r.blocks), newBlock(part))
	}
	return r
}

// newBlock returns a block of places with room for half as many again.
func newBlock(places []place, more ...place) []place {
	n := len(places) + len(more)
	return append(append(make([]place, 0, min(n+n/2+1, blockSize)), places...), more...)
}

// roomy returns the block with room for one more place.
func roomy(b []place) []place {
	if len(b) == cap(b) {
		return newBlock(b)
	}
	return b
}

// block returns the index of the block where p is, or belongs; -1 if there is
// no block.
func (r *ranking) block(p place) int {
	i := sort.Search(len(r.firsts), func(i int) bool { return p.compare(r.firsts[i]) < 0 })
	if i == 0 {
		return min(0, len(r.blocks)-1)
	}
	return i - 1
}

// move changes a member's points. Members without points are not ranked.
func (r *ranking) move(m bot.MemberID, before, after int64) {
	if before == after {
		return
	}
	if before > 0 {
		r.left = append(r.left, place{before, m})
		r.n--
	}
	if after > 0 {
		r.taken = append(r.taken, place{after, m})
		r.n++
	}
	if len(r.left)+len(r.taken) > 2*max(leastMoves, min(mostMoves, r.n/8)) {
		r.settle()
	}
}

// settle carries out the moves noted.
func (r *ranking) settle() {
	if len(r.left)+len(r.taken) == 0 {
		return
	}
	left, taken := net(r.left, r.taken)
	switch moves := len(left) + len(taken); {
	case moves*fewMoves < r.n || len(r.blocks) == 0:
		for _, p := range left {
			r.remove(p)
		}
		for _, p := range taken {
			r.insert(p)
		}
	default:
		for i := len(r.blocks) - 1; i >= 0; i-- { // from behind, since blocks are split and joined
			from, to := 0, 0
			if i > 0 {
				from, _ = slices.BinarySearchFunc(left, r.firsts[i], place.compare)
				to, _ = slices.BinarySearchFunc(taken, r.firsts[i], place.compare)
			}
			r.mergeBlock(i, left[from:], taken[to:])
			left, taken = left[:from], taken[:to]
		}
	}
	r.left, r.taken = r.left[:0], r.taken[:0]
}

// net sorts the places left and taken and drops those in both: a member who
// moved on from a place, or back to it.
func net(left, taken []place) (_, _ []place) {
	sortPlaces(left)
	sortPlaces(taken)
	l, t, i, j := 0, 0, 0, 0
	for i < len(left) && j < len(taken) {
		switch order := left[i].compare(taken[j]); {
		case order < 0:
			left[l] = left[i]
			l, i = l+1, i+1
		case order > 0:
			taken[t] = taken[j]
			t, j = t+1, j+1
		default:
			i, j = i+1, j+1
		}
	}
	l += copy(left[l:], left[i:])
	t += copy(taken[t:], taken[j:])
	return left[:l], taken[:t]
}

// mergeBlock removes places from a block and adds others, which belong there.
func (r *ranking) mergeBlock(i int, left, taken []place) {
	if len(left)+len(taken) == 0 {
		return
	}
	m := r.merged[:0]
	for _, p := range r.blocks[i] {
		for len(taken) > 0 && taken[0].compare(p) < 0 {
			m, taken = append(m, taken[0]), taken[1:]
		}
		for len(left) > 0 && left[0].compare(p) < 0 {
			left = left[1:]
		}
		if len(left) > 0 && left[0] == p {
			left = left[1:]
			continue
		}
		m = append(m, p)
	}
	m = append(m, taken...)
	r.merged = m
	switch {
	case len(m) == 0:
		r.deleteBlock(i)
	case len(m) <= cap(r.blocks[i]):
		r.setBlock(i, append(r.blocks[i][:0], m...))
	case len(m) <= blockSize:
		r.setBlock(i, newBlock(m))
	default:
		r.deleteBlock(i)
		for part := range slices.Chunk(m, blockFill) {
			r.insertBlock(i, newBlock(part))
			i++
		}
		return
	}
	if len(m) > 0 && len(m) < blockLow {
		r.join(i)
	}
}

func (r *ranking) insert(p place) {
	i := r.block(p)
	if i < 0 {
		r.insertBlock(0, nil)
		i = 0
	}
	if len(r.blocks[i]) == blockSize {
		r.split(i)
		i = r.block(p)
	}
	at, found := slices.BinarySearchFunc(r.blocks[i], p, place.compare)
	if found {
		return
	}
	r.setBlock(i, slices.Insert(roomy(r.blocks[i]), at, p))
}

func (r *ranking) remove(p place) {
	i := r.block(p)
	if i < 0 {
		return
	}
	at, found := slices.BinarySearchFunc(r.blocks[i], p, place.compare)
	if !found {
		return
	}
	rest := slices.Delete(r.blocks[i], at, at+1)
	if len(rest) == 0 {
		r.deleteBlock(i)
		return
	}
	r.setBlock(i, rest)
	if len(rest) < blockLow {
		r.join(i)
	}
}

func (r *ranking) split(i int) {
	left := r.blocks[i]
	r.setBlock(i, left[:blockSize/2])
	r.insertBlock(i+1, newBlock(left[blockSize/2:]))
}

// join merges a small block with its smaller neighbour, if the result still has
// room to grow.
func (r *ranking) join(i int) {
	if i > 0 && (i+1 == len(r.blocks) || r.counts[i-1] < r.counts[i+1]) {
		i--
	}
	if i+1 < len(r.blocks) && r.counts[i]+r.counts[i+1] <= blockFill {
		r.setBlock(i, newBlock(r.blocks[i], r.blocks[i+1]...))
		r.deleteBlock(i + 1)
	}
}

func (r *ranking) setBlock(i int, b []place) {
	r.blocks[i], r.counts[i] = b, int32(len(b))
	if len(b) > 0 {
		r.firsts[i] = b[0]
	}
}

func (r *ranking) insertBlock(i int, b []place) {
	r.blocks = slices.Insert(r.blocks, i, b)
	r.counts = slices.Insert(r.counts, i, 0)
	r.firsts = slices.Insert(r.firsts, i, place{})
	r.setBlock(i, b)
}

func (r *ranking) deleteBlock(i int) {
	r.blocks = slices.Delete(r.blocks, i, i+1)
	r.counts = slices.Delete(r.counts, i, i+1)
	r.firsts = slices.Delete(r.firsts, i, i+1)
}

// above returns how many members have more points.
func (r *ranking) above(points int64) int {
	r.settle()
	p := place{points: points} // sorts before all members with these points
	i := r.block(p)
	if i < 0 {
		return 0
	}
	n := 0
	for _, c := range r.counts[:i] {
		n += int(c)
	}
	at, _ := slices.BinarySearchFunc(r.blocks[i], p, place.compare)
	return n + at
}

// slice returns the places from offset on, at most n.
func (r *ranking) slice(offset, n int) []place {
	r.settle()
	offset = max(offset, 0)
	n = min(n, r.n-offset)
	if n <= 0 {
		return nil
	}
	out := make([]place, 0, n)
	for i, b := range r.blocks {
		if count := int(r.counts[i]); offset >= count {
			offset -= count
			continue
		}
		b = b[offset:]
		out = append(out, b[:min(len(b), n-len(out))]...)
		if offset = 0; len(out) == n {
			break
		}
	}
	return out
}
