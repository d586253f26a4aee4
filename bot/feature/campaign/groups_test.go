package campaign

import (
	"encoding/binary"
	"math/rand/v2"
	"testing"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/insight"
)

// TestCoverage simulates runs with a known effect: each member comes back with one chance if they are in
// the control group, and with another if there is a message for them. The 95 % interval of the uplift must
// contain the true effect in 90 of 100 runs at least, and must not claim one that is not there more often than in
// 10 of 100.
func TestCoverage(t *testing.T) {
	random := rand.New(rand.NewPCG(13, 2026))
	for _, c := range []struct {
		members       int
		share         bot.Percent
		alone, effect float64
	}{
		{100, 20, 0.1, 0}, {100, 20, 0.1, 0.2}, {100, 20, 0.05, 0.05}, {50, 20, 0.1, 0.1}, {400, 20, 0.02, 0.03},
		{400, 20, 0.2, 0.1}, {1000, 10, 0.3, -0.1}, {2000, 20, 0.5, 0}, {60, 50, 0.3, 0.4},
	} {
		const runs = 100
		covered, claims := 0, 0
		for i := range runs {
			r := &run{Number: uint64(i) + 1, Stage: over, Control: c.share, Salt: binary.BigEndian.AppendUint64(nil, random.Uint64())}
			for m := range c.members {
				p := part{Control: r.inControl(bot.MemberID(m) + 1)}
				chance := c.alone
				if !p.Control {
					chance += c.effect
				}
				if random.Float64() < chance {
					p.Back = 1
				}
				r.Groups.count(p, 1)
			}
			verdict, u := r.trial().Judge()
			if u == nil {
				t.Fatalf("%+v: no uplift of %+v", c, r.Groups)
			}
			if u.Low <= c.effect && c.effect <= u.High {
				covered++
			}
			if verdict == insight.More || verdict == insight.Fewer {
				claims++
			}
		}
		t.Logf("%d members, %d%% control, %.2f%+.2f: covered in %d of %d runs, claimed in %d", c.members, c.share, c.alone, c.effect, covered, runs, claims)
		if covered < 90 {
			t.Errorf("%+v: the interval covers the effect in %d of %d runs", c, covered, runs)
		}
		if c.effect == 0 && claims > 10 {
			t.Errorf("%+v: an effect that is not there was claimed in %d of %d runs", c, claims, runs)
		}
	}
}

// TestGroups: the control group has its share, stays the same, and differs between runs.
func TestGroups(t *testing.T) {
	a := &run{Number: 1, Control: 20, Salt: []byte("a salt")}
	again := &run{Number: 1, Control: 20, Salt: []byte("a salt")}
	b := &run{Number: 2, Control: 20, Salt: []byte("a salt")}
	const members = 10_000
	in, both := 0, 0
	for m := bot.MemberID(1); m <= members; m++ {
		if a.inControl(m) != again.inControl(m) {
			t.Fatal("a member changes the group")
		}
		if a.inControl(m) {
			in++
			if b.inControl(m) {
				both++
			}
		}
	}
	if in < 1850 || in > 2150 {
		t.Errorf("%d of %d are in a control group of 20%%", in, members)
	}
	if both < 320 || both > 480 {
		t.Errorf("%d of %d are in it again in the next run", both, in)
	}
}
