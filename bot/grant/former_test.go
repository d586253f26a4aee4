package grant

import (
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/store"
)

// desk is a host with only an in-memory state and a clock.
type desk struct {
	bot.Host
	state *store.Overlay
	timer time.Time
}

func (d *desk) State() bot.State                                 { return d.state }
func (d *desk) Now() time.Time                                   { return time.Unix(1_800_000_000, 0) }
func (d *desk) OnRollback(fn func())                             { d.state.OnRollback(fn) }
func (d *desk) SetTimer(_ string, due time.Time, _ []byte) error { d.timer = due; return nil }
func (d *desk) MemberByID(bot.MemberID) (*bot.Member, error)     { return nil, nil }
func (d *desk) turn(ev bot.Event) *bot.Turn {
	t := bot.NewTurn(d, d.Now())
	t.Event, t.Community = &ev, &bot.Community{ID: "tea", Zone: time.UTC}
	return t
}

// TestFormer: what levels set a timer for and requested, before the Keeper was there, goes on.
func TestFormer(t *testing.T) {
	d, k := &desk{state: store.NewOverlay(nil)}, New(member.New())
	at := where{"discord:1", "discord:1122"}
	row := granted{}
	row.begun(act{Role: "5"}, 9)
	for _, err := range []error{
		putDue(d.turn(bot.Event{}), 7, true), row.save(d.state, "tea", at),
		askedRows.Put(d.state, store.K2("tea", bot.Ref(9)), asked{at, act{Role: "5"}}),
		k.look(d.turn(bot.Event{Kind: bot.KindTick, Tick: &bot.Tick{Feature: "levels", Name: "settle"}})),
		k.look(d.turn(bot.Event{Kind: bot.KindOutcome, Outcome: &bot.Outcome{Feature: "levels", Ref: 9, Status: bot.Done}})),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, left, err := dueRows.Get(d.state, store.K2("tea", bot.MemberID(7))); left || err != nil {
		t.Errorf("the member waits still (%v)", err)
	}
	if now, err := loadGranted(d.state, "tea", at); err != nil || now.Roles["5"].Ref != 0 {
		t.Errorf("the role is %+v (%v)", now.Roles["5"], err)
	}
}

// TestCrowd: whose roles end at the same moment are settled a chunk at a time.
func TestCrowd(t *testing.T) {
	d, k := &desk{state: store.NewOverlay(nil)}, New(member.New())
	until := d.Now().Add(-time.Hour)
	for m := range bot.MemberID(120) {
		if err := put(d.turn(bot.Event{}), m+1, "order/1", given{Grant{Role: "discord:1122/role/5"}, until}); err != nil {
			t.Fatal(err)
		}
	}
	for n := 120; n > 0; n -= chunk {
		d.timer = time.Time{}
		if err := k.look(d.turn(bot.Event{Kind: bot.KindTick, Tick: &bot.Tick{Feature: name, Name: timerEnd}})); err != nil {
			t.Fatal(err)
		}
		left := 0
		err := endRows.ScanPrefix(d.state, endKeys.Under("tea"), false, 0, func(endKey, struct{}) (bool, error) { left++; return true, nil })
		if want := max(n-chunk, 0); err != nil || left != want || d.timer.IsZero() != (want == 0) {
			t.Fatalf("%d are left, want %d; the next tick is at %v (%v)", left, want, d.timer, err)
		}
	}
}
