package segment

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stewardbot/steward/bot"
)

// TestBacktest tells on generated data who has left, by each member's own rhythm and by recency alone, at
// several days. Members take part at very different rates, which vary from day to day, and some leave for
// good.
func TestBacktest(t *testing.T) {
	const days, horizon, people = 400, 30, 3000
	random := rand.New(rand.NewPCG(13, 2026))
	active, left := make([][]bot.Day, people), make([]bot.Day, people)
	for i := range active {
		rate := math.Exp(random.NormFloat64()*1.1 - 1.4) // active days a day: 0.25 in the middle
		leaves := bot.Day(random.ExpFloat64() * 500)
		left[i] = leaves
		for day := bot.Day(1); day <= days+horizon && day < leaves; day++ {
			if random.Float64() < min(rate, 0.97) {
				active[i] = append(active[i], day)
			}
		}
	}
	for _, cut := range []bot.Day{200, 300, 400} {
		var sums fit
		var byRhythm, byRecency, silentByRhythm, silentByRecency []scored
		rhythms := make([]Rhythm, people)
		for i, list := range active {
			var f Facts
			for _, day := range list {
				if day > cut {
					break
				}
				if gap := int(day - rhythms[i].Last); rhythms[i].Last != 0 && day > cut-Long {
					f.gaps, f.gapSum, f.gapSquares = f.gaps+1, f.gapSum+gap, f.gapSquares+gap*gap
				}
				rhythms[i].add(day)
			}
			sums.add(f)
		}
		prior := sums.prior()
		for i, r := range rhythms {
			if !r.Known() || cut-r.Last > fadingWithin {
				continue
			}
			gap := int(cut - r.Last) // at the end of the day: the next active one makes it one longer
			byRhythm = append(byRhythm, scored{-prior.Chance(r, gap+1), left[i] <= cut})
			byRecency = append(byRecency, scored{float64(gap), left[i] <= cut})
			silent := !slices.ContainsFunc(active[i], func(day bot.Day) bool { return day > cut && day <= cut+horizon })
			silentByRhythm = append(silentByRhythm, scored{prior.Silence(r, gap+1, horizon), silent})
			silentByRecency = append(silentByRecency, scored{float64(gap), silent})
		}
		for _, c := range []struct {
			what         string
			own, recency float64
			better       float64
		}{
			{"has left", auc(byRhythm), auc(byRecency), 0.02},
			{"is silent for 30 days", auc(silentByRhythm), auc(silentByRecency), 0.01},
		} {
			t.Logf("day %d, who %s: AUC %.3f by rhythm, %.3f by recency alone, of %d members; prior %+v", cut, c.what, c.own, c.recency, len(byRhythm), prior)
			if c.own < c.recency+c.better {
				t.Errorf("day %d, who %s: AUC %.3f by rhythm, %.3f by recency alone", cut, c.what, c.own, c.recency)
			}
		}
	}
}

type scored struct {
	score float64
	gone  bool
}

// auc returns how often somebody who is gone has a higher score than somebody who is not; ties count half.
func auc(list []scored) float64 {
	slices.SortFunc(list, func(a, b scored) int { return cmp.Compare(a.score, b.score) })
	gone, ranks := 0.0, 0.0
	for i := 0; i < len(list); {
		j := i
		for j < len(list) && list[j].score == list[i].score {
			j++
		}
		for _, x := range list[i:j] {
			if x.gone {
				gone++
				ranks += float64(i+j+1) / 2
			}
		}
		i = j
	}
	return (ranks - gone*(gone+1)/2) / (gone * (float64(len(list)) - gone))
}

func TestChance(t *testing.T) {
	every2 := Rhythm{Last: 100, Gaps: 20, Sum: 40}
	if c := usual.Chance(every2, 0); c != 1 {
		t.Errorf("no gap has the chance %v", c)
	}
	if c := usual.Chance(every2, 9); c > 0.03 || c < 0.005 {
		t.Errorf("9 days for somebody who takes part every 2 days: %v", c)
	}
	if c := usual.Chance(Rhythm{Last: 100, Gaps: 5, Sum: 100}, 9); c < 0.5 {
		t.Errorf("9 days for somebody who takes part every 20 days: %v", c)
	}
	if (Rhythm{Gaps: 1}).Known() || !(Rhythm{Gaps: 2}).Known() {
		t.Error("a rhythm is known from three active days on")
	}
	daily := fit{Members: leastFit, Mean: leastFit, Squares: leastFit}.prior()
	if c := daily.Chance(Rhythm{Last: 100, Gaps: 20, Sum: 20}, 2); c <= 0 || c > 0.05 {
		t.Errorf("a missed day where nobody ever misses one: %v", c)
	}
	for x, want := range map[float64]int{5.4: 5, 47.2: 47, 214: 210, 1e6: 1000} {
		if got := round2(x); got != want {
			t.Errorf("%v is rounded to %d, want %d", x, got, want)
		}
	}
}
