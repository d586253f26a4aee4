package stats

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// pending is where bits go that have still to be moved: by the member that they
// go to, those that have them. 0 stands for nobody.
type pending map[bot.MemberID][]bot.MemberID

func pendingMoves(r store.Reader, community string) (pending, error) {
	p := pending{}
	err := moveRows.ScanPrefix(r, byMember.Under(community), false, 0, func(k moveKey, m move) (bool, error) {
		p[m.Into] = append(p[m.Into], k.B)
		return true, nil
	})
	return p, err
}

// eachDay calls fn for each day between from and to on which one of the members
// has a bit for a metric, with how many of them have.
func eachDay(r store.Reader, community string, metric uint16, from, to bot.Day, ids []bot.MemberID, fn func(day bot.Day, n int)) error {
	in := map[uint32][]bot.MemberID{}
	for _, id := range ids {
		in[containerOf(id)] = append(in[containerOf(id)], id)
	}
	days := map[bot.Day]int{}
	for c, list := range in {
		lo, hi := store.K2(community, bitPlace{c, metric, from}), store.K2(community, bitPlace{c, metric, to + 1})
		err := bitRows.Scan(r, &lo, &hi, false, 0, func(k bitKey, w *Bits) (bool, error) {
			for _, id := range list {
				if w.has(bitOf(id)) {
					days[k.B.day]++
				}
			}
			return true, nil
		})
		if err != nil {
			return err
		}
	}
	for day, n := range days {
		fn(day, n)
	}
	return nil
}

// settle makes a set of those who did something on so many days what it will be
// once all bits are moved.
func (s Set) settle(r store.Reader, community string, metric uint16, from, to bot.Day, days int) error {
	moves, err := pendingMoves(r, community)
	if err != nil {
		return err
	}
	for into, ids := range moves {
		for _, id := range ids {
			s.put(id, false)
		}
		if into == 0 {
			continue
		}
		did := 0
		err := eachDay(r, community, metric, from, to, append(ids, into), func(bot.Day, int) { did++ })
		if err != nil {
			return err
		}
		s.put(into, did >= max(days, 1))
	}
	return nil
}

// put adds a member to the set, or removes it.
func (s Set) put(id bot.MemberID, in bool) {
	w := s.containers[containerOf(id)]
	switch {
	case in && w == nil:
		w = &Bits{}
		s.containers[containerOf(id)] = w
		fallthrough
	case in:
		w.set(bitOf(id))
	case w != nil:
		w.clear(bitOf(id))
	}
}

// excess calls fn for each day with how many bits of it will be gone once all are
// moved.
func excess(r store.Reader, community string, metric uint16, from, to bot.Day, fn func(day bot.Day, n int)) error {
	moves, err := pendingMoves(r, community)
	if err != nil {
		return err
	}
	for into, ids := range moves {
		stay := 0
		if into != 0 {
			ids, stay = append(ids, into), 1
		}
		err := eachDay(r, community, metric, from, to, ids, func(day bot.Day, n int) { fn(day, n-stay) })
		if err != nil {
			return err
		}
	}
	return nil
}
