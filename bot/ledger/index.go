package ledger

import "github.com/stewardbot/steward/bot"

// undo takes one posting out of the book's memory again.
type undo struct {
	book   *Book
	c      *community
	head   Hash         // before
	member bot.MemberID // whose boards were changed; 0: nobody's
	boards *boards      // that were changed; nil: none were built
	was    boards
	steps  [boardCount]step

	turn   turnKey
	change int // its place among the turn's changes
	before Figures
	joined bool // the turn had changed the member before, up to before
}

// step is what one board saw of a posting.
type step struct{ before, after int64 }

// prepare notes what the posting will change in memory. It must be called
// before the writes: a figure of a past week is summed from the state.
func (p *posting) prepare() (*undo, error) {
	u := &undo{book: p.book, c: p.c, head: p.c.head, turn: keyOfTurn(p.turn)}
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

// index moves the member on the boards and among the turn's changes, with the
// way back. It comes after the writes, and fails before it has changed anything.
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

// climb moves the member on the boards whose period is the day's or begins with it.
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

// run is called with later postings already undone.
func (u *undo) run() {
	u.c.last--
	u.c.head = u.head
	if u.member == 0 {
		return
	}
	u.book.kept.takeBack(u.c, u.boards, u.sink)
	u.book.moved.takeBack(u)
}

// sink takes back what climb did.
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

// moved is what the latest turn that booked anything earned or took.
type moved struct {
	turn    turnKey
	changes []Change
}

// turnKey tells one event's turn from another's. All features see the same
// event, so they share it.
type turnKey struct{ community, event string }

func keyOfTurn(t *bot.Turn) turnKey {
	k := turnKey{community: t.Community.ID}
	if t.Event != nil {
		k.event = t.Event.ID
	}
	return k
}

// Moved is whose points earned have changed so far in the turn's event, by any
// feature, in the order of the first change. The slice is the caller's.
func (b *Book) Moved(t *bot.Turn) []Change {
	if b.moved.turn != keyOfTurn(t) {
		return nil
	}
	return append([]Change(nil), b.moved.changes...)
}

// note adds a change to those of the turn. If it goes on from an earlier one,
// joined is true and was is what the member had after that.
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

// takeBack does nothing for an earlier turn, whose changes are forgotten.
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
