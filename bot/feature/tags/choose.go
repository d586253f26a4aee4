package tags

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
)

// own answers /tags with a button for each tag that the member may choose.
func (f *Feature) own(t *bot.Turn, _ *bot.Input) error {
	t = t.ToUser()
	if t.Member == nil {
		answer.Privately(t, answer.Reply{Text: t.Text("answer.unheard", nil)})
		return nil
	}
	r, err := f.board(t, t.Member, false)
	if err == nil {
		answer.Privately(t, r)
	}
	return err
}

// staff answers /tag: it gives or takes the tag, or shows all that staff may give. It answers where only
// staff reads it.
func (f *Feature) staff(t *bot.Turn, in *bot.Input) error {
	t = t.ToUser()
	say := func(text string) error {
		answer.Privately(t, answer.Reply{Text: text})
		return nil
	}
	if !answer.AmongStaff(t) {
		t.Find(bot.Finding{Code: "open"})
		return say(t.Text("tags.open", nil))
	}
	m, why, err := answer.Person(t, in)
	if err != nil {
		return err
	}
	if m == nil {
		return say(why)
	}
	list, err := f.sort(t, true)
	if err != nil {
		return err
	}
	if word := strings.TrimSpace(in.Text("tag")); word != "" {
		i := slices.IndexFunc(list, func(tag Tag) bool {
			return strings.EqualFold(tag.Name, word) || strings.EqualFold(tag.in(t.Language()), word)
		})
		if i < 0 {
			return say(t.Text("tags.unknown", bot.Args{"Tag": bot.ShowName(bot.Head(word, maxName)), "List": cmp.Or(labels(t, list), t.Text("tags.none", nil))}))
		}
		h, err := load(t, m.ID)
		if err != nil {
			return err
		}
		if err := set(t, m.ID, &list[i], !h.has(&list[i])); err != nil {
			return err
		}
	}
	r, err := f.board(t, m, true)
	if err == nil {
		answer.Privately(t, r)
	}
	return err
}

// board shows a member's tags of one sort, with a button for each that there is.
func (f *Feature) board(t *bot.Turn, m *bot.Member, staff bool) (r answer.Reply, err error) {
	list, err := f.sort(t, staff)
	if err != nil {
		return r, err
	}
	h, err := load(t, m.ID)
	if err != nil {
		return r, err
	}
	verb, args := verbOwn, bot.Args{"Name": answer.Name(m, nil), "Community": t.Community.Name}
	key, none := "tags.yours", "tags.yours_none"
	if staff {
		verb, key, none = verbStaff, "tags.theirs", "tags.theirs_none"
	}
	if len(list) == 0 {
		return answer.Reply{Text: t.Text(none, args)}, nil
	}
	inRow := (len(list) + rowsMost - 1) / rowsMost
	for i := range list {
		b, act := bot.Button{Label: list[i].in(t.Language())}, give
		if h.has(&list[i]) {
			b.Label, act = "✓ "+b.Label, take
		}
		b.Data = name + ":" + verb + ":" + strconv.FormatUint(uint64(m.ID), 10) + ":" + act + list[i].key()
		if i%inRow == 0 {
			r.Buttons = append(r.Buttons, nil)
		}
		r.Buttons[len(r.Buttons)-1] = append(r.Buttons[len(r.Buttons)-1], b)
	}
	list = slices.DeleteFunc(list, func(tag Tag) bool { return !h.has(&tag) })
	args["List"] = labels(t, list)
	if len(list) == 0 {
		args["List"] = t.Text("tags.none", nil)
	}
	r.Text = t.Text(key, args)
	return r, nil
}

func labels(t *bot.Turn, list []Tag) string {
	var names []string
	for i := range list {
		names = append(names, bot.Isolate(list[i].in(t.Language())))
	}
	return strings.Join(names, t.Text("tags.comma", nil))
}

// What a button does, before the tag's key: so that a stale button does what it says.
const (
	give = "+"
	take = "-"
)

// set gives a tag to a member or takes it.
func set(t *bot.Turn, m bot.MemberID, tag *Tag, give bool) error {
	h, err := load(t, m)
	if err != nil || h.has(tag) == give {
		return err
	}
	h.toggle(tag, t.At())
	found := bot.Finding{Code: "taken"}
	if give {
		found = bot.Finding{Code: "given"}
	}
	found.Member, found.Args = m, bot.Args{"Tag": tag.Name}
	t.Find(found)
	return save(t, m, h)
}

func (f *Feature) ownPressed(t *bot.Turn, data string) error   { return f.pressed(t, data, false) }
func (f *Feature) staffPressed(t *bot.Turn, data string) error { return f.pressed(t, data, true) }

// pressed gives or takes the tag of a button, "MEMBER:+KEY", which may be forged.
func (f *Feature) pressed(t *bot.Turn, data string, staff bool) error {
	t = t.ToUser()
	number, key, _ := strings.Cut(data, ":")
	n, wrong := strconv.ParseUint(number, 10, 64)
	if !staff && (t.Member == nil || wrong != nil || t.Member.ID != bot.MemberID(n)) {
		answer.Ack(t, t.Text("tags.not_yours", nil))
		return nil
	}
	list, err := f.sort(t, staff)
	if err != nil {
		return err
	}
	m, err := t.MemberByID(bot.MemberID(n))
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(tag Tag) bool { return give+tag.key() == key || take+tag.key() == key })
	if m == nil || i < 0 {
		answer.Ack(t, t.Text("answer.gone", nil))
		return nil
	}
	if err := set(t, m.ID, &list[i], strings.HasPrefix(key, give)); err != nil {
		return err
	}
	r, err := f.board(t, m, staff)
	if err == nil {
		answer.Replace(t, r, r.Text)
	}
	return err
}

// names suggests staff's tags to somebody who is typing.
func (f *Feature) names(t *bot.Turn) (names []string, err error) {
	if t.Community == nil {
		return nil, nil
	}
	list, err := f.sort(t, true)
	for i := range list {
		if names = append(names, list[i].Name); list[i].in(t.Language()) != list[i].Name {
			names = append(names, list[i].in(t.Language()))
		}
	}
	return names, err
}

// disclose implements bot.Routes.
func (f *Feature) disclose(t *bot.Turn, m bot.MemberID) (lines []string, err error) {
	h, err := load(t, m)
	for _, x := range []struct {
		key   string
		names []string
	}{{"tags.data_own", h.Own}, {"tags.data_staff", h.Staff}} {
		if len(x.names) > 0 {
			lines = append(lines, t.Text(x.key, bot.Args{"List": strings.Join(x.names, t.Text("tags.comma", nil))}))
		}
	}
	return lines, err
}
