package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/stewardbot/steward/adapters/console"
)

// stream is one page that follows the room.
type stream struct {
	*Stream
	lang    string
	version uint64
	begun   bool       // the initial state was sent
	last    []standing // last sent
	stances []stance   // last sent
}

// serveLive streams updates until the page leaves or the server stops: first
// all that the room keeps, then what changes.
func (d *Demo) serveLive(w http.ResponseWriter, r *http.Request) {
	s := &stream{Stream: OpenStream(w, r), lang: d.tongues.choose(r.URL.Query().Get("lang")).Tag}
	woken, stop := d.room.Watch()
	defer stop()
	d.pages.Add(1)
	defer d.pages.Add(-1)
	tick := time.NewTicker(Beat) // by which a page notices midnight, too
	defer tick.Stop()
	for {
		if err := d.push(r.Context(), s); err != nil {
			return
		}
		select {
		case <-woken:
		case <-tick.C:
		case <-r.Context().Done():
			return
		case <-s.Closing():
			return
		}
	}
}

func (d *Demo) push(ctx context.Context, s *stream) error {
	v := d.room.View("", s.version)
	u := update{Run: d.run, Now: d.backend.Now(), Speaks: d.backend.Language()}
	for _, l := range v.Lines {
		u.Lines = append(u.Lines, d.line(ctx, l, s.lang))
	}
	if s.begun {
		for _, n := range v.Notices {
			u.Notices = append(u.Notices, notice{Press: n.Press, Line: n.Line, Person: n.Person, Text: n.Text})
		}
	}
	board, err := d.board(ctx, s.lang)
	if err != nil {
		d.log.Error("read the standings", "err", err)
	} else if s.last == nil || !slices.Equal(board, s.last) {
		u.Standings, s.last = board, board
	}
	if stances := d.stances(); !slices.Equal(stances, s.stances) {
		u.Stances, s.stances = stances, stances
	}
	if next := d.backend.Next(); !next.IsZero() {
		u.Next = &next
	}
	heard, every := d.room.Door()
	u.Shut, u.Slow = !heard, int(every.Seconds())
	s.version, s.begun = v.Version, true
	return s.send(u)
}

// stances returns everybody's status in the lobby.
func (d *Demo) stances() (list []stance) {
	for _, p := range d.room.People() {
		out, banned := d.room.Out(p.User.ID)
		list = append(list, stance{User: p.User.ID, Muted: d.room.MutedUntil(p.User.ID), Out: out, Banned: banned})
	}
	return list
}

// line returns a line with the decision on it.
func (d *Demo) line(ctx context.Context, l console.Line, lang string) lineView {
	view := viewLine(l)
	d.seeds.show(&view, d.tongues.choose(lang))
	if l.Event == "" || l.Pending || l.Lost {
		return view
	}
	v := d.verdicts.of(ctx, d.backend, l.Event)
	view.Rule, view.Acts, view.By = v.rule, v.acts, v.by
	if !l.Deleted {
		view.Gain = d.signed(lang, v.gain)
	}
	return view
}

func (d *Demo) board(ctx context.Context, lang string) ([]standing, error) {
	rows, err := d.backend.Standings(ctx, lang)
	if err != nil {
		return nil, err
	}
	out := make([]standing, 0, len(rows))
	ranked, rank, last := 0, 0, int64(0)
	for _, r := range rows {
		place := 0
		if _, banned := d.room.Out(r.User); !banned && r.Points > 0 {
			if ranked++; r.Points != last {
				rank, last = ranked, r.Points
			}
			place = rank
		}
		out = append(out, standing{
			User: r.User, Name: r.Name, Level: r.Level, Rank: place, Points: r.Points, Balance: r.Balance,
			Earned: d.backend.Points(lang, r.Points), Spend: d.backend.Points(lang, r.Balance),
			Streak: r.Streak, Today: r.CheckedInToday,
		})
	}
	return out, nil
}

func (s *stream) send(u update) error {
	body, err := json.Marshal(u)
	if err != nil {
		return fmt.Errorf("encode update: %w", err)
	}
	return s.Send("", "", body)
}
