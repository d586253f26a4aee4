package gifts

import (
	"errors"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/store"
)

// timer begins the names of the timers that end red packets, timerShow of those
// that bring their posts up to date.
const (
	timer     = "packet/"
	timerShow = "show/"
)

// open takes a share of a red packet for the member who pressed its button. The
// sender may, too.
func (f *Feature) open(t *bot.Turn, id string) error {
	user := t.ToUser()
	p, found, err := packetRows.Get(t.State(), store.K2(t.Community.ID, id))
	if err != nil {
		return err
	}
	why, err := f.unopenable(user, &p, found)
	if err != nil {
		return err
	}
	if why != "" {
		t.Find(bot.Finding{Code: "not_opened"})
		answer.Ack(t, why)
		return nil
	}
	amount := p.next(t)
	e, err := f.book.Move(t, ledger.Move{
		From: ledger.Pot("packet", id), To: ledger.Of(t.Member.ID), Amount: amount, Cause: t.Event.ID,
	})
	if err != nil {
		return err
	}
	p.Left -= amount
	p.Opened = append(p.Opened, share{t.Member.ID, amount})
	t.Find(bot.Finding{Code: "opened", N: amount, Entry: e.ID})
	if err := put(t, id, &p); err != nil {
		return err
	}
	answer.Ack(t, user.Text("gifts.got", bot.Args{"Points": answer.Points(user, amount)}))
	return p.show(t, id)
}

// unopenable says why the turn's member gets no share; empty if they do.
func (f *Feature) unopenable(t *bot.Turn, p *packet, found bool) (string, error) {
	switch {
	case !found || t.Event.Place != p.Place:
		return t.Text("gifts.gone", nil), nil
	case t.Member == nil:
		return t.Text("answer.no_person", nil), nil
	case p.has(t.Member.ID):
		return t.Text("gifts.again", nil), nil
	case p.Left == 0 || !t.At().Before(p.Until):
		return t.Text("gifts.empty", nil), nil
	}
	banned, err := f.file.Banned(t, t.Member.ID)
	if err != nil || banned {
		return t.Text("gifts.gone", nil), err
	}
	unmet, err := f.judge.Gate(t, t.Member.ID, "red_packets")
	if err != nil || unmet.None() {
		return "", err
	}
	return unmet.Text(t), nil
}

// show brings the packet's post up to date.
func (p *packet) show(t *bot.Turn, id string) error {
	text, buttons, err := p.post(t, id)
	if err == nil && p.Ref != 0 {
		t.Do(bot.Edit{Place: p.Place, Target: bot.Target{Ref: p.Ref}, Text: text, Buttons: buttons})
	}
	return err
}

// giveBack returns what is left to the sender and closes the post.
func (f *Feature) giveBack(t *bot.Turn, id string, p *packet) error {
	e, err := f.book.Move(t, ledger.Move{
		From: ledger.Pot("packet", id), To: ledger.Of(p.Sender), Amount: p.Left, Cause: t.Event.ID,
	})
	if err != nil {
		return err
	}
	t.Find(bot.Finding{Code: "returned", N: p.Left, Entry: e.ID, Member: p.Sender})
	p.Left, p.Back = 0, true
	return errors.Join(put(t, id, p), p.show(t, id))
}

// tick handles the timers.
func (f *Feature) tick(t *bot.Turn) error {
	if strings.HasPrefix(t.Event.Tick.Name, timerReports) {
		return dropReports(t, string(t.Event.Tick.Data))
	}
	if id, ok := strings.CutPrefix(t.Event.Tick.Name, timerShow); ok {
		p, found, err := packetRows.Get(t.State(), store.K2(t.Community.ID, id))
		if err != nil || !found {
			return err
		}
		return p.show(t, id)
	}
	return f.over(t)
}

// over ends a red packet a day after it was sent.
func (f *Feature) over(t *bot.Turn) error {
	id, ok := strings.CutPrefix(t.Event.Tick.Name, timer)
	key := store.K2(t.Community.ID, id)
	p, found, err := packetRows.Get(t.State(), key)
	if err != nil || !ok || !found {
		return err
	}
	if p.Left > 0 {
		if err := f.giveBack(t, id, &p); err != nil {
			return err
		}
	}
	return packetRows.Delete(t.State(), key)
}

// lost returns the points of a red packet whose post was not delivered.
func (f *Feature) lost(t *bot.Turn) error {
	o := t.Event.Outcome
	if o.Status == bot.Done {
		return nil
	}
	return eachPacket(t, func(id string, p *packet) error {
		if p.Ref != o.Ref || p.Left == 0 {
			return nil
		}
		p.Ref = 0
		return f.giveBack(t, id, p)
	})
}
