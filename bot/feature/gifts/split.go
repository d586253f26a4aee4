package gifts

import "github.com/stewardbot/steward/bot"

// next decides the next share. All ways to cut what is left into whole shares
// of at least one point are equally likely, so it does not matter who comes
// first; the last share is what is left. The chance belongs to the press: it is
// a keyed hash of the platform's id of it, so nobody knows a share before the
// button is pressed, and a press that arrives twice gets the same.
func (p *packet) next(t *bot.Turn) int64 {
	shares := p.Shares - int64(len(p.Opened))
	if p.Kind == fixed {
		return p.Left / shares
	}
	return first(p.Left, shares, t.Rand("share").Int64N)
}

// first returns the first of so many shares of points, at most as many as there
// are points, with numbers below n from a source of chance. The points are a
// row with points-1 gaps; shares-1 different gaps are cut, and the first cut
// ends the first share.
func first(points, shares int64, below func(n int64) int64) int64 {
	cuts, lowest := map[int64]bool{}, points
	for gap := points - shares; gap < points-1; gap++ { // Floyd's algorithm
		cut := 1 + below(gap+1)
		if cuts[cut] {
			cut = gap + 1
		}
		cuts[cut] = true
		lowest = min(lowest, cut)
	}
	return lowest
}
