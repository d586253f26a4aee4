package cluster

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

// Passage is the adapter by which an engine hands events of private chats over
// to the engines of other partitions, and takes in theirs: see bot.Pass. One
// serves one Run.
type Passage struct {
	part      int
	transport Transport
}

// NewPassage returns the passage of a partition's engine.
func NewPassage(part int, t Transport) *Passage { return &Passage{part, t} }

// passWait is how long the engine of another partition may take to commit.
// Somebody may wait for an answer to a press, which ends after 3 seconds.
const passWait = 2 * time.Second

// Name implements bot.Adapter.
func (*Passage) Name() string { return bot.Partition }

// Capabilities implements bot.Adapter.
func (*Passage) Capabilities(bot.Place) bot.Capabilities { return bot.Capabilities{} }

// receiver takes in what another engine hands over; *engine.Engine is one.
type receiver interface {
	Receive(ctx context.Context, p bot.Pass, content []byte) error
}

// Run implements bot.Adapter. The sink must be an *engine.Engine.
func (p *Passage) Run(ctx context.Context, sink bot.Sink) error {
	to, ok := sink.(receiver)
	if !ok {
		return fmt.Errorf("partition %d: a %T takes nothing in from others", p.part, sink)
	}
	stop, err := p.transport.Answer(subjectPass(p.part), func(ctx context.Context, b []byte) []byte {
		if err := take(ctx, to, b); err != nil {
			return []byte(errNotCommitted.Error())
		}
		return []byte(committed)
	})
	if err != nil {
		return fmt.Errorf("partition %d: %w", p.part, err)
	}
	defer stop()
	<-ctx.Done()
	return nil
}

func take(ctx context.Context, to receiver, b []byte) error {
	var body json.RawMessage
	content, err := Unframe(b, &body)
	if err != nil {
		return err
	}
	e, err := bot.DecodeEffect(body)
	if err != nil {
		return err
	}
	pass, ok := e.(bot.Pass)
	if !ok {
		return fmt.Errorf("a %s is handed over to nobody", bot.EffectKind(e))
	}
	ctx, cancel := context.WithTimeout(ctx, passWait)
	defer cancel()
	return to.Receive(ctx, pass, content)
}

// Perform implements bot.Adapter. Only what the other engine has committed is
// done; anything else is tried again, since it knows what it has.
func (p *Passage) Perform(ctx context.Context, d bot.Delivery) (bot.Outcome, error) {
	pass, ok := d.Effect.(bot.Pass)
	if !ok {
		return bot.Outcome{}, bot.Refuse("cluster.unknown", bot.EffectKind(d.Effect))
	}
	body, err := bot.EncodeEffect(pass)
	if err != nil {
		return bot.Outcome{}, &bot.DeliveryError{Code: bot.CodeRefused, Reason: phrase.Cause(err)}
	}
	b, err := Frame(json.RawMessage(body), d.Content)
	if err != nil {
		return bot.Outcome{}, &bot.DeliveryError{Code: bot.CodeRefused, Reason: phrase.Cause(err)}
	}
	if most := p.transport.Largest(); len(b) > most {
		return bot.Outcome{}, bot.Refuse("cluster.too_large", len(b), most)
	}
	ctx, cancel := context.WithTimeout(ctx, passWait)
	defer cancel()
	answer, err := p.transport.Ask(ctx, subjectPass(pass.To), b)
	switch {
	case errors.Is(err, ErrNobody):
		return bot.Outcome{}, retry("cluster.no_engine")
	case err != nil || string(answer) != committed:
		return bot.Outcome{}, retry("cluster.not_committed")
	}
	return bot.Outcome{Status: bot.Done}, nil
}
