package engine

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot"
)

var lanes = []bot.Lane{bot.Answers, bot.Moderation, bot.Posts}

// within returns the highest number of times in any half-open window of that length.
func within(times []time.Time, window time.Duration) (most int) {
	from := 0
	for i, at := range times {
		for !times[from].Add(window).After(at) {
			from++
		}
		most = max(most, i-from+1)
	}
	return most
}

// TestLimitsHoldInEveryWindow checks the limits for any sequence of requests.
func TestLimitsHoldInEveryWindow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		limits := bot.Limits{
			PerSecond:      float64(rapid.IntRange(1, 60).Draw(t, "per second")),
			PlacePerSecond: rapid.SampledFrom([]float64{0, 0.5, 1}).Draw(t, "place per second"),
			GroupPerMinute: rapid.SampledFrom([]float64{0, 4, 20, 60}).Draw(t, "group per minute"),
		}
		now := time.Unix(1_000_000, 0)
		l := newLimiter(limits, now)
		var all []time.Time
		places := map[bot.Place][]time.Time{}
		for _, n := range rapid.SliceOfN(rapid.IntRange(0, 9*5*3-1), 1, 800).Draw(t, "acts") {
			now = now.Add([]time.Duration{0, 0, 0, 1, 10, 33, 200, 1100, 20_000}[n%9] * time.Millisecond)
			say := bot.Say{Place: []bot.Place{"x:a", "x:a/5", "x:b", "x:dm/1", "x:dm/2"}[n/9%5], Lane: lanes[n/45]}
			if l.wait(say, now) > 0 {
				continue
			}
			l.take(say, now)
			all = append(all, now)
			room := say.Place
			if !room.Private() {
				room = room.Space()
			}
			places[room] = append(places[room], now)
		}
		if n := within(all, time.Second); float64(n) > limits.PerSecond {
			t.Fatalf("%d acts in a second, the limit is %v", n, limits.PerSecond)
		}
		for room, times := range places {
			if n := within(times, time.Minute); limits.GroupPerMinute > 0 && !room.Private() && float64(n) > limits.GroupPerMinute {
				t.Fatalf("%d acts in a minute in %s, the limit is %v", n, room, limits.GroupPerMinute)
			}
			if rate := limits.PlacePerSecond; rate > 0 && within(times, time.Duration(float64(time.Second)/rate)) > 1 {
				t.Fatalf("in %s more than %v a second", room, rate)
			}
		}
	})
}

// pull lets lanes take as much as they may for the given time, asking again after each wait.
func pull(b *bucket, now time.Time, during time.Duration, active []bot.Lane) map[bot.Lane]int {
	got, next, end := map[bot.Lane]int{}, map[bot.Lane]time.Time{}, now.Add(during)
	for now.Before(end) {
		soonest := end
		for _, lane := range active {
			for !next[lane].After(now) {
				d := b.wait(lane, now)
				if d > 0 {
					next[lane] = now.Add(d)
					break
				}
				b.take(lane)
				got[lane]++
			}
			if next[lane].Before(soonest) {
				soonest = next[lane]
			}
		}
		now = soonest
	}
	return got
}

// TestEveryLaneHasItsShare checks each lane's share, whatever the others request; unused shares
// are available to all.
func TestEveryLaneHasItsShare(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rate := rapid.Float64Range(0.1, 100).Draw(t, "rate")
		burst := rapid.Float64Range(sharedFrom, 50).Draw(t, "burst")
		active := rapid.Permutation(lanes).Draw(t, "lanes")[:rapid.IntRange(1, 3).Draw(t, "how many")]
		now := time.Unix(1_000_000, 0)
		during := time.Duration((1 + 100/rate) * float64(time.Second))
		got := pull(newBucket(rate, burst, now), now, during, active)
		sum := 0
		for _, lane := range active {
			sum += got[lane]
			if want := during.Seconds()*rate*laneShares[lane] - 1; float64(got[lane]) < want {
				t.Errorf("%s got %d of %v", lane, got[lane], want)
			}
		}
		if all := during.Seconds() * rate; float64(sum) < all*0.9-1 || float64(sum) > all+burst {
			t.Errorf("%v took %d, the rate allows %v and a burst of %v", active, sum, all, burst)
		}
	})
}

// TestLoneToken: a bucket of one per second gives one per second to any lane.
func TestLoneToken(t *testing.T) {
	for n := 1; n <= len(lanes); n++ {
		now := time.Unix(1_000_000, 0)
		got := pull(newBucket(1, 1, now), now, 60*time.Second, lanes[:n])
		sum := 0
		for _, k := range got {
			sum += k
		}
		if sum < 59 || sum > 61 {
			t.Errorf("%d lanes took %d in a minute", n, sum)
		}
	}
}

// TestClosedByThePlatform: a delay requested by the platform applies to the room, or to
// everything.
func TestClosedByThePlatform(t *testing.T) {
	now := time.Unix(1_000_000, 0)
	here, there := bot.Say{Place: "x:a"}, bot.Say{Place: "x:b"}
	for _, whole := range []bool{false, true} {
		l := newLimiter(bot.Limits{}, now)
		l.close(here, now.Add(time.Hour), whole, now)
		l.close(here, now.Add(time.Minute), whole, now) // an earlier end changes nothing
		if d := l.wait(here, now.Add(time.Second)); d != time.Hour-time.Second {
			t.Errorf("whole %v: wait %s", whole, d)
		}
		if d := l.wait(there, now); (d > 0) != whole {
			t.Errorf("whole %v: elsewhere wait %s", whole, d)
		}
		if d := l.wait(here, now.Add(time.Hour)); d != 0 {
			t.Errorf("whole %v: then wait %s", whole, d)
		}
	}
}

// TestReactionsLeaveRoom: no number of reactions and deletions keeps a message from getting a
// token at once, and reactions in one place keep their own rate.
func TestReactionsLeaveRoom(t *testing.T) {
	now := time.Unix(1_000_000, 0)
	l := newLimiter(bot.Limits{PerSecond: 30, ReactionsPerSecond: 10}, now)
	reacted := map[bot.Place]int{}
	for range 1000 {
		now = now.Add(10 * time.Millisecond)
		for _, place := range []bot.Place{"x:a", "x:b", "x:c"} {
			react := bot.React{Place: place}
			if l.wait(react, now) == 0 {
				l.take(react, now)
				reacted[place]++
			}
			if drop := (bot.Delete{Place: place}); l.wait(drop, now) == 0 {
				l.take(drop, now)
			}
		}
		for _, lane := range lanes[:2] {
			if d := l.wait(bot.Say{Place: "x:a", Lane: lane}, now); d > 0 {
				t.Fatalf("what is said waits for %s", d)
			}
		}
	}
	for place, n := range reacted {
		if n > 10*10+1 {
			t.Errorf("%d reactions in %s in ten seconds", n, place)
		}
	}
	if len(reacted) == 0 {
		t.Error("nothing was reacted to")
	}
}

// TestApart: if a platform has separate limits per kind, a delay for reactions applies to
// reactions only.
func TestApart(t *testing.T) {
	now := time.Unix(1_000_000, 0)
	for _, apart := range []bool{false, true} {
		l := newLimiter(bot.Limits{Apart: apart}, now)
		l.close(bot.React{Place: "x:a/1"}, now.Add(time.Minute), false, now)
		if d := l.wait(bot.React{Place: "x:a/1"}, now); d != time.Minute {
			t.Errorf("apart %v: a reaction waits for %s", apart, d)
		}
		if d := l.wait(bot.Say{Place: "x:a/1"}, now); (d == 0) != apart {
			t.Errorf("apart %v: what is said waits for %s", apart, d)
		}
	}
}

// TestQuietRoomsAreForgotten checks that idle rooms are evicted and closed ones are kept.
func TestQuietRoomsAreForgotten(t *testing.T) {
	now := time.Unix(1_000_000, 0)
	l := newLimiter(bot.Limits{PlacePerSecond: 1}, now)
	closed := bot.Say{Place: "x:closed"}
	l.close(closed, now.Add(24*time.Hour), false, now)
	for i := range 30_000 {
		now = now.Add(100 * time.Millisecond)
		l.wait(bot.Say{Place: bot.Place(fmt.Sprint("x:", i))}, now)
	}
	if len(l.rooms) > 15_000 {
		t.Errorf("%d rooms are kept", len(l.rooms))
	}
	if l.wait(closed, now) == 0 {
		t.Error("a closed room is open")
	}
}
