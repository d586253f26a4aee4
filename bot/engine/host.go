package engine

import (
	"crypto/hmac"
	"crypto/sha256"
	"math/rand/v2"
	"time"

	"github.com/stewardbot/steward/bot"
)

// The methods of bot.Host.

// State implements bot.Host.
func (d *decider) State() bot.State { return d.tx }

// Now implements bot.Host.
func (d *decider) Now() time.Time { return d.e.clock.Now() }

// Find implements bot.Host.
func (d *decider) Find(f bot.Finding) {
	if f.Feature == "" && d.feature != nil {
		f.Feature = d.feature.Name()
	}
	d.findings = append(d.findings, f)
}

// Conceal implements bot.Host.
func (d *decider) Conceal() { d.conceals = true }

// OnRollback implements bot.Host.
func (d *decider) OnRollback(fn func()) { d.tx.OnRollback(fn) }

// Rand implements bot.Host.
func (d *decider) Rand(purpose string) *rand.Rand {
	mac := hmac.New(sha256.New, d.e.secret)
	mac.Write([]byte(d.ev.ID))
	mac.Write([]byte{0})
	mac.Write([]byte(purpose))
	return rand.New(rand.NewChaCha8([32]byte(mac.Sum(nil))))
}

// Text implements bot.Host.
func (d *decider) Text(language, key string, args bot.Args) string {
	return d.e.opt.Text(language, key, args)
}

// Speaks implements bot.Host.
func (d *decider) Speaks(tag string) string {
	if d.e.opt.Speaks == nil {
		return ""
	}
	return d.e.opt.Speaks(tag)
}

// MemberByUser implements bot.Host.
func (d *decider) MemberByUser(u bot.User) (*bot.Member, error) {
	if d.com == nil {
		return nil, nil
	}
	return d.e.opt.Directory.ByUser(d.tx, d.com.ID, u.ID)
}

// MemberByID implements bot.Host.
func (d *decider) MemberByID(id bot.MemberID) (*bot.Member, error) {
	if d.com == nil {
		return nil, nil
	}
	return d.e.opt.Directory.ByID(d.tx, d.com.ID, id)
}

// MemberByHandle implements bot.Host.
func (d *decider) MemberByHandle(platform, handle string) (*bot.Member, error) {
	if d.com == nil {
		return nil, nil
	}
	return d.e.opt.Directory.ByHandle(d.tx, d.com.ID, platform, handle)
}

// Enter implements bot.Host.
func (d *decider) Enter(t *bot.Turn, community string) (bool, error) {
	com := d.ruling.byID[community]
	switch {
	case !d.ev.Place.Private() || d.ev.User == nil:
		return false, nil
	case com == nil && d.e.elsewhere(community):
		return false, d.leave(community)
	case com == nil:
		return false, nil
	}
	d.tellFirst(com)
	m, err := d.e.opt.Directory.Resolve(d.tx, com.ID, *d.ev.User, d.at)
	if err != nil {
		return false, err
	}
	d.com, d.member = com, m
	t.Community, t.Member = com, m
	return true, nil
}

// Do implements bot.Host.
func (d *decider) Do(e bot.Effect) bot.Ref {
	d.acts++
	if d.acts > maxActs {
		return 0
	}
	if a, ok := e.(bot.Ack); ok && d.press != nil && d.press.verb.Secret {
		a.Secret = true
		e = a
	}
	ref := d.enqueue(e)
	d.refs = append(d.refs, ref)
	return ref
}

// enqueue adds an outbox line, and the line that removes its message later, if
// any.
func (d *decider) enqueue(e bot.Effect) bot.Ref { return d.enqueueAt(e, time.Time{}) }

// enqueueAt adds a line that is not due before a time. Deleting one message of
// an album deletes all of it.
func (d *decider) enqueueAt(e bot.Effect, due time.Time) bot.Ref {
	ref := d.addLine(e, due)
	if v := bot.Vanish(e, ref); v != nil {
		d.addLine(v, time.Time{})
	}
	if del, ok := e.(bot.Delete); ok {
		for _, m := range d.albumOf(del.Target.Message) {
			del.Target.Message = m
			d.refs = append(d.refs, d.addLine(del, due))
		}
	}
	return ref
}

func (d *decider) addLine(e bot.Effect, due time.Time) bot.Ref {
	d.nextRef++
	l := &line{Ref: bot.Ref(d.nextRef), Event: d.ev.ID, Created: d.e.clock.Now(), NotBefore: due, Due: due}
	l.carry(d.marked(e))
	if d.com != nil {
		l.Community = d.com.ID
	}
	if d.feature != nil {
		l.Feature = d.feature.Name()
	}
	if d.ev.User != nil && l.traits.Lane == bot.Answers && l.traits.Pace == bot.PaceSpeech {
		l.asker = d.ev.User.ID
	}
	d.must(d.attach(l))
	d.keep(l.Ref, l.effect)
	d.must(l.put(d.tx))
	if l.deletes() {
		d.must(d.deleted(l.traits.Target.Message, true))
	}
	d.g.after = append(d.g.after, func() { d.e.deliver.add(l) })
	return l.Ref
}
