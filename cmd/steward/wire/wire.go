// Package wire puts Steward together from its parts, by hand: wire.go is the one
// list of features, of platforms and of backends of the store, sections.go that of the sections of the
// configuration. The command line starts from it, and so do tests of the whole.
package wire

import (
	"log/slog"
	"slices"
	"strings"

	"github.com/stewardbot/steward/adapters/console"
	"github.com/stewardbot/steward/adapters/discord"
	"github.com/stewardbot/steward/adapters/telegram"
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/card"
	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/desk"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/feature/about"
	"github.com/stewardbot/steward/bot/feature/badges"
	"github.com/stewardbot/steward/bot/feature/campaign"
	"github.com/stewardbot/steward/bot/feature/checkin"
	"github.com/stewardbot/steward/bot/feature/control"
	"github.com/stewardbot/steward/bot/feature/crisis"
	"github.com/stewardbot/steward/bot/feature/dashboard"
	"github.com/stewardbot/steward/bot/feature/definer"
	"github.com/stewardbot/steward/bot/feature/digest"
	"github.com/stewardbot/steward/bot/feature/draw"
	"github.com/stewardbot/steward/bot/feature/earning"
	"github.com/stewardbot/steward/bot/feature/expiry"
	"github.com/stewardbot/steward/bot/feature/followup"
	"github.com/stewardbot/steward/bot/feature/gifts"
	"github.com/stewardbot/steward/bot/feature/greeting"
	"github.com/stewardbot/steward/bot/feature/hush"
	"github.com/stewardbot/steward/bot/feature/imports"
	"github.com/stewardbot/steward/bot/feature/levels"
	"github.com/stewardbot/steward/bot/feature/link"
	"github.com/stewardbot/steward/bot/feature/moderation"
	"github.com/stewardbot/steward/bot/feature/poll"
	"github.com/stewardbot/steward/bot/feature/privacy"
	"github.com/stewardbot/steward/bot/feature/quiz"
	"github.com/stewardbot/steward/bot/feature/schedule"
	"github.com/stewardbot/steward/bot/feature/seasons"
	"github.com/stewardbot/steward/bot/feature/segments"
	"github.com/stewardbot/steward/bot/feature/shop"
	"github.com/stewardbot/steward/bot/feature/standings"
	"github.com/stewardbot/steward/bot/feature/survey"
	"github.com/stewardbot/steward/bot/feature/tags"
	"github.com/stewardbot/steward/bot/feature/tally"
	"github.com/stewardbot/steward/bot/feature/terms"
	"github.com/stewardbot/steward/bot/feature/tiers"
	"github.com/stewardbot/steward/bot/feature/watch"
	"github.com/stewardbot/steward/bot/grant"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/locale"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/override"
	"github.com/stewardbot/steward/bot/quiet"
	"github.com/stewardbot/steward/bot/require"
	"github.com/stewardbot/steward/bot/reward"
	"github.com/stewardbot/steward/bot/sanction"
	"github.com/stewardbot/steward/bot/staff"
	"github.com/stewardbot/steward/bot/stats"
	_ "github.com/stewardbot/steward/store/boltdb" // the one list of backends
	_ "github.com/stewardbot/steward/store/memory"
	_ "github.com/stewardbot/steward/store/pgstore"
)

// Parts are what the features share.
type Parts struct {
	Book    *ledger.Book
	Counts  *stats.Book
	Members *member.Directory
	Rewards *reward.Giver
	Quiet   *quiet.Budget
	Require *require.Judge
	Badges  *badges.Feature
	Desk    *desk.Room
	Tags    *tags.Feature
	Texts   *locale.Locale
	Tagging []string // the platforms that show tags of members
}

// NewParts are parts that nothing has used yet.
func NewParts() *Parts { return NewPartsWith(locale.New()) }

// NewPartsWith are NewParts whose texts are shared with others.
func NewPartsWith(texts *locale.Locale) *Parts {
	p := wordless()
	p.Texts = texts
	return p
}

// wordless are parts without the texts, which take long to read.
func wordless() *Parts {
	book, members := ledger.New(), member.New()
	p := &Parts{
		Book: book, Counts: stats.New(members), Members: members, Rewards: reward.New(book), Quiet: quiet.New(members, membersFirst()...), Tags: tags.New(), Tagging: tagging(),
	}
	p.Require = newJudge(p)
	p.Desk = desk.New(p.Members, func(c *bot.Community) []string { return *bot.Setting[*shop.Fulfilment](c, shop.SectionFulfilment) })
	p.Badges = badges.New(p.Members, p.Require, p.Quiet, badges.Facts{
		tally.Messages.Number: {"messages"}, checkin.CheckIns.Number: {"check_ins", "streak"},
		ledger.Earned.Number: {"points", "level", "balance"}, ledger.Spent.Number: {"balance", "streak"},
	})
	return p
}

// tagging are the platforms that show tags of members.
func tagging() []string {
	names := []string{console.Platform}
	for _, p := range Platforms() {
		if p.Capabilities(bot.Place(p.Name+":")).TagLength > 0 {
			names = append(names, p.Name)
		}
	}
	return names
}

// membersFirst are the platforms on which members have to write to Steward first.
func membersFirst() (names []string) {
	for _, p := range Platforms() {
		if p.MembersFirst {
			names = append(names, p.Name)
		}
	}
	return names
}

// speakable returns what is slowed down or locked for what is said in a place: the channel of a
// thread where a space has channels, and otherwise the whole space.
func speakable(p bot.Place) bot.Place {
	if of, known := platform(p); !known || of.Room == "" {
		return p.Space()
	}
	channel, _, _ := strings.Cut(p.Sub(), "/")
	if channel == "" {
		return ""
	}
	return p.Space() + "/" + bot.Place(channel)
}

// Features is the one list of features, in the order in which they see an
// event: who comes back first, those that punish, then those that pay before those that look at
// what was paid, and last the one that sends what others had to say.
func Features(p *Parts) []bot.Feature {
	quizzes := quiz.New(p.Book, p.Members, p.Quiet)
	grants := grant.New(p.Members, p.Tagging...)
	grants.Reward(p.Rewards)
	p.Badges.Reward(p.Rewards)
	checkins := checkin.New(p.Book)
	checkins.Reward(p.Rewards)
	draws := draw.New(p.Book, p.Members, p.Rewards.From("draw"), p.Require, p.Quiet)
	draws.Reward(p.Rewards)
	polls := poll.New(p.Book, p.Members, p.Require, p.Quiet)
	shops := shop.New(shop.Parts{
		Book: p.Book, Members: p.Members, Require: p.Require, Rewards: p.Rewards,
		Level:   func(t *bot.Turn, m bot.MemberID) (int, error) { return levels.Of(t, p.Book, m) },
		Claimed: link.IsCode,
	})
	digests := digest.New(Metrics(), Active(), p.Desk.Page)
	boards := standings.New(p.Book, p.Members)
	periods := seasons.New(p.Book, p.Rewards, p.Quiet, boards.Hides)
	boards.Seasons = periods
	list := []bot.Feature{
		moderation.New(p.Book, p.Members, p.sorter(), tags.Of),
		checkins,
		earning.New(p.Book, p.Members),
		imports.New(p.Book),
		campaign.New(campaign.Parts{Members: p.Members, Quiet: p.Quiet, Rewards: p.Rewards, Require: p.Require, Sorter: p.sorter(), Active: Active()}),
		levels.New(p.Book, grants, checkin.StreakOf, shops.Perks, gifts.Perks, draws.Perks),
		boards,
		periods,
		expiry.New(p.Book, p.Quiet),
		p.Badges,
		shops,
		quizzes,
		draws,
		polls,
		schedule.New(p.Members, p.Quiet, quizzes, draws, polls, digests),
		p.Rewards,
		gifts.New(p.Book, p.Members, p.Require),
		greeting.New(p.Members),
		survey.New(p.Members, p.Require),
		p.Tags,
		segments.New(p.sorter()),
		followup.New(p.sorter()),
		tiers.New(p.Members, p.Require, p.Quiet, grants),
		terms.New(journal()),
		tally.New(p.Counts, Metrics()),
		control.New(),
		crisis.New(speakable),
		watch.New(),
		digests,
		dashboard.New(p.Desk, p.Members),
		grants,
	}
	list = append(list, definer.New(list...))
	// Who comes back after being forgotten is known to all who pay or punish.
	private := privacy.New(p.Book, p.Members)
	list = append(append([]bot.Feature{private}, list...), link.New(p.Book, p.Members), hush.New(p.Quiet))
	shown := append(slices.Clone(list[1:]), private) // whose commands come last in /help
	return append(list, about.New(p.Members, shown...))
}

// Metrics is the one list of what is counted, in the order of being shown.
func Metrics() []bot.Metric {
	return []bot.Metric{
		tally.Messages, tally.Given, tally.Received, earning.Voice, checkin.CheckIns, quiz.Answers, quiz.RightAnswers, poll.Votes, draw.Entries, tally.Commands,
		ledger.Earned, ledger.Granted, ledger.Spent, shop.Purchases, sanction.Warned, tally.Joins, tally.Leaves,
	}
}

// Platforms is the one list of platforms that a configuration can set up, in the
// order in which init asks for them.
func Platforms() []bot.Platform { return []bot.Platform{telegram.Describe(), discord.Describe()} }

// Adapters are those of the platforms that a configuration sets up.
func Adapters(f *config.File, spaces func() []bot.Place, log *slog.Logger) []bot.Adapter {
	var list []bot.Adapter
	for _, p := range Platforms() {
		if s, ok := f.Platform(p.Name); ok {
			list = append(list, s.(bot.PlatformSettings).Open(log, spaces))
		}
	}
	return list
}

// past returns what an event recorded by a version without statistics counts for.
func past(rec *engine.Recorded, facts *bot.Facts) []bot.Count {
	found := func(feature string, is func(bot.Finding) bool) bool {
		return slices.ContainsFunc(rec.Findings, func(f bot.Finding) bool { return f.Feature == feature && is(f) })
	}
	return tally.Past(&rec.Event, rec.Member, tally.Seen{
		Called: rec.Call != "", Command: facts.Command,
		Struck: found("rules", func(f bot.Finding) bool { return f.Code == "struck" }),
	}, found(earning.Name, func(f bot.Finding) bool { return f.Entry != 0 }))
}

// EngineOptions are what every instance's engine gets.
func EngineOptions(p *Parts) engine.Options {
	return engine.Options{
		Features: Features(p), Directory: p.Members, Counter: p.Counts, Past: past,
		Authorize: func(t *bot.Turn, who bot.Audience) (bool, error) {
			if in, err := dashboard.New(p.Desk, p.Members).Authorize(t); in || err != nil {
				return in, err
			}
			return staff.Authorize(t, p.Members, who)
		},
		Usage:      answer.Usage,
		Spares:     func(t *bot.Turn) (bool, error) { return staff.Spares(t, p.Members) },
		Level:      func(t *bot.Turn) (int, error) { return levels.Number(t, p.Book) },
		RuleMode:   override.RuleMode,
		WhyDeleted: sanction.New().WhyDeleted,
		List:       control.List,
		HasRole:    func(t *bot.Turn, roles []string) (bool, error) { return staff.HasRole(t, p.Members, roles) },
		Text: func(language, key string, args bot.Args) string {
			return p.Texts.Text(p.Texts.Match(language), key, args)
		},
		Speaks:  p.Texts.Speaks,
		Keep:    p.Desk.Keep,
		Drawers: card.NewPainter().Drawers(),
	}
}
