package desk

import (
	"errors"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/desk"
	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/store"
)

// publicPath is where the pages for members and visitors are, below the community's ID.
const publicPath = "/p/"

// publicPage is a page for which nobody signs in to the desk.
type publicPage struct {
	name  string // in the settings, of its address, its template and its texts
	own   bool   // of a member, who has a session for it
	show  func(*Visit) (any, error)
	table func(v *Visit, data any) *Table // what ?as=csv and ?as=json give
}

// publicPages is the one list of them.
func publicPages() []publicPage {
	return []publicPage{
		{name: desk.PublicStandings, show: publicStandings, table: standingsTable},
		{name: desk.PublicShop, show: publicShop, table: shopTable},
		{name: desk.PublicMe, own: true, show: publicMe, table: meTable},
	}
}

// public answers with a page, if the community has named it: otherwise there is nothing.
func (d *Desk) public(p publicPage) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		t := d.tongues.choose(w, r)
		if !d.shows(r.PathValue("community"), p.name) {
			d.fault(w, r, t, http.StatusNotFound, "fault.missing")
			return
		}
		out := &buffered{header: w.Header()}
		var v *Visit
		err := d.opt.Engine.View(func(reader store.Reader) (err error) {
			if v, err = d.enterPublic(r, t, reader, p.own); err != nil || v == nil {
				return err
			}
			data, err := p.show(v)
			switch {
			case err != nil:
			case v.Query("as") != "":
				err = p.table(v, data).serve(out, v, p.name)
			default:
				d.render(out, http.StatusOK, p.name, &view{
					Visit: v, Data: data, Page: p.name, Title: t.T(p.name + ".title"), Assets: d.assets.prefix, Tongues: d.tongues, Public: true,
					HasFile: true,
				})
			}
			return err
		})
		switch {
		case errors.Is(err, errNotFound):
			d.fault(w, r, t, http.StatusNotFound, "fault.missing")
		case err != nil:
			d.broken(w, r, t, err)
		case v == nil:
			d.fault(w, r, t, http.StatusUnauthorized, "me.signed_out")
		default:
			out.flush(w)
		}
	}
}

// shows reports whether there is such a community that has named the page.
func (d *Desk) shows(community, page string) bool {
	list := d.opt.Engine.Communities()
	i := slices.IndexFunc(list, func(c *bot.Community) bool { return c.ID == community })
	return i >= 0 && bot.Setting[*desk.Settings](list[i], desk.Section).Shows(page)
}

// enterPublic returns the visit of anybody, or of a member's own session; nil if there is none. Whatever the account's
// powers are, the visit has none.
func (d *Desk) enterPublic(r *http.Request, t *tongue, reader store.Reader, own bool) (*Visit, error) {
	id, u := r.PathValue("community"), bot.User{Language: t.Tag}
	if own {
		s, err := d.session(r, reader, id, true)
		if err != nil || s == nil {
			return nil, err
		}
		u.ID = s.Account
	}
	turn, err := d.opt.Engine.Glance(reader, id, u)
	if err != nil || turn == nil {
		return nil, err
	}
	return &Visit{tongue: t, Desk: d, Request: r, Community: turn.Community, Member: turn.Member, Now: d.opt.Engine.Now(), Turn: turn, Reader: reader}, nil
}

// endOwn ends a member's own session.
func (d *Desk) endOwn(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("community")
	if !d.shows(id, desk.PublicMe) {
		d.fault(w, r, d.tongues.choose(w, r), http.StatusNotFound, "fault.missing")
		return
	}
	if c, err := r.Cookie(d.cookieName(r, id, true)); err == nil {
		d.endSession(r, id, desk.Hash(c.Value))
	}
	d.setCookie(w, r, id, "", true)
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// publicNav returns the pages that the community has named.
func (v *view) publicNav() (list []navItem) {
	for _, p := range publicPages() {
		if bot.Setting[*desk.Settings](v.Community, desk.Section).Shows(p.name) {
			list = append(list, navItem{Name: p.name, Title: v.T(p.name + ".title"), URL: publicPath + v.Community.ID + "/" + p.name, Here: p.name == v.Page})
		}
	}
	return list
}

// standingsData is a leaderboard.
type standingsData struct {
	Boards []string
	Board  string
	Rows   []inspect.Ranked
}

// Bounds of the public pages.
const (
	ranksOnPage  = 100
	ordersOnPage = 20
	boardLife    = time.Minute // so long everybody sees the same board: it takes the points of all members
)

func publicStandings(v *Visit) (any, error) {
	d := standingsData{Boards: inspect.Boards(), Board: v.Query("board")}
	if !slices.Contains(d.Boards, d.Board) {
		d.Board = d.Boards[0]
	}
	var err error
	d.Rows, err = v.Desk.boards.get(v.Community.ID+"/"+d.Board, v.Now, func() ([]inspect.Ranked, error) {
		return inspect.Board(v.Turn, d.Board, ranksOnPage)
	})
	return d, err
}

func standingsTable(_ *Visit, data any) *Table {
	t := &Table{Columns: []string{"rank", "name", "points"}}
	for _, r := range data.(standingsData).Rows {
		t.Rows = append(t.Rows, []any{r.Rank, r.Name, r.Points})
	}
	return t
}

// boards keeps leaderboards for a while.
type boards struct {
	mu   sync.Mutex
	kept map[string]keptBoard
}

type keptBoard struct {
	at   time.Time
	rows []inspect.Ranked
}

// get returns the rows of a board, which are made if they are older than boardLife. Others wait meanwhile.
func (b *boards) get(key string, now time.Time, fresh func() ([]inspect.Ranked, error)) ([]inspect.Ranked, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if k, ok := b.kept[key]; ok && now.Sub(k.at) >= 0 && now.Sub(k.at) < boardLife {
		return k.rows, nil
	}
	rows, err := fresh()
	if err == nil {
		b.kept[key] = keptBoard{now, rows}
	}
	return rows, err
}

func publicShop(v *Visit) (any, error) { return inspect.Offers(v.Turn) }

func shopTable(_ *Visit, data any) *Table {
	t := &Table{Columns: []string{"item", "price", "left", "from"}}
	for _, o := range data.([]inspect.Offer) {
		var left any
		if o.Left >= 0 {
			left = o.Left
		}
		t.Rows = append(t.Rows, []any{o.Name, o.Price, left, o.From})
	}
	return t
}

// meData is a member's own page.
type meData struct {
	inspect.Person
	Account bot.UserID
	Did     []count
	Orders  []inspect.Order
}

// publicMe shows the session's own member; an account that is none (yet, or any more) gets an empty page.
func publicMe(v *Visit) (any, error) {
	if v.Member == nil {
		return (*meData)(nil), nil
	}
	p, err := inspect.PersonOf(v.Turn.ToUser(), v.Member, v.Desk.opt.Metrics, 0, ordersOnPage)
	if err != nil {
		return nil, err
	}
	p.Cases = nil // decisions are told in the chat
	d := &meData{Person: p, Did: v.counts(p.Profile.Did)}
	d.Orders, err = inspect.OrdersOf(v.Turn.ToUser(), v.Member.ID, ordersOnPage)
	return d, err
}

// meTable lists the movements of the member's points.
func meTable(_ *Visit, data any) *Table {
	t := &Table{Columns: []string{"at", "points", "what"}}
	if d := data.(*meData); d != nil {
		for _, m := range d.Moves {
			t.Rows = append(t.Rows, []any{m.At, m.Amount, m.What})
		}
	}
	return t
}
