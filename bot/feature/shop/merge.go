package shop

import (
	"errors"
	"slices"
	"strconv"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// Merge implements bot.Routes: what either bought counts for both.
func (*Feature) Merge(t *bot.Turn, from, into bot.MemberID) error {
	err := boughtRows.ScanPrefix(t.State(), boughtKeys.Under2(t.Community.ID, from), false, 0,
		func(k store.Key3[string, bot.MemberID, uint64], own bool) (bool, error) {
			at := store.K3(t.Community.ID, into, k.C)
			before, found, err := boughtRows.Get(t.State(), at)
			if err != nil {
				return false, err
			}
			if err := boughtRows.Put(t.State(), at, own || found && before); err != nil {
				return false, err
			}
			if err := boughtRows.Delete(t.State(), k); err != nil || !own {
				return true, err
			}
			o, found, err := load(t, k.C)
			if err != nil || !found {
				return true, err
			}
			o.Member = into
			return true, save(t, k.C, o)
		})
	if err != nil {
		return err
	}
	return offerRows.Delete(t.State(), store.K2(t.Community.ID, from))
}

// Part implements bot.Routes: what was bought before counts against the limits of the account that
// left, but stays with the member, who hears of it from now on.
func (f *Feature) Part(t *bot.Turn, from, left bot.MemberID) error {
	gone, err := f.members.Accounts(t.State(), t.Community.ID, left)
	if err != nil {
		return err
	}
	kept, err := f.members.Accounts(t.State(), t.Community.ID, from)
	if err != nil {
		return err
	}
	return boughtRows.ScanPrefix(t.State(), boughtKeys.Under2(t.Community.ID, from), false, 0,
		func(k store.Key3[string, bot.MemberID, uint64], own bool) (bool, error) {
			if err := boughtRows.Put(t.State(), store.K3(t.Community.ID, left, k.C), false); err != nil || !own {
				return true, err
			}
			o, found, err := load(t, k.C)
			if err != nil || !found || !slices.Contains(gone, o.User) || len(kept) == 0 {
				return true, err
			}
			if err := endAsking(t, o.User, k.C); err != nil {
				return false, err
			}
			o.User, o.Place = kept[0], bot.PrivatePlace(kept[0])
			if o.State == asking { // once both know why
				err = t.SetTimer(movedTimer+" "+strconv.FormatUint(k.C, 10), t.Now(), nil)
			}
			return true, errors.Join(err, save(t, k.C, o))
		})
}

// movedTimer is the name of the timer that asks another account.
const movedTimer = "moved"

// Forget implements bot.Routes: open orders are refunded, and nothing says who bought what.
func (f *Feature) Forget(t *bot.Turn, who *bot.Forgotten) error {
	for _, u := range who.Accounts {
		a, found, err := askedRows.Get(t.State(), string(u))
		if err == nil && found && a.Community == t.Community.ID {
			err = askedRows.Delete(t.State(), string(u))
		}
		if err != nil {
			return err
		}
	}
	if err := offerRows.Delete(t.State(), store.K2(t.Community.ID, who.Member)); err != nil {
		return err
	}
	var list []uint64
	err := eachOf(t, who.Member, func(n uint64, _ order, own bool) (bool, error) {
		if own {
			list = append(list, n)
		}
		return true, nil
	})
	shown := 0
	for _, n := range list {
		o, _, getErr := load(t, n)
		if err == nil {
			err = getErr
		}
		if err != nil {
			return err
		}
		if err := unlike(t, n, &o); err != nil {
			return err
		}
		o.User, o.Place, o.Answers, o.Track, o.Code = "", "", nil, "", ""
		changed := o.State.open()
		if changed {
			err = f.end(t, n, &o)
		}
		switch {
		case err != nil:
			return err
		case !changed:
			err = save(t, n, o)
		case shown < shownAtOnce:
			shown++
			err = f.showEnd(t, n, &o)
		default:
			err = errors.Join(save(t, n, o), t.SetTimer(endTimer+strconv.FormatUint(n, 10), t.Now(), nil))
		}
		if err != nil {
			return err
		}
	}
	return err
}

// shownAtOnce is for how many orders of who is forgotten staff's messages change
// in the same turn; each of the others has a timer.
const (
	shownAtOnce = 10
	endTimer    = "end "
)

// Disclose implements bot.Routes. It names what was asked, not the answers, which would then stand
// in a second message.
func (*Feature) Disclose(t *bot.Turn, m bot.MemberID) (lines []string, err error) {
	err = eachOf(t, m, func(n uint64, o order, own bool) (bool, error) {
		if own {
			line := o.summary(t, n)
			if len(o.Answers) > 0 {
				line += " " + t.Text("shop.keeps", bot.Args{"Fields": fieldNames(t, o.Fields[:len(o.Answers)])})
			}
			lines = append(lines, line)
		}
		return len(lines) < maxDisclosed, nil
	})
	slices.Reverse(lines)
	return lines, err
}

// maxDisclosed bounds the orders that /mydata lists, latest first.
const maxDisclosed = 50
