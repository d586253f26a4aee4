package stats

import (
	"encoding/binary"
	"slices"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// cell is what stands of a member in the packed row.
type cell struct {
	off     bool    // the member wants no days kept: only totals are
	day     bot.Day // the latest on which anything was counted
	figures []figure
}

// figure is a metric's, in the order of metrics; not both are 0.
type figure struct {
	metric       uint16
	total, today int64
}

// today are the figures of the latest day.
func (c *cell) today() counts {
	var list counts
	for _, f := range c.figures {
		if f.today != 0 {
			list = append(list, counted{f.metric, f.today})
		}
	}
	return list
}

// add counts to a metric's total and to its latest day, and returns what there was on
// that day before.
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

// begin ends the latest day.
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

// empty tells whether nothing was ever counted. Where the sums of days are all zero, the
// latest day still tells where those days lie.
func (c *cell) empty() bool { return !c.off && c.day == 0 }

// addMember counts what a member did, and tells whether there is such a member.
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
	row, err = cellRows.AppendRow(make([]byte, 0, len(row)+cellRoom), row, c)
	if err != nil {
		return false, err
	}
	return true, tx.Put(cellRows.In(), b.key, row)
}

// addCell counts what a member did in its cell, days and sets.
func (b *Book) addCell(tx store.Tx, m moment, id bot.MemberID, c *cell, list counts) error {
	if err := rollOver(tx, m.community, id, c, m.day); err != nil {
		return err
	}
	var of counts // the day's, if it is not the latest
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

// cellRoom is more than counting adds to a row.
const cellRoom = 64

// rollOver makes the latest day one of those before if another begins.
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
