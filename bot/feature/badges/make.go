package badges

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/phrase"
)

// make answers /newbadge: a badge that moderators give, kept in the store. An icon may stand before the
// name. The badge of that name is replaced, unless the file has it.
func (f *Feature) make(t *bot.Turn, in *bot.Input) error {
	p, err := f.plan(t)
	if err != nil {
		return err
	}
	b := Badge{}
	words := strings.Fields(in.Text("badge"))
	if len(words) > 1 && !strings.ContainsFunc(words[0], func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
		b.Icon, words = words[0], words[1:]
	}
	b.Name = bot.Plain(strings.Join(words, " "))
	if same, ok := p.find(b.Name[""]); ok {
		b.ID = same.ID
	} else {
		b.ID = p.fresh(b.Name[""])
	}
	if err := f.kind.Put(t, b); err != nil {
		return refuse(t, err)
	}
	f.forgetPlan(t)
	text := t.Text("badges.made", bot.Args{"Badge": b.in(t.Language()), "ID": b.ID})
	undo := bot.Button{Label: t.Text("badges.undo", nil), Data: name + ":drop:" + b.ID}
	answer.Give(t, answer.Reply{Text: text, Buttons: [][]bot.Button{{undo}}, Room: true})
	return nil
}

// dropPressed removes a badge that was made in the chat. Who has it keeps it, should it come back.
func (f *Feature) dropPressed(t *bot.Turn, id string) error {
	p, err := f.plan(t)
	if err != nil {
		return err
	}
	user := t.ToUser()
	b, ok := p.id(id)
	if !ok {
		answer.Ack(t, user.Text("badges.gone", nil))
		return nil
	}
	var refused *phrase.Phrase
	if err := f.kind.Drop(t, id); errors.As(err, &refused) {
		answer.Ack(t, refused.In(user.Language()))
		return nil
	} else if err != nil {
		return err
	}
	f.forgetPlan(t)
	in := answer.Again(t, "newbadge")
	text := in.Text("badges.dropped", bot.Args{"Badge": b.in(in.Language())})
	answer.Replace(t, answer.Reply{Text: text}, text)
	return nil
}

// refuse tells the operator why the store does not take a badge.
func refuse(t *bot.Turn, err error) error {
	var refused *phrase.Phrase
	if !errors.As(err, &refused) {
		return err
	}
	answer.Privately(t, answer.Reply{Text: refused.In(t.ToUser().Language())})
	return nil
}

// forgetPlan makes the next event work out the badges again.
func (f *Feature) forgetPlan(t *bot.Turn) {
	delete(f.plans, t.Community.ID)
	t.OnRollback(func() { delete(f.plans, t.Community.ID) })
}

var notID = regexp.MustCompile(`[^a-z0-9]+`)

// fresh returns an id for a new badge, from its name as far as that has Latin letters.
func (p plan) fresh(name string) string {
	stem := strings.Trim(notID.ReplaceAllString(strings.ToLower(name), "-"), "-")
	if stem == "" {
		stem = "badge"
	}
	stem = strings.TrimRight(stem[:min(len(stem), maxID-4)], "-")
	id := stem
	for n := 2; ; n++ {
		if _, taken := p.id(id); !taken {
			return id
		}
		id = fmt.Sprintf("%s-%d", stem, n)
	}
}
