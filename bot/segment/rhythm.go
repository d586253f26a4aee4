package segment

import (
	"fmt"
	"math"
	"slices"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/stats"
)

// Rhythm is how a member's active days follow one another.
type Rhythm struct {
	Last bot.Day // the latest active day; 0: none
	Gaps int     // finished gaps: one less than the active days
	Sum  int     // the days of all finished gaps
}

// rhythmDays is how far back a rhythm is read.
const rhythmDays = 365

// leastGaps is how many finished gaps make a rhythm: three active days.
const leastGaps = 2

// Known reports whether there are enough active days to tell a rhythm.
func (r Rhythm) Known() bool { return r.Gaps >= leastGaps }

// Every returns the member's usual gap in whole days, 1 at least.
func (r Rhythm) Every() int { return max((2*r.Sum+r.Gaps)/(2*max(r.Gaps, 1)), 1) }

// add counts an active day, in ascending order.
func (r *Rhythm) add(day bot.Day) {
	if r.Last != 0 {
		r.Gaps++
		r.Sum += int(day - r.Last)
	}
	r.Last = day
}

// Prior is what is assumed of a member before anything is known of them: on how many of all days members
// are active. It is a beta distribution, with Shape active days of Days+1.
type Prior struct {
	Shape float64 `json:"shape"`
	Days  float64 `json:"days"`
}

// usual is assumed of a community until its first week is written: gaps of four days.
var usual = Prior{2, 4}

// Chance returns how likely a gap of that many days or more is for somebody with this rhythm, from 0 to 1.
// The member is taken to be active on each day with the same chance, which is estimated from the prior and
// the member's own gaps (the beta-geometric distribution; Fader and Hardie
// 2007, How to project customer retention). It is 1 for one day or less, which is no gap.
func (p Prior) Chance(r Rhythm, days int) float64 {
	if p.Days <= 0 {
		p = usual
	}
	all, active := p.Days+1+float64(r.Sum), p.Shape+float64(r.Gaps)
	chance := 1.0
	for range days - 1 { // each day of which nothing came, after those before
		chance *= (all - active) / all
		all++
	}
	return chance
}

// leaving is how likely somebody is to leave for good after an active day, before anything is known.
const leaving = 0.05

// Silence returns how likely somebody whose gap has so many days is to stay silent for so many more:
// because they have left, or because of their rhythm.
func (p Prior) Silence(r Rhythm, days, more int) float64 {
	left := leaving / (leaving + (1-leaving)*p.Chance(r, days))
	return left + (1-left)*p.Chance(r, more+1)
}

// fit sums up the gaps of members, to find a prior.
type fit struct {
	Members int     `json:"members"`
	Mean    float64 `json:"mean"`    // the sum of the members' mean gaps
	Squares float64 `json:"squares"` // the sum of their mean squared gaps
}

func (f *fit) add(x Facts) {
	if x.gaps > 0 {
		f.Members++
		f.Mean += float64(x.gapSum) / float64(x.gaps)
		f.Squares += float64(x.gapSquares) / float64(x.gaps)
	}
}

// The least members of whom a prior is made, and the bounds of its mean gap and of its shape. With a mean of 1
// any missed day would be impossible.
const (
	leastFit           = 30
	leastMean          = 1.05
	leastShape, mostIs = 1.2, 20
)

// prior returns the prior whose gaps have the same mean and the same mean square.
func (f fit) prior() Prior {
	if f.Members < leastFit {
		return usual
	}
	mean, squares := max(f.Mean/float64(f.Members), leastMean), f.Squares/float64(f.Members)
	shape := float64(mostIs)
	if rest := squares + mean - 2*mean*mean; rest > 0 {
		shape = min(max(2*(squares-mean*mean)/rest, leastShape), mostIs)
	}
	return Prior{shape, mean * (shape - 1)}
}

// Rhythm returns a member's rhythm over the last year.
func (v *View) Rhythm(m bot.MemberID) (r Rhythm, err error) {
	today := v.t.Day()
	err = stats.Days(v.t.State(), v.t.Community.ID, m, today-rhythmDays+1, today, func(day bot.Day, metric uint16, n int64) {
		if n > 0 && day != r.Last && slices.Contains(v.active, metric) {
			r.add(day)
		}
	})
	if err != nil {
		err = fmt.Errorf("segment: rhythm of member %d: %w", m, err)
	}
	return r, err
}

// Prior returns what is assumed of the community's members.
func (v *View) Prior() Prior {
	if v.round.Prior != nil {
		return *v.round.Prior
	}
	return usual
}

// Times returns in how many gaps one has that many days or more: rounded to two digits, 1000 at most, since
// the model does not know better.
func (p Prior) Times(r Rhythm, days int) int { return round2(1 / max(p.Chance(r, days), 1e-6)) }

// Rhythmically says how unusual a gap is, in the turn's language: "Lin is usually active every 2 days; a gap
// of 9 days happens once in 200 times."
func Rhythmically(t *bot.Turn, name string, every, gap, times int) string {
	args := bot.Args{"Name": name, "Every": every, "Count": gap, "Times": times}
	if every == 1 {
		return t.Text("segment.rhythm_daily", args)
	}
	return t.Text("segment.rhythm", args)
}

// mostTimes is the rarest gap that is told.
const mostTimes = 1000

func round2(x float64) int {
	x = min(x, mostTimes)
	unit := math.Pow(10, max(math.Floor(math.Log10(x))-1, 0))
	return int(math.Round(x/unit) * unit)
}
