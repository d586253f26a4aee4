package bottest

import (
	"context"
	"slices"
	"strconv"
	"sync"

	"github.com/stewardbot/steward/bot"
)

// platform is an adapter whose groups the scenario plays. It can do everything
// that a place is not said to be unable to.
type platform struct {
	name   string
	can    func(p bot.Place, what string) bool
	joined func(bot.UserID) bool
	sink   chan bot.Sink

	mu        sync.Mutex
	performed []deed
	refuses   map[string]bool // "roles", "tags", "bans"
}

// deed is what the platform was told to do.
type deed struct {
	bot.Delivery
	refused bool
}

func (p *platform) Name() string { return p.name }

func (p *platform) Capabilities(place bot.Place) bot.Capabilities {
	return bot.Capabilities{
		TextLength: 4096, ButtonRows: 8, ButtonsInRow: 8, ButtonData: 64, AckLength: 200,
		PrivateReply: p.can(place, "private"), React: p.can(place, "react"), Delete: p.can(place, "delete"), Edit: true,
		Roles: true, TagLength: 16, Mute: p.can(place, "mute"), Remove: p.can(place, "remove"), Pin: true,
		Slow: p.can(place, "slow"), Lock: p.can(place, "lock"),
	}
}

func (p *platform) Run(ctx context.Context, sink bot.Sink) error {
	sink.Status(p.name, true, "")
	p.sink <- sink
	<-ctx.Done()
	return nil
}

// Perform does at once whatever it is told, and does not refuse.
func (p *platform) Perform(_ context.Context, d bot.Delivery) (bot.Outcome, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	refused := p.refuses[bot.EffectKind(d.Effect)+"s"]
	p.performed = append(p.performed, deed{d, refused})
	if refused {
		return bot.Outcome{}, &bot.DeliveryError{Code: bot.CodeRefused, Reason: "Steward lacks the right."}
	}
	out := bot.Outcome{Status: bot.Done}
	switch e := d.Effect.(type) {
	case bot.Say:
		out.Receipt.Messages = []string{botMessage(d.Ref)}
		out.Receipt.Hidden = e.To != "" && !e.Place.Private() && p.can(e.Place, "private")
	case bot.Permissions:
		out.Permissions = "as it was"
	case bot.Lookup:
		out.Found = &bot.Found{User: bot.User{ID: e.User}, Present: p.joined(e.User)}
	}
	return out, nil
}

// refuse sets whether roles, tags and the like are refused from now on.
func (p *platform) refuse(what string, yes bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.refuses == nil {
		p.refuses = map[string]bool{}
	}
	p.refuses[what] = yes
}

// botMessage is the id of what an effect said: the same whichever of several
// effects is performed first.
func botMessage(r bot.Ref) string { return "b" + strconv.FormatUint(uint64(r), 10) }

// take returns what was performed since the last call, in the order in which
// it was asked for.
func (p *platform) take() []deed {
	p.mu.Lock()
	defer p.mu.Unlock()
	done := p.performed
	p.performed = nil
	slices.SortFunc(done, func(a, b deed) int { return int(a.Ref) - int(b.Ref) })
	return done
}
