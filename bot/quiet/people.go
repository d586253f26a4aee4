package quiet

import (
	"slices"
	"strconv"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// Switch is a button that switches a member's private messages off or on.
type Switch string

// The switches, as verbs of the feature hush.
const (
	Off Switch = "off"
	On  Switch = "on"
)

// Feature is the name of the feature that owns the timers and the buttons.
const Feature = "hush"

// Button returns the button for a member.
func (s Switch) Button(t *bot.Turn, m bot.MemberID) bot.Button {
	label := "hush.button_on"
	if s == Off {
		label = "hush.button_off"
	}
	return bot.Button{Label: t.Text(label, nil), Data: Feature + ":" + string(s) + ":" + strconv.FormatUint(uint64(m), 10)}
}

// Forget drops all about a member.
func (b *Budget) Forget(t *bot.Turn, who *bot.Forgotten) error {
	if err := forgetPosts(t, who.Member); err != nil {
		return err
	}
	if err := forgetChats(t, who.Accounts); err != nil {
		return err
	}
	b.wakeMember(t, who.Member)
	return memberRows.Delete(t.State(), store.K2(t.Community.ID, who.Member))
}

// Merge merges two members: one budget, and no messages if either wanted none.
func (b *Budget) Merge(t *bot.Turn, from, into bot.MemberID) error {
	if err := joinPosts(t, from, into); err != nil {
		return err
	}
	key := store.K2(t.Community.ID, from)
	gone, found, err := memberRows.Get(t.State(), key)
	if err != nil || !found {
		return err
	}
	b.wakeMember(t, from)
	if err := memberRows.Delete(t.State(), key); err != nil {
		return err
	}
	p, err := get(t, into)
	if err != nil {
		return err
	}
	p.Off = p.Off || gone.Off
	p.Last, p.Failed = later(p.Last, gone.Last), later(p.Failed, gone.Failed)
	switch p.Also = append(p.Also, gone.Also...); {
	case gone.Sent == 0:
	case p.Sent == 0:
		p.Sent, p.Texts, p.Left = gone.Sent, gone.Texts, gone.Left
	default:
		p.Also = append(p.Also, flight{gone.Sent, gone.Texts})
	}
	// Of two texts with one key, only one is said: the one under way, or else that of the member who stays.
	p.Waiting = slices.DeleteFunc(p.Waiting, func(w text) bool { return gone.underWay(w.Key) })
	for _, x := range gone.Waiting {
		waits := slices.ContainsFunc(p.Waiting, func(w text) bool { return w.Key == x.Key })
		if !waits && !p.underWay(x.Key) && len(p.Waiting) < mostTexts {
			p.Waiting = append(p.Waiting, x)
		}
	}
	if p.Off {
		p.Waiting = nil
	}
	return b.put(t, into, p)
}

// Part gives an account that left a member the same silence.
func (b *Budget) Part(t *bot.Turn, from, left bot.MemberID) error {
	p, found, err := memberRows.Get(t.State(), store.K2(t.Community.ID, from))
	if err != nil || !found {
		return err
	}
	return b.put(t, left, person{Off: p.Off, Last: p.Last})
}

// About returns what is stored about a member: whether messages are off, when the latest was
// sent, and the texts that wait. found is false if nothing is.
func (b *Budget) About(t *bot.Turn, m bot.MemberID) (off bool, last time.Time, waiting []string, found bool, err error) {
	p, found, err := memberRows.Get(t.State(), store.K2(t.Community.ID, m))
	for _, x := range p.Waiting {
		waiting = append(waiting, x.Text)
	}
	return p.Off, p.Last, waiting, found, err
}
