package require

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/vm"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/duration"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/bot/timing"
)

// environment holds the facts by which an expression may call them.
type environment struct {
	Level      int           `expr:"level"`
	Points     int64         `expr:"points"`
	Balance    int64         `expr:"balance"`
	Messages   int64         `expr:"messages"`
	CheckIns   int64         `expr:"check_ins"`
	Streak     int64         `expr:"streak"`
	MemberFor  time.Duration `expr:"member_for"`
	AccountAge time.Duration `expr:"account_age"`
	Linked     bool          `expr:"linked"`
	Bought     int64         `expr:"bought"`
	Badges     []string      `expr:"badges"`
	Tags       []string      `expr:"tags"`

	Wrote       func(within string) (int64, error)    `expr:"messages_within"`
	MessageDays func(within string) (int64, error)    `expr:"message_days"`
	HasRole     func(role string) (bool, error)       `expr:"has_role"`
	Duration    func(s string) (time.Duration, error) `expr:"duration"`
}

// names are those of the facts and functions above.
var names = []string{
	"level", "points", "balance", "messages", "check_ins", "streak", "member_for", "account_age", "linked", "bought", "badges", "tags",
	"messages_within", "message_days", "has_role", "duration",
}

// The bounds of an expression.
const (
	maxExpression = 1000 // bytes
	maxNodes      = 200
)

// expression is a compiled one, with the facts that it names.
type expression struct {
	program *vm.Program
	names   []string
	sought  map[string][]string // what is looked for in a list, by the list's name
}

func (e *expression) uses(name string) bool { return slices.Contains(e.names, name) }

// compile parses an expression and checks its types. The error is a phrase with
// the line and the column, from 1.
func compile(text string) (*expression, error) {
	if len(text) > maxExpression {
		return nil, phrase.New("require.if_long", len(text), maxExpression)
	}
	v := &visitor{sought: map[string][]string{}}
	program, err := expr.Compile(text, expr.Env(environment{}), expr.AsBool(), expr.MaxNodes(maxNodes), expr.DisableAllBuiltins(),
		expr.EnableBuiltin("len"), expr.EnableBuiltin("min"), expr.EnableBuiltin("max"), expr.Patch(v), expr.Optimize(false))
	if err != nil {
		return nil, explain(err)
	}
	if v.wrong != nil {
		at := (&file.Error{Location: v.at}).Bind(file.NewSource(text))
		return nil, phrase.New("require.if_at", at.Line, at.Column+1, v.wrong)
	}
	return &expression{program, v.names, v.sought}, nil
}

// SoughtInIf returns what the condition's own expression looks for in a list: badges or tags.
func (c *Condition) SoughtInIf(list string) []string {
	if e, err := compile(c.If); c.If != "" && err == nil {
		return e.sought[list]
	}
	return nil
}

func explain(err error) error {
	at, ok := errors.AsType[*file.Error](err)
	if !ok {
		return phrase.New("require.if_unread", err)
	}
	why := phrase.New("as_is", at.Message)
	switch name, unknown := strings.CutPrefix(at.Message, "unknown name "); {
	case unknown:
		why = phrase.New("require.if_name", name, names)
	case at.Message == `unexpected token Operator("=")`:
		why = phrase.New("require.if_equals")
	case strings.Contains(at.Message, "mismatched types") && strings.Contains(at.Message, "time.Duration"):
		why = phrase.New("require.if_duration")
	}
	return phrase.New("require.if_at", at.Line, at.Column+1, why)
}

// visitor collects the names in an expression, and checks what its functions
// are called with.
type visitor struct {
	names  []string
	sought map[string][]string
	wrong  *phrase.Phrase
	at     file.Location
}

// Visit implements ast.Visitor. Loops and ranges are refused, so an expression
// takes no longer than its text.
func (v *visitor) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.IdentifierNode:
		v.names = append(v.names, n.Value)
	case *ast.PredicateNode:
		v.refuse(n, phrase.New("require.if_loop"))
	case *ast.BinaryNode:
		id, isText := n.Left.(*ast.StringNode)
		in, isName := n.Right.(*ast.IdentifierNode)
		switch {
		case n.Operator == "..":
			v.refuse(n, phrase.New("require.if_loop"))
		case n.Operator == "in" && isText && isName:
			v.sought[in.Value] = append(v.sought[in.Value], id.Value)
		}
	case *ast.CallNode:
		v.call(n)
	}
}

func (v *visitor) refuse(n ast.Node, why *phrase.Phrase) {
	if v.wrong == nil {
		v.wrong, v.at = why, n.Location()
	}
}

// call checks the argument of one of the environment's functions.
func (v *visitor) call(n *ast.CallNode) {
	callee, ok := n.Callee.(*ast.IdentifierNode)
	if !ok || len(n.Arguments) != 1 {
		return
	}
	arg, isText := n.Arguments[0].(*ast.StringNode)
	if !isText {
		v.refuse(n.Arguments[0], phrase.New("require.if_quoted", callee.Value))
		return
	}
	switch callee.Value {
	case "has_role":
		if _, ok := bot.Place(arg.Value).Role(); !ok {
			v.refuse(arg, phrase.New("grant.role"))
		}
	case "duration":
		if _, ok := duration.Parse(arg.Value); !ok {
			v.refuse(arg, phrase.New("config.duration"))
		}
	case "messages_within", "message_days":
		p, err := timing.ParsePeriod(arg.Value)
		if err != nil {
			v.refuse(arg, phrase.New("as_is", err))
		} else if !countable(p) {
			v.refuse(arg, phrase.New("require.within", maxDays))
		}
	}
}

// errUnknown is what an expression fails with that asks for unknown days.
var errUnknown = errors.New("the member keeps no days")

// run evaluates an expression. known is false if the expression fails, by a
// division by zero for instance, or asks for what is not known.
func (e *expression) run(f *facts) (yes, known bool, err error) {
	env, err := e.environment(f)
	if err != nil {
		return false, false, err
	}
	var failed error // of a source
	lazily := func(fn func(wrote) int64, needDays bool) func(string) (int64, error) {
		return func(within string) (int64, error) {
			p, err := timing.ParsePeriod(within)
			if err != nil {
				return 0, err
			}
			w, err := f.wrote(p, needDays)
			failed = errors.Join(failed, err)
			if err == nil && w.unknown {
				err = errUnknown
			}
			return fn(w), err
		}
	}
	env.Wrote = lazily(func(w wrote) int64 { return w.count }, false)
	env.MessageDays = lazily(func(w wrote) int64 { return w.days }, true)
	env.HasRole = func(role string) (bool, error) {
		has, err := f.HasRole(f.t, f.m, role)
		failed = errors.Join(failed, err)
		return has, err
	}
	env.Duration = func(s string) (time.Duration, error) {
		d, _ := duration.Parse(s)
		return d, nil
	}
	out, err := expr.Run(e.program, env)
	yes, _ = out.(bool)
	return yes && err == nil, err == nil, failed
}

// environment asks for the facts that the expression names.
func (e *expression) environment(f *facts) (env environment, err error) {
	for _, fact := range []struct {
		name string
		get  func() error
	}{
		{"level", func() (err error) { env.Level, err = f.Level(f.t, f.m); return }},
		{"points", func() (err error) { env.Points, _, err = f.Points(f.t, f.m); return }},
		{"balance", func() (err error) { _, env.Balance, err = f.Points(f.t, f.m); return }},
		{"messages", func() (err error) { env.Messages, err = f.Messages(f.t, f.m); return }},
		{"check_ins", func() (err error) { env.CheckIns, err = f.CheckIns(f.t, f.m); return }},
		{"streak", func() (err error) { env.Streak, err = f.Streak(f.t, f.m); return }},
		{"member_for", func() (err error) { env.MemberFor, err = f.memberFor(); return }},
		{"account_age", func() (err error) { env.AccountAge, _, err = f.accountAge(); return }},
		{"linked", func() (err error) { env.Linked, err = f.linked(); return }},
		{"bought", func() (err error) { env.Bought, err = f.bought(); return }},
		{"badges", func() (err error) { env.Badges, err = f.badges(); return }},
		{"tags", func() (err error) { env.Tags, err = f.tags(); return }},
	} {
		if err == nil && e.uses(fact.name) {
			err = fact.get()
		}
	}
	return env, err
}
