package cluster

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

// request is what an engine asks of a gateway. It travels framed, with the
// content of an effect's attachment behind it.
type request struct {
	Version int    `json:"v"`
	Ask     asking `json:"ask"`
	// Part and Epoch tell by which lease the engine asks.
	Part  int   `json:"part"`
	Epoch int64 `json:"epoch"`

	Place bot.Place `json:"place,omitempty"` // of all but perform

	Ref    bot.Ref         `json:"ref,omitempty"`
	Effect json.RawMessage `json:"effect,omitempty"`
	Key    string          `json:"key,omitempty"`
	Again  bool            `json:"again,omitempty"`
	Since  time.Time       `json:"since,omitzero"`

	Messages []string `json:"messages,omitempty"`
	Reason   string   `json:"reason,omitempty"`
}

type asking string

const (
	askRoom    asking = "room" // in the platform's limit, for an effect
	askPerform asking = "perform"
	askSweep   asking = "sweep"
	askExamine asking = "examine"
	askAbout   asking = "about" // a place
)

// answer is a gateway's answer. It travels framed, with the body of
// Outcome.Fetched behind it.
type answer struct {
	Outcome *outcome           `json:"outcome,omitempty"`
	Error   *bot.DeliveryError `json:"error,omitempty"`
	Checks  []bot.Check        `json:"checks,omitempty"`
	About   *about             `json:"about,omitempty"`
}

// about is what a gateway knows about a place.
type about struct {
	Can   bot.Capabilities `json:"can"`
	Title string           `json:"title,omitempty"` // of the space
}

// outcome is an outcome with the fields that are in no record.
type outcome struct {
	bot.Outcome
	Link string `json:"link,omitempty"`
	URL  string `json:"url,omitempty"` // of Fetched
}

func encodeOutcome(o bot.Outcome) (*outcome, []byte) {
	out := &outcome{Outcome: o, Link: o.Link}
	if o.Fetched == nil {
		return out, nil
	}
	out.URL = o.Fetched.URL
	return out, o.Fetched.Body
}

func (o *outcome) decode(body []byte) bot.Outcome {
	out := o.Outcome
	out.Link = o.Link
	if out.Fetched != nil {
		out.Fetched.URL, out.Fetched.Body = o.URL, body
	}
	return out
}

// Frame writes a header as JSON and what comes behind it: the header's length in
// four bytes, the header, the rest.
func Frame(header any, rest []byte) ([]byte, error) {
	b, err := json.Marshal(header)
	if err != nil {
		return nil, err
	}
	out := make([]byte, 0, 4+len(b)+len(rest))
	out = binary.BigEndian.AppendUint32(out, uint32(len(b)))
	return append(append(out, b...), rest...), nil
}

var errFrame = errors.New("a frame that ends too early")

// Unframe reads what Frame wrote. The rest is nil if there is none.
func Unframe(b []byte, header any) (rest []byte, err error) {
	if len(b) < 4 {
		return nil, errFrame
	}
	n := uint64(binary.BigEndian.Uint32(b))
	if n > uint64(len(b)-4) {
		return nil, errFrame
	}
	if err := json.Unmarshal(b[4:4+n], header); err != nil {
		return nil, fmt.Errorf("a frame that can't be read: %w", err)
	}
	if rest = b[4+n:]; len(rest) == 0 {
		rest = nil
	}
	return rest, nil
}

func retry(code string, args ...any) *bot.DeliveryError {
	return &bot.DeliveryError{Code: bot.CodeRetry, Reason: phrase.AsLine(code, args...)}
}
