package require

import (
	"fmt"
	"time"

	"github.com/stewardbot/steward/bot"
)

// Section is the key of the gates in a community's configuration.
const Section = "gates"

// The gates.
const (
	Shop       = "shop"
	Draws      = "draws"
	RedPackets = "red_packets"
)

// Gates are conditions that keep out accounts made up for the occasion. One
// that is not given is that of [DefaultGate]; an empty one is open to all.
type Gates struct {
	Shop       *Condition `yaml:"shop" doc:"who may buy: {member_for: 7d, messages: {days: 3}} if left out; {}: all"`
	Draws      *Condition `yaml:"draws" doc:"who may enter draws; the same if left out"`
	RedPackets *Condition `yaml:"red_packets" doc:"who may open red packets; the same if left out"`
}

// DefaultGate returns the condition of a gate that is not configured.
func DefaultGate() *Condition {
	return &Condition{MemberFor: 7 * 24 * time.Hour, Messages: Messages{Days: 3}}
}

// NoGates returns the default: no gate is configured.
func NoGates() *Gates { return &Gates{} }

// Validate calls fault for each invalid value, with its path within the
// section.
func (g *Gates) Validate(fault func(path, code string, args ...any)) {
	g.Each(func(name string, c *Condition) {
		c.Validate(func(path, code string, args ...any) { fault(below(name, path), code, args...) })
	})
}

// Each calls fn for each configured gate.
func (g *Gates) Each(fn func(name string, c *Condition)) {
	for _, name := range []string{Shop, Draws, RedPackets} {
		if c := g.find(name); c != nil {
			fn(name, c)
		}
	}
}

// find returns the gate of a name. It panics if there is none, which is a bug of
// the caller.
func (g *Gates) find(name string) *Condition {
	switch name {
	case Shop:
		return g.Shop
	case Draws:
		return g.Draws
	case RedPackets:
		return g.RedPackets
	}
	panic(fmt.Sprintf("require: there is no gate %q", name))
}

// Gate is Check for a gate of the turn's community, and further conditions.
func (j *Judge) Gate(t *bot.Turn, m bot.MemberID, gate string, also ...*Condition) (Unmet, error) {
	c := bot.Setting[*Gates](t.Community, Section).find(gate)
	if c == nil {
		c = DefaultGate()
	}
	return j.Check(t, m, append([]*Condition{c}, also...)...)
}
