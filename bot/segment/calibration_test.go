package segment

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stewardbot/steward/bot"
)

// asked is what was known of a member when somebody asked, and what came then.
type asked struct {
	known Rhythm
	gap   int
}

// inquiry holds the answers of one simulated community.
type inquiry struct {
	next []asked // the gap that began after a random day
	few  []asked // the one after the first two to four gaps
	now  []asked // the gap in the morning of a random day, which may go on
}

// simulate asks about members who keep to their rhythms and never leave: week returns a member's chance of
// being active on each weekday.
func simulate(random *rand.Rand, people int, week func() [7]float64) (q inquiry, prior Prior) {
	var sums fit
	for range people {
		chances, day := week(), bot.Day(90+random.IntN(rhythmDays-90))
		early := leastGaps + random.IntN(3)
		var r Rhythm
		var f Facts
		for today, done := bot.Day(1), false; !done; today++ {
			if today == day && r.Known() {
				q.now = append(q.now, asked{r, int(today - r.Last)})
			}
			if random.Float64() >= chances[today%7] {
				continue
			}
			if gap := int(today - r.Last); r.Last != 0 {
				if r.Gaps == early {
					q.few = append(q.few, asked{r, gap})
				}
				if done = r.Last >= day && r.Gaps >= early; done {
					q.next = append(q.next, asked{r, gap})
				}
				if today > day-Long && today <= day {
					f.gaps, f.gapSum, f.gapSquares = f.gaps+1, f.gapSum+gap, f.gapSquares+gap*gap
				}
			}
			r.add(today)
		}
		sums.add(f)
	}
	return q, sums.prior()
}

// calibrated returns the chance that is said of the shortest gaps that are at most so likely, and how many
// gaps were that long, as a share of all.
func calibrated(prior Prior, list []asked, likely float64) (said, came float64) {
	for _, x := range list {
		gap := 1
		for prior.Chance(x.known, gap) > likely {
			gap++
		}
		said += prior.Chance(x.known, gap)
		if x.gap >= gap {
			came++
		}
	}
	return said / float64(len(list)), came / float64(len(list))
}

// TestCalibration compares what is said of gaps in simulated communities with what comes. Of gaps said to come
// in 50, 20, 10 and 5 %, 0.7 to 1.25 times as many come; in 1 %, 0.6 to 1.5 times. Members with fixed
// weekdays have gaps of a week or of a day and hardly others, which no such rhythm tells: up to 20 %, no more
// come than said (down to none), and of 50 % up to 1.7 times as many.
func TestCalibration(t *testing.T) {
	const people = 10000
	random := rand.New(rand.NewPCG(20, 2026))
	between := func(low, high float64) float64 { return low * math.Pow(high/low, random.Float64()) }
	alike := func(low, high float64) (week [7]float64) {
		chance := between(low, high)
		for i := range week {
			week[i] = chance
		}
		return week
	}
	for _, c := range []struct {
		name  string
		week  func() [7]float64
		fixed bool // weekdays
	}{
		{"every day or two", func() [7]float64 { return alike(0.5, 0.95) }, false},
		{"every 2 to 7 days", func() [7]float64 { return alike(1./7, 0.5) }, false},
		{"every 7 to 30 days", func() [7]float64 { return alike(1./30, 1./7) }, false},
		{"all of these", func() [7]float64 { return alike(1./30, 0.95) }, false},
		{"seldom at weekends", func() [7]float64 {
			week := alike(1./15, 0.9)
			week[5], week[6] = week[5]/4, week[6]/4
			return week
		}, false},
		{"at weekends", func() [7]float64 {
			week := alike(1./30, 1./7)
			week[5], week[6] = 0.7, 0.7
			return week
		}, true},
		{"one evening a week", func() [7]float64 {
			week := alike(1./60, 1./10)
			week[random.IntN(7)] = 0.8
			return week
		}, true},
	} {
		q, prior := simulate(random, people, c.week)
		for _, x := range []struct {
			what string
			list []asked
		}{{"next", q.next}, {"few", q.few}, {"now", q.now}} {
			for _, likely := range []float64{0.5, 0.2, 0.1, 0.05, 0.01} {
				said, came := calibrated(prior, x.list, likely)
				low, high := 0.7, 1.25
				switch {
				case c.fixed && likely == 0.5:
					low, high = 0.7, 1.7
				case c.fixed:
					low, high = 0, 1
				case likely == 0.01:
					low, high = 0.6, 1.5
				}
				times := came / said
				t.Logf("%-20s %-4s %2.0f %%: said %.4f, came %.4f, %.2f times", c.name, x.what, 100*likely, said, came, times)
				if len(x.list) < people*9/10 || times < low || times > high {
					t.Errorf("%s, %s: of gaps said to come in %.4f, %.4f came, of %d: not %v to %v times as many", c.name, x.what, said, came, len(x.list), low, high)
				}
			}
		}
	}
}
