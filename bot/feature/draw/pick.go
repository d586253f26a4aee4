package draw

import (
	"slices"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/activity"
	"github.com/stewardbot/steward/bot/feature/draw/proof"
)

// picked is how many places are drawn in one turn: each reads a chunk of the
// list.
const picked = 10

// draw draws until every prize has a winner or no entry is left, in several
// turns if there are many, and announces the new winners.
func (f *Feature) draw(t *bot.Turn, a *activity.Activity, v *data) error {
	lot := head(a, v).Lot()
	for range picked {
		prize := v.vacant()
		if prize < 0 {
			return f.drawn(t, a, v)
		}
		d, err := f.pick(t, a, v, lot)
		if err != nil {
			return err
		}
		if d == nil {
			return f.drawn(t, a, v)
		}
		d.Prize = prize
		v.Drawn = append(v.Drawn, *d)
	}
	if err := f.save(t, a, v); err != nil {
		return err
	}
	return f.life.Wake(t, a, t.Now())
}

func (f *Feature) save(t *bot.Turn, a *activity.Activity, v *data) error {
	if err := a.Write(v); err != nil {
		return err
	}
	return f.life.Save(t, a)
}

// head is what decides the draw.
func head(a *activity.Activity, v *data) proof.Head {
	h := proof.Head{Rules: v.Rules, Seed: v.Seed, List: v.List, Entries: a.Entries, Place: string(v.Post.Place), Post: v.Post.ID}
	for _, c := range v.Chunks {
		h.Tickets += c.Tickets
	}
	return h
}

// vacant returns the first prize that has too few winners; -1 if none has.
func (v *data) vacant() int {
	held := make([]int, len(v.Prizes))
	for _, d := range v.Drawn {
		if d.proof().Holds() {
			held[d.Prize]++
		}
	}
	for i, p := range v.Prizes {
		if held[i] < p.Winners {
			return i
		}
	}
	return -1
}

func (d *drawn) proof() proof.Drawn {
	return proof.Drawn{Prize: d.Prize, State: d.State, Code: d.Tag.String()}
}

// pick returns the next place of the order, and whether its member can win;
// nil if there is no further entry.
func (f *Feature) pick(t *bot.Turn, a *activity.Activity, v *data, lot proof.Lot) (*drawn, error) {
	left, all := make([]uint64, len(v.Chunks)), uint64(0)
	for i, c := range v.Chunks {
		left[i] = c.Tickets
		for _, d := range v.Drawn {
			if d.Tag >= c.From && (i+1 == len(v.Chunks) || d.Tag < v.Chunks[i+1].From) {
				left[i] -= d.Tickets
			}
		}
		all += left[i]
	}
	if all == 0 {
		return nil, nil
	}
	ticket := lot.Ticket(uint64(len(v.Drawn)+1), all)
	at := 0
	for ticket >= left[at] {
		ticket -= left[at]
		at++
	}
	var found *activity.Entry
	err := activity.From(t.State(), t.Community.ID, a.ID, v.Chunks[at].From, func(e *activity.Entry) (bool, error) {
		switch {
		case e.Out != "", slices.ContainsFunc(v.Drawn, func(d drawn) bool { return d.Tag == e.Tag }):
			return true, nil
		case ticket >= e.Weight:
			ticket -= e.Weight
			return true, nil
		}
		found = e
		return false, nil
	})
	if err != nil {
		return nil, err
	}
	d := &drawn{Tag: found.Tag, Tickets: found.Weight, Member: found.Member}
	d.State, err = f.state(t, v, found)
	if !d.proof().Holds() {
		t.Find(bot.Finding{Code: "passed", Member: found.Member, Args: bot.Args{"Number": a.ID}})
	}
	return d, err
}

// state returns the state of the entry that was drawn.
func (f *Feature) state(t *bot.Turn, v *data, e *activity.Entry) (string, error) {
	if slices.ContainsFunc(v.Drawn, func(d drawn) bool { return d.Member == e.Member }) {
		return proof.Again, nil
	}
	out, err := f.life.Gone(t, e.Member)
	switch {
	case err != nil:
		return "", err
	case out == activity.OutBanned:
		return proof.Banned, nil
	case out != "":
		return proof.Left, nil
	case v.Claim > 0:
		return proof.Waiting, nil
	}
	return proof.Won, nil
}
