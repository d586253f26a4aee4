package wire

import (
	"fmt"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/desk"
	"github.com/stewardbot/steward/bot/feature/badges"
	"github.com/stewardbot/steward/bot/feature/campaign"
	"github.com/stewardbot/steward/bot/feature/checkin"
	"github.com/stewardbot/steward/bot/feature/digest"
	"github.com/stewardbot/steward/bot/feature/draw"
	"github.com/stewardbot/steward/bot/feature/expiry"
	"github.com/stewardbot/steward/bot/feature/gifts"
	"github.com/stewardbot/steward/bot/feature/greeting"
	"github.com/stewardbot/steward/bot/feature/levels"
	"github.com/stewardbot/steward/bot/feature/moderation/room"
	"github.com/stewardbot/steward/bot/feature/poll"
	"github.com/stewardbot/steward/bot/feature/quiz"
	"github.com/stewardbot/steward/bot/feature/schedule"
	"github.com/stewardbot/steward/bot/feature/seasons"
	"github.com/stewardbot/steward/bot/feature/shop"
	"github.com/stewardbot/steward/bot/feature/standings"
	"github.com/stewardbot/steward/bot/feature/survey"
	"github.com/stewardbot/steward/bot/feature/tags"
	"github.com/stewardbot/steward/bot/feature/tiers"
	"github.com/stewardbot/steward/bot/feature/watch"
	"github.com/stewardbot/steward/bot/insight"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/multiplier"
	"github.com/stewardbot/steward/bot/require"
	"github.com/stewardbot/steward/bot/sanction"
	"github.com/stewardbot/steward/bot/segment"
	"github.com/stewardbot/steward/bot/staff"
	"github.com/stewardbot/steward/bot/timing"
	"github.com/stewardbot/steward/rules"
)

// Sections is the one list of who owns which key of the configuration.
func Sections() []config.Section {
	features := Features(wordless())
	commands := commandNames(features)
	list := []config.Section{
		section(config.ScopeRoot, "store", "where the state is kept", newStoreSettings,
			(*StoreSettings).validate),
		section(config.ScopeRoot, "cluster", "several processes, on several machines, that run one Steward; leave out for one process", newClusterSettings,
			(*ClusterSettings).validate),
		section(config.ScopeRoot, "web", "health, readiness and metrics over HTTP; leave out to switch off", newWebSettings,
			func(s *WebSettings, r *config.Report) { s.validate(r.Fault) }),
		section(config.ScopeRoot, "desk", "the operator's desk, pages for staff; leave out to switch off", newDeskSettings,
			func(s *DeskSettings, r *config.Report) { s.validate(r.Fault, r.Warn) }),
		section(config.ScopeRoot, "journal", "recorded events, for explaining and rehearsing", newJournalSettings,
			func(s *journalSettings, r *config.Report) { s.validate(r.Fault) }),
	}
	for _, p := range Platforms() {
		list = append(list, config.Section{
			Scope: config.ScopePlatform, Key: p.Name, Doc: p.Title, Space: p.SpaceFault, New: func() any { return p.Settings() },
			Check: func(v any, r *config.Report) { v.(bot.PlatformSettings).Validate(r.Fault) },
		})
	}
	list = append(append(list, activitySections()...), moderationSections()...)
	list = append(list, section(config.ScopeCommunity, answer.Section, "how loudly Steward answers", answer.Defaults,
		func(s *answer.Settings, r *config.Report) { s.Validate(commands, r.Fault) }))
	for i := range list {
		list[i].Entry = entries[list[i].Key]
	}
	for _, f := range features {
		for _, p := range f.Routes().Places {
			list = append(list, config.Section{Scope: config.ScopePlace, Key: p.Name, Doc: p.Doc})
		}
	}
	return list
}

// activitySections are what a community does: greetings, points, posts and quizzes.
func activitySections() []config.Section {
	return []config.Section{
		section(config.ScopeCommunity, greeting.SectionRules, "what /rules shows, in Steward's markup", greeting.NoRules, nil),
		section(config.ScopeCommunity, greeting.SectionWelcome, "what is said to who joins", greeting.Defaults, checkGreeting),
		section(config.ScopeCommunity, greeting.SectionFarewell, "what is said of who leaves", greeting.Defaults, checkGreeting),
		section(config.ScopeCommunity, "points", "what points are called and how taking part earns them", ledger.Defaults,
			func(s *ledger.Settings, r *config.Report) {
				s.Validate(r.Fault)
				s.Except = ownPlaces(r, "except", s.Except)
			}),
		section(config.ScopeCommunity, checkin.Section, "points for checking in once a day", checkin.Defaults,
			func(s *checkin.Settings, r *config.Report) { s.Validate(r.Fault) }),
		section(config.ScopeCommunity, multiplier.Section, "days on which points count several times, and prices are lower", multiplier.Defaults,
			func(s *multiplier.Settings, r *config.Report) { s.Validate(r.Fault) }),
		section(config.ScopeCommunity, levels.CurveSection, "the bot whose levels the numbers under levels are", levels.NoCurve, nil),
		section(config.ScopeCommunity, levels.Section, "levels by points earned", levels.Defaults,
			func(s *levels.Settings, r *config.Report) {
				s.Follow(*r.Community().Section(levels.CurveSection).(*levels.Curve), r.Fault)
				s.Validate(r.Fault)
				for i, l := range *s {
					ownRoles(r, fmt.Sprintf("[%d].roles", i), l.Roles)
				}
			}),
		section(config.ScopeCommunity, require.Section, "who may use what made-up accounts would abuse", require.NoGates,
			func(g *require.Gates, r *config.Report) {
				g.Each(func(name string, c *require.Condition) { checkRequire(r, name, c) })
			}),
		section(config.ScopeCommunity, badges.Section, "badges that members earn, or that moderators give", badges.Defaults,
			func(s *badges.Settings, r *config.Report) {
				s.Validate(r.Fault)
				for i, b := range *s {
					checkRequire(r, fmt.Sprintf("[%d].when", i), b.When)
				}
				s.Circles(r.Fault)
			}),
		section(config.ScopeCommunity, gifts.Section, "what members may give one another", gifts.Defaults,
			func(s *gifts.Settings, r *config.Report) {
				s.Validate(r.Fault)
				checkRequire(r, "require", &s.Require)
			}),
		section(config.ScopeCommunity, expiry.Section, "points that expire, the oldest first", expiry.Defaults,
			func(s *expiry.Settings, r *config.Report) { s.Validate(r.Fault) }),
		section(config.ScopeCommunity, seasons.Section, "spans in which the standings begin anew, and their prizes", seasons.Defaults, checkSeasons),
		section(config.ScopeCommunity, standings.Section, "the standings", standings.Defaults,
			func(s *standings.Settings, r *config.Report) { s.Validate(r.Fault) }),
		section(config.ScopeCommunity, shop.Section, "what members can buy with their points", shop.Defaults, checkShop),
		section(config.ScopeCommunity, shop.SectionFulfilment, "who ships orders of the shop; moderators if left out", shop.NoFulfilment,
			func(s *shop.Fulfilment, r *config.Report) {
				names := staff.Moderators(*s)
				names.Validate(r.Fault)
				ownStaff(r, "", names)
			}),
		section(config.ScopeCommunity, timing.CalendarSection, "calendars of holidays and make-up working days, for what is due on workdays", timing.NoCalendars,
			func(s *timing.Calendars, r *config.Report) {
				s.Validate(r.Community().Timezone, time.Now(), r.Fault, r.Warn)
			}),
		section(config.ScopeCommunity, schedule.Section, "posts at set times", schedule.Defaults, checkSchedule),
		section(config.ScopeCommunity, quiz.Section, "quizzes that /quiz starts, beside those that come with the program", quiz.Defaults, checkQuizzes),
		section(config.ScopeCommunity, draw.Section, "prizes given by lot", draw.Defaults, checkDraws),
		section(config.ScopeCommunity, poll.Section, "questions that members vote on", poll.Defaults, checkPolls),
		section(config.ScopeCommunity, tiers.Section, "spaces and roles for some members, by condition and with seats", tiers.Defaults, checkTiers),
		section(config.ScopeCommunity, digest.Section, "messages about a period: what rose and fell, whom to thank, what to try", digest.Defaults, checkDigests),
		section(config.ScopeCommunity, insight.GoalsSection, "what figures are to reach, and by when", insight.NoGoals,
			func(s *insight.Goals, r *config.Report) { s.Validate(r.Fault) }),
		section(config.ScopeCommunity, watch.Section, "what is told when it is beyond its usual range", watch.Defaults,
			func(s *watch.Settings, r *config.Report) {
				s.Validate(len(r.Community().Places[bot.Modlog]) > 0, r.Fault)
			}),
		section(config.ScopeCommunity, survey.Section, "short surveys that members answer in private, once", survey.Defaults,
			func(s *survey.Settings, r *config.Report) {
				s.Validate(r.Fault)
				for i, x := range *s {
					checkRequire(r, fmt.Sprintf("[%d].require", i), x.Require)
				}
			}),
		section(config.ScopeCommunity, campaign.Section, "private messages to members who have become quiet, compared with a group that gets none", campaign.Defaults, checkCampaigns),
		section(config.ScopeCommunity, tags.Section, "tags that members choose, and those that staff gives; not the tag beside a name under levels", tags.Defaults,
			func(s *tags.Settings, r *config.Report) { s.Validate(r.Fault) }),
		section(config.ScopeCommunity, segment.Section, "segments of members beside core, active, new, fading and silent", segment.Defaults,
			func(s *segment.Settings, r *config.Report) {
				s.Validate(r.Fault)
				for i, o := range *s {
					checkRequire(r, fmt.Sprintf("[%d]", i), o.Condition())
				}
			}),
	}
}

// moderationSections are a community's rules, and those who keep them.
func moderationSections() []config.Section {
	return []config.Section{
		section(config.ScopeCommunity, rules.ModeSection, "shadow: all rules, and what warnings lead to, are only written down and told to modlog", rules.DefaultMode, nil),
		section(config.ScopeCommunity, rules.PresetSection, "bundles of rules that come behind the community's own", rules.NoPresets, nil),
		section(config.ScopeCommunity, rules.ListSection, "lists of words that rules name as list:NAME; they can be changed in the chat, too", rules.NoLists,
			func(s *rules.Lists, r *config.Report) { s.Validate(r.Fault) }),
		section(config.ScopeCommunity, rules.Section, "rules for what is said, tried in order", rules.Defaults,
			func(s *rules.Settings, r *config.Report) {
				s.Validate(*r.Community().Section(rules.PresetSection).(*rules.Presets), r.Fault)
				s.WarnLists(r.Community().Section(rules.ListSection).(*rules.Lists), r.Warn)
				s.Weigh(r.Warn)
				s.Doubt(r.Warn)
				for i, c := range *s {
					(*s)[i].Except.Places = ownPlaces(r, fmt.Sprintf("[%d].except.places", i), c.Except.Places)
					ownStaff(r, fmt.Sprintf("[%d].except.roles", i), c.Except.Roles)
				}
			}),
		section(config.ScopeCommunity, sanction.LadderSection, "what so many warnings lead to", sanction.NoLadder,
			func(s *sanction.Ladder, r *config.Report) { s.Validate(r.Fault) }),
		section(config.ScopeCommunity, room.NoticeSection, "what members hear of what was done to them", room.NoticeDefaults, nil),
		section(config.ScopeCommunity, staff.SectionModerators, "who may give the moderators' commands", staff.DefaultModerators,
			func(s *staff.Moderators, r *config.Report) {
				s.Validate(r.Fault)
				ownStaff(r, "", *s)
			}),
		section(config.ScopeCommunity, desk.Section, "the operator's desk: who may see which pages, and what everybody may see", desk.Defaults,
			func(s *desk.Settings, r *config.Report) {
				s.Validate(r.Fault)
				s.Roles.Each(func(_ desk.Powers, key string, names []string) { ownStaff(r, "roles."+key, names) })
			}),
		helpersSection(),
	}
}

// entries are the codes of what one entry of a section's list is called.
var entries = map[string]string{
	schedule.Section: "where.post", quiz.Section: "where.quiz", multiplier.Section: "where.multiplier", rules.Section: "where.rule", levels.Section: "where.level", badges.Section: "where.badge",
	sanction.LadderSection: "where.step", shop.Section: "where.item",
	draw.Section: "where.draw", poll.Section: "where.poll", segment.Section: "where.segment", insight.GoalsSection: "where.goal", digest.Section: "where.digest", tiers.Section: "where.tier", tags.Section: "where.tag", survey.Section: "where.survey", campaign.Section: "where.campaign",
}

// section gives the loader an owner's type, defaults and validation.
func section[T any](scope config.Scope, key, doc string, fresh func() *T, check func(*T, *config.Report)) config.Section {
	s := config.Section{Scope: scope, Key: key, Doc: doc, New: func() any { return fresh() }}
	if check != nil {
		s.Check = func(v any, r *config.Report) { check(v.(*T), r) }
	}
	return s
}
