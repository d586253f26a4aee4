package engine_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store/memory"
)

const days = 24 * time.Hour

// muting mutes each message's author for the duration in its text; 0 lifts the mute.
func muting() script {
	return onMessages(func(t *bot.Turn) {
		d, err := time.ParseDuration(t.Event.Message.Text)
		m := bot.Mute{Place: "test:room", User: t.Event.User.ID}
		if err != nil || d > 0 {
			m.Until = t.At().Add(d)
		}
		t.Do(m)
	})
}

// ends returns when the performed mutes end, relative to the desk's creation; 0 for a lifted one.
func (d *desk) ends() (list []time.Duration) {
	for _, a := range d.done() {
		end := time.Duration(0)
		if m := a.effect.(bot.Mute); !m.Until.IsZero() {
			end = m.Until.Sub(d.began).Round(time.Minute)
		}
		list = append(list, end)
	}
	return list
}

// TestLongMuteIsRenewed: a mute of seventy days on a platform with a limit of twenty-eight has no
// gap, even across restarts, and ends once.
func TestLongMuteIsRenewed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, s := newDesk(), memory.New()
		r := open(t, s, d, muting())
		r.submit(t, message(1, "1680h"))
		for range 10 {
			time.Sleep(9 * days)
			r.stop()
			r = open(t, s, d, muting())
		}
		covered := time.Duration(0)
		for i, a := range d.done() {
			if a.at > covered {
				t.Errorf("mute %d came at %s, the one before ended at %s", i, a.at, covered)
			}
			covered = d.ends()[i]
			if covered-a.at > 28*days+time.Minute {
				t.Errorf("mute %d lasts %s", i, covered-a.at)
			}
		}
		if n := len(d.done()); covered != 70*days || n != 3 {
			t.Errorf("%d mutes until %s, want three until 70 days", n, covered)
		}
	})
}

// TestLiftedMuteStaysLifted: lifting a mute cancels its renewal.
func TestLiftedMuteStaysLifted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk()
		r := open(t, memory.New(), d, muting())
		r.submit(t, message(1, "1680h"))
		time.Sleep(days)
		r.submit(t, message(2, "0s"))
		time.Sleep(time.Minute)
		if got := d.ends(); len(got) != 2 || got[1] != 0 {
			t.Fatalf("a minute after it was lifted: %v", got)
		}
		time.Sleep(60 * days)
		if got := d.ends(); len(got) != 2 {
			t.Errorf("it was renewed: %v", got)
		}
		// A new mute replaces the previous one.
		r.submit(t, message(3, "1680h"))
		time.Sleep(days)
		r.submit(t, message(4, "48h"))
		time.Sleep(60 * days)
		if got := d.ends(); len(got) != 4 {
			t.Errorf("a shorter mute was renewed: %v", got)
		}
	})
}

// TestMuteChangedByHand: a mute changed by hand is no longer renewed.
func TestMuteChangedByHand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk()
		asked := 0
		d.perform = func(_ int, del bot.Delivery) (bot.Outcome, error) {
			asked++
			if ours := del.Effect.(bot.Mute).Ours; ours != nil {
				if !ours.Until.Equal(d.began.Add(28 * days)) {
					t.Errorf("what is to be renewed ends %s", ours.Until)
				}
				return bot.Outcome{}, &bot.DeliveryError{Code: bot.CodeByHand}
			}
			return bot.Outcome{Status: bot.Done}, nil
		}
		r := open(t, memory.New(), d, muting())
		r.submit(t, message(1, "1680h"))
		time.Sleep(80 * days)
		if asked != 2 {
			t.Errorf("asked %d times, want once and for one renewal", asked)
		}
	})
}

// TestShortMute: a short mute is raised to the platform's minimum.
func TestShortMute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk()
		r := open(t, memory.New(), d, muting())
		r.submit(t, message(1, "2s"))
		time.Sleep(time.Hour)
		if got := d.ends(); len(got) != 1 || got[0] != time.Minute {
			t.Errorf("%v, want a minute", got)
		}
	})
}

// TestMuteThatIsOver: a mute that has already ended is no longer requested.
func TestMuteThatIsOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk()
		until := time.Now().Add(time.Hour)
		d.perform = func(int, bot.Delivery) (bot.Outcome, error) {
			if time.Now().Before(until) {
				return bot.Outcome{}, &bot.DeliveryError{Code: bot.CodeRetry, Reason: "nobody is there", Whole: true}
			}
			return bot.Outcome{Status: bot.Done}, nil
		}
		r := open(t, memory.New(), d, muting())
		r.submit(t, message(1, "1h"))
		time.Sleep(2 * time.Hour)
		if got := d.ends(); len(got) != 0 {
			t.Errorf("muted when it was over: %v", got)
		}
		if got := outcomes(t, r, "test:room/m1"); got[0] != bot.Expired {
			t.Errorf("the mute is %s", got[0])
		}
	})
}
