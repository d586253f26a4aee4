package quiet

import (
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/override"
	"github.com/stewardbot/steward/store"
)

const (
	keepText  = 30 * 24 * time.Hour
	mostTexts = 8         // per member; the oldest is dropped
	pausedFor = time.Hour // after which it is looked whether posts are still paused
)

// person is what a member was sent without asking, and what waits.
type person struct {
	Off     bool      `json:"off,omitempty"` // after /quiet
	Last    time.Time `json:"last,omitzero"` // of the latest message
	Waiting []text    `json:"waiting,omitempty"`
	// Failed is when the latest message failed; its texts wait for another day.
	Failed time.Time `json:"failed,omitzero"`
	// Sent, its texts and the accounts that were not tried: to send it to another account if the
	// platform refuses it. Empty once it was delivered.
	Sent  bot.Ref      `json:"sent,omitempty"`
	Texts []text       `json:"texts,omitempty"`
	Left  []bot.UserID `json:"left,omitempty"`
	// Also are messages under way of members who were merged into this one, beside Sent.
	Also []flight `json:"also,omitempty"`
}

// flight is a message under way.
type flight struct {
	Ref   bot.Ref `json:"ref"`
	Texts []text  `json:"texts"`
}

type text struct {
	Key   string    `json:"key"`
	Text  string    `json:"text"`
	Until time.Time `json:"until"`
	// Secret keeps the message out of listings and records.
	Secret bool `json:"secret,omitempty"`
}

func get(t *bot.Turn, m bot.MemberID) (person, error) {
	p, _, err := memberRows.Get(t.State(), store.K2(t.Community.ID, m))
	return p, err
}

func (b *Budget) put(t *bot.Turn, m bot.MemberID, p person) error {
	b.wakeMember(t, m)
	return memberRows.Put(t.State(), store.K2(t.Community.ID, m), p)
}

// Off reports whether a member gets no private messages that they did not ask for.
func (b *Budget) Off(t *bot.Turn, m bot.MemberID) (bool, error) {
	p, err := get(t, m)
	return p.Off, err
}

// SetOff switches such messages off, which drops what waits, or on.
func (b *Budget) SetOff(t *bot.Turn, m bot.MemberID, off bool) error {
	p, err := get(t, m)
	if err != nil {
		return err
	}
	if p.Off = off; off {
		p.Waiting = nil
	}
	return b.put(t, m, p)
}

// Tell keeps a text for the member's next private message, unless they switched these off. say
// returns it, plain and in the language of its turn; until is when it is no longer wanted, zero:
// in a month. A waiting text with the same key is replaced.
func (b *Budget) Tell(t *bot.Turn, m bot.MemberID, key string, until time.Time, say func(*bot.Turn) string) error {
	return b.tell(t, m, text{Key: key, Until: until}, say)
}

// Confide does the same with a text that stands in no listing and no record.
func (b *Budget) Confide(t *bot.Turn, m bot.MemberID, key string, until time.Time, say func(*bot.Turn) string) error {
	return b.tell(t, m, text{Key: key, Until: until, Secret: true}, say)
}

func (b *Budget) tell(t *bot.Turn, m bot.MemberID, x text, say func(*bot.Turn) string) error {
	p, err := get(t, m)
	if err != nil || p.Off {
		return err
	}
	accounts, err := b.members.Accounts(t.State(), t.Community.ID, m)
	if err != nil || len(accounts) == 0 {
		return err
	}
	if x.Until.IsZero() {
		x.Until = t.Now().Add(keepText)
	}
	p.Waiting = slices.DeleteFunc(p.Waiting, func(w text) bool { return w.Key == x.Key })
	if len(p.Waiting) == mostTexts {
		p.Waiting = p.Waiting[1:]
	}
	x.Text = say(t.ToPlace(bot.PrivatePlace(accounts[0])))
	p.Waiting = append(p.Waiting, x)
	return b.put(t, m, p)
}

// Withdraw drops the text with a key, if it has not been sent yet.
func (b *Budget) Withdraw(t *bot.Turn, m bot.MemberID, key string) error {
	p, found, err := memberRows.Get(t.State(), store.K2(t.Community.ID, m))
	if err != nil || !found {
		return err
	}
	is := func(w text) bool { return w.Key == key }
	if !slices.ContainsFunc(p.Waiting, is) && !p.underWay(key) {
		return nil
	}
	p.Waiting, p.Texts = slices.DeleteFunc(p.Waiting, is), slices.DeleteFunc(p.Texts, is)
	for i := range p.Also {
		p.Also[i].Texts = slices.DeleteFunc(p.Also[i].Texts, is)
	}
	return b.put(t, m, p)
}

// Next returns when a member may get the next message; while posts are paused, when that is looked at again.
func (b *Budget) Next(t *bot.Turn, m bot.MemberID) (time.Time, error) {
	p, err := get(t, m)
	if err != nil {
		return time.Time{}, err
	}
	return p.next(t)
}

func (p *person) next(t *bot.Turn) (time.Time, error) {
	due := p.due(t)
	paused, err := override.Paused(t, override.Posts, t.Now())
	if paused {
		due = later(due, t.Now().Add(pausedFor))
	}
	return due, err
}

// SendDue returns when Send has something to do for a member; zero: never.
func (b *Budget) SendDue(t *bot.Turn, m bot.MemberID) (time.Time, error) {
	p, err := get(t, m)
	if err != nil || p.Off || len(p.Waiting) == 0 {
		return time.Time{}, err
	}
	return p.next(t)
}

// due returns when a member may get the next message.
func (p *person) due(t *bot.Turn) time.Time {
	at := later(t.Now(), p.Last.Add(Rest))
	if !p.Failed.IsZero() {
		at = later(at, hour(t.Community, p.Failed, 1, FirstHour))
	}
	return byDay(t.Community, at)
}

// Send sends what waits for a member, if it is time: it may be later than it was to be, and too late for the day.
func (b *Budget) Send(t *bot.Turn, m bot.MemberID) error {
	p, err := get(t, m)
	if err != nil || p.Off {
		return err
	}
	if p.due(t).After(t.Now()) {
		b.wakeMember(t, m)
		return nil
	}
	if paused, err := override.Paused(t, override.Posts, t.Now()); paused || err != nil {
		b.wakeMember(t, m)
		return err
	}
	if p.Waiting, err = b.validOf(t, m, p.Waiting); err != nil {
		return err
	}
	accounts, err := b.members.Accounts(t.State(), t.Community.ID, m)
	if err != nil {
		return err
	}
	p.Texts, p.Waiting, p.Left = p.Waiting, nil, accounts
	if p.Failed = (time.Time{}); p.send(t, m) {
		p.Last = t.Now().UTC()
	}
	return b.put(t, m, p)
}

// validOf returns the texts that are still to be sent.
func (b *Budget) validOf(t *bot.Turn, m bot.MemberID, texts []text) (list []text, err error) {
	for _, x := range texts {
		ok := true
		for prefix, valid := range b.valid {
			if strings.HasPrefix(x.Key, prefix) && ok && err == nil {
				ok, err = valid(t, m, x.Key)
			}
		}
		if err != nil {
			return nil, err
		}
		if ok {
			list = append(list, x)
		}
	}
	return list, nil
}

// send sends the texts to the next account; false if nothing is left to send or to try.
func (p *person) send(t *bot.Turn, m bot.MemberID) bool {
	p.Texts = slices.DeleteFunc(p.Texts, func(x text) bool { return !x.Until.After(t.Now()) })
	if len(p.Texts) == 0 || len(p.Left) == 0 {
		p.Sent, p.Texts, p.Left = 0, nil, nil
		return false
	}
	chat := bot.PrivatePlace(p.Left[0])
	p.Left = p.Left[1:]
	var texts []string
	secret := false
	for _, x := range p.Texts {
		texts, secret = append(texts, x.Text), secret || x.Secret
	}
	p.Sent = t.Do(bot.Say{
		Place: chat, Text: strings.Join(texts, "\n\n"), Lane: bot.Posts, InDoubt: bot.Drop, Optional: true, Secret: secret,
		Expires: hour(t.Community, t.Now(), 0, LastHour), Buttons: [][]bot.Button{{Off.Button(t.ToPlace(chat), m)}},
	})
	return true
}

// Sent takes the outcome of a message that Send sent to a member: if the account can't be
// reached, the next one is tried; if the message was late or failed, its texts wait for another day.
func (b *Budget) Sent(t *bot.Turn, m bot.MemberID) error {
	p, err := get(t, m)
	if err != nil {
		return err
	}
	ref, status := t.Event.Outcome.Ref, t.Event.Outcome.Status
	also := slices.IndexFunc(p.Also, func(f flight) bool { return f.Ref == ref })
	if ref == 0 || ref != p.Sent && also < 0 {
		return nil
	}
	if status == bot.Done || status == bot.Refused {
		user := bot.UserID(t.Event.Place.Platform() + ":" + t.Event.Place.Sub())
		if err := setChat(t, t.Community.ID, user, status == bot.Done); err != nil {
			return err
		}
	}
	if also >= 0 {
		p.landed(also, status)
		return b.put(t, m, p)
	}
	switch {
	case p.Off:
		p.Left = nil
	case status == bot.Expired || status == bot.Failed:
		p.waitAgain(p.Texts)
		p.Last, p.Left = time.Time{}, nil
		if status == bot.Failed {
			p.Failed = t.Now().UTC()
		}
	case status != bot.Refused:
		p.Left = nil
	}
	p.send(t, m)
	return b.put(t, m, p)
}

// landed takes the outcome of one of the messages in Also: what did not arrive goes with the next message.
func (p *person) landed(i int, status bot.Status) {
	if !p.Off && (status == bot.Refused || status == bot.Expired || status == bot.Failed) {
		p.waitAgain(p.Also[i].Texts)
	}
	p.Also = slices.Delete(p.Also, i, i+1)
}

// underWay reports whether a text with a key is being sent.
func (p *person) underWay(key string) bool {
	is := func(x text) bool { return x.Key == key }
	return slices.ContainsFunc(p.Texts, is) || slices.ContainsFunc(p.Also, func(f flight) bool { return slices.ContainsFunc(f.Texts, is) })
}

// waitAgain has texts that were sent in vain wait again, but for those that were replaced meanwhile.
func (p *person) waitAgain(texts []text) {
	late := slices.DeleteFunc(texts, func(x text) bool {
		return slices.ContainsFunc(p.Waiting, func(w text) bool { return w.Key == x.Key })
	})
	all := append(late, p.Waiting...)
	p.Waiting = all[max(0, len(all)-mostTexts):]
}
