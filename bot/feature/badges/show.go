package badges

import (
	"slices"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
)

// maxOpen is how many badges that a member lacks are listed with the reason.
const maxOpen = 10

// show answers /badges: the badges of the sender, and what is missing for the others; or the badges of
// the person named.
func (f *Feature) show(t *bot.Turn, in *bot.Input) error {
	m, other, err := answer.Whom(t, in)
	if err != nil {
		return err
	}
	if m == nil {
		answer.Unmet(t, other)
		return nil
	}
	p, err := f.plan(t)
	if err != nil {
		return err
	}
	if len(p.badges) == 0 {
		answer.Give(t, answer.Reply{Text: t.Text("badges.none_here", nil)})
		return nil
	}
	// What time alone has brought is handed out now, as the answer shows.
	if _, err := f.check(t, p, m.ID, p.auto, false); err != nil {
		return err
	}
	h, err := load(t.State(), t.Community.ID, m.ID)
	if err != nil {
		return err
	}
	own := t.Member != nil && m.ID == t.Member.ID
	lines := []string{f.list(t, p, h, m, own)}
	if own {
		open, err := f.open(t, p, h, m.ID)
		if err != nil {
			return err
		}
		lines = append(lines, open...)
	}
	answer.Give(t, answer.Reply{Text: strings.Join(lines, "\n"), Room: !own})
	return nil
}

// list names the badges that a member has.
func (f *Feature) list(t *bot.Turn, p plan, h held, m *bot.Member, own bool) string {
	var names []string
	for _, b := range p.badges {
		if h.has(b.ID) {
			names = append(names, b.in(t.Language()))
		}
	}
	args := bot.Args{"Name": answer.Name(m, nil), "List": strings.Join(names, t.Text("badges.comma", nil))}
	switch {
	case len(names) == 0 && own:
		return t.Text("badges.none", args)
	case len(names) == 0:
		return t.Text("badges.theirs_none", args)
	case own:
		return t.Text("badges.mine", args)
	}
	return t.Text("badges.theirs", args)
}

// open says what a member lacks for the badges that can still be earned.
func (f *Feature) open(t *bot.Turn, p plan, h held, m bot.MemberID) (lines []string, err error) {
	left := slices.DeleteFunc(slices.Clone(p.auto), func(i int) bool { return h.find(p.badges[i].ID) != nil })
	for n, i := range left {
		b := &p.badges[i]
		if n == maxOpen {
			return append(lines, t.Text("badges.more", bot.Args{"Count": len(left) - n})), nil
		}
		lacks, err := f.judge.Check(t, m, b.When)
		if err != nil {
			return nil, err
		}
		lines = append(lines, t.Text("badges.open", bot.Args{"Badge": b.in(t.Language()), "Reason": lacks.Text(t)}))
	}
	return lines, nil
}

// disclose implements bot.Routes.
func (f *Feature) disclose(t *bot.Turn, m bot.MemberID) ([]string, error) {
	h, err := load(t.State(), t.Community.ID, m)
	if err != nil {
		return nil, err
	}
	p, err := f.plan(t)
	var lines []string
	for _, o := range h {
		name := o.id
		if b, ok := p.id(o.id); ok {
			name = b.in(t.Language())
		}
		key := "badges.data"
		if o.how == taken {
			key = "badges.data_taken"
		}
		lines = append(lines, t.Text(key, bot.Args{"Badge": name, "When": o.at.In(t.Community.Zone).Format("2006-01-02")}))
	}
	return lines, err
}
