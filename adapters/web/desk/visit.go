package desk

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/desk"
	"github.com/stewardbot/steward/store"
)

// Visit is one request of a session. It is valid until its handler returns.
type Visit struct {
	*tongue
	Desk      *Desk
	Request   *http.Request
	Community *bot.Community
	Session   *desk.Session
	Powers    desk.Powers
	Member    *bot.Member // whose account the session is; nil if it never took part
	Now       time.Time
	// Turn answers questions from the snapshot Reader; see engine.Engine.Glance.
	Turn   *bot.Turn
	Reader store.Reader
}

// errNotFound and errForbidden make an answer of that status.
var (
	errNotFound  = errors.New("there is no such page")
	errForbidden = errors.New("not allowed")
)

// Path returns a part of the address by its name in the table of pages.
func (v *Visit) Path(name string) string { return v.Request.PathValue(name) }

// Query returns a value behind the address; empty if it is not given.
func (v *Visit) Query(name string) string { return v.Request.URL.Query().Get(name) }

// Base returns the beginning of the community's addresses: "/c/tea/".
func (v *Visit) Base() string { return "/c/" + v.Community.ID + "/" }

// visit returns the handler of an address that wants a session with one of the powers. All of a request reads one
// snapshot, which is closed before the response is written.
func (d *Desk) visit(powers desk.Powers, fn func(http.ResponseWriter, *Visit)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		t, acts := d.tongues.choose(w, r), r.Method == http.MethodPost // HEAD reads, as GET does
		out := &buffered{header: w.Header()}
		var v *Visit
		err := d.opt.Engine.View(func(reader store.Reader) (err error) {
			if v, err = d.enter(r, t, reader); err != nil || v == nil {
				return err
			}
			if !v.Powers.Any(powers) {
				return errForbidden
			}
			if !acts {
				fn(out, v)
			}
			return nil
		})
		if d.refused(w, r, t, v, err) {
			return
		}
		if d.opt.Engine.Now().Sub(v.Session.Seen) >= desk.Touch {
			d.touch(v)
		}
		if acts { // they read what they have done
			v.Turn, v.Reader = nil, nil
			fn(w, v)
			return
		}
		out.flush(w)
	})
}

// refused answers a request that may not go on: its session is not open, err says that it lacks a power, or something failed.
// It reports whether it did.
func (d *Desk) refused(w http.ResponseWriter, r *http.Request, t *tongue, v *Visit, err error) bool {
	switch {
	case errors.Is(err, errForbidden):
		if v.Powers == 0 {
			d.expel(r, v)
			d.remember(w, r)
			d.signedOut(w, r, t)
			return true
		}
		d.fault(w, r, t, http.StatusForbidden, "fault.forbidden")
	case err != nil:
		d.broken(w, r, t, err)
	case v == nil:
		d.remember(w, r)
		d.signedOut(w, r, t)
	default:
		return false
	}
	return true
}

// session returns the open session of a request, of the desk or of a member's own page: one is never the other. Nil if
// there is none.
func (d *Desk) session(r *http.Request, reader store.Reader, community string, own bool) (*desk.Session, error) {
	cookie, err := r.Cookie(d.cookieName(r, community, own))
	if err != nil {
		return nil, nil //nolint:nilerr // there is no cookie
	}
	s, err := desk.Find(reader, community, desk.Hash(cookie.Value), d.opt.Engine.Now())
	if err != nil || s == nil || s.Own != own {
		return nil, err
	}
	return s, nil
}

// enter returns the visit of a request's session; nil if there is none.
func (d *Desk) enter(r *http.Request, t *tongue, reader store.Reader) (*Visit, error) {
	id := r.PathValue("community")
	i := slices.IndexFunc(d.opt.Engine.Communities(), func(c *bot.Community) bool { return c.ID == id })
	if i < 0 {
		return nil, nil
	}
	now := d.opt.Engine.Now()
	s, err := d.session(r, reader, id, false)
	if err != nil || s == nil {
		return nil, err
	}
	turn, err := d.opt.Engine.Glance(reader, id, bot.User{ID: s.Account, Language: t.Tag})
	if err != nil || turn == nil {
		return nil, err
	}
	powers, err := d.opt.Room.PowersOf(turn)
	if err != nil {
		return nil, err
	}
	return &Visit{
		tongue: t, Desk: d, Request: r, Community: turn.Community, Session: s, Powers: powers, Member: turn.Member, Now: now,
		Turn: turn, Reader: reader,
	}, nil
}

// expel ends the session of an account without powers.
func (d *Desk) expel(r *http.Request, v *Visit) {
	d.tell(r, v.Community.ID, desk.TimerExpel, desk.Change{Session: v.Session.Hash, Account: v.Session.Account})
}

// writing bounds how long a request waits for the store, which may be full.
const writing = 15 * time.Second

// touch notes that a session was used, without keeping the visitor waiting.
func (d *Desk) touch(v *Visit) {
	r, community, c := v.Request.Clone(context.WithoutCancel(v.Request.Context())), v.Community.ID, desk.Change{Session: v.Session.Hash}
	go d.tell(r, community, desk.TimerSeen, c)
}

// tell has the feature write something down.
func (d *Desk) tell(r *http.Request, community, what string, c desk.Change) {
	ctx, cancel := context.WithTimeout(r.Context(), writing)
	defer cancel()
	if err := d.opt.Engine.Fire(ctx, community, desk.Feature, what, c.Data()); err != nil {
		d.log.Error("the desk can't write", "what", what, "err", err)
	}
}

// buffered holds a response until the snapshot is closed.
type buffered struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (b *buffered) Header() http.Header         { return b.header }
func (b *buffered) WriteHeader(status int)      { b.status = status }
func (b *buffered) Write(p []byte) (int, error) { return b.body.Write(p) }

func (b *buffered) flush(w http.ResponseWriter) {
	if b.status != 0 {
		w.WriteHeader(b.status)
	}
	_, _ = w.Write(b.body.Bytes()) // the visitor may have left
}
