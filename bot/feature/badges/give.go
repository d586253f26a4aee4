package badges

import (
	"strconv"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
)

// names suggests badges to somebody who is typing.
func (f *Feature) names(t *bot.Turn) ([]string, error) {
	if t.Community == nil {
		return nil, nil
	}
	p, err := f.plan(t)
	var list []string
	for _, b := range p.badges {
		list = append(list, b.Name.In(t.Language()), b.ID)
	}
	return list, err
}

// give answers /badge: it gives the badge, or says that the person has it and offers to take it.
func (f *Feature) give(t *bot.Turn, in *bot.Input) error {
	m, why, err := answer.Person(t.ToUser(), in)
	if err != nil {
		return err
	}
	p, err := f.plan(t)
	if err != nil {
		return err
	}
	b, ok := p.find(strings.TrimSpace(in.Text("badge")))
	switch {
	case m == nil:
		answer.Privately(t, answer.Reply{Text: why})
		return nil
	case t.Member != nil && m.ID == t.Member.ID:
		answer.Privately(t, answer.Reply{Text: t.ToUser().Text("badges.self", nil)})
		return nil
	case len(p.badges) == 0:
		answer.Privately(t, answer.Reply{Text: t.ToUser().Text("badges.none_here", nil)})
		return nil
	case !ok:
		answer.Privately(t, answer.Reply{Text: t.ToUser().Text("badges.unknown", bot.Args{"Badge": bot.ShowName(bot.Head(in.Text("badge"), 64)), "List": f.known(t.ToUser(), p)})})
		return nil
	}
	h, err := load(t.State(), t.Community.ID, m.ID)
	if err != nil {
		return err
	}
	if h.has(b.ID) {
		text := t.ToUser().Text("badges.has", bot.Args{"Name": answer.Name(m, nil), "Badge": b.in(t.ToUser().Language())})
		answer.Privately(t, answer.Reply{Text: text, Buttons: button(t.ToUser(), "badges.take", "take", m, &b)})
		return nil
	}
	r, err := f.hand(t, m, &b, true)
	if err == nil {
		answer.Openly(t, r)
	}
	return err
}

// known lists the badges that there are.
func (f *Feature) known(t *bot.Turn, p plan) string {
	var list []string
	for _, b := range p.badges {
		list = append(list, b.Name.In(t.Language()))
	}
	return strings.Join(list, t.Text("badges.comma", nil))
}

// hand gives or takes a badge, and returns what is said about it, with a button that undoes it.
func (f *Feature) hand(t *bot.Turn, m *bot.Member, b *Badge, give bool) (answer.Reply, error) {
	h, err := load(t.State(), t.Community.ID, m.ID)
	if err != nil {
		return answer.Reply{}, err
	}
	o := one{id: b.ID, at: t.At(), how: byHand}
	found, said, verb := bot.Finding{Code: "given"}, "badges.given", "take"
	if !give {
		o.how, found, said, verb = taken, bot.Finding{Code: "taken"}, "badges.taken", "give"
	}
	h, ok := h.with(o)
	if !ok {
		return answer.Reply{Text: t.Text("badges.full", bot.Args{"Name": answer.Name(m, nil)})}, nil
	}
	if err := h.save(t, m.ID); err != nil {
		return answer.Reply{}, err
	}
	found.Member, found.Args = m.ID, bot.Args{"Name": answer.Name(m, nil), "Badge": b.in(t.Language())}
	t.Find(found)
	if give {
		f.again(t, m.ID)
	}
	return answer.Reply{Text: t.Text(said, found.Args), Buttons: button(t, "badges.undo", verb, m, b), Room: true}, nil
}

func button(t *bot.Turn, label, verb string, m *bot.Member, b *Badge) [][]bot.Button {
	return [][]bot.Button{{{Label: t.Text(label, nil), Data: name + ":" + verb + ":" + strconv.FormatUint(uint64(m.ID), 10) + ":" + b.ID}}}
}

func (f *Feature) takePressed(t *bot.Turn, data string) error { return f.pressed(t, data, false) }
func (f *Feature) givePressed(t *bot.Turn, data string) error { return f.pressed(t, data, true) }

// pressed gives or takes the badge of a button, if that is still to be done.
func (f *Feature) pressed(t *bot.Turn, data string, give bool) error {
	user := t.ToUser()
	number, id, _ := strings.Cut(data, ":")
	n, wrong := strconv.ParseUint(number, 10, 64)
	p, err := f.plan(t)
	if err != nil {
		return err
	}
	var m *bot.Member
	if wrong == nil {
		if m, err = t.MemberByID(bot.MemberID(n)); err != nil {
			return err
		}
	}
	b, ok := p.id(id)
	switch {
	case m == nil || !ok:
		answer.Ack(t, user.Text("badges.gone", nil))
		return nil
	case give && t.Member != nil && m.ID == t.Member.ID:
		answer.Ack(t, user.Text("badges.self", nil))
		return nil
	}
	h, err := load(t.State(), t.Community.ID, m.ID)
	if err != nil {
		return err
	}
	if h.has(id) == give {
		answer.Ack(t, user.Text("badges.so_already", nil))
		return nil
	}
	in := answer.Again(t, "badge")
	r, err := f.hand(in, m, &b, give)
	if err == nil {
		answer.Replace(t, r, r.Text)
	}
	return err
}
