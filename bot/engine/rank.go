package engine

import (
	"errors"
	"strconv"
	"strings"

	"github.com/stewardbot/steward/bot"
)

// A restricted command that arrives before the administrators of its space are known is not
// refused: it waits for a lookup of its sender.

// lookupHeld prefixes the key of such a command in heldRows; the reference of
// the look-up follows.
const lookupHeld = "lookup/"

// errDenied takes back what a refusal has said.
var errDenied = errors.New("denied")

func heldBy(ref bot.Ref) string { return lookupHeld + strconv.FormatUint(uint64(ref), 10) }

// looked is the authority found by a lookup, for the waiting command.
type looked struct {
	space bot.Place
	user  bot.UserID
	is    bot.Authority
}

// rankUnknown reports whether it is not known yet who has authority where the
// turn's command was given.
func (d *decider) rankUnknown(t *bot.Turn) bool {
	if d.com == nil || t.Call == nil || t.Call.Command.Who == bot.Members || t.Late || t.Event.User.Persona != bot.Person || t.Event.Place.Private() {
		return false
	}
	space := t.Event.Place.Space()
	s, _ := d.e.standingOf(space)
	return s == nil && d.looked == nil && d.owner(space) == d.com
}

// askRank holds the turn's command until its sender has been looked up.
func (d *decider) askRank(t *bot.Turn) {
	ref := d.Do(bot.Lookup{Place: t.Event.Place.Space(), User: t.Event.User.ID})
	d.must(heldRows.Put(d.tx, heldBy(ref), held{Community: d.com.ID, Event: storeEvent(t.Event), Expires: d.e.clock.Now().Add(lateAfter)}))
}

// goOn carries out the command that waited for the look-up whose outcome the
// turn's event is, or refuses it now; found is false if there is none. The
// command is kept if its feature fails, to be run again.
func (d *decider) goOn(t *bot.Turn, out bot.Outcome) (found bool, err error) {
	if out.Feature != "" {
		return false, nil
	}
	key := heldBy(out.Ref)
	h, ok, err := heldRows.Get(d.tx, key)
	if err != nil || !ok {
		return false, err
	}
	done := func(*bot.Turn) error { return heldRows.Delete(d.tx, key) }
	in := inspect(h.Event.event())
	call := d.call(&in)
	if call == nil || h.Community != d.com.ID || !d.at.Before(h.Expires) {
		return true, done(t)
	}
	given := *t
	in.event.ID = t.Event.ID
	given.Event, given.Facts, given.Call = &in.event, &in.facts, call
	if given.Member, err = d.MemberByUser(*in.event.User); err != nil {
		return true, err
	}
	before := d.looked
	d.looked = &looked{space: in.event.Place.Space(), user: in.event.User.ID}
	if out.Found != nil {
		d.looked.is = out.Found.Authority
	}
	defer func() { d.looked = before }()
	if !d.authorized(&given) {
		return true, done(t)
	}
	owner := d.e.router.owners[call.Command]
	d.part(owner, owner.Name(), &given, done, d.runCall)
	return true, nil
}

// heldKey reports whether the key in a button can be that of a command held for
// confirmation.
func heldKey(key string) bool { return key != "" && !strings.HasPrefix(key, lookupHeld) }
