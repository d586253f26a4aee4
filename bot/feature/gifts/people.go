package gifts

import (
	"errors"
	"math"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// merge makes what both gave and got one member's. What they gave each other
// still counts for the day.
func merge(t *bot.Turn, from, into bot.MemberID) error {
	err := errors.Join(
		each(t, givenRows, from, func(k pairKey, points int64) error { return movePair(t, k.B, from, k.D, into, k.D, points) }),
		each(t, gotRows, from, func(k pairKey, points int64) error { return movePair(t, k.B, k.D, from, k.D, into, points) }),
		each(t, packedRows, from, func(k pairKey, points int64) error {
			kept := k
			kept.C = into
			return errors.Join(packedRows.Delete(t.State(), k), add(t, packedRows, kept, points))
		}),
	)
	if err != nil {
		return err
	}
	return eachPacket(t, func(id string, p *packet) error {
		changed := p.Sender == from
		if changed {
			p.Sender = into
		}
		for i := range p.Opened {
			if p.Opened[i].Member == from {
				p.Opened[i].Member, changed = into, true
			}
		}
		if !changed {
			return nil
		}
		return put(t, id, p)
	})
}

// movePair makes what a gave b on a day what c gave d; if they are the same,
// to nobody.
func movePair(t *bot.Turn, day bot.Day, a, b, c, d bot.MemberID, points int64) error {
	id := t.Community.ID
	err := errors.Join(givenRows.Delete(t.State(), store.K4(id, day, a, b)), gotRows.Delete(t.State(), store.K4(id, day, b, a)))
	if c == d {
		d = 0
	}
	err = errors.Join(err, add(t, givenRows, store.K4(id, day, c, d), points))
	if d != 0 {
		err = errors.Join(err, add(t, gotRows, store.K4(id, day, d, c), points))
	}
	return err
}

// part makes an account that left count what was given that day, and the red
// packets that were opened.
func part(t *bot.Turn, from, left bot.MemberID) error {
	today, err := givenOn(t, t.Day(), from)
	if n := today.sum(); err == nil && n > 0 {
		err = add(t, givenRows, store.K4(t.Community.ID, t.Day(), left, bot.MemberID(0)), n)
	}
	if err != nil {
		return err
	}
	key := store.K4(t.Community.ID, t.Day(), from, bot.MemberID(0))
	packed, _, err := packedRows.Get(t.State(), key)
	if key.C = left; err == nil && packed > 0 {
		err = add(t, packedRows, key, packed)
	}
	if err != nil {
		return err
	}
	return eachPacket(t, func(id string, p *packet) error {
		if !p.has(from) || p.has(left) {
			return nil
		}
		p.Barred = append(p.Barred, left)
		return put(t, id, p)
	})
}

// forget sends what is left of a person's red packets back while they still
// have an account, and takes the name off all posts of red packets that are kept.
func (f *Feature) forget(t *bot.Turn, who *bot.Forgotten) error {
	edited := 0
	return eachPacket(t, func(id string, p *packet) error {
		p.gone = who.Member
		switch sent := p.Sender == who.Member; {
		case sent && p.Left > 0:
			return f.giveBack(t, id, p)
		case !sent && (p.Left > 0 || !p.has(who.Member)):
			return nil
		}
		if edited++; edited > editedAtOnce {
			return t.SetTimer(timerShow+id, t.Now(), nil)
		}
		return p.show(t, id)
	})
}

// editedAtOnce is how many posts change in the turn in which somebody is
// forgotten; each of the others has a timer.
const editedAtOnce = 10

func (p *packet) nameOf(t *bot.Turn, m bot.MemberID) (string, error) {
	if m == p.gone {
		m = 0
	}
	return nameOf(t, m)
}

func (f *Feature) disclose(t *bot.Turn, m bot.MemberID) (lines []string, err error) {
	gave, _, err := lately(t, givenRows, m, math.MaxInt)
	if err != nil {
		return nil, err
	}
	got, _, err := lately(t, gotRows, m, math.MaxInt)
	if err != nil {
		return nil, err
	}
	if len(gave)+len(got) > 0 {
		lines = append(lines, t.Text("gifts.data", bot.Args{"Gave": gave.sum(), "Got": got.sum()}))
	}
	packets := 0
	err = eachPacket(t, func(_ string, p *packet) error {
		if p.Sender == m || p.has(m) {
			packets++
		}
		return nil
	})
	if packets > 0 {
		lines = append(lines, t.Text("gifts.data_packets", bot.Args{"Count": packets}))
	}
	return lines, err
}
