package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/stewardbot/steward/adapters/kit"
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

const (
	maxLimit = 100 // updates a poll may bring
	// silence is the time without updates after which ids can't be relied on;
	// Telegram says a week.
	silence = 6 * 24 * time.Hour
	// grace is how long to wait for an answer beyond the poll's timeout.
	grace = 10 * time.Second
	// sameBodies is the number of unreadable answers before the limit is
	// lowered.
	sameBodies = 3
)

// allowedUpdates is always sent: left out, the last setting stays in force.
// Reactions and members come only when named, to administrators.
var allowedUpdates = []string{
	"message", "edited_message", "callback_query", "message_reaction", "message_reaction_count",
	"chat_member", "my_chat_member", "chat_join_request",
}

// cursor is stored with the events of a batch.
type cursor struct {
	Offset int64 `json:"offset"` // the next update's id; 0: whatever is left
	At     int64 `json:"at"`     // when the last update came, in Unix seconds
}

// ask returns the offset to poll with.
func (c cursor) ask(now time.Time) int64 {
	if now.Sub(time.Unix(c.At, 0)) > silence {
		return 0
	}
	return c.Offset
}

// poller is one run of the polling loop.
type poller struct {
	a      *Adapter
	sink   bot.Sink
	decode *decoder
	cursor cursor

	limit     int
	repeats   int    // answers in a row with nothing beyond the cursor
	fails     int    // failures in a row
	unread    int    // unreadable answers in a row
	body      string // the last of them, hashed, and how often it came
	bodyCount int
	known     bool // getMe has answered
	connected bool
	status    kit.Status
}

func newPoller(a *Adapter, sink bot.Sink) *poller {
	return &poller{
		a:      a,
		sink:   sink,
		decode: &decoder{rooms: a.rooms, changed: a.watch.add},
		limit:  maxLimit,
		status: kit.Status{Platform: Platform, Sink: sink},
	}
}

// run returns nil when ctx ends or the engine closes.
func (p *poller) run(ctx context.Context) error {
	for !p.start() {
		if p.backOff(ctx) != nil {
			return nil
		}
	}
	for ctx.Err() == nil {
		raw, err := p.fetch(ctx)
		if ctx.Err() != nil {
			break
		}
		if err == nil {
			err = p.take(ctx, raw)
		}
		if errors.Is(err, kit.ErrStopped) {
			break
		}
		if err == nil {
			continue
		}
		if fatal := rejected(err); fatal != nil {
			p.status.Tell(false, phrase.Cause(fatal))
			return fatal
		}
		if p.failed(ctx, err) != nil {
			break
		}
	}
	return nil
}

// start reads the stored cursor.
func (p *poller) start() bool {
	stored, err := p.sink.Cursor(Platform)
	if err != nil {
		p.status.Tell(false, phrase.AsLine("telegram.bookmark", err))
		return false
	}
	if len(stored) > 0 && json.Unmarshal(stored, &p.cursor) != nil {
		p.a.log.Warn("the stored cursor can't be read: starting from the oldest update that Telegram still has")
		p.cursor = cursor{}
	}
	return true
}

type getUpdates struct {
	Offset         int64    `json:"offset,omitempty"`
	Limit          int      `json:"limit"`
	Timeout        int64    `json:"timeout"`
	AllowedUpdates []string `json:"allowed_updates"`
}

// fetch polls once. The first time, and after a failure, it does not wait for updates, so that
// readiness does not depend on somebody writing.
func (p *poller) fetch(ctx context.Context) ([]jsontext.Value, error) {
	if err := p.introduce(ctx); err != nil {
		return nil, err
	}
	timeout := p.a.opts.PollTimeout
	if !p.connected {
		timeout = 0
	}
	ctx, cancel := context.WithTimeout(ctx, timeout+grace)
	defer cancel()
	asked := time.Now()
	raw, err := callRaw[[]jsontext.Value](ctx, p.a.client, "getUpdates", getUpdates{
		Offset:         p.cursor.ask(p.sink.Now()),
		Limit:          p.limit,
		Timeout:        int64(timeout / time.Second),
		AllowedUpdates: allowedUpdates,
	})
	if err != nil {
		return nil, err
	}
	early := timeout >= time.Second && time.Since(asked) < timeout/2
	if len(raw) == 0 && early && p.pause(ctx, p.a.opts.Backoff) != nil { // a server that doesn't hold polls open
		return nil, ctx.Err()
	}
	return raw, nil
}

// introduce calls getMe, once.
func (p *poller) introduce(ctx context.Context) error {
	if p.known {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, grace)
	defer cancel()
	me, err := p.a.client.me(ctx)
	if err != nil {
		return err
	}
	p.decode.self, p.known = me, true
	p.a.watch.self(me.ID)
	return nil
}

// take submits the updates and waits until they are committed.
func (p *poller) take(ctx context.Context, raw []jsontext.Value) error {
	events, last := p.read(raw)
	if len(raw) > 0 && last == 0 {
		return &callError{method: "getUpdates", code: http.StatusOK, description: "telegram.unnumbered", body: []byte("unnumbered")}
	}
	p.recovered()
	if len(raw) == 0 {
		return nil
	}
	if last+1 != p.cursor.Offset {
		p.repeats = 0
	} else {
		p.repeats++
	}
	if err := p.commit(ctx, events, last+1); err != nil || p.repeats < 2 {
		return err
	}
	return p.a.opts.Pause(ctx, 1, 0) // the server repeats itself whatever the offset
}

// read decodes updates one by one; last is the highest id among them.
func (p *poller) read(raw []jsontext.Value) (events []bot.Event, last int64) {
	events = make([]bot.Event, 0, len(raw))
	for _, r := range raw {
		id, es := p.decode.decode(r)
		last = max(last, id)
		for _, e := range es {
			if e.Kind == bot.KindParked {
				p.a.log.Warn("an update could not be read and was parked", "update", id, "event", e.ID)
			}
			events = append(events, e)
		}
	}
	return events, last
}

// commit updates the offset once the events are stored. It may decrease: then Telegram has
// restarted its ids.
func (p *poller) commit(ctx context.Context, events []bot.Event, offset int64) error {
	next := cursor{Offset: offset, At: p.sink.Now().Unix()}
	encoded, err := json.Marshal(next)
	if err != nil {
		return fmt.Errorf("encode cursor: %w", err)
	}
	wait, err := p.sink.Submit(ctx, bot.Batch{Adapter: Platform, Events: events, Cursor: encoded})
	if err != nil || wait(ctx) != nil {
		return kit.ErrStopped
	}
	p.cursor = next
	return nil
}
