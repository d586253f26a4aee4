package desk

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
)

// view is what a page's template gets.
type view struct {
	*Visit
	Data    any
	Page    string // its name
	Title   string
	Assets  string // prefix of the files
	Tongues tongues
	Said    []said // answers to the act that the address names
	HasFile bool   // the page has CSV and JSON
	Public  bool   // it is one of publicPages
}

// navItem is one entry of the navigation.
type navItem struct {
	Name, URL, Key string
	Title          string
	Here           bool
	Open           bool // its second row is shown
	Under          bool // it is in the second row
	Hidden         bool // the second row belongs to another page
}

// frontPages are always in the line of the navigation; the others are in its menu.
var frontPages = []string{"overview", "members", "queue", "calendar", "things", "insights"}

// navigation is what leads to pages: a line with a menu at its end, and the second row. On a phone, All is in one menu.
type navigation struct {
	Line, Menu, Under, All []navItem
	Here                   string // the title of the page that is shown
	InMenu                 bool   // it is in the menu
}

// Navigation returns it; nil if there is nowhere to go.
func (v *view) Navigation() *navigation {
	n := &navigation{}
	for _, item := range v.Nav() {
		if item.Here {
			n.Here = item.Title
		}
		switch {
		case item.Under:
			n.Under = append(n.Under, item)
		case v.Public || slices.Contains(frontPages, item.Name):
			n.Line = append(n.Line, item)
		default:
			n.Menu, n.InMenu = append(n.Menu, item), n.InMenu || item.Here
		}
		item.Hidden = false
		n.All = append(n.All, item)
	}
	if n.All == nil {
		return nil
	}
	return n
}

// Nav returns the pages that the session may see, or the public ones.
func (v *view) Nav() (list []navItem) {
	if v.Public {
		return v.publicNav()
	}
	if v.Session == nil {
		return nil
	}
	here := v.group(v.Page)
	for _, p := range pages() {
		if p.key != "" && v.Powers.Any(p.powers) {
			under := p.under != "" && v.To(p.under) != ""
			list = append(list, navItem{p.name, v.Base() + p.path, p.key, v.T(p.name + ".title"), p.name == v.Page, !under && p.name == here && p.name != v.Page, under, under && v.group(p.name) != here})
		}
	}
	return list
}

// group returns the page of the first row that a page belongs to; empty if it belongs to none.
func (v *view) group(name string) string {
	for _, p := range pages() {
		switch {
		case p.name != name:
		case p.under != "":
			return p.under
		default:
			first, _, _ := strings.Cut(p.path, "/")
			return first
		}
	}
	return ""
}

// To returns the address of a page; empty if the session may not see it.
func (v *Visit) To(page string) string {
	for _, p := range pages() {
		if p.name == page && v.Powers.Any(p.powers) {
			return v.Base() + p.path
		}
	}
	return ""
}

// Who names the session's account.
func (v *view) Who() string {
	if v.Member != nil && v.Member.Name != "" {
		return bot.ShowName(v.Member.Name)
	}
	return string(v.Session.Account)
}

// Live returns the address of the stream that renews the page; empty without a session of staff.
func (v *view) Live() string {
	if v.Session == nil || v.Public {
		return ""
	}
	return v.Base() + "live?page=" + v.Page
}

// In returns the address of the page in a language.
func (v *view) In(tag string) string { return v.With("lang", tag) }

// With returns the page's own address with a value changed; an empty one is left out.
func (v *Visit) With(name, value string) string { return v.at(map[string]string{name: value}) }

// at is With for several values.
func (v *Visit) at(values map[string]string) string {
	u := *v.Request.URL
	q := u.Query()
	q.Del("act")
	for name, value := range values {
		if q.Set(name, value); value == "" {
			q.Del(name)
		}
	}
	u.RawQuery = q.Encode()
	return u.RequestURI()
}

// moment is a time for people, with the exact one for programs.
type moment struct{ ISO, Text string }

// Time returns a time in the community's zone; empty if it is zero.
func (v *Visit) Time(t time.Time) moment {
	if t.IsZero() {
		return moment{}
	}
	return moment{t.UTC().Format(time.RFC3339), t.In(v.Community.Zone).Format("2006-01-02 15:04")}
}

// Zone names the community's zone.
func (v *Visit) Zone() string { return v.Community.Zone.String() }

// Number writes a number with separators: 12,345.
func (v *Visit) Number(n any) string {
	var x int64
	switch n := n.(type) {
	case int:
		x = int64(n)
	case int64:
		x = n
	case uint64:
		return strconv.FormatUint(n, 10)
	}
	s, sign := strconv.FormatInt(x, 10), ""
	if x < 0 {
		s, sign = s[1:], "−"
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}

// Span writes a duration: 3 d 4 h, 2 min 5 s, 61.2 ms.
func (v *Visit) Span(d time.Duration) string {
	if d < time.Second {
		return strconv.FormatFloat(float64(d.Round(100*time.Microsecond))/float64(time.Millisecond), 'f', -1, 64) + " ms"
	}
	var parts []string
	for _, u := range []struct {
		length time.Duration
		name   string
	}{{24 * time.Hour, "d"}, {time.Hour, "h"}, {time.Minute, "min"}, {time.Second, "s"}} {
		if n := d / u.length; n > 0 && len(parts) < 2 {
			parts = append(parts, fmt.Sprintf("%d %s", n, u.name))
			d %= u.length
		}
	}
	return strings.Join(parts, " ")
}

// Name returns a name that is safe to show beside others.
func (v *Visit) Name(name string) string { return bot.ShowName(name) }

// Someone returns such a name, or "somebody" if it is empty.
func (v *Visit) Someone(name string) string {
	if name == "" {
		return v.T("frame.somebody")
	}
	return bot.ShowName(name)
}

// servePage answers with a page, or with its table as a file.
func (d *Desk) servePage(w http.ResponseWriter, v *Visit, p *page) {
	data, err := p.show(v)
	if err == nil && p.table != nil && v.Query("as") != "" {
		err = p.table(v, data).serve(w, v, p.name)
		if err == nil {
			return
		}
	}
	var told []said
	if err == nil {
		told, err = v.shownAct()
	}
	switch {
	case errors.Is(err, errNotFound):
		d.fault(w, v.Request, v.tongue, http.StatusNotFound, "fault.missing")
		return
	case err != nil:
		d.broken(w, v.Request, v.tongue, err)
		return
	}
	d.render(w, http.StatusOK, p.name, &view{
		Visit: v, Data: data, Page: p.name, Title: v.T(p.name + ".title"), Assets: d.assets.prefix, Tongues: d.tongues, Said: told, HasFile: p.table != nil,
	})
}

// toFirstPage leads to the first page that the session may see.
func toFirstPage(w http.ResponseWriter, v *Visit) {
	list := pages()
	i := slices.IndexFunc(list, func(p page) bool { return p.key != "" && v.Powers.Any(p.powers) })
	http.Redirect(w, v.Request, v.Base()+list[i].path, http.StatusSeeOther)
}

// plain answers with a page for somebody without a session.
func (d *Desk) plain(w http.ResponseWriter, r *http.Request, t *tongue, status int, name string, data any) {
	d.render(w, status, name, &view{
		Visit: &Visit{tongue: t, Desk: d, Request: r}, Data: data, Page: name, Title: t.T(name + ".title"), Assets: d.assets.prefix, Tongues: d.tongues,
	})
}

// fault answers with what went wrong, in a sentence of the texts.
func (d *Desk) fault(w http.ResponseWriter, r *http.Request, t *tongue, status int, key string) {
	d.plain(w, r, t, status, "fault", t.T(key))
}

// missing answers at an address of a community that is no page.
func (d *Desk) missing(w http.ResponseWriter, v *Visit) {
	d.fault(w, v.Request, v.tongue, http.StatusNotFound, "fault.missing")
}

// nothing answers at an address below a community's public pages that is none.
func (d *Desk) nothing(w http.ResponseWriter, r *http.Request) {
	d.fault(w, r, d.tongues.choose(w, r), http.StatusNotFound, "fault.missing")
}

// signedOut answers a request without a session.
func (d *Desk) signedOut(w http.ResponseWriter, r *http.Request, t *tongue) {
	d.fault(w, r, t, http.StatusUnauthorized, "fault.signed_out")
}

func (d *Desk) broken(w http.ResponseWriter, r *http.Request, t *tongue, err error) {
	d.log.Error("a page of the desk can't be shown", "page", r.Pattern, "err", err)
	d.fault(w, r, t, http.StatusInternalServerError, "fault.broken")
}

func (d *Desk) render(w http.ResponseWriter, status int, name string, v *view) {
	var out bytes.Buffer
	if err := d.templates[name].ExecuteTemplate(&out, "frame.html", v); err != nil {
		d.log.Error("render a page of the desk", "page", name, "err", err)
		http.Error(w, "The page could not be made.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(out.Bytes()) // the visitor may have left
}
