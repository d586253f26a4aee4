package engine_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/memory"
)

// TestFirstOrder: before the platform has reported who has authority, the author of a restricted
// command is looked up. The command is then performed, or refused, once.
func TestFirstOrder(t *testing.T) {
	for _, c := range []struct {
		name    string
		known   bool // a snapshot arrived before the command
		found   *bot.Found
		fails   bool
		restart bool
		changed bool // the command is edited while it waits
		looked  int
		ran     int
		refused int
	}{
		{name: "an administrator", found: &bot.Found{Authority: bot.Admin}, looked: 1, ran: 1},
		{name: "the owner, after a restart", found: &bot.Found{Authority: bot.Owner}, restart: true, looked: 1, ran: 1},
		{name: "an ordinary member", found: &bot.Found{}, looked: 1, refused: 1},
		{name: "somebody whom the platform does not tell of", fails: true, refused: 1},
		{name: "an order that is taken back", found: &bot.Found{Authority: bot.Admin}, restart: true, changed: true, looked: 1},
		{name: "a snapshot without them", known: true, found: &bot.Found{Authority: bot.Admin}, refused: 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var ran []string
				authorize := func(o *engine.Options) {
					o.Authorize = func(t *bot.Turn, _ bot.Audience) (bool, error) {
						yes := t.Authority(t.Event.Place.Space(), t.Event.User.ID) >= bot.Admin && t.May(t.Event.Place.Space(), t.Event.User.ID, bot.ActBan)
						if !yes {
							t.Do(bot.Say{Place: t.Event.Place, ReplyTo: t.Event.Message.ID, Text: "not for you"})
						}
						return yes, nil
					}
				}
				d, s := newDesk(), memory.New()
				held := c.restart
				d.perform = func(_ int, del bot.Delivery) (bot.Outcome, error) {
					if _, ok := del.Effect.(bot.Lookup); !ok {
						return bot.Outcome{Status: bot.Done}, nil
					}
					switch {
					case held:
						return bot.Outcome{}, &bot.DeliveryError{Code: bot.CodeRetry, After: time.Second}
					case c.fails:
						return bot.Outcome{}, &bot.DeliveryError{Code: bot.CodeRefused, Reason: "nobody knows"}
					}
					return bot.Outcome{Status: bot.Done, Found: c.found}, nil
				}
				r := open(t, s, d, careless{&ran}, authorize)
				if c.known {
					r.submit(t, bot.Event{ID: "standing", Kind: bot.KindStanding, Place: "test:room", Standing: &bot.Standing{}})
				}
				order := message(1, "/wipe")
				r.submit(t, order)
				r.submit(t, order) // the platform delivers it again
				synctest.Wait()
				if c.changed {
					r.submit(t, bot.Event{ID: "edit", Kind: bot.KindEdit, At: time.Now(), Place: order.Place, User: order.User, Message: &bot.Message{ID: "1", Text: "never mind"}})
				}
				if c.restart {
					r.stop()
					held = false
					r = open(t, s, d, careless{&ran}, authorize)
				}
				time.Sleep(10 * time.Second)
				synctest.Wait()
				looked, refused := 0, 0
				for _, a := range d.done() {
					switch e := a.effect.(type) {
					case bot.Lookup:
						looked++
					case bot.Say:
						refused++
						if e.ReplyTo != "1" || e.Place != order.Place {
							t.Errorf("refused by %+v", e)
						}
					}
				}
				if looked != c.looked || len(ran) != c.ran || refused != c.refused {
					t.Errorf("looked up %d times, ran %d, refused %d; want %d, %d, %d", looked, len(ran), refused, c.looked, c.ran, c.refused)
				}
			})
		})
	}
}

// tallied is a counter that keeps what it is given.
type tallied struct{ list []bot.Count }

func (c *tallied) Add(_ store.Tx, _ *bot.Community, _ time.Time, _ bot.Place, list []bot.Count) error {
	c.list = append(c.list, list...)
	return nil
}

func (*tallied) Merge(store.Tx, string, bot.MemberID, bot.MemberID) error { return nil }
func (*tallied) Forget(store.Tx, string, bot.MemberID) error              { return nil }
func (*tallied) Advance(store.Tx) (bool, error)                           { return false, nil }
func (*tallied) Drop(store.Tx, []*bot.Community, time.Time) (bool, error) { return false, nil }

// judging counts its command and afterwards inspects what it did.
type judging struct {
	careless
	did, seen *int
	fails     *bool
}

func (f judging) Routes() bot.Routes {
	return bot.Routes{
		Commands: []bot.Command{{Name: "wipe", Who: bot.Operators, Run: func(t *bot.Turn, _ *bot.Input) error {
			t.Count(bot.Metric{Number: 1, Name: "wiped"}, t.Member.ID, 1)
			if *f.fails {
				return errors.New("no cloth")
			}
			*f.did++
			return nil
		}}},
		After: func(*bot.Turn) error {
			*f.seen = max(*f.seen, *f.did)
			*f.did = 0
			return nil
		},
	}
}

// TestFirstOrderIsWhole: a command that waited for a lookup is counted and inspected in the same
// turn, exactly once, even if it failed and is rerun.
func TestFirstOrderIsWhole(t *testing.T) {
	for _, fails := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			d, counted := newDesk(), &tallied{}
			d.perform = func(int, bot.Delivery) (bot.Outcome, error) {
				return bot.Outcome{Status: bot.Done, Found: &bot.Found{Authority: bot.Admin}}, nil
			}
			did, seen := 0, 0
			r := open(t, memory.New(), d, judging{did: &did, seen: &seen, fails: &fails}, func(o *engine.Options) {
				o.Counter = counted
				o.Authorize = func(t *bot.Turn, _ bot.Audience) (bool, error) {
					return t.Authority(t.Event.Place.Space(), t.Event.User.ID) >= bot.Admin, nil
				}
			})
			r.submit(t, message(1, "/wipe"))
			synctest.Wait()
			if fails {
				fails = false
				const outcome = 2 // in the journal, after the command
				if len(counted.list) > 0 || seen > 0 {
					t.Errorf("of a command that failed, %+v is counted and %d seen", counted.list, seen)
				}
				if err := r.RetryEvent(t.Context(), outcome); err != nil {
					t.Fatal(err)
				}
				if err := r.RetryEvent(t.Context(), outcome); err == nil {
					t.Error("it can be run a third time")
				}
			}
			if len(counted.list) != 1 || counted.list[0].N != 1 || seen != 1 {
				t.Errorf("counted %+v, seen afterwards %d; want one of each", counted.list, seen)
			}
		})
	}
}
