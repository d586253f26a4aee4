package expiry

import (
	"errors"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/quiet"
	"github.com/stewardbot/steward/store"
)

const (
	timer    = "run"
	readStep = 300 // entries
	walkStep = 200 // members
	batch    = 30  // days that one notice speaks of
)

// run takes a step: it reads the ledger on or, once that is done, walks the
// purses on. Afterwards it waits for the next day.
func (f *Feature) run(t *bot.Turn) error {
	s := settings(t.Community)
	p, _, err := progressRows.Get(t.State(), t.Community.ID)
	if err != nil || s.After == 0 {
		return err
	}
	today := t.Community.Day(t.Now())
	more, err := read(t, &p, today)
	if err == nil && !more {
		if p.Since == 0 {
			p.Since = today
		}
		if p.Checked != 0 && today > p.Checked+1 {
			p.Held = max(p.Held, today+s.shortest())
		}
		more, err = f.walk(t, s, &p, today)
	}
	if err != nil {
		return err
	}
	next := t.Now()
	if !more {
		p.Checked, p.Walked = today, 0
		next = t.Community.Begins(today + 1)
	}
	return errors.Join(progressRows.Put(t.State(), t.Community.ID, p), t.SetTimer(timer, next, nil))
}

var errEnough = errors.New("enough for one step")

// read applies the next entries of the ledger to the purses; more reports
// whether there are further ones.
func read(t *bot.Turn, p *progress, today bot.Day) (more bool, err error) {
	purses := map[ledger.Account]*purse{}
	load := func(a ledger.Account) (*purse, error) {
		if purses[a] == nil {
			x, err := get(t, a)
			if err != nil {
				return nil, err
			}
			purses[a] = &x
		}
		return purses[a], nil
	}
	n := 0
	err = ledger.Entries(t.State(), t.Community.ID, p.Read+1, func(e ledger.Entry) error {
		if n++; n > readStep {
			return errEnough
		}
		p.Read = e.ID
		return fold(&e, load)
	})
	if more = errors.Is(err, errEnough); err != nil && !more {
		return false, err
	}
	for a, x := range purses {
		x.shorten(today - p.After)
		if err := put(t, a, x); err != nil {
			return false, err
		}
	}
	return more, nil
}

// shorten makes one lot of all that are due together.
func (p *purse) shorten(due bot.Day) {
	for len(p.Lots) > 1 && p.Lots[1].Day <= due {
		p.Lots[1].Amount += p.Lots[0].Amount
		p.Lots = p.Lots[1:]
	}
}

func get(t *bot.Turn, a ledger.Account) (x purse, err error) {
	if m, ok := a.Member(); ok {
		x, _, err = purseRows.Get(t.State(), store.K2(t.Community.ID, m))
	} else {
		x, _, err = heldRows.Get(t.State(), store.K2(t.Community.ID, a))
	}
	if x.Told == nil {
		x.Told = map[bot.Day]bot.Day{}
	}
	return x, err
}

func put(t *bot.Turn, a ledger.Account, x *purse) error {
	m, ok := a.Member()
	key, held := store.K2(t.Community.ID, m), store.K2(t.Community.ID, a)
	switch {
	case ok && x.empty():
		return purseRows.Delete(t.State(), key)
	case ok:
		return purseRows.Put(t.State(), key, *x)
	case x.empty():
		return heldRows.Delete(t.State(), held)
	}
	return heldRows.Put(t.State(), held, *x)
}

// walk lets points of the next members expire, and tells them what will; more
// reports whether there are further members.
func (f *Feature) walk(t *bot.Turn, s *Settings, p *progress, today bot.Day) (more bool, err error) {
	if p.Checked == today {
		return false, nil
	}
	lo, hi := store.K2(t.Community.ID, p.Walked+1), store.K2(t.Community.ID, ^bot.MemberID(0))
	n := 0
	err = purseRows.Scan(t.State(), &lo, &hi, false, 0, func(k store.Key2[string, bot.MemberID], x purse) (bool, error) {
		if n++; n > walkStep {
			more = true
			return false, nil
		}
		p.Walked = k.B
		if err := f.expire(t, s, p, k.B, &x, today); err != nil {
			return false, err
		}
		return true, f.tell(t, s, p, k.B, &x, today)
	})
	return more, err
}

// expire books what of a member's points is too old. The purse follows when the
// entry is read.
func (f *Feature) expire(t *bot.Turn, s *Settings, p *progress, m bot.MemberID, x *purse, today bot.Day) error {
	var due int64
	for _, l := range x.Lots {
		if p.expires(s, l.Day) <= today {
			due += l.Amount
		}
	}
	has, err := f.book.Balance(t, m)
	if due = min(due, has.Balance); due <= 0 || err != nil {
		return err
	}
	e, err := f.book.Move(t, ledger.Move{From: ledger.Of(m), To: ledger.Lapse("expired"), Amount: due, Cause: "expire/" + today.String()})
	if err != nil {
		return err
	}
	t.Find(bot.Finding{Code: "expired", N: due, Entry: e.ID, Member: m})
	return nil
}

// tell keeps a notice for a member for each time before which they are to hear
// of points and did not yet. What expires before the member can be written to
// again is left out.
func (f *Feature) tell(t *bot.Turn, s *Settings, p *progress, m bot.MemberID, x *purse, today bot.Day) error {
	_, last, _, _, err := f.quiet.About(t, m)
	if err != nil {
		return err
	}
	changed, from := false, today
	if !last.IsZero() {
		from = max(today, t.Community.Day(last.Add(quiet.Rest)))
	}
	for _, notice := range s.notices() {
		told, before := x.Told[notice]
		var lots []lot
		for _, l := range x.Lots {
			when := p.expires(s, l.Day)
			if (!before || l.Day > told) && when > from && when < today+notice+batch {
				lots = append(lots, lot{when, l.Amount})
				told = l.Day
				before = true
			}
		}
		if len(lots) == 0 || lots[0].Day > today+notice {
			continue
		}
		if x.Told == nil {
			x.Told = map[bot.Day]bot.Day{}
		}
		x.Told[notice], changed = told, true
		until := t.Community.Begins(lots[0].Day)
		err := f.quiet.Tell(t, m, "expire", until, func(t *bot.Turn) string { return text(t, lots) })
		if err != nil {
			return err
		}
	}
	if !changed {
		return nil
	}
	return put(t, ledger.Of(m), x)
}

// text tells what expires: on the first date, and in all.
func text(t *bot.Turn, lots []lot) string {
	first, last, all := int64(0), lots[len(lots)-1].Day, int64(0)
	for _, l := range lots {
		if all += l.Amount; l.Day == lots[0].Day {
			first += l.Amount
		}
	}
	lines := []string{t.Text("expiry.notice", bot.Args{
		"Community": t.Community.Name, "Points": answer.Points(t, first), "Date": lots[0].Day.String(),
	})}
	if all > first {
		lines = append(lines, t.Text("expiry.more", bot.Args{"Points": answer.Points(t, all), "Date": last.String()}))
	}
	return strings.Join(append(lines, t.Text("expiry.spend", nil)), " ")
}
