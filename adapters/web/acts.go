package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/stewardbot/steward/adapters/console"
	"github.com/stewardbot/steward/bot"
)

// maxBody is the maximum size of a request, far above the longest allowed text.
const maxBody = 64 << 10

// Codes of failures besides those of console.Fault.
const (
	badRequest = "bad_request"
	noRecord   = "no_record"
	broken     = "broken"
)

// post returns a handler for an act. The request is one JSON object without unknown fields; the
// response is a JSON object.
func post[In any, Out any](d *Demo, act func(context.Context, In) (Out, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in In
		body := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
		body.DisallowUnknownFields()
		if err := body.Decode(&in); err != nil {
			d.fail(w, http.StatusBadRequest, badRequest)
			return
		}
		if v, ok := any(in).(interface{ by() visitor }); ok && v.by().Lang != "" {
			d.room.Speak(v.by().As, d.tongues.choose(v.by().Lang).Tag)
		}
		out, err := act(r.Context(), in)
		if err != nil {
			d.refuse(w, err)
			return
		}
		reply(w, http.StatusOK, out)
	})
}

func (d *Demo) refuse(w http.ResponseWriter, err error) {
	var fault console.Fault
	switch {
	case errors.Is(err, console.Closed):
		d.fail(w, http.StatusServiceUnavailable, string(console.Closed))
	case errors.As(err, &fault):
		d.fail(w, http.StatusUnprocessableEntity, string(fault))
	case errors.Is(err, ErrNoRecord):
		d.fail(w, http.StatusNotFound, noRecord)
	case errors.Is(err, errHours):
		d.fail(w, http.StatusUnprocessableEntity, badRequest)
	default:
		d.log.Error("serve the demo", "err", err)
		d.fail(w, http.StatusInternalServerError, broken)
	}
}

func (d *Demo) fail(w http.ResponseWriter, status int, code string) {
	reply(w, status, map[string]string{"error": code})
}

func reply(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	// If this does not arrive, the page notices on its own.
	_ = json.NewEncoder(w).Encode(body)
}

// visitor is the acting person and the page's language; empty if unknown.
type visitor struct {
	As   bot.UserID `json:"as"`
	Lang string     `json:"lang"`
}

func (v visitor) by() visitor { return v }

type sayIn struct {
	visitor
	Place   bot.Place `json:"place"`
	Text    string    `json:"text"`
	ReplyTo string    `json:"replyTo"`
}

type lineOut struct {
	Line string `json:"line"`
}

func (d *Demo) say(ctx context.Context, in sayIn) (lineOut, error) {
	l, err := d.room.Say(ctx, in.As, in.Place, in.Text, in.ReplyTo)
	return lineOut{Line: l.ID}, err
}

type reactIn struct {
	visitor
	Line  string `json:"line"`
	Emoji string `json:"emoji"`
	On    bool   `json:"on"`
}

func (d *Demo) react(ctx context.Context, in reactIn) (lineOut, error) {
	return lineOut{Line: in.Line}, d.room.React(ctx, in.As, in.Line, in.Emoji, in.On)
}

type pressIn struct {
	visitor
	Line string `json:"line"`
	Data string `json:"data"`
}

type pressOut struct {
	Press string `json:"press"`
}

func (d *Demo) press(ctx context.Context, in pressIn) (pressOut, error) {
	id, err := d.room.Press(ctx, in.As, in.Line, in.Data)
	return pressOut{Press: id}, err
}

type deleteIn struct {
	visitor
	Line string `json:"line"`
}

func (d *Demo) delete(ctx context.Context, in deleteIn) (lineOut, error) {
	return lineOut{Line: in.Line}, d.room.Delete(ctx, in.As, in.Line)
}

type personOut struct{}

func (d *Demo) join(ctx context.Context, in visitor) (personOut, error) {
	return personOut{}, d.room.Join(ctx, in.As)
}

func (d *Demo) leave(ctx context.Context, in visitor) (personOut, error) {
	return personOut{}, d.room.Leave(ctx, in.As)
}

// advanceIn moves the clock by hours, or to the next due time.
type advanceIn struct {
	Hours int  `json:"hours"`
	Next  bool `json:"next"`
}

type advanceOut struct {
	Now time.Time `json:"now"`
}

// mostAhead is the longest single move of the clock.
const mostAhead = 31 * 24 * time.Hour

var errHours = errors.New("the clock moves forward by at most 31 days at once")

func (d *Demo) advance(ctx context.Context, in advanceIn) (advanceOut, error) {
	by := time.Duration(in.Hours) * time.Hour
	if in.Next {
		by = d.backend.Next().Sub(d.backend.Now())
	}
	if by <= 0 || by > mostAhead {
		return advanceOut{}, errHours
	}
	if err := d.backend.Advance(ctx, by); err != nil {
		return advanceOut{}, err
	}
	d.room.Wake()
	return advanceOut{Now: d.backend.Now()}, nil
}

func (d *Demo) serveWhy(w http.ResponseWriter, r *http.Request) {
	lang := d.tongues.choose(r.URL.Query().Get("lang")).Tag
	why, err := d.backend.Why(r.Context(), r.URL.Query().Get("event"), lang)
	if err != nil {
		d.refuse(w, err)
		return
	}
	reply(w, http.StatusOK, d.viewWhy(why, lang))
}
