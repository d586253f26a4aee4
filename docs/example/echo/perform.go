package echo

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

// Perform implements bot.Adapter.
func (a *Adapter) Perform(ctx context.Context, d bot.Delivery) (bot.Outcome, error) {
	where := d.Effect.Where()
	if where.Platform() != Platform {
		return bot.Outcome{}, bot.Refuse("target.no_place", where, "Echo")
	}
	out := bot.Outcome{Ref: d.Ref, Status: bot.Done}
	var err error
	switch e := d.Effect.(type) {
	case bot.Say:
		var made struct {
			ID string    `json:"id"`
			At time.Time `json:"at"`
		}
		err = a.call(ctx, "say", map[string]any{"room": where.Local(), "text": e.Plain(), "reply_to": e.ReplyTo}, &made)
		out.Receipt = bot.Receipt{Messages: []string{made.ID}, At: made.At}
	case bot.Edit:
		err = a.call(ctx, "edit", map[string]any{"room": where.Local(), "id": e.Target.Message.ID, "text": e.Plain()}, nil)
	case bot.Delete:
		err = a.call(ctx, "delete", map[string]any{"room": where.Local(), "id": e.Target.Message.ID}, nil)
	case bot.Lookup:
		out.Found, err = a.find(ctx, e)
	default:
		err = bot.Refuse("cannot.do", bot.EffectKind(e), "Echo")
	}
	if err != nil {
		return bot.Outcome{}, deliveryError(err)
	}
	return out, nil
}

func (a *Adapter) find(ctx context.Context, e bot.Lookup) (*bot.Found, error) {
	var p struct {
		person
		Present bool `json:"present"`
	}
	err := a.call(ctx, "find", map[string]any{"room": e.Place.Local(), "who": e.User.Local()}, &p)
	if err != nil {
		return nil, err
	}
	return &bot.Found{User: bot.User{ID: e.User, Name: p.Name}, Present: p.Present}, nil
}

// callError is an answer of Echo other than 200.
type callError struct {
	code  int
	text  string
	after time.Duration
}

func (e *callError) Error() string { return strconv.Itoa(e.code) + " " + e.text }

// deliveryError classifies an error by its consequence for the effect.
func deliveryError(err error) error {
	var c *callError
	var op *net.OpError
	switch {
	case errors.As(err, &c) && c.code == http.StatusTooManyRequests:
		return &bot.DeliveryError{Code: bot.CodeRetry, Reason: phrase.AsLine("platform.wait", "Echo"), After: c.after}
	case errors.As(err, &c) && c.code == http.StatusGone:
		return &bot.DeliveryError{Code: bot.CodeGone, Reason: phrase.Said(c.text)}
	case errors.As(err, &c) && c.code < 500:
		return &bot.DeliveryError{Code: bot.CodeRefused, Reason: phrase.Said(c.text)}
	case errors.As(err, &op) && op.Op == "dial": // it was never sent
		return &bot.DeliveryError{Code: bot.CodeRetry, Reason: phrase.AsLine("platform.offline", "Echo", err), Whole: true}
	}
	return &bot.DeliveryError{Code: bot.CodeUnknown, Reason: phrase.Cause(err)} // it may have been done
}

var errNoAnswer = errors.New("the answer can't be read")

// call posts the arguments and decodes the answer into out, unless that is nil.
func (a *Adapter) call(ctx context.Context, method string, args, out any) error {
	b, err := json.Marshal(args)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.url+"/"+method, bytes.NewReader(b))
	if err != nil {
		return err
	}
	resp, err := a.client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		seconds, _ := strconv.Atoi(resp.Header.Get("Retry-After"))
		return &callError{resp.StatusCode, strings.TrimSpace(string(body)), time.Duration(seconds) * time.Second}
	}
	if out != nil && json.Unmarshal(body, out) != nil {
		return errNoAnswer
	}
	return nil
}
