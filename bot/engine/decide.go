package engine

import (
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// lateAfter is the age from which an event gets no spoken answer.
const lateAfter = 2 * time.Minute

// decider is the writer's state: one group, one event, one feature at a time.
// It is the bot.Host behind every turn.
type decider struct {
	e        *Engine
	ruling   *ruling
	g        *group
	tx       *store.Overlay
	told     announced
	nextRef  uint64
	nextLine uint64
	presses  paces                        // recent button presses
	commands paces                        // recent commands
	some     []bot.Count                  // scratch of countDeeds
	counted  [2]uint64                    // nextRef and nextLine as stored
	meant    bool                         // what is being settled was given up on purpose
	glances  bool                         // it only reads, outside the writer; see Engine.Glance
	keys     struct{ seen, heard []byte } // scratch
	stamp    stamp
	underway
}

// underway is the state of one event.
type underway struct {
	ev       *bot.Event
	at       time.Time // the member's time of the event
	com      *bot.Community
	member   *bot.Member
	press    *pressed    // what the event's button does, if anything
	barred   bool        // the command or button is refused, or on hold
	unjudged *routed     // the owner of a command whose authorization failed
	feature  bot.Feature // whose turn it is
	acts     int         // effects of this turn
	findings []bot.Finding
	deeds    []deed
	added    []bot.Count // of the turn's community, handed over before its After handlers
	refs     []bot.Ref
	failed   map[string]string // feature -> error
	read     Read              // about the author
	heard    heard             // the event's own message
	looked   *looked           // who gave a command that waited
	answers  bool              // it is a command or a single-word one
	conceals bool              // it is not recorded, see Turn.Conceal
	passed   *bot.Pass         // how it came from another partition
	passing  *passing          // it goes to another partition instead
}

func newDecider(e *Engine) *decider {
	return &decider{
		e: e, ruling: e.ruling.Load(), nextRef: e.firstRef, nextLine: e.firstLine,
		counted: [2]uint64{e.firstRef, e.firstLine}, presses: newPaces(mostPresses, pressesEvery), commands: newPaces(mostCommands, commandsEvery),
	}
}

// begin starts a group. A reload takes effect here, between groups.
func (d *decider) begin(g *group) {
	d.g, d.tx, d.ruling = g, g.overlay, d.e.ruling.Load()
}

// finish stores the counters.
func (d *decider) finish() {
	if d.nextRef != d.counted[0] {
		d.must(d.tx.Put(tableMeta, keyRef, number(d.nextRef)))
	}
	if d.nextLine != d.counted[1] {
		d.must(d.tx.Put(tableMeta, keyJournal, number(d.nextLine)))
	}
	d.counted = [2]uint64{d.nextRef, d.nextLine}
}

// savepoint is a state to roll back to.
type savepoint struct{ overlay, after int }

func (d *decider) mark() savepoint { return savepoint{d.tx.Mark(), len(d.g.after)} }

func (d *decider) rollback(s savepoint) {
	d.tx.Rollback(s.overlay)
	d.g.after = d.g.after[:s.after]
}

// task runs one of the engine's own tasks; an error rolls its writes back.
func (d *decider) task(t task) {
	d.tx.Settle()
	s := d.mark()
	if err := t.run(d); err != nil {
		d.rollback(s)
		t.done <- err
		return
	}
	d.g.done = append(d.g.done, t.done)
}

// arrival decides a batch and stores its cursor.
func (d *decider) arrival(a *arrival) {
	for i := range a.events {
		d.tx.Settle()
		d.event(&a.events[i], a.received)
	}
	d.g.events += len(a.events)
	if n := len(a.events); n > 0 && a.adapter != bot.Partition {
		platform, _, _ := strings.Cut(a.adapter, "/")
		d.e.skew(platform, a.events[n-1].event.At, a.received)
		d.g.after = append(d.g.after, func() { d.e.durable(platform, a.received) })
	}
	if a.cursor != nil {
		d.must(d.tx.Put(tableCursor, []byte(a.adapter), a.cursor))
	}
	d.e.room.Release(a.weight)
	d.g.waits = append(d.g.waits, a.done)
}

// must checks a write to the overlay, which only fails if the engine builds an
// invalid key.
func (d *decider) must(err error) {
	if err != nil {
		panic(fmt.Errorf("engine: %w", err))
	}
}

// event decides one event, exactly once. If the engine itself fails, the event
// is parked rather than stopping the queue.
func (d *decider) event(in *inspected, received time.Time) {
	s := d.mark()
	err := d.guard(func() error { return d.eventOnce(in, received, s) })
	if err == nil {
		return
	}
	d.rollback(s)
	if ForGood(err) {
		d.e.Fail(err) // the group will not be committed; the event is delivered again
		return
	}
	d.e.log.Error("event could not be decided", "event", in.event.ID, "err", err)
	d.e.stats.Parked.Add(1)
	parked := &inspected{event: bot.Event{ID: in.event.ID, Kind: bot.KindParked, At: in.event.At, Place: in.event.Place}}
	if !d.conceals {
		parked.event.Raw = string(in.json())
	}
	parked.line = journalLine(parked.event)
	d.begun(parked, received)
	d.journal(parked, received, seenRow{arrival: received.Unix()}, nil, err)
}

// eventOnce decides an event unless it was decided before. s is the state before it.
func (d *decider) eventOnce(in *inspected, received time.Time, s savepoint) error {
	ev := &in.event
	seen, err := d.tx.Get(tableSeen, d.seenBy(in))
	if err != nil {
		return err
	}
	if seen != nil {
		d.e.stats.Duplicates.Add(1)
		return nil
	}
	d.begun(in, received)
	if ev.Kind == bot.KindTyping {
		return d.typing(in, received)
	}
	if in.sent != nil {
		return d.passOn(in, received, in.sent)
	}
	row := seenRow{arrival: received.Unix()}
	if err := d.note(in, &row); err != nil {
		return err
	}
	if d.passing != nil {
		return d.passOn(in, received, d.passing)
	}
	t := d.turn(in)
	d.answers = t.Call != nil
	d.remember(in, &row)
	d.heard.said.Order = d.answers && t.Call.Slash
	d.applyRules(t, in)
	if err := d.chosen(t, in); err != nil {
		return err
	}
	if err := errors.Join(d.dropChanged(ev), d.deletedAll(ev)); err != nil {
		return err
	}
	pressed := d.pressed(t)
	d.conceal(in)
	d.barred = !pressed || d.rushes(t) || !d.authorized(t) || d.hold(t)
	d.run(t)
	if d.passing != nil {
		d.rollback(s)
		return d.passOn(in, received, d.passing)
	}
	d.journal(in, received, row, t.Call, nil)
	d.knowReturn(in, received)
	d.window(in)
	return nil
}

// begun resets the state of one event.
func (d *decider) begun(in *inspected, received time.Time) {
	d.ev, d.com, d.member, d.feature, d.press = &in.event, nil, nil, nil, nil
	d.barred, d.unjudged, d.answers, d.conceals = false, nil, false, false
	d.findings, d.refs, d.failed, d.read, d.heard = d.findings[:0], d.refs[:0], nil, Read{}, heard{}
	d.deeds, d.added = d.deeds[:0], d.added[:0]
	d.passed, d.passing = in.passed, nil
	d.at = in.event.At
	if d.at.IsZero() {
		d.at = received
	}
}

// note applies what the engine itself tracks: the event's community, authority,
// moved spaces.
func (d *decider) note(in *inspected, row *seenRow) error {
	ev := &in.event
	switch ev.Kind {
	case bot.KindMoved:
		if err := d.moved(ev.Place, ev.Moved); err != nil {
			return err
		}
	case bot.KindStanding:
		if err := d.standing(ev); err != nil {
			return err
		}
	case bot.KindParked:
		d.e.stats.Parked.Add(1)
		d.e.log.Warn("an update could not be understood and is kept in the journal", "event", ev.ID)
	}
	if err := d.findCommunity(in); err != nil {
		return err
	}
	if d.com == nil {
		return nil
	}
	if u := ev.User; u != nil && u.ID != "" && u.Roles != nil && !ev.Place.Private() {
		if err := d.e.opt.Directory.SetRoles(d.tx, ev.Place.Space(), u.ID, u.Roles); err != nil {
			return err
		}
	}
	return d.findMember(ev)
}

// findMember attributes the event to its person, and keeps the member's time
// from going back.
func (d *decider) findMember(ev *bot.Event) error {
	if ev.User == nil || ev.User.Persona != bot.Person || ev.User.ID == "" {
		return nil
	}
	dir, space := d.e.opt.Directory, ev.Place.Space()
	var err error
	user := *ev.User
	if ev.Place.Platform() == bot.Desk {
		user.Language = "" // that of the page
	}
	switch ev.Kind {
	case bot.KindJoin:
		if d.member, err = dir.Joined(d.tx, d.com.ID, *ev.User, d.at); err == nil {
			err = dir.Present(d.tx, space, ev.User.ID)
		}
	case bot.KindLeave:
		if d.member, err = dir.Resolve(d.tx, d.com.ID, *ev.User, d.at); err == nil {
			err = dir.Left(d.tx, space, ev.User.ID)
		}
	case bot.KindMember, bot.KindSanction: // describes an existing member; makes nobody one
		if d.member, err = dir.ByUser(d.tx, d.com.ID, ev.User.ID); err != nil || d.member == nil {
			return err
		}
		_, err = dir.Resolve(d.tx, d.com.ID, *ev.User, d.member.Seen)
	case bot.KindMessage, bot.KindEdit, bot.KindReaction, bot.KindPress:
		d.member, err = dir.Resolve(d.tx, d.com.ID, user, d.at)
	}
	if d.member != nil && d.member.Seen.After(d.at) {
		d.at = d.member.Seen
	}
	return err
}

// turn returns the turn that every feature gets.
func (d *decider) turn(in *inspected) *bot.Turn {
	t := bot.NewTurn(d, d.at)
	t.Event, t.Facts, t.Community, t.Member = &in.event, &in.facts, d.com, d.member
	t.Late = !in.event.At.IsZero() && d.e.clock.Now().Sub(in.event.At) > lateAfter
	if in.event.Place.Private() {
		t.Choices = d.e.choices(d.tx, d.ruling, in)
		t.Elsewhere = d.e.thoseElsewhere(t.Choices)
	}
	t.Call = d.call(in)
	return t
}

// run passes the turn to the features in order, each with its own handlers, and
// then to the After handlers.
func (d *decider) run(t *bot.Turn) {
	for _, f := range d.takers(t) {
		if steps, n := d.steps(f, t); n > 0 && f != d.unjudged {
			d.part(f, f.name, t, steps[:n]...)
		}
		if d.passing != nil {
			return
		}
	}
	d.countDeeds(t)
	for _, f := range d.e.router.afters {
		d.after(f, t)
	}
	d.countDeeds(t)
}

func (d *decider) after(f *routed, t *bot.Turn) {
	if t.Community != nil {
		d.part(f, f.after, t, f.routes.After)
	}
}

// partAfter is appended to a feature's name in records of failures if its After
// handler failed.
const partAfter = "/after"

// errTooMany is the error of requesting more than maxActs effects.
var errTooMany = errors.New("the turn asked for more than 100 effects")

const maxActs = 100

// part runs a feature's handlers behind a savepoint. A failure is recorded
// under name.
func (d *decider) part(f *routed, name string, t *bot.Turn, steps ...bot.Handler) {
	d.feature = f
	before := *t
	err := d.attempt(func() error {
		for _, step := range steps {
			if err := step(t); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		return
	}
	*t = before
	d.fails(name, t, err)
}

// fails records that a feature failed at the event.
func (d *decider) fails(name string, t *bot.Turn, err error) {
	if ForGood(err) || d.passing != nil {
		return
	}
	if d.failed == nil {
		d.failed = map[string]string{}
	}
	d.failed[name] = err.Error()
	d.e.stats.Failures.Add(1)
	d.e.log.Error("a feature failed; its part of the event is undone and can be run again with: steward events retry",
		"feature", name, "event", t.Event.ID, "err", err)
}

// attempt runs fn behind a savepoint: an error rolls back its writes, effects,
// findings and a change of community.
func (d *decider) attempt(fn func() error) error {
	s, refs, findings, deeds, com, member, own := d.mark(), len(d.refs), len(d.findings), len(d.deeds), d.com, d.member, d.heard
	d.acts = 0
	err := d.guard(fn)
	if err == nil && d.acts > maxActs {
		err = errTooMany
	}
	if err == nil {
		return nil
	}
	d.rollback(s)
	d.refs, d.findings, d.deeds, d.com, d.member, d.heard = d.refs[:refs], d.findings[:findings], d.deeds[:deeds], com, member, own
	if ForGood(err) {
		d.e.Fail(err)
	}
	return err
}

// guard turns a panic into an error with its location in the code.
func (d *decider) guard(fn func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
			d.e.log.Error("recovered from a panic", "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
		}
	}()
	return fn()
}
