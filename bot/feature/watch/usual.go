package watch

import (
	"math"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// limits are numbers of people of a signal in an hour.
type limits struct {
	Usual int `json:"usual"` // at most so many in 19 of 20 hours
	Alarm int `json:"alarm"` // as many or more by chance about once in 150 days
}

// The figures of the alarm.
const (
	leastHours = 21 // like this one that must be known: a week with the hours before and after
	leastWeeks = 12 // hours of the same weekday from which on only those are looked at
	least      = 3  // people, below which nothing is an alarm

	usually = 1.0 / 20
	// seldom is the chance of a false alarm in an hour of a signal: five signals and 720 hours make one in 30 days.
	seldom = 1.0 / (720 * 5)
)

// limitsOf works out the limits of an hour from those like it; nothing while too few are known.
func limitsOf(t *bot.Turn, at time.Time) (map[string]limits, error) {
	local := at.In(t.Community.Zone)
	today, h := bot.DayOf(local), local.Hour()
	var same, near []counts
	var byHour [hoursADay][]counts
	err := dayRows.ScanPrefix(t.State(), byDay.Under(t.Community.ID), false, keepDays+3, func(k store.Key2[string, bot.Day], d day) (bool, error) {
		if k.B < today-keepDays {
			return true, nil
		}
		for _, x := range d.hours {
			byHour[x.number] = append(byHour[x.number], x.people)
			if x.number < h-1 || x.number > h+1 {
				continue
			}
			near = append(near, x.people)
			if (today-k.B)%7 == 0 {
				same = append(same, x.people)
			}
		}
		return true, nil
	})
	if len(same) >= leastWeeks {
		near = same
	} else if len(near) < leastHours {
		return nil, err
	}
	found := map[string]limits{}
	for i, signal := range signals {
		groups := make([][]int, 0, len(byHour))
		for _, list := range byHour {
			groups = append(groups, of(i, list))
		}
		found[signal] = limitsFrom(of(i, near), burstiness(groups))
	}
	return found, err
}

// of returns the counts of a signal by its number.
func of(signal int, list []counts) []int {
	found := make([]int, len(list))
	for i, c := range list {
		found[i] = c[signal]
	}
	return found
}

// burstiness returns how many times the mean the variance of counts within groups is, by the ratio of the sums over all
// groups, and more by 1.5 standard errors of that; at least 1, as of Poisson counts.
func burstiness(groups [][]int) float64 {
	squares, means, free := 0.0, 0.0, 0.0
	for _, counts := range groups {
		n := float64(len(counts))
		if n < 2 {
			continue
		}
		sum := 0.0
		for _, c := range counts {
			sum += float64(c)
		}
		for _, c := range counts {
			squares += (float64(c) - sum/n) * (float64(c) - sum/n)
		}
		means += sum * (n - 1) / n
		free += n - 1
	}
	if means == 0 {
		return 1
	}
	return max(1, squares/means*(1+1.5*math.Sqrt(2/free)))
}

// limitsFrom works out limits from the counts of hours: upper quantiles of the negative binomial distribution with their
// mean and variance mean + mean²/k. Its k makes the variance as many times the mean as the burstiness, and allows for
// the mean being an estimate: for Poisson counts with sum S and Jeffreys' prior, the next one is negative binomial
// with k = S + 1/2.
func limitsFrom(counts []int, bursty float64) limits {
	sum := .5
	for _, c := range counts {
		sum += float64(c)
	}
	mean := sum / float64(len(counts))
	k := 1 / (bursty/sum + (bursty-1)/mean)
	usual := upper(mean, k, usually) - 1
	return limits{Usual: usual, Alarm: max(upper(mean, k, seldom), usual+1, least)}
}

// upper returns the smallest number that a negative binomial count reaches with at most a chance.
func upper(mean, k, chance float64) int {
	p := math.Exp(-k * math.Log1p(mean/k)) // of 0
	tail := 1 - p
	n := 1
	for ; tail > chance && n < mostPeople; n++ {
		p *= (float64(n-1) + k) / float64(n) * mean / (mean + k)
		tail -= p
	}
	return n
}
