package engine

import (
	"fmt"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/script"
)

// routed is a feature with its routes.
type routed struct {
	bot.Feature
	name, after string // in records of failures: of its handlers, and of its After handler
	routes      bot.Routes
	verbs       map[string]*bot.Verb
}

// router finds the handlers of an event.
type router struct {
	features []*routed
	handlers map[bot.Kind][]*routed // those with a handler for the kind
	afters   []*routed              // those with an After handler
	byName   map[string]*routed
	commands map[string]*bot.Command // by every name
	owners   map[*bot.Command]*routed
	judge    *routed // handles broken rules; nil: no feature does
}

// newRouter rejects features, commands, or verbs of one feature with the same
// name, and routes without a handler.
func newRouter(features []bot.Feature) (*router, error) {
	r := &router{
		handlers: map[bot.Kind][]*routed{}, byName: map[string]*routed{},
		commands: map[string]*bot.Command{}, owners: map[*bot.Command]*routed{},
	}
	for _, feature := range features {
		name := feature.Name()
		f := &routed{Feature: feature, name: name, after: name + partAfter, routes: feature.Routes(), verbs: map[string]*bot.Verb{}}
		if r.byName[name] != nil || name == "" || strings.Contains(name, ":") {
			return nil, fmt.Errorf("feature %q: there is one of that name already, or it is none", name)
		}
		r.features, r.byName[name] = append(r.features, f), f
		for kind, handler := range f.routes.On {
			if handler != nil {
				r.handlers[kind] = append(r.handlers[kind], f)
			}
		}
		if f.routes.After != nil {
			r.afters = append(r.afters, f)
		}
		for i := range f.routes.Commands {
			if err := r.addCommand(f, &f.routes.Commands[i]); err != nil {
				return nil, err
			}
		}
		for i := range f.routes.Verbs {
			v := &f.routes.Verbs[i]
			if f.verbs[v.Name] != nil || v.Run == nil {
				return nil, fmt.Errorf("feature %s: the verb %q exists already, or nothing carries it out", name, v.Name)
			}
			f.verbs[v.Name] = v
		}
		if f.routes.Broken != nil {
			if r.judge != nil {
				return nil, fmt.Errorf("feature %s: broken rules are handled by %s already", name, r.judge.Name())
			}
			r.judge = f
		}
	}
	return r, nil
}

func (r *router) addCommand(f *routed, c *bot.Command) error {
	if c.Run == nil {
		return fmt.Errorf("feature %s: nothing carries the command %q out", f.Name(), c.Name)
	}
	if c.Anywhere && c.Who != bot.Members {
		return fmt.Errorf("feature %s: /%s works where there is no community, and so nobody to judge whose it is", f.Name(), c.Name)
	}
	r.owners[c] = f
	for _, name := range append([]string{c.Name}, script.Variants(c.Aliases)...) {
		if r.commands[name] != nil {
			return fmt.Errorf("feature %s: the command %q exists already", f.Name(), name)
		}
		r.commands[name] = c
	}
	return nil
}

// restricted returns a command or button that is not open to everybody, if
// there is one.
func (r *router) restricted() (what string, ok bool) {
	for _, f := range r.features {
		for _, c := range f.routes.Commands {
			if c.Who != bot.Members {
				return "the command /" + c.Name, true
			}
		}
		for _, v := range f.routes.Verbs {
			if v.Who != bot.Members {
				return fmt.Sprintf("the button %s:%s", f.Name(), v.Name), true
			}
		}
	}
	return "", false
}

// pressed is a press whose data names a verb.
type pressed struct {
	feature *routed
	verb    *bot.Verb
	data    string
}

// press finds what a button does. A verb without a name handles the rest.
func (r *router) press(data string) *pressed {
	name, rest, ok := strings.Cut(data, ":")
	f := r.byName[name]
	if f == nil || !ok {
		return nil
	}
	verb, arg, _ := strings.Cut(rest, ":")
	if v := f.verbs[verb]; v != nil {
		return &pressed{f, v, arg}
	}
	if v := f.verbs[""]; v != nil {
		return &pressed{f, v, rest}
	}
	return nil
}

// takers returns the features that may have a step for the turn's event, in
// order: most messages concern few of them.
func (d *decider) takers(t *bot.Turn) []*routed {
	if t.Community == nil || len(t.Breaches) > 0 || d.press != nil || t.Call != nil {
		return d.e.router.features
	}
	return d.e.router.handlers[t.Event.Kind]
}

// steps returns a feature's handlers for an event, in order; at most two, since
// no event is both a command and a press.
func (d *decider) steps(f *routed, t *bot.Turn) (steps [2]bot.Handler, n int) {
	add := func(h bot.Handler) {
		if h != nil {
			steps[n] = h
			n++
		}
	}
	switch {
	case t.Community == nil:
		add(f.routes.Outside[t.Event.Kind])
	case len(t.Breaches) > 0 && f.routes.Broken != nil:
		add(f.routes.Broken)
	case d.owns(f, t.Event):
		add(f.routes.On[t.Event.Kind])
	}
	if p := d.press; p != nil && !d.barred && p.feature == f && (t.Community != nil || p.verb.Anywhere) {
		add(func(t *bot.Turn) error { return p.verb.Run(t, p.data) })
	}
	if t.Call != nil && !d.barred && d.e.router.owners[t.Call.Command] == f && (t.Community != nil || t.Call.Command.Anywhere) {
		add(d.runCall)
	}
	return steps, n
}

// runCall parses the input of the turn's command and runs it.
func (d *decider) runCall(t *bot.Turn) error {
	in, err := bot.ReadInput(t)
	if err != nil {
		return err
	}
	return d.carryOut(t, in)
}

// carryOut runs the turn's command if its input is complete. Otherwise it tells
// the user how to use the command, or why they may not.
func (d *decider) carryOut(t *bot.Turn, in *bot.Input) error {
	if d.e.opt.Usage == nil || in.Complete(t.Call.Command) {
		return t.Call.Command.Run(t, in)
	}
	why, err := may(t, in)
	if err != nil {
		return err
	}
	d.e.opt.Usage(t, in, why)
	return nil
}

// may returns why the turn's user may not use its command, as a sentence; empty
// if they may.
func may(t *bot.Turn, in *bot.Input) (string, error) {
	if t.Call.Command.May == nil {
		return "", nil
	}
	return t.Call.Command.May(t, in)
}

// owns reports whether an event that belongs to one feature is this feature's.
func (d *decider) owns(f *routed, e *bot.Event) bool {
	switch {
	case e.Tick != nil:
		return e.Tick.Feature == f.name
	case e.Outcome != nil && e.Outcome.Feature != "":
		return e.Outcome.Feature == f.name
	case e.Outcome != nil: // the engine's own effect, for a rule
		return f == d.e.router.judge
	}
	return true
}

// Merge implements bot.Host.
func (d *decider) Merge(t *bot.Turn, from, into bot.MemberID) error {
	err := d.each(func(r *bot.Routes) error {
		if r.Merge == nil {
			return nil
		}
		return r.Merge(t, from, into)
	})
	if err != nil || d.e.opt.Counter == nil {
		return err
	}
	d.g.after = append(d.g.after, d.e.eraseSoon)
	return d.e.opt.Counter.Merge(d.tx, d.com.ID, from, into)
}

// Part implements bot.Host.
func (d *decider) Part(t *bot.Turn, from, left bot.MemberID) error {
	return d.each(func(r *bot.Routes) error {
		if r.Part == nil {
			return nil
		}
		return r.Part(t, from, left)
	})
}

// Disclose implements bot.Host.
func (d *decider) Disclose(t *bot.Turn, m bot.MemberID) (lines []string, err error) {
	err = d.each(func(r *bot.Routes) error {
		if r.Disclose == nil {
			return nil
		}
		more, err := r.Disclose(t, m)
		lines = append(lines, more...)
		return err
	})
	return lines, err
}

// each calls part for every feature, as that feature: timers and effects are
// its own.
func (d *decider) each(part func(*bot.Routes) error) error {
	defer func(f bot.Feature) { d.feature = f }(d.feature)
	for _, f := range d.e.router.features {
		d.feature = f
		if err := part(&f.routes); err != nil {
			return fmt.Errorf("%s: %w", f.Name(), err)
		}
	}
	return nil
}
