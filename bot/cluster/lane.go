package cluster

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"github.com/stewardbot/steward/bot"
)

// lane holds what a gateway has for one partition. Packets are sent in order;
// if the oldest goes unconfirmed for too long, all are sent again from it on (go
// back n). The gateway's mu guards it.
type lane struct {
	g       *Gateway
	part    int
	fresh   []load    // not in a packet yet
	packets []*parcel // not confirmed, by their numbers
	sent    int       // of the packets, since it last went back
	last    uint64    // number of the newest packet
	since   time.Time // when the oldest packet was sent, or the last confirmation came
	resend  time.Duration
	wake    chan struct{}
	stuck   bool // it can't be handed over
}

// load is an event to send.
type load struct {
	event []byte // encoded; of a form that was filled in, the whole request
	form  bool
	of    *batch
}

// parcel is a packet, or a request with one form.
type parcel struct {
	n    uint64 // of a packet
	body []byte
	form bool
	of   []*batch // of each event
}

// Bounds of a packet, unless one event alone is larger. It is never larger than
// what the transport takes.
const (
	packetEvents = 256
	packetBytes  = 256 << 10
)

func (g *Gateway) load(ev bot.Event, b *batch) load {
	most := g.opt.Transport.Largest() - headerBytes
	if ev.Press != nil && ev.Press.Filled != nil {
		if body, err := form(g.opt.Source, g.opt.Session, ev); err == nil && len(body) <= most {
			return load{event: body, form: true, of: b}
		}
		most = 0 // it is parked: without what was filled in it would be another event
	}
	return load{event: encodeEvent(ev, most), of: b}
}

// headerBytes is more than a packet has besides its events.
const headerBytes = 1024

// lane returns a partition's lane. Requires mu, and that the gateway runs.
func (g *Gateway) lane(part int) *lane {
	l := g.lanes[part]
	if l == nil {
		l = &lane{g: g, part: part, resend: g.opt.Resend, wake: make(chan struct{}, 1)}
		g.lanes[part] = l
		ctx := g.ctx
		g.workers.Go(func() { l.run(ctx) })
	}
	return l
}

// add requires mu.
func (l *lane) add(e load) {
	l.fresh = append(l.fresh, e)
	poke(l.wake)
}

// run sends until ctx ends.
func (l *lane) run(ctx context.Context) {
	pause := shortest
	for ctx.Err() == nil {
		p, wait := l.next(time.Now())
		if p == nil {
			l.sleep(ctx, wait)
			continue
		}
		if err := l.send(ctx, p); err == nil {
			pause = shortest
			continue
		} else if ctx.Err() == nil {
			l.warn(err)
		}
		l.back()
		select {
		case <-time.After(pause):
		case <-ctx.Done():
		}
		pause = min(2*pause, longest)
	}
}

// warn logs that events are stuck, once for all lanes that are.
func (l *lane) warn(err error) {
	l.g.mu.Lock()
	defer l.g.mu.Unlock()
	if l.stuck {
		return
	}
	if l.stuck = true; l.g.stuck == 0 {
		l.g.opt.Log.Warn("events can't be handed over; they are sent again until they can", "source", l.g.opt.Source, "partition", l.part, "err", err)
	}
	l.g.stuck++
}

// eased logs that events are no longer stuck. Requires mu.
func (l *lane) eased() {
	if !l.stuck {
		return
	}
	l.stuck = false
	if l.g.stuck--; l.g.stuck == 0 {
		l.g.opt.Log.Info("events are handed over again", "source", l.g.opt.Source)
	}
}

// sleep waits until there is something to do, or until wait is over; 0: it never
// is.
func (l *lane) sleep(ctx context.Context, wait time.Duration) {
	var due <-chan time.Time
	if wait > 0 {
		t := time.NewTimer(wait)
		defer t.Stop()
		due = t.C
	}
	select {
	case <-l.wake:
	case <-due:
	case <-ctx.Done():
	}
}

// next returns what is to be sent now, or how long until something may be.
func (l *lane) next(now time.Time) (*parcel, time.Duration) {
	l.g.mu.Lock()
	defer l.g.mu.Unlock()
	if l.sent > 0 {
		if left := l.since.Add(l.resend).Sub(now); left > 0 {
			if p := l.unsent(); p != nil {
				l.sent++
				return p, 0
			}
			return nil, left
		}
		l.sent, l.resend = 0, min(2*l.resend, max(longestResend, l.g.opt.Resend))
	}
	p := l.unsent()
	if p != nil {
		l.sent, l.since = 1, now
	}
	return p, 0
}

// longestResend bounds the doubling of GatewayOptions.Resend.
const longestResend = 10 * time.Second

// unsent returns the first packet that is not sent, which it may have to pack;
// nil if there is none. A form waits for all that is before it, and all that is
// after it waits for the form. Requires mu.
func (l *lane) unsent() *parcel {
	if l.sent < len(l.packets) {
		return l.packets[l.sent]
	}
	if len(l.fresh) == 0 || len(l.packets) > 0 && (l.fresh[0].form || l.packets[0].form) {
		return nil
	}
	p := l.pack()
	l.packets = append(l.packets, p)
	return p
}

// pack makes a packet of the first fresh events. Requires mu.
func (l *lane) pack() *parcel {
	if first := l.fresh[0]; first.form {
		l.fresh = l.fresh[1:]
		return &parcel{body: first.event, form: true, of: []*batch{first.of}}
	}
	l.last++
	p := &parcel{n: l.last}
	var body bytes.Buffer
	body.WriteString(`{"v":` + strconv.Itoa(version) + `,"source":`)
	name, _ := json.Marshal(l.g.opt.Source)
	body.Write(name)
	body.WriteString(`,"session":` + strconv.FormatInt(l.g.opt.Session, 10) + `,"n":` + strconv.FormatUint(p.n, 10) + `,"events":[`)
	size, most := 0, min(packetBytes, l.g.opt.Transport.Largest()-headerBytes)
	for i, e := range l.fresh {
		if size += len(e.event) + len(","); e.form || i == packetEvents || i > 0 && size > most {
			break
		}
		if i > 0 {
			body.WriteByte(',')
		}
		body.Write(e.event)
		p.of = append(p.of, e.of)
	}
	body.WriteString("]}")
	p.body = body.Bytes()
	l.fresh = slices.Delete(l.fresh, 0, len(p.of))
	return p
}

// send sends a packet. A form is confirmed by the answer.
func (l *lane) send(ctx context.Context, p *parcel) error {
	if !p.form {
		return l.g.opt.Transport.Append(ctx, l.part, p.body)
	}
	ctx, cancel := context.WithTimeout(ctx, formPatience*l.g.opt.Resend)
	defer cancel()
	answer, err := l.g.opt.Transport.Ask(ctx, subjectEvent(l.part), p.body)
	switch {
	case err != nil:
		return err
	case string(answer) != committed:
		return errNotCommitted
	}
	l.g.mu.Lock()
	defer l.g.mu.Unlock()
	l.confirm(1)
	return nil
}

// formPatience is how many times as long as a packet a form may go unconfirmed.
const formPatience = 4

// back has everything sent again that is not confirmed.
func (l *lane) back() {
	l.g.mu.Lock()
	defer l.g.mu.Unlock()
	l.sent = 0
}

// done takes an engine's note of what is committed.
func (g *Gateway) done(note []byte) {
	var d done
	if json.Unmarshal(note, &d) != nil || d.Session != g.opt.Session {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	l := g.lanes[d.Part]
	if l == nil || d.N > l.last {
		return
	}
	n := 0
	for n < len(l.packets) && !l.packets[n].form && l.packets[n].n <= d.N {
		n++
	}
	l.confirm(n)
}

// confirm takes the first n packets out: they are committed. Requires mu.
func (l *lane) confirm(n int) {
	if n == 0 {
		return
	}
	l.eased()
	complete := false
	for _, p := range l.packets[:n] {
		for _, b := range p.of {
			b.left--
			complete = complete || b.left == 0
		}
	}
	l.packets, l.sent = slices.Delete(l.packets, 0, n), max(l.sent-n, 0)
	l.since, l.resend = time.Now(), l.g.opt.Resend
	poke(l.wake)
	if complete {
		poke(l.g.ready)
	}
}
