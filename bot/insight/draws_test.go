package insight_test

import (
	"fmt"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/activity"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/store"
)

// draws are the draws of a community, one after the other, each open for a week.
type draws struct {
	com  *bot.Community
	life *activity.Life
	open *activity.Activity
}

func newDraws(com *bot.Community, dir *member.Directory) *draws {
	d := &draws{com: com}
	d.life = activity.New(ledger.New(), dir, activity.Kind{
		Name: "draw", Show: func(*bot.Turn, *activity.Activity, int) (bot.Say, error) { return bot.Say{}, nil },
		Frozen: func(t *bot.Turn, a *activity.Activity) error {
			if err := d.life.Settle(t, a); err != nil {
				return err
			}
			return d.life.Evaluate(t, a)
		},
	})
	return d
}

func (d *draws) turn(tx store.Tx, at time.Time) *bot.Turn {
	t := bot.NewTurn(&booking{state: tx, now: at}, at)
	t.Community, t.Event = d.com, &bot.Event{ID: "e"}
	return t
}

// day closes the open draw when its week is over, and opens the next.
func (d *draws) day(tx store.Tx, at time.Time) (err error) {
	t := d.turn(tx, at)
	if d.open != nil && d.open.Closes.After(at) {
		return nil
	}
	if d.open != nil {
		err = d.life.Close(t, d.open)
		t.Event.Tick = &bot.Tick{Name: fmt.Sprint("activity ", d.open.ID), Due: at}
		for err == nil && d.open.Walk != nil {
			if err = d.life.Tick(t); err == nil {
				d.open, err = d.life.Load(t, d.open.ID)
			}
		}
	}
	if err == nil {
		d.open, err = d.life.Draft(t, "tea", "", 7*24*time.Hour, nil)
	}
	if err != nil {
		return err
	}
	return d.life.Announce(t, d.open)
}

// enter lets a member take part.
func (d *draws) enter(tx store.Tx, at time.Time, m bot.MemberID) error {
	t := d.turn(tx, at)
	t.Member = &bot.Member{ID: m}
	_, _, err := d.life.Enter(t, d.open, nil)
	return err
}
