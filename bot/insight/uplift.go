package insight

import "math"

// Uplift is how much likelier something was in one group than in another: a difference of shares, between
// -1 and 1, and its 95 % interval.
type Uplift struct {
	Difference float64 `json:"difference"`
	Low        float64 `json:"low"`
	High       float64 `json:"high"`
}

// Compare returns the uplift of a group in which so many of so many did it over a control group. Neither may
// be empty. The interval is Newcombe's, of the Wilson intervals of both shares (R. G. Newcombe, Interval
// estimation for the difference between independent proportions, Statistics in Medicine 17, 1998, method 10).
func Compare(did, of, controlDid, control int) Uplift {
	p1, l1, u1 := wilson(did, of)
	p2, l2, u2 := wilson(controlDid, control)
	d := p1 - p2
	return Uplift{d, d - math.Hypot(p1-l1, u2-p2), d + math.Hypot(u1-p1, p2-l2)}
}

// wilson returns a share and its 95 % interval.
func wilson(did, of int) (share, low, high float64) {
	const z2 = 1.959964 * 1.959964
	n := float64(of)
	share = float64(did) / n
	centre := (share + z2/(2*n)) / (1 + z2/n)
	half := math.Sqrt(z2*(share*(1-share)/n+z2/(4*n*n))) / (1 + z2/n)
	return share, max(centre-half, 0), min(centre+half, 1)
}
