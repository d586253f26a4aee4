package ledger

import "github.com/stewardbot/steward/bot"

// undo reverts one posting in the book's memory.
type undo struct {
	book   *Book
	c      *community
	head   Hash         // before
	member bot.MemberID // whose boards changed; 0: nobody's
	boards *boards      // the changed ones; nil: none were built
	was    boards
	steps  [boardCount]step

	turn   turnKey
	change int // index in the turn's changes
	before Figures
	joined bool // the turn had already changed the member, to before
}

// undo returns a new one. They are made a few at a time.
func (b *Book) undo() *undo {
	if len(b.undos) == 0 {
		b.undos = make([]undo, 16)
	}
	u := &b.undos[0]
	b.undos = b.undos[1:]
	return u
}

// step is a posting's effect on one board.
type step struct{ before, after int64 }

// prepare records what the posting will change in memory. It must be called
// before the writes, since a past week's figure is summed from the state.
func (p *posting) prepare() (*undo, error) {
	u := p.book.undo()
	u.book, u.c, u.head, u.turn = p.book, p.c, p.c.head, keyOfTurn(p.turn)
	if !p.earned {
		return u, nil
	}
	u.member = p.from.member | p.to.member
	before, err := p.book.figures(p.state, p.c, u.member, &p.earner().was, p.turn.Day())
	u.before = before
	return u, err
}

func (p *posting) earner() *side {
	if p.to.member != 0 {
		return &p.to
	}
	return &p.from
}

// index updates the boards and the turn's changes, and registers the undo. It
// comes after the writes, and either fails or changes everything.
func (p *posting) index(u *undo) error {
	s := p.earner()
	var after Figures
	var err error
	if p.earned {
		if after, err = p.book.figures(p.state, p.c, u.member, &s.now, p.turn.Day()); err != nil {
			return err
		}
	}
	p.c.last, p.c.head = p.e.ID, p.e.Hash
	p.turn.OnRollback(u.run)
	if !p.earned {
		return nil
	}
	if u.boards = p.c.boards; u.boards != nil {
		u.was = *u.boards
		u.climb(p.e.Day, &s.was, &s.now)
	}
	u.change, u.before, u.joined = p.book.moved.note(u.turn, Change{u.member, u.before, after})
	return nil
}

// climb moves the member on the boards whose period contains or starts with the
// day.
func (u *undo) climb(day bot.Day, was, now *account) {
	for board := range boardCount {
		at := &u.boards[board]
		start := board.start(day)
		if start < at.start {
			continue
		}
		if start > at.start {
			*at = standing{start, newRanking(nil)}
		}
		u.steps[board] = step{board.figure(was, start), board.figure(now, start)}
		at.ranking.move(u.member, u.steps[board].before, u.steps[board].after)
	}
}

// run is called after later postings were undone.
func (u *undo) run() {
	u.c.last--
	u.c.head = u.head
	if u.member == 0 {
		return
	}
	u.book.kept.takeBack(u.c, u.boards, u.sink)
	u.book.moved.takeBack(u)
}

// sink undoes climb.
func (u *undo) sink() {
	for board := range boardCount {
		at := &u.boards[board]
		if at.ranking == u.was[board].ranking {
			at.ranking.move(u.member, u.steps[board].after, u.steps[board].before)
			continue
		}
		*at = u.was[board]
	}
}

// moved holds the changes by the latest turn that booked anything earned.
type moved struct {
	turn    turnKey
	changes []Change
}

// turnKey identifies one event's turn. All features see the same event, so they
// share it.
type turnKey struct{ community, event string }

func keyOfTurn(t *bot.Turn) turnKey {
	k := turnKey{community: t.Community.ID}
	if t.Event != nil {
		k.event = t.Event.ID
	}
	return k
}

// Moved returns the changes of earned points so far in the turn's event, by any
// feature, in the order of the first change. The caller owns the slice.
func (b *Book) Moved(t *bot.Turn) []Change {
	if b.moved.turn != keyOfTurn(t) {
		return nil
	}
	return append([]Change(nil), b.moved.changes...)
}

// note adds a change to the turn's. If it extends an earlier one, joined is
// true and was holds the member's figures after that.
func (m *moved) note(turn turnKey, c Change) (at int, was Figures, joined bool) {
	if m.turn != turn {
		*m = moved{turn: turn, changes: m.changes[:0]}
	}
	for i := range m.changes {
		if m.changes[i].Member == c.Member {
			was = m.changes[i].After
			m.changes[i].After = c.After
			return i, was, true
		}
	}
	m.changes = append(m.changes, c)
	return len(m.changes) - 1, c.Before, false
}

// takeBack ignores earlier turns, whose changes are forgotten.
func (m *moved) takeBack(u *undo) {
	if m.turn != u.turn {
		return
	}
	if u.joined {
		m.changes[u.change].After = u.before
		return
	}
	m.changes = m.changes[:u.change]
}
