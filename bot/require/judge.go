package require

import (
	"fmt"
	"slices"

	"github.com/stewardbot/steward/bot"
)

// Judge compares conditions with the facts. Only the writer's goroutine may use
// it.
type Judge struct {
	sources  Sources
	compiled map[string]*expression
}

// New returns a Judge that asks the sources.
func New(s Sources) *Judge { return &Judge{s, map[string]*expression{}} }

// LevelName returns the name by which members know a level, counted from 0; its
// number if it has none.
func (j *Judge) LevelName(t *bot.Turn, number int) string { return j.sources.levelName(t, number) }

// Check returns what a member lacks for all of the conditions; nil ones are
// met. The time is the turn's At.
func (j *Judge) Check(t *bot.Turn, m bot.MemberID, conditions ...*Condition) (Unmet, error) {
	f := &facts{&j.sources, t, m}
	var u Unmet
	for _, c := range conditions {
		reasons, err := j.lacks(f, c)
		if err != nil {
			return Unmet{}, fmt.Errorf("require: what member %d lacks: %w", m, err)
		}
		u.reasons = append(u.reasons, reasons...)
	}
	return u, nil
}

// lacks returns a reason for each part of a condition that does not hold.
func (j *Judge) lacks(f *facts, c *Condition) (reasons []reason, err error) {
	if c == nil {
		return nil, nil
	}
	for _, part := range parts {
		r, lacks, err := part(j, f, c)
		if err != nil {
			return nil, err
		}
		if lacks {
			reasons = append(reasons, r)
		}
	}
	return reasons, nil
}

// part compares one key of a condition with a fact. A key that is not given is
// never lacking.
type part func(j *Judge, f *facts, c *Condition) (r reason, lacks bool, err error)

// parts are all keys, in the order in which a member hears of them.
var parts []part

func init() { // lacks, which they call, refers to them
	parts = []part{level, points, balance, messages, checkIns, streak, memberFor, accountAge, roles, badges, tags, linked, not, alternatives, expressed}
}

// compare is a part for a number.
func compare(key string, want, have int64, args bot.Args) (reason, bool, error) {
	if args == nil {
		args = bot.Args{}
	}
	args["Count"], args["Have"] = want, max(have, 0)
	return reason{key: key, args: args}, have < want, nil
}

func level(_ *Judge, f *facts, c *Condition) (reason, bool, error) {
	if c.Level == 0 {
		return reason{}, false, nil
	}
	have, err := f.Level(f.t, f.m)
	if err != nil {
		return reason{}, false, err
	}
	have = max(have, 0)
	args := bot.Args{"Level": f.levelName(f.t, c.Level), "Have": f.levelName(f.t, have)}
	return reason{key: "require.level", args: args}, have < c.Level, nil
}

func points(_ *Judge, f *facts, c *Condition) (reason, bool, error) {
	if c.Points == 0 {
		return reason{}, false, nil
	}
	have, _, err := f.Points(f.t, f.m)
	if err != nil {
		return reason{}, false, err
	}
	return compare("require.points", c.Points, have, nil)
}

func balance(_ *Judge, f *facts, c *Condition) (reason, bool, error) {
	if c.Balance == 0 {
		return reason{}, false, nil
	}
	_, have, err := f.Points(f.t, f.m)
	if err != nil {
		return reason{}, false, err
	}
	return compare("require.balance", c.Balance, have, nil)
}

func messages(_ *Judge, f *facts, c *Condition) (reason, bool, error) {
	m := c.Messages
	if m.isZero() {
		return reason{}, false, nil
	}
	have, err := f.wrote(m.Within, m.Days > 0)
	switch {
	case err != nil:
		return reason{}, false, err
	case have.unknown:
		return reason{key: "require.no_days", unknown: true}, true, nil
	case have.days < m.Days:
		return reason{key: "require.message_days", args: bot.Args{"Count": m.Days, "Have": have.days}, within: m.Within}, true, nil
	}
	return reason{key: "require.messages", args: bot.Args{"Count": m.Count, "Have": have.count}, within: m.Within}, have.count < m.Count, nil
}

func checkIns(_ *Judge, f *facts, c *Condition) (reason, bool, error) {
	if c.CheckIns == 0 {
		return reason{}, false, nil
	}
	have, err := f.CheckIns(f.t, f.m)
	if err != nil {
		return reason{}, false, err
	}
	return compare("require.check_ins", c.CheckIns, have, nil)
}

func streak(_ *Judge, f *facts, c *Condition) (reason, bool, error) {
	if c.Streak == 0 {
		return reason{}, false, nil
	}
	have, err := f.Streak(f.t, f.m)
	if err != nil {
		return reason{}, false, err
	}
	return compare("require.streak", c.Streak, have, nil)
}

func memberFor(_ *Judge, f *facts, c *Condition) (reason, bool, error) {
	if c.MemberFor == 0 {
		return reason{}, false, nil
	}
	have, err := f.memberFor()
	return reason{key: "require.member_for", want: c.MemberFor, left: c.MemberFor - have}, have < c.MemberFor, err
}

func accountAge(_ *Judge, f *facts, c *Condition) (reason, bool, error) {
	if c.AccountAge == 0 {
		return reason{}, false, nil
	}
	have, told, err := f.accountAge()
	r := reason{key: "require.account_age", want: c.AccountAge, left: c.AccountAge - have}
	if !told {
		r.key = "require.account_age_unknown"
	}
	return r, have < c.AccountAge, err
}

func roles(_ *Judge, f *facts, c *Condition) (reason, bool, error) {
	for _, role := range c.Roles {
		if has, err := f.HasRole(f.t, f.m, role); has || err != nil {
			return reason{}, false, err
		}
	}
	return reason{key: "require.roles"}, len(c.Roles) > 0, nil
}

func badges(_ *Judge, f *facts, c *Condition) (reason, bool, error) {
	if len(c.Badges) == 0 {
		return reason{}, false, nil
	}
	have, err := f.badges()
	lacking := slices.DeleteFunc(slices.Clone(c.Badges), func(id string) bool { return slices.Contains(have, id) })
	return reason{key: "require.badges", badges: lacking, names: f.Sources}, len(lacking) > 0, err
}

func tags(_ *Judge, f *facts, c *Condition) (reason, bool, error) {
	if len(c.Tags) == 0 {
		return reason{}, false, nil
	}
	have, err := f.tags()
	lacking := slices.DeleteFunc(slices.Clone(c.Tags), func(name string) bool { return slices.Contains(have, name) })
	r := reason{key: "require.tags", tags: lacking, names: f.Sources}
	if f.hides(f.t, lacking) {
		r.key = "require.hidden"
	}
	return r, len(lacking) > 0, err
}

func linked(_ *Judge, f *facts, c *Condition) (reason, bool, error) {
	if !c.Linked {
		return reason{}, false, nil
	}
	is, err := f.linked()
	return reason{key: "require.linked"}, !is, err
}

func not(j *Judge, f *facts, c *Condition) (reason, bool, error) {
	if c.Not == nil {
		return reason{}, false, nil
	}
	lacking, err := j.lacks(f, c.Not)
	r := reason{key: "require.not", of: []*Condition{c.Not}, names: f.Sources, unknown: len(lacking) > 0}
	return r, !certain(lacking), err
}

func alternatives(j *Judge, f *facts, c *Condition) (reason, bool, error) {
	r := reason{key: "require.any", names: f.Sources}
	for i := range c.Any {
		lacking, err := j.lacks(f, &c.Any[i])
		if len(lacking) == 0 {
			return reason{}, false, err
		}
		r.of = append(r.of, &c.Any[i])
		r.unknown = r.unknown || !certain(lacking)
	}
	return r, len(r.of) > 0, nil
}

// certain reports whether something is lacking for sure.
func certain(lacking []reason) bool {
	return slices.ContainsFunc(lacking, func(r reason) bool { return !r.unknown })
}

func expressed(j *Judge, f *facts, c *Condition) (reason, bool, error) {
	if c.If == "" {
		return reason{}, false, nil
	}
	e := j.compiled[c.If]
	if e == nil {
		var err error
		if e, err = compile(c.If); err != nil {
			return reason{}, false, err
		}
		j.compiled[c.If] = e
	}
	yes, known, err := e.run(f)
	r := reason{key: "require.if", args: bot.Args{"Condition": c.If}, unknown: !known}
	if f.hides(f.t, e.sought["tags"]) {
		r.key = "require.hidden"
	}
	return r, !yes, err
}
