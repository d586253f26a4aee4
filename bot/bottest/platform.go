package bottest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"sync"
	"testing/synctest"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

// neutral is the venue without a real platform: its adapters submit events as given, perform
// everything instantly and record it.
type neutral struct {
	load      func(config []byte, files map[string][]byte) ([]*bot.Community, error)
	platforms map[string]*platform
	last      []bot.Event
}

func newNeutral(load func([]byte, map[string][]byte) ([]*bot.Community, error)) *neutral {
	return &neutral{load: load, platforms: map[string]*platform{}}
}

func (*neutral) Name() string   { return "neutral" }
func (*neutral) Real() bool     { return false }
func (*neutral) Whispers() bool { return true }
func (*neutral) Close()         {}

func (n *neutral) Load(config []byte, files map[string][]byte) ([]*bot.Community, error) {
	return n.load(config, files)
}

func (n *neutral) Open(plan Plan) error {
	can := func(p bot.Place, what string) bool {
		return !slices.ContainsFunc(plan.Places, func(s Spot) bool { return s.Place == p && slices.Contains(s.Cannot, what) })
	}
	joined := func(u bot.UserID) bool {
		return !slices.ContainsFunc(plan.People, func(g Guest) bool { return g.ID == u && g.Absent })
	}
	for _, space := range plan.Spaces {
		name := space.Platform()
		if n.platforms[name] == nil {
			n.platforms[name] = &platform{name: name, can: can, joined: joined, held: map[held]bool{}}
		}
		n.platforms[name].unranked = append(n.platforms[name].unranked, space)
	}
	return nil
}

func (n *neutral) Adapters() (list []bot.Adapter) {
	for _, name := range slices.Sorted(maps.Keys(n.platforms)) {
		list = append(list, n.platforms[name])
	}
	return list
}

func (*neutral) Account(u bot.UserID) bot.UserID { return u }

func (n *neutral) Happen(events ...bot.Event) error {
	p := n.platforms[events[0].Place.Platform()]
	if p == nil {
		return fmt.Errorf("no community is on the platform %q", events[0].Place.Platform())
	}
	n.last = events
	for _, e := range events {
		if e.Kind == bot.KindMoved {
			p.mu.Lock()
			p.moved = map[bot.Place]bot.Place{e.Place: e.Moved}
			p.mu.Unlock()
		}
		if h := e.ByHand; h != nil {
			p.mu.Lock()
			p.held[held{e.Place, e.User.ID, h.Act == bot.ActMute || h.Act == bot.ActUnmute}] = h.Act == bot.ActBan || h.Act == bot.ActMute
			p.mu.Unlock()
		}
	}
	wait, err := p.running().Submit(context.Background(), bot.Batch{Adapter: p.name, Events: events})
	if err != nil {
		return err
	}
	err = wait(context.Background())
	synctest.Wait()
	return err
}

func (n *neutral) Again() error { return n.Happen(n.last...) }

func (n *neutral) Refuse(what string, yes bool) error {
	for _, p := range n.platforms {
		p.refuse(what, yes)
	}
	return nil
}

func (n *neutral) Shut(who bot.UserID, yes bool) {
	p := n.platforms[who.Platform()]
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shut == nil {
		p.shut = map[bot.Place]bool{}
	}
	p.shut[bot.PrivatePlace(who)] = yes
}

func (n *neutral) Take() (done []Deed, err error) {
	for _, name := range slices.Sorted(maps.Keys(n.platforms)) {
		done = append(done, n.platforms[name].take()...)
	}
	return done, nil
}

// held identifies a ban or a mute.
type held struct {
	space bot.Place
	user  bot.UserID
	mute  bool
}

// platform is an adapter whose groups the scenario plays. It supports everything that a place does
// not rule out.
type platform struct {
	name   string
	can    func(p bot.Place, what string) bool
	joined func(bot.UserID) bool

	// unranked are spaces whose first snapshot of administrators, an empty one, has not been sent
	// yet.
	unranked []bot.Place

	mu        sync.Mutex
	sink      bot.Sink
	performed []Deed
	refuses   map[string]bool // "roles", "tags", "bans"
	shut      map[bot.Place]bool
	moved     map[bot.Place]bot.Place // old space -> new space
	held      map[held]bool           // current bans, and accounts that were muted
}

func (p *platform) Name() string { return p.name }

func (p *platform) Capabilities(place bot.Place) bot.Capabilities {
	return bot.Capabilities{
		TextLength: 4096, ButtonRows: 8, ButtonsInRow: 8, ButtonData: 64, AckLength: 200, Fields: bot.MaxFields,
		PrivateReply: p.can(place, "private"), React: p.can(place, "react"), Delete: p.can(place, "delete"), Edit: true,
		Roles: true, TagLength: 16, Mute: p.can(place, "mute"), Remove: p.can(place, "remove"), Pin: true, Invite: true,
		Slow: p.can(place, "slow"), Lock: p.can(place, "lock"), Pictures: p.can(place, "pictures"),
	}
}

func (p *platform) Run(ctx context.Context, sink bot.Sink) error {
	p.mu.Lock()
	p.sink = sink
	unranked := p.unranked
	p.unranked = nil
	p.mu.Unlock()
	for _, space := range unranked {
		e := bot.Event{ID: string(space) + "/standing", Kind: bot.KindStanding, Place: space, Standing: &bot.Standing{}}
		if _, err := sink.Submit(ctx, bot.Batch{Adapter: p.name, Events: []bot.Event{e}}); err != nil {
			return err
		}
	}
	sink.Status(p.name, true, "")
	<-ctx.Done()
	return nil
}

func (p *platform) running() bot.Sink {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.sink
}

// Perform carries out any effect at once, except those that it was told to refuse.
func (p *platform) Perform(_ context.Context, d bot.Delivery) (bot.Outcome, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shut[d.Effect.Where()] { // a real platform's record doesn't hold it either
		return bot.Outcome{}, bot.Refuse("as_is", "They let nobody write to them.")
	}
	if to := p.moved[d.Effect.Where().Space()]; to != "" {
		return bot.Outcome{}, &bot.DeliveryError{Code: bot.CodeMoved, Moved: to}
	}
	deed := Deed{Effect: d.Effect, Order: d.Ref, Refused: p.refuses[bot.EffectKind(d.Effect)+"s"]}
	out := bot.Outcome{Status: bot.Done}
	switch e := d.Effect.(type) {
	case bot.Say:
		deed.Message, deed.Hidden = botMessage(d.Ref), e.To != "" && !e.Place.Private() && p.can(e.Place, "private")
		out.Receipt = bot.Receipt{Messages: []string{deed.Message}, Hidden: deed.Hidden}
	case bot.Permissions:
		out.Permissions = "as it was"
	case bot.Invite:
		out.Link = "https://" + p.name + ".example/+one" + strconv.FormatUint(uint64(d.Ref), 10)
	case bot.Lookup:
		banned := p.held[held{e.Place, e.User, false}]
		out.Found = &bot.Found{User: bot.User{ID: e.User}, Present: p.joined(e.User) && !banned, Banned: banned}
	case bot.Ban:
		if err := p.hold(held{e.Place, e.User, false}, !e.Lift, deed.Refused); err != nil {
			return out, err
		}
	case bot.Mute:
		if err := p.hold(held{e.Place, e.User, true}, !e.Until.IsZero(), deed.Refused); err != nil {
			return out, err
		}
	}
	p.performed = append(p.performed, deed)
	if deed.Refused {
		return bot.Outcome{}, &bot.DeliveryError{Code: bot.CodeRefused, Reason: "Steward lacks the right."}
	}
	return out, nil
}

// hold records the start or end of a ban or mute; ending a missing one is fine.
func (p *platform) hold(h held, yes, refused bool) error {
	switch {
	case refused:
		return nil
	case !yes && !p.held[h]:
		return &bot.DeliveryError{Code: bot.CodeGone, Reason: "target.not_banned"}
	}
	p.held[h] = yes
	return nil
}

// Title implements bot.Titler.
func (*platform) Title(space bot.Place) string { return space.Local() }

// Link implements bot.Linker.
func (*platform) Link(m bot.MessageID) string { return Link(m) }

// Link returns the URL of a message in a scenario, on any of its platforms.
func Link(m bot.MessageID) string {
	return "https://" + m.Place.Platform() + ".example/" + m.Place.Local() + "/" + m.ID
}

// refuse sets whether roles, tags and so on are refused from now on.
func (p *platform) refuse(what string, yes bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.refuses == nil {
		p.refuses = map[string]bool{}
	}
	p.refuses[what] = yes
}

// Examine reports refused permissions as missing.
func (p *platform) Examine(_ context.Context, spaces []bot.Place) (checks []bot.Check) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, s := range spaces {
		checks = append(checks, bot.Check{Subject: string(s), Found: "Steward is there"})
		for _, what := range slices.Sorted(maps.Keys(p.refuses)) {
			if p.refuses[what] {
				checks = append(checks, bot.Check{Subject: string(s), Found: phrase.Line("the right to " + what + " is missing"), Cure: "switch it on", Minor: true})
			}
		}
	}
	return checks
}

// botMessage returns the id of the message an effect posts, independent of the order in which
// effects are performed.
func botMessage(r bot.Ref) string { return "b" + strconv.FormatUint(uint64(r), 10) }

func (p *platform) take() []Deed {
	p.mu.Lock()
	defer p.mu.Unlock()
	done := p.performed
	p.performed = nil
	return done
}
