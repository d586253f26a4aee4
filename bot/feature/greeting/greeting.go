// Package greeting welcomes people who join, says farewell to people who leave, and shows the
// house rules.
//
// Joins and leaves are recorded (lately.go), so that nobody is greeted twice within a day, and
// collected for a moment (gather.go): people who join together share one message that names a
// few of them, so a raid causes a single message. It replaces the previous one and is deleted
// after a while. The platform's own messages about joins and leaves can be deleted, too. /rules
// shows the house rules.
package greeting

import (
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/sanction"
)

// Feature implements bot.Feature.
type Feature struct {
	members *member.Directory
	file    *sanction.File
}

// New returns the feature for the directory's members.
func New(members *member.Directory) *Feature { return &Feature{members, sanction.New()} }

const name = "greeting"

// Name implements bot.Feature.
func (*Feature) Name() string { return name }

// Routes implements bot.Feature.
func (f *Feature) Routes() bot.Routes {
	return bot.Routes{
		Topic: bot.TopicModeration,
		Places: []bot.PlaceName{
			{Name: SectionWelcome, Doc: "where people who join are greeted"},
			{Name: SectionFarewell, Doc: "where the farewell is said; without it, where the welcome is"},
		},
		Commands: []bot.Command{{Name: "rules", Aliases: []string{"群规/群規", "规则/規則"}, Spoken: []string{"群规/群規"}, Run: showRules}},
		On: map[bot.Kind]bot.Handler{
			bot.KindJoin: f.joined, bot.KindLeave: f.left, bot.KindNotice: tidy, bot.KindTick: f.tick,
		},
		Forget: f.Forget,
	}
}

func showRules(t *bot.Turn, _ *bot.Input) error {
	rules := houseRules(t)
	if strings.TrimSpace(rules) == "" {
		answer.Give(t, answer.Reply{Text: t.Text("greeting.no_rules", nil), Room: true})
		return nil
	}
	answer.Give(t, answer.Reply{Text: rules, Rich: true, Room: true})
	return nil
}

func houseRules(t *bot.Turn) string {
	return bot.Setting[*bot.Text](t.Community, SectionRules).In(t.Language())
}

func settings(t *bot.Turn, section string) *Settings {
	return bot.Setting[*Settings](t.Community, section)
}

// tidy deletes the platform's own message about a join or leave.
func tidy(t *bot.Turn) error {
	m, section := t.Event.Message, SectionWelcome
	if t.Event.Notice == bot.KindLeave {
		section = SectionFarewell
	}
	if m == nil || t.Late || !settings(t, section).DeleteService {
		return nil
	}
	t.Do(bot.Delete{Place: t.Event.Place, Target: bot.Target{Message: bot.MessageID{Place: t.Event.Place, ID: m.ID}}, Lane: bot.Posts})
	return nil
}
