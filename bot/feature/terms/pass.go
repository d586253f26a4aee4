package terms

import (
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/insight"
	"github.com/stewardbot/steward/bot/term"
)

const (
	chunk  = 40               // events per tick: a few milliseconds of work
	late   = 2 * time.Minute  // after the end of the week, for what was on its way
	gather = time.Minute      // in which other communities join a new pass
	look   = 10 * time.Minute // between two looks of one that does not lead
	silent = time.Minute      // after which another leads, if the one that did is no more
)

// pass goes once through what is recorded of a week, for all communities whose week it is.
type pass struct {
	from, to time.Time
	recorded time.Time // when its first line was
	line     uint64    // the next one
	over     bool      // no line is left
	opens    time.Time // until when communities may join
	counters map[string]*counting
	leader   string
	moved    time.Time // when it last advanced
}

// counting is what was found of a community.
type counting struct {
	counter *term.Counter
	sieve   *term.Sieve // once the pass is over
}

// joins reports whether a community may still join.
func (p *pass) joins(now time.Time) bool { return p.leader == "" && !p.over && now.Before(p.opens) }

// leads reports whether it is up to a community to advance the pass.
func (p *pass) leads(community string, now time.Time) bool {
	if p.leader != community && now.Sub(p.moved) > silent {
		p.leader = community
	}
	return p.leader == community
}

// advance counts the next events. The line moves on with what is counted, so should the turn be rolled back,
// nothing is counted twice.
func (p *pass) advance(t *bot.Turn, j Journal) error {
	p.moved = t.Now()
	wanted := func(community string) bool { return p.counters[community] != nil }
	next, more, err := j.Lines(t.State(), p.line, chunk, wanted, func(community string, h *insight.Heard) {
		p.over = p.over || h.At.After(p.to.Add(late))
		if h.Said != "" && h.Member != 0 && !h.At.Before(p.from) && h.At.Before(p.to) {
			p.counters[community].counter.Add(h.Member, 0, h.Said)
		}
	})
	p.line, p.over = max(p.line, next), p.over || err == nil && !more
	return err
}
