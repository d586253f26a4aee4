package timing

import (
	"testing"
	"time"
)

func TestWithin(t *testing.T) {
	for _, c := range []struct {
		when  When
		often bool
	}{
		{When{Cron: "* * * * *"}, true},
		{When{Cron: "*/30 9 1 1 *"}, true},
		{When{Cron: "0,59 10 * * SAT"}, true},
		{When{Cron: "30 * * * *"}, false},
		{When{Every: 59 * time.Minute}, true},
		{When{Every: time.Hour}, false},
		{When{Daily: "02:30"}, false},
		{When{At: "2026-12-24T18:00"}, false},
		{When{Cron: "* * * * *", Until: "2020-01-01"}, false},
		{When{}, false},
	} {
		if got := c.when.Within(time.Hour); got != c.often {
			t.Errorf("%+v: got %v", c.when, got)
		}
	}
}
