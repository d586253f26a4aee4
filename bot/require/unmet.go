package require

import (
	"maps"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/timing"
)

// Unmet is what a member lacks. It is only valid within its turn.
type Unmet struct{ reasons []reason }

// None reports whether nothing is lacking.
func (u Unmet) None() bool { return len(u.reasons) == 0 }

// Text tells the member what is lacking, in the turn's language, a sentence for
// each: "You need level 3; you are at 2." It is empty if nothing is.
func (u Unmet) Text(t *bot.Turn) (text string) {
	for _, r := range u.reasons {
		if more := r.text(t); text == "" {
			text = more
		} else {
			text = t.Text("require.also", bot.Args{"Text": text, "More": more})
		}
	}
	return text
}

// reason is one part of a condition that does not hold.
type reason struct {
	key    string
	args   bot.Args
	within timing.Period
	want   time.Duration
	left   time.Duration
	badges []string
	tags   []string
	of     []*Condition
	names  *Sources
	// unknown: it may hold, and may not.
	unknown bool
}

func (r reason) text(t *bot.Turn) string {
	args := bot.Args{}
	maps.Copy(args, r.args)
	switch r.key {
	case "require.points", "require.balance":
		args["Want"], args["Have"] = answer.Points(t, args["Count"].(int64)), answer.Points(t, args["Have"].(int64))
	case "require.messages", "require.message_days":
		args["Period"] = period(t, r.within)
	case "require.member_for", "require.account_age", "require.account_age_unknown":
		args["Time"], args["Left"] = answer.Span(t, r.want), answer.Span(t, r.left)
	case "require.badges":
		args["Badges"] = listed(t, r.badges, r.names.badgeName)
	case "require.tags":
		args["Tags"] = listed(t, r.tags, r.names.tagName)
	case "require.not", "require.any":
		var list []string
		for _, c := range r.of {
			list = append(list, c.text(t, r.names))
		}
		args["What"] = strings.Join(list, t.Text("require.or", nil))
	}
	return t.Text(r.key, args)
}

func listed(t *bot.Turn, ids []string, name func(*bot.Turn, string) string) string {
	var list []string
	for _, id := range ids {
		list = append(list, name(t, id))
	}
	return strings.Join(list, t.Text("require.and", nil))
}

// period says within which time messages count.
func period(t *bot.Turn, p timing.Period) string {
	switch p.Calendar() {
	case "day":
		return t.Text("require.today", nil)
	case "week":
		return t.Text("require.this_week", nil)
	case "month":
		return t.Text("require.this_month", nil)
	case "quarter":
		return t.Text("require.this_quarter", nil)
	}
	if p.IsZero() {
		return t.Text("require.ever", nil)
	}
	return t.Text("require.lately", bot.Args{"Time": answer.Span(t, p.Span())})
}

// Text says what the condition asks for, in the turn's language: "level 3, 5
// messages in all". It is empty for a condition that all meet.
func (j *Judge) Text(t *bot.Turn, c *Condition) string {
	return c.text(t, &j.sources)
}

func (c *Condition) text(t *bot.Turn, names *Sources) string {
	if c.IsZero() {
		return ""
	}
	var list []string
	add := func(given bool, key string, args bot.Args) {
		if given {
			list = append(list, t.Text(key, args))
		}
	}
	add(c.Level > 0, "require.a_level", bot.Args{"Level": names.levelName(t, c.Level)})
	add(c.Points > 0, "require.some_points", bot.Args{"Want": answer.Points(t, c.Points)})
	add(c.Balance > 0, "require.a_balance", bot.Args{"Want": answer.Points(t, c.Balance)})
	add(c.Messages.Count > 0, "require.some_messages", bot.Args{"Count": c.Messages.Count, "Period": period(t, c.Messages.Within)})
	add(c.Messages.Days > 0, "require.some_days", bot.Args{"Count": c.Messages.Days, "Period": period(t, c.Messages.Within)})
	add(c.CheckIns > 0, "require.some_check_ins", bot.Args{"Count": c.CheckIns})
	add(c.Streak > 0, "require.a_streak", bot.Args{"Count": c.Streak})
	add(c.MemberFor > 0, "require.a_time", bot.Args{"Time": answer.Span(t, c.MemberFor)})
	add(c.AccountAge > 0, "require.an_age", bot.Args{"Time": answer.Span(t, c.AccountAge)})
	add(len(c.Roles) > 0, "require.a_role", nil)
	add(len(c.Badges) > 0, "require.a_badge", bot.Args{"Badges": listed(t, c.Badges, names.badgeName)})
	hidden := names.hides(t, c.Tags)
	add(len(c.Tags) > 0 && !hidden, "require.a_tag", bot.Args{"Tags": listed(t, c.Tags, names.tagName)})
	add(hidden, "require.a_secret", nil)
	add(c.Linked, "require.links", nil)
	if c.Not != nil {
		list = append(list, t.Text("require.without", bot.Args{"What": c.Not.text(t, names)}))
	}
	var any []string
	for i := range c.Any {
		any = append(any, c.Any[i].text(t, names))
	}
	if len(any) > 0 {
		list = append(list, strings.Join(any, t.Text("require.or", nil)))
	}
	if e, err := compile(c.If); c.If != "" {
		text := c.If
		if err == nil && names.hides(t, e.sought["tags"]) {
			text = t.Text("require.a_secret", nil)
		}
		list = append(list, text)
	}
	return strings.Join(list, t.Text("require.and", nil))
}
