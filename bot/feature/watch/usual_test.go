package watch

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stewardbot/steward/bot"
)

// poisson draws a count (Knuth's method, for small means).
func poisson(r *rand.Rand, mean float64) (n int) {
	for p := r.Float64(); p > math.Exp(-mean); p *= r.Float64() {
		n++
	}
	return n
}

// bursty draws a negative binomial count of that mean, whose variance is twice the mean: a Poisson count of a mean that
// varies by a gamma distribution of shape k = mean, here by the sum of exponentials for whole k.
func bursty(r *rand.Rand, mean float64) int {
	gamma := 0.0
	for range int(mean) {
		gamma += r.ExpFloat64()
	}
	return poisson(r, gamma)
}

// TestLevels: the levels for a mean that is known well are those of the Poisson distribution for one false alarm in 150
// days.
func TestLevels(t *testing.T) {
	for _, c := range []struct {
		mean  float64
		alarm int
	}{{.5, 5}, {1, 7}, {2, 9}, {5, 15}, {10, 24}, {20, 38}} {
		if got := upper(c.mean, 1e9, seldom); got != c.alarm {
			t.Errorf("mean %g: %d, want %d", c.mean, got, c.alarm)
		}
	}
}

// TestFalseAlarms: in steady traffic, five signals together raise about one false alarm in 30 days at most, Poisson or
// bursty, from the first week on; and five times as many people as usual are seen in the hour.
func TestFalseAlarms(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, draw := range []struct {
		name string
		of   func(*rand.Rand, float64) int
		mean []float64
	}{{"Poisson", poisson, []float64{.05, .5, 1, 2, 5, 10}}, {"negative binomial", bursty, []float64{1, 2, 5, 10}}} {
		for _, known := range []int{leastHours, leastWeeks, 24, 100} {
			for _, mean := range draw.mean {
				const worlds, hours = 1000, 36
				alarms, seen := 0, 0
				for range worlds {
					groups := make([][]int, 24)
					for i := range groups {
						groups[i] = make([]int, max(known/3, 7))
						for j := range groups[i] {
							groups[i][j] = draw.of(r, mean)
						}
					}
					past := make([]int, known)
					for i := range past {
						past[i] = draw.of(r, mean)
					}
					level := limitsFrom(past, burstiness(groups)).Alarm
					for range hours {
						if draw.of(r, mean) >= level {
							alarms++
						}
					}
					if draw.of(r, 5*max(mean, 1)) >= level {
						seen++
					}
				}
				monthly := float64(alarms) / (worlds * hours) * 720 * 5
				if monthly > 1.5 {
					t.Errorf("%s, mean %g, %d hours known: %.2f false alarms in 30 days", draw.name, mean, known, monthly)
				}
				if mean >= 5 && draw.name == "Poisson" && known >= 24 && seen < worlds*9/10 {
					t.Errorf("%s, mean %g, %d hours known: a surge is seen in %d of %d hours", draw.name, mean, known, seen, worlds)
				}
				t.Logf("%s, mean %g, %d hours known: %.2f false alarms in 30 days; five times as many seen in %.0f %%", draw.name, mean, known, monthly, 100*float64(seen)/worlds)
			}
		}
	}
}

func TestComplains(t *testing.T) {
	var s Settings
	s.Terms = []string{"Scam", "骗子", "not paid"}
	s.Validate(true, func(path, code string, args ...any) { t.Error(path, code, args) })
	for text, want := range map[string]bool{
		"this is a scam!": true, "scammers": false, "a scamscam scam": true, "大骗子们": true, "i was not  paid": false, "i was not paid": true, "unscam": false, "": false,
	} {
		if got := s.complains(factsOf(text)); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func factsOf(normal string) *bot.Facts { return &bot.Facts{Normal: normal} }
