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
	"github.com/stewardbot/steward/bot/define"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/sanction"
)

// Feature implements bot.Feature.
type Feature struct {
	members           *member.Directory
	file              *sanction.File
	rules             *define.Single[bot.Text]
	welcome, farewell *define.Single[Settings]
}

// New returns the feature for the directory's members.
func New(members *member.Directory) *Feature {
	return &Feature{
		members, sanction.New(), define.SingleOf[bot.Text](SectionRules),
		define.SingleOf[Settings](SectionWelcome), define.SingleOf[Settings](SectionFarewell),
	}
}

// Singles returns what operators can set from the chat.
func (f *Feature) Singles() []define.List { return []define.List{f.rules, f.welcome, f.farewell} }

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
		Commands: []bot.Command{{Name: "rules", Aliases: []string{"群规/群規", "规则/規則"}, Spoken: []string{"群规/群規"}, Run: f.showRules}},
		On: map[bot.Kind]bot.Handler{
			bot.KindJoin: f.joined, bot.KindLeave: f.left, bot.KindNotice: f.tidy, bot.KindTick: f.tick,
		},
		Forget: f.Forget,
	}
}

func (f *Feature) showRules(t *bot.Turn, _ *bot.Input) error {
	rules, err := f.houseRules(t)
	if err != nil {
		return err
	}
	if strings.TrimSpace(rules) == "" {
		answer.Give(t, answer.Reply{Text: t.Text("greeting.no_rules", nil), Room: true})
		return nil
	}
	answer.Give(t, answer.Reply{Text: rules, Rich: true, Room: true})
	return nil
}

func (f *Feature) houseRules(t *bot.Turn) (string, error) {
	rules, err := f.rules.Value(t)
	return rules.In(t.Language()), err
}

func (f *Feature) settings(t *bot.Turn, section string) (*Settings, error) {
	if section == SectionFarewell {
		return f.farewell.Value(t)
	}
	return f.welcome.Value(t)
}

// tidy deletes the platform's own message about a join or leave.
func (f *Feature) tidy(t *bot.Turn) error {
	m, section := t.Event.Message, SectionWelcome
	if t.Event.Notice == bot.KindLeave {
		section = SectionFarewell
	}
	s, err := f.settings(t, section)
	if err != nil || m == nil || t.Late || !s.DeleteService {
		return err
	}
	t.Do(bot.Delete{Place: t.Event.Place, Target: bot.Target{Message: bot.MessageID{Place: t.Event.Place, ID: m.ID}}, Lane: bot.Posts})
	return nil
}
