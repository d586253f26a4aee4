package desk

import (
	"net/http"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/desk"
	"github.com/stewardbot/steward/store"
)

// cookieName returns the name of the cookie of a community's session, of the desk or of a member's own page. A browser takes the prefix __Host- only from the very
// host, over https.
func (d *Desk) cookieName(r *http.Request, community string, own bool) string {
	name := "steward_desk_" + community
	if own {
		name = "steward_me_" + community
	}
	if d.https(r) {
		return "__Host-" + name
	}
	return name
}

func (d *Desk) setCookie(w http.ResponseWriter, r *http.Request, community, secret string, own bool) {
	c := &http.Cookie{
		Name: d.cookieName(r, community, own), Value: secret, Path: "/", HttpOnly: true, Secure: d.https(r), SameSite: http.SameSiteLaxMode,
		MaxAge: int(desk.Longest.Seconds()),
	}
	if secret == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}

// serveDoor says how to sign in, and leads to the communities in which the browser is signed in.
func (d *Desk) serveDoor(w http.ResponseWriter, r *http.Request) {
	t := d.tongues.choose(w, r)
	var in []*bot.Community
	for _, c := range d.source.Communities() {
		if cookie, err := r.Cookie(d.cookieName(r, c.ID, false)); err == nil && d.isOpen(c.ID, cookie.Value) {
			in = append(in, c)
		}
	}
	d.plain(w, r, t, http.StatusOK, "door", in)
}

// isOpen reports whether a secret is that of an open session.
func (d *Desk) isOpen(community, secret string) (open bool) {
	err := d.source.View(func(reader store.Reader) error {
		s, err := desk.Find(reader, community, desk.Hash(secret), d.source.Now())
		open = s != nil
		return err
	})
	return open && err == nil
}

// signInData is what the page of a link shows.
type signInData struct {
	Community string
	Account   string
	Own       bool // it leads to the member's own page
	Action    string
}

// serveLink shows the button that uses a link up. Chats fetch links to preview them, so looking at one changes nothing.
func (d *Desk) serveLink(w http.ResponseWriter, r *http.Request) {
	t := d.tongues.choose(w, r)
	data, ok := d.link(r)
	if !ok {
		d.noLink(w, r, t)
		return
	}
	d.plain(w, r, t, http.StatusOK, "link", data)
}

// link returns where a link leads to, and who it signs in.
func (d *Desk) link(r *http.Request) (data signInData, ok bool) {
	id := r.PathValue("community")
	for _, c := range d.opt.Engine.Communities() {
		if c.ID == id {
			data = signInData{Community: c.Name, Action: r.URL.EscapedPath()}
		}
	}
	if data.Community == "" {
		return data, false
	}
	err := d.opt.Engine.View(func(reader store.Reader) error {
		l, found, err := desk.LinkFor(reader, id, desk.Hash(r.PathValue("secret")), d.opt.Engine.Now())
		if err != nil || !found {
			return err
		}
		turn, err := d.opt.Engine.Glance(reader, id, bot.User{ID: l.Account})
		if err != nil || turn == nil {
			return err
		}
		data.Own, data.Account = l.Own, string(l.Account)
		if ok = true; turn.Member != nil && turn.Member.Name != "" {
			data.Account = bot.ShowName(turn.Member.Name)
		}
		return nil
	})
	return data, ok && err == nil
}

// noLink answers at the address of a link that can't be used, and counts the try.
func (d *Desk) noLink(w http.ResponseWriter, r *http.Request, t *tongue) {
	if !d.rates.allow(r, d.opt.Engine.Now()) {
		d.fault(w, r, t, http.StatusTooManyRequests, "fault.hasty")
		return
	}
	d.fault(w, r, t, http.StatusGone, "link.gone")
}

// signIn uses a link up and begins a session. The one that the browser had in the community ends.
func (d *Desk) signIn(w http.ResponseWriter, r *http.Request) {
	t, id := d.tongues.choose(w, r), r.PathValue("community")
	data, ok := d.link(r)
	if !ok {
		d.noLink(w, r, t)
		return
	}
	if old, err := r.Cookie(d.cookieName(r, id, data.Own)); err == nil {
		d.endSession(r, id, desk.Hash(old.Value))
	}
	secret := desk.NewSecret()
	err := d.opt.Engine.Fire(r.Context(), id, desk.Feature, desk.TimerSignIn, desk.Change{
		Link: desk.Hash(r.PathValue("secret")), Session: desk.Hash(secret), Agent: r.UserAgent(),
	}.Data())
	switch {
	case err != nil:
		d.broken(w, r, t, err)
		return
	case !d.isOpen(id, secret): // somebody was faster
		d.fault(w, r, t, http.StatusGone, "link.gone")
		return
	}
	d.setCookie(w, r, id, secret, data.Own)
	to := publicPath + id + "/" + desk.PublicMe
	if !data.Own {
		to = d.remembered(w, r, id)
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// endSession ends a session by its hash.
func (d *Desk) endSession(r *http.Request, community, hash string) {
	var s *desk.Session
	err := d.opt.Engine.View(func(reader store.Reader) (err error) {
		s, err = desk.Find(reader, community, hash, d.opt.Engine.Now())
		return err
	})
	if err == nil && s != nil {
		d.tell(r, community, desk.TimerEnd, desk.Change{Session: s.Hash, Account: s.Account})
	}
}

// end ends one of the account's own sessions: that of the form, or this one.
func (d *Desk) end(w http.ResponseWriter, v *Visit) {
	hash := v.Session.Hash
	if h := v.Request.PostFormValue("session"); h != "" {
		hash = h
	}
	d.tell(v.Request, v.Community.ID, desk.TimerEnd, desk.Change{Session: hash, Account: v.Session.Account})
	if hash != v.Session.Hash {
		http.Redirect(w, v.Request, v.Base()+"sessions", http.StatusSeeOther)
		return
	}
	d.setCookie(w, v.Request, v.Community.ID, "", false)
	http.Redirect(w, v.Request, "/", http.StatusSeeOther)
}
