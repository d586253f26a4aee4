package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// Communities may be divided among engines, each with a store of its own. The
// events of a space then go to the engine of its community, and those of a
// private chat to the engine of the account's home. That engine decides, in its
// own transaction and so once, which community the event is about. If another
// engine runs that one, nothing else is done here: the event is passed on by a
// line of the outbox, and the other takes it in as its own (see Receive).

// Partition describes the part of the communities that an engine runs. Its
// functions are called from several goroutines and must not block, except
// Others.
type Partition struct {
	Number int // from 0
	// Of returns the partition of a community.
	Of func(community string) int
	// Home returns the partition of the private chats with an account.
	Home func(u bot.UserID) int
	// Community returns a configured community of any partition, and its place
	// among all, by which they are listed; nil if there is none.
	Community func(id string) (c *bot.Community, order int)
	// Others reads the committed rows of all other partitions as one; a key that
	// several have comes several times in a Scan. For use by several goroutines.
	// The engine reads member.communities by account at every event in a private
	// chat, features read other tables by key.
	Others store.Reader
}

// passing is where an event goes instead of being decided here.
type passing struct {
	to        int
	community string
	open      bool // the features there enter the community
}

// errPassing ends the part of the feature that found out where the event goes.
var errPassing = errors.New("the event goes to another partition")

// passFor is how long a line that passes something on is tried: less than
// keepSeen, by which the other engine knows what it has.
const passFor = 14 * 24 * time.Hour

// elsewhere reports whether another engine runs a community.
func (e *Engine) elsewhere(community string) bool {
	p := e.opt.Partition
	return p != nil && p.Of(community) != p.Number
}

func (e *Engine) thoseElsewhere(list []*bot.Community) (out []*bot.Community) {
	for _, c := range list {
		if e.elsewhere(c.ID) {
			out = append(out, c)
		}
	}
	return out
}

func (e *Engine) passingTo(community string) *passing {
	return &passing{to: e.opt.Partition.Of(community), community: community}
}

// staysHome reports whether an event is about the private chat itself.
func (e *Engine) staysHome(ev *bot.Event) bool {
	if ev.Press == nil {
		return false
	}
	_, data := unmarked(ev.Press.Data)
	p := e.router.press(data)
	return p != nil && p.verb.Home
}

// speak gives an event that stays home the language of its user in a community
// elsewhere, unless the platform reports one.
func (d *decider) speak(ev *bot.Event, com *bot.Community) {
	if ev.User.Language != "" {
		return
	}
	m, err := d.e.opt.Directory.ByUser(d.e.opt.Partition.Others, com.ID, ev.User.ID)
	if err != nil {
		d.e.log.Error("a member's language can't be read", "user", ev.User.ID, "err", err)
	}
	u := *ev.User
	if m != nil && d.Speaks(m.Language) != "" {
		u.Language = m.Language
	} else {
		u.Language = com.LanguageOf(ev.Place)
	}
	ev.User = &u
}

// seenBy returns the key by which an event is known. One that comes back to a
// partition that passed it on is another one there.
func (d *decider) seenBy(in *inspected) []byte {
	id := in.event.ID
	if d.e.returns(in) {
		id = fmt.Sprintf("%s/%d", id, len(in.passed.Via))
	}
	return d.seenKey(in.event.At, id)
}

func (e *Engine) returns(in *inspected) bool {
	return in.passed != nil && slices.Contains(in.passed.Via, e.opt.Partition.Number)
}

// knowReturn marks an event that came back as seen, besides what marks the
// event itself.
func (d *decider) knowReturn(in *inspected, received time.Time) {
	if d.e.returns(in) {
		d.must(d.tx.Put(tableSeen, d.seenBy(in), seenRow{arrival: received.Unix()}.encode(d.tx)))
	}
}

// mostPasses bounds how often an event is passed on: to the community of the
// chat, to one that asked something, to that of a code.
const mostPasses = 3

// leave makes the turn's event one of another partition, whose features enter
// the community. It does nothing if the event went far enough, or brings what
// may not be stored.
func (d *decider) leave(community string) error {
	p := d.e.passingTo(community)
	p.open = true
	if com, _ := d.e.opt.Partition.Community(community); com == nil || d.ev.Press != nil && d.ev.Press.Filled != nil {
		return nil
	}
	if d.passed != nil && len(d.passed.Via) >= mostPasses {
		return nil
	}
	d.passing = p
	return errPassing
}

// pass returns what hands an event over.
func (e *Engine) pass(in *inspected, received time.Time, to *passing, choices []*bot.Community) bot.Pass {
	event, err := json.Marshal(storeEvent(&in.event))
	if err != nil { // only for a year beyond 9999
		event = in.json()
	}
	p := bot.Pass{To: to.to, Via: []int{e.opt.Partition.Number}, Event: event, Received: received, Expires: e.clock.Now().Add(passFor)}
	if in.event.User != nil {
		p.Account = in.event.User.ID
	}
	if in.passed != nil {
		p.Via, p.Received = append(slices.Clone(in.passed.Via), e.opt.Partition.Number), in.passed.Received
	}
	if !to.open {
		p.Community = to.community
	}
	for _, c := range choices {
		p.Choices = append(p.Choices, c.ID)
	}
	return p
}

// passOn passes an event on, and records that alone: what it says is the other
// partition's to keep.
func (d *decider) passOn(in *inspected, received time.Time, to *passing) error {
	d.begun(in, received)
	d.passing = to
	if in.sent == nil {
		d.hand(d.e.pass(in, received, to, d.e.choices(d.tx, d.ruling, in)))
	}
	d.Find(to.finding())
	ev := &in.event
	bare := inspected{event: bot.Event{ID: ev.ID, Kind: ev.Kind, At: ev.At, Place: ev.Place, User: &bot.User{ID: ev.User.ID, Persona: ev.User.Persona}}}
	bare.line = journalLine(bare.event)
	d.journal(&bare, received, seenRow{arrival: received.Unix()}, nil, nil)
	d.knowReturn(in, received)
	return nil
}

func (p *passing) finding() bot.Finding {
	return bot.Finding{Feature: bot.Partition, Code: "passed", Args: bot.Args{"Community": p.community}}
}

// hand requests a pass in nobody's name.
func (d *decider) hand(p bot.Pass) {
	com, feature := d.com, d.feature
	d.com, d.feature = nil, nil
	d.refs = append(d.refs, d.enqueue(p))
	d.com, d.feature = com, feature
}

// Others implements bot.Host.
func (d *decider) Others() bot.Reader {
	if p := d.e.opt.Partition; p != nil {
		return p.Others
	}
	return nothing{}
}

// nothing is a store without rows.
type nothing struct{}

func (nothing) Get(string, []byte) ([]byte, error) { return nil, nil }
func (nothing) Scan(string, []byte, []byte, bool, int, func(k, v []byte) (bool, error)) error {
	return nil
}

// TickElsewhere implements bot.Host.
func (d *decider) TickElsewhere(community, name string, data []byte) error {
	if !d.e.elsewhere(community) || d.feature == nil {
		return fmt.Errorf("tick %q: community %s is not in another partition", name, community)
	}
	feature := d.feature.Name()
	ev := bot.Event{
		ID: fmt.Sprintf("%s/%s/%s/%s", d.ev.ID, feature, name, community), Kind: bot.KindTick, At: d.at,
		Tick: &bot.Tick{Feature: feature, Name: name, Due: d.at, Data: data},
	}
	p := d.e.pass(&inspected{event: ev}, d.e.clock.Now(), d.e.passingTo(community), nil)
	if d.ev.User != nil {
		p.Account = d.ev.User.ID
	}
	d.hand(p)
	return nil
}

// eraseElsewhere has a person erased from what the homes of their accounts
// recorded.
func (d *decider) eraseElsewhere(e erasing) {
	part := d.e.opt.Partition
	if part == nil {
		return
	}
	told := []int{part.Number}
	body, err := json.Marshal(e)
	d.must(err)
	for _, u := range e.Accounts {
		if home := part.Home(u); !slices.Contains(told, home) {
			told = append(told, home)
			d.hand(bot.Pass{To: home, Account: u, Forget: body, Expires: d.e.clock.Now().Add(passFor)})
		}
	}
}

// Receive takes in what an adapter named bot.Partition was told to perform in
// another partition, with the Delivery's content, and returns once that is
// committed. What is known already is done.
func (e *Engine) Receive(ctx context.Context, p bot.Pass, content []byte) error {
	if p.Forget != nil {
		var who erasing
		if err := json.Unmarshal(p.Forget, &who); err != nil {
			return err
		}
		return e.exec(ctx, func(d *decider) error {
			who.Before, who.Stage, who.After = bot.Ref(d.nextRef), 0, nil
			return d.eraseFrom(who)
		})
	}
	var stored storedEvent
	if err := json.Unmarshal(p.Event, &stored); err != nil {
		return err
	}
	ev := stored.event()
	if ev.Press != nil && content != nil {
		if err := json.Unmarshal(content, &ev.Press.Filled); err != nil {
			return err
		}
	}
	if err := e.room.Acquire(ctx, 1); err != nil {
		return err
	}
	a := &arrival{
		adapter: bot.Partition, received: p.Received, weight: 1, done: make(chan struct{}),
		events: inspectAll([]bot.Event{ev}, e.ruling.Load(), p.Received),
	}
	a.events[0].passed = &p
	wait, err := e.accept(ctx, a)
	if err != nil {
		return err
	}
	return wait(ctx)
}

// lookAround looks up what other partitions know of the users of private chats,
// and hands over what may not be stored on its way. It does not give up before
// ctx ends.
func (e *Engine) lookAround(ctx context.Context, a *arrival) error {
	if e.opt.Partition == nil {
		return nil
	}
	for i := range a.events {
		in := &a.events[i]
		if !in.event.Place.Private() || in.event.User == nil || in.event.User.ID == "" {
			continue
		}
		if err := e.insist(ctx, in, func() error { return e.lookUp(in) }); err != nil {
			return err
		}
		if in.event.Press == nil || in.event.Press.Filled == nil {
			continue
		}
		if err := e.insist(ctx, in, func() error { return e.sendFilled(ctx, in, a.received) }); err != nil {
			return err
		}
	}
	return nil
}

// insist repeats fn until it succeeds, ctx ends, or the engine is closing.
func (e *Engine) insist(ctx context.Context, in *inspected, fn func() error) error {
	for try := 0; ; try++ {
		err := fn()
		if err == nil {
			return nil
		}
		e.log.Warn("another partition can't be asked; trying again", "event", in.event.ID, "err", err)
		select {
		case <-time.After(backoff(try, 100*time.Millisecond, 5*time.Second)):
		case <-e.closing:
			return ErrClosing
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (e *Engine) lookUp(in *inspected) (err error) {
	in.apart, err = e.opt.Directory.CommunitiesOf(e.opt.Partition.Others, in.event.User.ID)
	in.apart = slices.DeleteFunc(in.apart, func(id string) bool { return !e.elsewhere(id) })
	return err
}

// sendFilled hands over a form that was filled in in the private chat about a
// community elsewhere. It is decided there before this partition records it.
func (e *Engine) sendFilled(ctx context.Context, in *inspected, received time.Time) error {
	ruling := e.ruling.Load()
	var to *passing
	var choices []*bot.Community
	err := store.ReadLatest(e.opt.Store, func(r store.Reader) error {
		com, err := e.meant(r, ruling, in)
		if err == nil && com != nil && e.elsewhere(com.ID) && !e.staysHome(&in.event) {
			to, choices = e.passingTo(com.ID), e.choices(r, ruling, in)
		}
		return err
	})
	if err != nil || to == nil {
		return err
	}
	filled, err := json.Marshal(in.event.Press.Filled)
	if err == nil {
		err = e.deliver.performPass(ctx, e.pass(in, received, to, choices), filled)
	}
	if err != nil {
		return err
	}
	in.sent = to
	return nil
}

// performPass hands over at once what is in no line of the outbox.
func (dl *delivery) performPass(ctx context.Context, p bot.Pass, content []byte) error {
	ctx, cancel := context.WithTimeout(ctx, performTimeout)
	defer cancel()
	_, err := dl.outlets[bot.Partition].adapter.Perform(ctx, bot.Delivery{Effect: p, Content: content, Since: p.Received})
	return err
}

// passNow hands over what is useless a moment later, and is not tried again.
func (dl *delivery) passNow(p bot.Pass) {
	dl.mu.Lock()
	defer dl.mu.Unlock()
	if dl.stopping {
		return
	}
	dl.workers.Go(func() {
		ctx, cancel := context.WithTimeout(context.Background(), p.Expires.Sub(dl.e.clock.Now()))
		defer cancel()
		if err := dl.performPass(ctx, p, nil); err != nil {
			dl.e.log.Info("what an option could be can't be asked", "partition", p.To, "err", err)
		}
	})
}
