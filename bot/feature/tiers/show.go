package tiers

import (
	"fmt"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/staff"
)

// command handles /tier: staff among themselves see all tiers, members where they stand.
func (f *Feature) command(t *bot.Turn, _ *bot.Input) error {
	t = t.ToUser()
	if len(of(t.Community)) == 0 {
		answer.Privately(t, answer.Reply{Text: t.Text("tiers.none", nil)})
		return nil
	}
	rank, err := staff.Of(t, f.members, t.Event.User.ID)
	if err != nil {
		return err
	}
	if rank >= staff.Moderator && answer.AmongStaff(t) {
		r, err := f.board(t)
		if err == nil {
			answer.Privately(t, r)
		}
		return err
	}
	if t.Member == nil {
		return nil
	}
	r, err := f.own(t)
	if err == nil {
		answer.Privately(t, r)
	}
	return err
}

// own tells a member where they stand, with a button for each tier that they could get into.
func (f *Feature) own(t *bot.Turn) (r answer.Reply, err error) {
	accounts, err := f.members.Accounts(t.State(), t.Community.ID, t.Member.ID)
	if err != nil {
		return r, err
	}
	var lines []string
	list := of(t.Community)
	for i := range list {
		x := &list[i]
		e, err := load(t, x.Name, t.Member.ID)
		if err != nil {
			return r, err
		}
		text, open, err := f.stands(t, x, e, accounts)
		if err != nil {
			return r, err
		}
		lines = append(lines, t.Text("tiers.line", bot.Args{"Tier": x.title(t), "State": text}))
		if open {
			r.Buttons = append(r.Buttons, []bot.Button{{Label: t.Text("tiers.get", bot.Args{"Tier": x.label(t)}), Data: name + ":" + verbJoin + ":" + x.Name}})
		}
	}
	r.Text, r.Secret = strings.Join(lines, "\n"), true
	return r, nil
}

// stands says where a member stands in a tier; open reports whether they can ask for a seat.
func (f *Feature) stands(t *bot.Turn, x *Tier, e *entry, accounts []bot.UserID) (text string, open bool, err error) {
	lacks, err := f.judge.Check(t, t.Member.ID, x.Require)
	if err != nil {
		return "", false, err
	}
	a, err := f.there(t, x, accounts)
	if err != nil {
		return "", false, err
	}
	switch {
	case e.State == unmet:
		return t.Text("tiers.in_unmet", bot.Args{"Why": lacks.Text(t)}), false, nil
	case e.State == in:
		return t.Text("tiers.in", nil), false, nil
	case e.State == offered && e.Link != "" && t.Event.Place.Private():
		return t.Text("tiers.have_link", bot.Args{"Link": e.Link, "Until": t.Community.Clock(e.Until)}), false, nil
	case e.State == offered:
		return t.Text("tiers.reserved", nil), e.Ref == 0, nil
	case !lacks.None():
		return lacks.Text(t), false, nil
	case !a.can:
		return t.Text("tiers.no_account", nil), false, nil
	case e.State == waiting:
		text, err := inLine(t, x, t.Member.ID)
		return text, false, err
	case e.State == lapsed:
		return t.Text("tiers.ran_out", nil), true, nil
	}
	return t.Text("tiers.open", nil), true, nil
}

// mostAhead is up to which place in the line members are told theirs.
const mostAhead = 1000

// inLine tells a waiting member their place in the line.
func inLine(t *bot.Turn, x *Tier, m bot.MemberID) (string, error) {
	place, found := 0, false
	err := list(t, x.Name, waiting, mostAhead, func(other bot.MemberID, _ time.Time) bool {
		place, found = place+1, other == m
		return !found
	})
	args := bot.Args{"Count": place}
	if !found {
		args["Count"] = fmt.Sprint(mostAhead, "+")
	}
	return t.Text("tiers.in_line", args), err
}

// join gives the member who pressed the button a seat, or a place in the line.
func (f *Feature) join(t *bot.Turn, tier string) error {
	t = t.ToUser()
	x := find(t.Community, tier)
	if x == nil || t.Member == nil {
		answer.Ack(t, t.Text("answer.gone", nil))
		return nil
	}
	accounts, err := f.members.Accounts(t.State(), t.Community.ID, t.Member.ID)
	if err != nil {
		return err
	}
	e, err := load(t, x.Name, t.Member.ID)
	if err != nil {
		return err
	}
	if e.State == offered && e.Link != "" {
		e.Asked = bot.PrivatePlace(t.Event.User.ID)
		answer.Ack(t, t.Text("tiers.sending", nil))
		return f.hand(t, x, e)
	}
	text, open, err := f.stands(t, x, e, accounts)
	if err != nil {
		return err
	}
	if !open {
		answer.Ack(t, text)
		return nil
	}
	return f.seat(t, x, e)
}

// seat gives a seat to a member who asked for it, unless others wait.
func (f *Feature) seat(t *bot.Turn, x *Tier, e *entry) error {
	e.To = bot.Place(x.To)
	if e.State != offered {
		others, err := count(t, x.Name, waiting)
		if err != nil {
			return err
		}
		free, err := f.free(t, x, 1)
		if err != nil {
			return err
		}
		if others > 0 || free == 0 {
			e.First = time.Time{}
			if err := e.put(t, waiting); err != nil {
				return err
			}
			text, err := inLine(t, x, e.m)
			answer.Ack(t, text)
			return err
		}
	}
	key := "tiers.in"
	if x.role() == "" {
		e.Asked, key = bot.PrivatePlace(t.Event.User.ID), "tiers.sending"
	}
	if err := f.offer(t, x, e); err != nil {
		return err
	}
	answer.Ack(t, t.Text(key, nil))
	return nil
}

// Standings is how full a tier is.
type Standings struct {
	Name, Title string
	Seats       int // 0: any number
	Taken       int // with the offered ones
	Offered     int // kept for members who have not used their link yet
	Waiting     int
	Deciding    int            // to be decided on
	Unmet       []bot.MemberID // of these the first MostUnmet, the longest first
	Listed      time.Time      // when the latest of them was listed
}

// MostUnmet is how many members to be decided on Standings have at most.
const MostUnmet = 100

// Choice is a member to be decided on.
type Choice struct {
	Tier    string
	Member  *bot.Member
	Since   time.Time // when they were listed
	Leaving bool      // they are being removed
}

// Remove and Keep return the data of the buttons that decide.
func (c *Choice) Remove() string { return c.button(verbRemove) }

// Keep is described at Remove.
func (c *Choice) Keep() string { return c.button(verbKeep) }

func (c *Choice) button(verb string) string {
	return fmt.Sprintf("%s:%s:%s:%d", name, verb, c.Tier, c.Member.ID)
}

// Choices returns the members to be decided on, the longest listed first, at most limit.
func (s *Standings) Choices(t *bot.Turn, limit int) (list []Choice, err error) {
	for _, id := range s.Unmet[:min(limit, len(s.Unmet))] {
		m, err := t.MemberByID(id)
		if err != nil {
			return nil, err
		}
		if m == nil {
			continue
		}
		e, err := load(t, s.Name, id)
		if err != nil {
			return nil, err
		}
		list = append(list, Choice{s.Name, m, e.Since, e.Ref != 0})
	}
	return list, nil
}

// Read returns how full all tiers are, for pages.
func Read(t *bot.Turn) (all []Standings, err error) {
	tiers := of(t.Community)
	for i := range tiers {
		s, err := standingsOf(t, &tiers[i])
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}

func standingsOf(t *bot.Turn, x *Tier) (s Standings, err error) {
	s = Standings{Name: x.Name, Title: x.label(t), Seats: x.Seats}
	for n, states := range map[*int][]state{&s.Taken: seated, &s.Offered: {offered}, &s.Waiting: {waiting}, &s.Deciding: {unmet}} {
		if *n, err = count(t, x.Name, states...); err != nil {
			return s, err
		}
	}
	err = list(t, x.Name, unmet, MostUnmet, func(m bot.MemberID, _ time.Time) bool {
		s.Unmet = append(s.Unmet, m)
		return true
	})
	if err != nil {
		return s, err
	}
	under := listKeys.Under2(t.Community.ID, x.Name+"/"+string(unmet))
	err = listRows.ScanPrefix(t.State(), under, true, 1, func(k listKey, _ struct{}) (bool, error) {
		s.Listed = k.C
		return false, nil
	})
	return s, err
}

// line says how full a tier is.
func (s *Standings) line(t *bot.Turn) string {
	args := bot.Args{"Tier": bot.Isolate(s.Title), "Taken": s.Taken, "Seats": s.Seats, "Waiting": s.Waiting, "Unmet": s.Deciding}
	if s.Seats == 0 {
		return t.Text("tiers.fill_open", args)
	}
	return t.Text("tiers.fill", args)
}

// board shows staff all tiers, with a button for each.
func (f *Feature) board(t *bot.Turn) (r answer.Reply, err error) {
	all, err := Read(t)
	var lines []string
	for i := range all {
		lines = append(lines, all[i].line(t))
		r.Buttons = append(r.Buttons, []bot.Button{{Label: all[i].Title, Data: name + ":" + verbShow + ":" + all[i].Name}})
	}
	r.Text = strings.Join(lines, "\n")
	return r, err
}

// shown is how many members are decided on at a time.
const shown = 4

// card shows staff one tier and those who no longer meet its condition, with buttons to decide.
func (f *Feature) card(t *bot.Turn, x *Tier, back bool) (r answer.Reply, err error) {
	s, err := standingsOf(t, x)
	if err != nil {
		return r, err
	}
	lines := []string{s.line(t)}
	if x.Require != nil {
		lines = append(lines, t.Text("tiers.wants", bot.Args{"What": f.judge.Text(t, x.Require)}))
	}
	if len(s.Unmet) > 0 {
		lines = append(lines, t.Text("tiers.to_decide", nil))
	}
	choices, err := s.Choices(t, shown)
	if err != nil {
		return r, err
	}
	for i := range choices {
		row, text := choices[i].row(t)
		if lines = append(lines, text); row != nil {
			r.Buttons = append(r.Buttons, row)
		}
	}
	if s.Deciding > shown {
		lines = append(lines, t.Text("tiers.more", bot.Args{"Count": s.Deciding - shown}))
	}
	if back {
		r.Buttons = append(r.Buttons, []bot.Button{{Label: t.Text("tiers.to_board", nil), Data: name + ":" + verbBoard + ":"}})
	}
	r.Text = strings.Join(lines, "\n")
	return r, nil
}

// row names a member to decide on, and returns the buttons; none while the member is being removed.
func (c *Choice) row(t *bot.Turn) (row []bot.Button, text string) {
	args := bot.Args{"Name": answer.Name(c.Member, nil), "Since": t.Community.Clock(c.Since)}
	if c.Leaving {
		return nil, t.Text("tiers.leaving", args)
	}
	label := bot.Args{"Name": strings.Trim(bot.ShowName(c.Member.Name), "\u2068\u2069")}
	return []bot.Button{
		{Label: t.Text("tiers.remove", label), Data: c.Remove()}, {Label: t.Text("tiers.keep", label), Data: c.Keep()},
	}, t.Text("tiers.listed", args)
}

func (f *Feature) pressedBoard(t *bot.Turn, _ string) error {
	t = t.ToUser()
	r, err := f.board(t)
	if err == nil {
		answer.Replace(t, r, r.Text)
	}
	return err
}

func (f *Feature) pressedShow(t *bot.Turn, tier string) error {
	t = t.ToUser()
	x := find(t.Community, tier)
	if x == nil {
		answer.Ack(t, t.Text("answer.gone", nil))
		return nil
	}
	r, err := f.card(t, x, true)
	if err == nil {
		answer.Replace(t, r, r.Text)
	}
	return err
}
