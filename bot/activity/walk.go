package activity

import (
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/ledger"
)

// Chunk is the number of entries that are walked in one turn.
const Chunk = 1000

// walk is a walk over the entries of an activity.
type walk struct {
	Job  job `json:"job"`
	From Tag `json:"from"` // the first entry that is left to do
}

type job string

const (
	jobFreeze job = "freeze" // check who stays
	jobPay    job = "pay"    // settle the reserved prices
	jobRefund job = "refund"
	jobErase  job = "erase"
	jobScrub  job = "scrub" // drop what the kind stored in the entries
)

// booked is the number of entries in a chunk that book something: more costly
// than looking at them.
const booked = Chunk / 4

// walk begins a walk, with the first chunk.
func (l *Life) walk(t *bot.Turn, a *Activity, j job) error {
	a.Walk = &walk{Job: j}
	return l.step(t, a)
}

// step walks a chunk, and after the last one goes on with what comes next.
func (l *Life) step(t *bot.Turn, a *Activity) error {
	size := Chunk
	if a.Price > 0 {
		size = booked
	}
	var chunk []*Entry
	err := From(t.State(), t.Community.ID, a.ID, a.Walk.From, func(e *Entry) (bool, error) {
		chunk = append(chunk, e)
		return len(chunk) <= size, nil
	})
	if err != nil {
		return err
	}
	more := len(chunk) > size
	if more {
		a.Walk.From, chunk = chunk[size].Tag, chunk[:size]
	}
	if err := l.do(t, a, chunk); err != nil {
		return err
	}
	if more {
		if err := l.Save(t, a); err != nil {
			return err
		}
		return l.timer(t, a)
	}
	return l.walked(t, a)
}

func (l *Life) do(t *bot.Turn, a *Activity, chunk []*Entry) error {
	if a.Walk.Job == jobFreeze {
		return l.freeze(t, a, chunk)
	}
	for _, e := range chunk {
		var err error
		switch a.Walk.Job {
		case jobPay:
			err = l.pay(t, a, e)
		case jobRefund:
			err = l.refund(t, a, e)
		case jobErase:
			err = entryRows.Delete(t.State(), l.entryKey(t, a, e))
		case jobScrub:
			e.Data = nil
			err = l.put(t, a, e)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// walked follows the last chunk of a walk.
func (l *Life) walked(t *bot.Turn, a *Activity) error {
	job := a.Walk.Job
	a.Walk = nil
	if job == jobErase {
		if err := countRows.Delete(t.State(), l.key(t, a)); err != nil {
			return err
		}
		return activityRows.Delete(t.State(), l.key(t, a))
	}
	if err := l.Save(t, a); err != nil {
		return err
	}
	if job == jobFreeze {
		return l.kind.Frozen(t, a)
	}
	return l.timer(t, a)
}

// freeze checks a chunk of entries once more.
func (l *Life) freeze(t *bot.Turn, a *Activity, chunk []*Entry) error {
	kept := chunk[:0:0]
	before := make([]Entry, 0, len(chunk))
	for _, e := range chunk {
		if !e.stands() {
			continue
		}
		out, err := e.Out, error(nil)
		if out == "" {
			out, err = l.out(t, a, e)
		}
		if err != nil {
			return err
		}
		if out == "" {
			kept, before = append(kept, e), append(before, *e)
			continue
		}
		if err := l.leaveOut(t, a, e, out); err != nil {
			return err
		}
	}
	if l.kind.Freeze != nil && len(kept) > 0 {
		if err := l.kind.Freeze(t, a, kept); err != nil {
			return err
		}
		for i, e := range kept {
			if e.Weight == before[i].Weight && string(e.Data) == string(before[i].Data) {
				continue
			}
			if err := l.put(t, a, e); err != nil {
				return err
			}
		}
	}
	a.Entries += len(kept)
	return nil
}

// leaveOut leaves out an entry, without its data, and refunds its price.
func (l *Life) leaveOut(t *bot.Turn, a *Activity, e *Entry, why string) error {
	e.Out, e.Data = why, nil
	found := leftOut(why)
	found.Member, found.Args = e.Member, bot.Args{"Number": a.ID}
	t.Find(found)
	if a.Out == nil {
		a.Out = map[string]int{}
	}
	a.Out[why]++
	return l.refund(t, a, e)
}

func leftOut(why string) bot.Finding {
	switch why {
	case OutLeft:
		return bot.Finding{Feature: "activity", Code: "out_left"}
	case OutBanned:
		return bot.Finding{Feature: "activity", Code: "out_banned"}
	case OutLinked:
		return bot.Finding{Feature: "activity", Code: "out_linked"}
	case OutForgotten:
		return bot.Finding{Feature: "activity", Code: "out_forgotten"}
	case OutWaits:
		return bot.Finding{Feature: "activity", Code: "out_waits"}
	case OutAlike, OutUnfit:
		return bot.Finding{Feature: "activity", Code: "out_refused"}
	}
	return bot.Finding{Feature: "activity", Code: "out_unmet"}
}

// out returns why an entry no longer counts; empty if it does.
func (l *Life) out(t *bot.Turn, a *Activity, e *Entry) (string, error) {
	if out, err := l.Gone(t, e.Member); out != "" || err != nil || l.kind.Meets == nil {
		return out, err
	}
	why, err := l.kind.Meets(t, a, e.Member)
	if why != "" {
		return OutUnmet, err
	}
	return "", err
}

// Gone returns OutLeft or OutBanned for a member who can't take part any more,
// and "" for everybody else.
func (l *Life) Gone(t *bot.Turn, m bot.MemberID) (string, error) {
	accounts, err := l.members.Accounts(t.State(), t.Community.ID, m)
	if err != nil {
		return "", err
	}
	if gone, err := l.members.Away(t.State(), t.Community.Spaces, accounts); gone || err != nil || len(accounts) == 0 {
		return OutLeft, err
	}
	if banned, err := l.cases.Banned(t, m); banned || err != nil {
		return OutBanned, err
	}
	return "", nil
}

// order is the name of an entry's order in the ledger.
func (l *Life) order(a *Activity, e *Entry) string {
	return l.kind.Name + "/" + number(a.ID) + "/" + e.Tag.String()
}

// pay pays the reserved price of an entry.
func (l *Life) pay(t *bot.Turn, a *Activity, e *Entry) error {
	if !e.Reserve {
		return nil
	}
	e.Reserve = false
	if _, err := l.book.Settle(t, l.order(a, e), ledger.Shop(l.kind.Name), t.Event.ID); err != nil {
		return err
	}
	return l.put(t, a, e)
}

// refund stores an entry with its price refunded, if one is reserved.
func (l *Life) refund(t *bot.Turn, a *Activity, e *Entry) error {
	if e.Reserve {
		e.Reserve = false
		if _, err := l.book.Release(t, l.order(a, e), t.Event.ID); err != nil {
			return err
		}
	}
	return l.put(t, a, e)
}

// inTime reports whether an entry at a time is in time.
func (a *Activity) inTime(at time.Time) bool { return at.Before(a.Closes) }
