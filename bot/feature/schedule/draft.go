package schedule

import (
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/bot/timing"
	"github.com/stewardbot/steward/store"
)

// draft begins a draft in the private chat of the turn's user, in place of an
// earlier one.
func (f *Feature) draft(t *bot.Turn, d *draft) error {
	if d.Text != "" {
		if why, ok := errors.AsType[*phrase.Phrase](f.checkText(t, d.Text)); ok {
			answer.Privately(t, answer.Reply{Text: refusal(t, why)})
			return nil
		}
	}
	d.Version, d.Key = 1, strconv.FormatUint(t.Rand("draft").Uint64()&(1<<40-1), 36)
	d.next(t)
	chat := bot.PrivatePlace(t.Event.User.ID)
	card := f.card(t, d)
	if t.Event.Place == chat {
		if t.Event.Press != nil {
			t.Do(bot.Say{Place: chat, Text: card.Text, Rich: true, Buttons: card.Buttons, Expires: answer.Expires(t)})
		} else {
			answer.Privately(t, card)
		}
		return d.keep(t)
	}
	desk := answer.DeskOf(t)
	d.Ask = t.Do(bot.Say{Place: chat, Text: card.Text, Rich: true, Buttons: card.Buttons, Expires: answer.Expires(t), Optional: true})
	desk.Tell(t, t.Text("schedule.post_elsewhere", nil))
	d.Desk = &desk
	return d.keep(t)
}

// unreachable tells the author of a draft that their private chat is closed.
func unreachable(t *bot.Turn, o *bot.Outcome) error {
	u := bot.UserID(t.Event.Place.Platform() + ":" + t.Event.Place.Sub())
	d, ok, err := draftRows.Get(t.State(), store.K2(t.Community.ID, u))
	if err != nil || !ok || d.Ask != o.Ref || o.Status == bot.Done || d.Desk == nil {
		return err
	}
	d.Desk.Tell(t, d.Desk.Reader(t).Text("schedule.post_unreachable", nil))
	return dropDraft(t, u)
}

// typed takes a message in a private chat as the answer to a draft's question.
func (f *Feature) typed(t *bot.Turn) error {
	m := t.Event.Message
	if m == nil || t.Event.User == nil || !t.Event.Place.Private() || t.Taken || t.Late || t.Call != nil || t.Facts.Command || strings.TrimSpace(m.Text) == "" && len(m.Files) == 0 {
		return nil
	}
	if ok, err := enter(t); !ok || err != nil {
		return err
	}
	d, _, err := draftOf(t)
	if err != nil {
		return err
	}
	t = t.ToUser()
	said := strings.TrimSpace(m.Text)
	pictured := len(m.Files) > 0 && d.takePicture(t)
	if pictured && said != "" { // what is written below a picture is the text
		d.Asks = asksText
	}
	if said == "" {
		if !pictured {
			return nil
		}
	} else if d.Asks == asksGo {
		when, err := timing.ReadWhen(m.Text, t.Now(), t.Community.Zone)
		if err != nil || d.Edits != "" {
			return nil // about something else
		}
		d.When, d.Now = when, false
	} else if why := f.take(t, &d, said); why != nil {
		t.Do(bot.Say{Place: t.Event.Place, Text: refusal(t, why), Expires: answer.Expires(t)})
		return nil
	}
	d.next(t)
	card := f.card(t, &d)
	t.Do(bot.Say{Place: t.Event.Place, Text: card.Text, Rich: true, Buttons: card.Buttons, Expires: answer.Expires(t)})
	return d.keep(t)
}

// enter continues the turn in the community about which the user drafts a post,
// whichever the private chat is about. False: there is no draft.
func enter(t *bot.Turn) (bool, error) {
	if t.Community != nil {
		if _, ok, err := draftOf(t); ok || err != nil {
			return ok, err
		}
	}
	for _, c := range t.Choices {
		from := bot.Reader(t.State())
		if slices.Contains(t.Elsewhere, c) {
			from = t.Others()
		}
		if _, ok, err := draftRows.Get(from, store.K2(c.ID, t.Event.User.ID)); err != nil {
			return false, err
		} else if ok {
			return t.Enter(c.ID)
		}
	}
	return false, nil
}

// take takes a text as the answer to the draft's question. It returns why it is
// none.
func (f *Feature) take(t *bot.Turn, d *draft, said string) *phrase.Phrase {
	switch d.Asks {
	case asksText:
		if why, ok := errors.AsType[*phrase.Phrase](f.checkText(t, said)); ok {
			return why
		}
		d.Text = said
	case asksTo:
		p := Post{Name: "post", To: []string{said}, Text: bot.Plain(d.Text), When: timing.Once(t.Now(), t.Community.Zone)}
		for _, flaw := range f.posts.Flaws(t, p) {
			if strings.HasPrefix(flaw.Path, "to") {
				return flaw.Message
			}
		}
		d.To = []string{said}
	case asksWhen:
		when, err := timing.ReadWhen(said, t.Now(), t.Community.Zone)
		if err != nil {
			why, _ := errors.AsType[*phrase.Phrase](err)
			return phrase.New("schedule.typed", strconv.Quote(bot.Head(said, 60)), why)
		}
		d.When, d.Now = when, false
	}
	return nil
}

// next sets what the draft asks for.
func (d *draft) next(t *bot.Turn) {
	if len(d.To) == 0 && d.Edits == "" {
		if all := choices(t.Community, d.Here); len(all) == 1 {
			d.To = all
		}
	}
	switch {
	case d.Text == "":
		d.Asks = asksText
	case d.Edits != "":
		d.Asks = asksGo
	case len(d.To) == 0:
		d.Asks = asksTo
	case !d.Now && len(d.When) != 1:
		d.Asks = asksWhen
	default:
		d.Asks = asksGo
	}
}

// maxChoices is how many places have a button.
const maxChoices = 8

// choices are the places to offer: the names under places, without those that
// only staff should see, and the one where the command was given; the spaces if
// there are none.
func choices(c *bot.Community, here bot.Place) (list []string) {
	known := map[bot.Place]bool{}
	for _, name := range slices.Sorted(maps.Keys(c.Places)) {
		if name == bot.Modlog || name == bot.Orders {
			continue
		}
		list = append(list, name)
		for _, p := range c.Places[name] {
			known[p] = true
		}
	}
	if here != "" && c.Owns(here) && !known[here] && !here.Private() {
		list = append(list, string(here))
	}
	if list == nil {
		for _, s := range c.Spaces {
			list = append(list, string(s))
		}
	}
	return list[:min(len(list), maxChoices)]
}

// press handles a draft's button: KEY:ACTION:ARGUMENT, or edit::NAME below a
// finished post.
func (f *Feature) press(t *bot.Turn, data string) error {
	key, rest, _ := strings.Cut(data, ":")
	action, arg, _ := strings.Cut(rest, ":")
	t = t.ToUser()
	if key == "edit" {
		known, err := f.made(t, arg)
		if err != nil || !known {
			answer.Ack(t, t.Text("schedule.post_unknown", nil))
			return err
		}
		answer.Ack(t, "")
		return f.draft(t, &draft{Edits: arg, Here: t.Event.Place})
	}
	d, ok, err := draftOf(t)
	if err != nil {
		return err
	}
	if !ok || d.Key != key {
		answer.Ack(t, t.Text("schedule.post_over", nil))
		return nil
	}
	if action == "x" {
		answer.Replace(t, answer.Reply{Text: t.Text("schedule.post_cancelled", nil)}, t.Text("schedule.post_cancelled", nil))
		return dropDraft(t, t.Event.User.ID)
	}
	if action == "go" && d.Asks == asksGo {
		return f.finish(t, &d)
	}
	if why := d.pressed(t, action, arg); why != nil {
		answer.Ack(t, refusal(t, why))
		return nil
	}
	answer.Replace(t, f.card(t, &d), t.Text("schedule.post_over", nil))
	return d.keep(t)
}

// pressed applies a button to the draft, whose data a stranger may have made up.
func (d *draft) pressed(t *bot.Turn, action, arg string) *phrase.Phrase {
	n, err := strconv.ParseInt(arg, 10, 64)
	all := choices(t.Community, d.Here)
	switch {
	case action == "text":
		d.Asks = asksText
		return nil
	case action == "where":
		d.To, d.Asks = nil, asksTo
		return nil
	case action == "when":
		d.When, d.Now = nil, false
	case action == "all":
		d.To = all
	case action == "to" && err == nil && n >= 0 && n < int64(len(all)):
		d.To = all[n : n+1]
	case action == "now":
		d.Now, d.When = true, nil
	case action == "at" && err == nil:
		at := time.Unix(n, 0)
		switch {
		case !at.After(t.Now()):
			return phrase.New("timing.over")
		case at.Sub(t.Now()) > 10*366*24*time.Hour:
			return phrase.New("timing.far")
		}
		d.When, d.Now = []timing.When{timing.Once(at, t.Community.Zone)}, false
	default:
		return phrase.New("timing.over")
	}
	d.next(t)
	return nil
}

// finish publishes the draft.
func (f *Feature) finish(t *bot.Turn, d *draft) error {
	var say string
	var err error
	name := d.Edits
	if name != "" {
		say, err = f.edit(t, name, d.Text)
	} else {
		say, name, err = f.publish(t, d)
	}
	if why, ok := errors.AsType[*phrase.Phrase](err); ok {
		answer.Ack(t, refusal(t, why))
		return nil
	}
	if err != nil {
		return err
	}
	r := answer.Reply{Text: say}
	if data := verb("edit", "", name); len(data) <= 59 {
		r.Buttons = [][]bot.Button{{{Label: t.Text("schedule.post_button_edit", nil), Data: data}}}
	}
	answer.Replace(t, r, say)
	return dropDraft(t, t.Event.User.ID)
}
