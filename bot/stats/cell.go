package stats

import (
	"encoding/binary"
	"slices"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// cell is the package's column of a packed member row.
type cell struct {
	off     bool    // the member opted out of days: only totals are kept
	day     bot.Day // the latest day with a count; 0: none
	figures []figure
}

// figure holds a metric's counts; at least one is not 0. Figures are sorted by metric.
type figure struct {
	metric       uint16
	total, today int64
}

// today returns the counts of the latest day.
func (c *cell) today() counts {
	var list counts
	for _, f := range c.figures {
		if f.today != 0 {
			list = append(list, counted{f.metric, f.today})
		}
	}
	return list
}

// add adds to a metric's total and to its count on the latest day, and returns that day's
// previous count.
func (c *cell) add(metric uint16, total, today int64) (before int64) {
	i := 0
	for i < len(c.figures) && c.figures[i].metric < metric {
		i++
	}
	if i == len(c.figures) || c.figures[i].metric != metric {
		c.figures = slices.Insert(c.figures, i, figure{metric: metric})
	}
	f := &c.figures[i]
	before = f.today
	f.total += total
	f.today += today
	if f.total == 0 && f.today == 0 {
		c.figures = slices.Delete(c.figures, i, i+1)
	}
	return before
}

// begin starts a new latest day with no counts.
func (c *cell) begin(day bot.Day) {
	c.day = day
	c.figures = slices.DeleteFunc(c.figures, func(f figure) bool { return f.total == 0 })
	for i := range c.figures {
		c.figures[i].today = 0
	}
}

const flagOff = 1

func (c cell) append(b []byte) []byte {
	flags := byte(0)
	if c.off {
		flags = flagOff
	}
	b = binary.AppendVarint(append(b, version, flags), int64(c.day))
	for _, f := range c.figures {
		b = binary.AppendUvarint(b, uint64(f.metric))
		b = binary.AppendVarint(binary.AppendVarint(b, f.total), f.today)
	}
	return b
}

func decodeCell(b []byte) (c cell, err error) {
	r := open(b)
	flags, day := r.uvarint(), r.varint()
	if c.off, c.day = flags == flagOff, bot.Day(day); flags > flagOff || int64(c.day) != day {
		r.fail()
	}
	c.figures = make([]figure, 0, len(r.b)/3+1)
	for before := uint16(0); len(r.b) > 0; {
		f := figure{metric: r.metric(before), total: r.varint(), today: r.varint()}
		if before = f.metric; f.total == 0 && f.today == 0 {
			r.fail()
		}
		c.figures = append(c.figures, f)
	}
	return c, r.end()
}

// empty reports whether nothing was ever counted. A cell without figures but with a latest
// day is not empty: rows of earlier days may exist.
func (c *cell) empty() bool { return !c.off && c.day == 0 }

// addMember adds counts for a member and reports whether the member exists. Counts for a
// linked member go to the one it was merged into.
func (b *Book) addMember(tx store.Tx, m moment, id bot.MemberID, list counts) (there bool, err error) {
	if len(list) == 0 {
		return false, nil
	}
	b.key = byMember.Append(b.key[:0], store.K2(m.community, id))
	row, err := tx.Get(cellRows.In(), b.key)
	if err != nil {
		return false, err
	}
	if !b.members.Recorded(row) {
		kept, err := b.members.ByID(tx, m.community, id)
		if err != nil || kept == nil {
			return false, err
		}
		return b.addMember(tx, m, kept.ID, list)
	}
	c, _, err := cellRows.FromRow(b.key, row)
	if err != nil {
		return false, err
	}
	if err := b.addCell(tx, m, id, &c, list); err != nil {
		return false, err
	}
	b.key = byMember.Append(b.key[:0], store.K2(m.community, id))
	row, err = cellRows.AppendRow(store.Room(tx, len(row)+cellRoom), row, c)
	if err != nil {
		return false, err
	}
	return true, tx.Put(cellRows.In(), b.key, row)
}

// addCell adds a member's counts to its cell, days and sets.
func (b *Book) addCell(tx store.Tx, m moment, id bot.MemberID, c *cell, list counts) error {
	if err := rollOver(tx, m.community, id, c, m.day); err != nil {
		return err
	}
	var of counts // the counts of m.day if it is earlier than the latest day
	past := m.day < c.day
	if past && !c.off {
		var err error
		if of, err = addPast(tx, m.community, id, m.day, list); err != nil {
			return err
		}
	}
	for _, n := range list {
		var before int64
		switch {
		case c.off:
			c.add(n.metric, n.n, 0)
			continue
		case past:
			c.add(n.metric, n.n, 0)
			before = of.of(n.metric) - n.n
		default:
			before = c.add(n.metric, n.n, n.n)
		}
		if before <= 0 && n.n > 0 {
			if err := b.setBit(tx, m.community, n.metric, m.day, id); err != nil {
				return err
			}
		}
	}
	return nil
}

// cellRoom is spare capacity, more than the bytes that counting adds to a row.
const cellRoom = 64

// rollOver moves the latest day to its block row if day is later.
func rollOver(tx store.Tx, community string, id bot.MemberID, c *cell, day bot.Day) error {
	if day <= c.day {
		return nil
	}
	if list := c.today(); len(list) > 0 {
		if _, err := addPast(tx, community, id, c.day, list); err != nil {
			return err
		}
	}
	c.begin(day)
	return nil
}
