package wire

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/activity"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/define"
	"github.com/stewardbot/steward/bot/desk"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/feature/about"
	"github.com/stewardbot/steward/bot/feature/badges"
	"github.com/stewardbot/steward/bot/feature/campaign"
	"github.com/stewardbot/steward/bot/feature/checkin"
	"github.com/stewardbot/steward/bot/feature/control"
	"github.com/stewardbot/steward/bot/feature/crisis"
	"github.com/stewardbot/steward/bot/feature/digest"
	"github.com/stewardbot/steward/bot/feature/draw"
	"github.com/stewardbot/steward/bot/feature/earning"
	"github.com/stewardbot/steward/bot/feature/expiry"
	"github.com/stewardbot/steward/bot/feature/followup"
	"github.com/stewardbot/steward/bot/feature/gifts"
	"github.com/stewardbot/steward/bot/feature/greeting"
	"github.com/stewardbot/steward/bot/feature/imports"
	"github.com/stewardbot/steward/bot/feature/levels"
	"github.com/stewardbot/steward/bot/feature/link"
	"github.com/stewardbot/steward/bot/feature/moderation"
	"github.com/stewardbot/steward/bot/feature/poll"
	"github.com/stewardbot/steward/bot/feature/privacy"
	"github.com/stewardbot/steward/bot/feature/quiz"
	"github.com/stewardbot/steward/bot/feature/schedule"
	"github.com/stewardbot/steward/bot/feature/seasons"
	"github.com/stewardbot/steward/bot/feature/shop"
	"github.com/stewardbot/steward/bot/feature/survey"
	"github.com/stewardbot/steward/bot/feature/tags"
	"github.com/stewardbot/steward/bot/feature/tally"
	"github.com/stewardbot/steward/bot/feature/tiers"
	"github.com/stewardbot/steward/bot/feature/watch"
	"github.com/stewardbot/steward/bot/grant"
	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/override"
	"github.com/stewardbot/steward/bot/purchase"
	"github.com/stewardbot/steward/bot/quiet"
	"github.com/stewardbot/steward/bot/reward"
	"github.com/stewardbot/steward/bot/sanction"
	"github.com/stewardbot/steward/bot/segment"
	"github.com/stewardbot/steward/bot/stats"
	"github.com/stewardbot/steward/bot/term"
	"github.com/stewardbot/steward/store"
)

// Tables is the one list of tables that a store can hold.
func Tables() []store.Declared {
	return append(declared(), members())
}

// declared calls what lists the tables by its value: inlined, each would have the types and methods of
// its tables compiled here once more.
func declared() []store.Declared {
	list := []store.Declared{(*quiz.Feature)(nil).Diary().Rows(), (*digest.Feature)(nil).Diary().Rows(), inspect.Hosted.Declared()}
	for _, tables := range []func() []store.Declared{
		store.Tables, engine.Tables, member.Tables, ledger.Tables, sanction.Tables, override.Tables, stats.Tables, desk.Tables, reward.Tables, grant.Tables, quiet.Tables,
		answer.Tables, define.Tables, about.Tables, badges.Tables, earning.Tables, checkin.Tables, control.Tables, crisis.Tables, gifts.Tables, seasons.Tables, expiry.Tables, greeting.Tables, imports.Tables, purchase.Tables, levels.Tables,
		link.Tables, moderation.Tables, privacy.Tables, quiz.Tables, shop.Tables,
		activity.Tables, draw.Tables, poll.Tables, segment.Tables, term.Tables, tags.Tables, survey.Tables, followup.Tables, tiers.Tables, watch.Tables, campaign.Tables, schedule.Tables,
	} {
		list = append(list, tables()...)
	}
	return list
}

// members is the packed table of what is read and written together of a member.
func members() store.Packed { return store.Pack("member", declared()) }

// Former are the tables that migrations take out of use, as far as what is in them lives on.
func Former() []store.Declared { return []store.Declared{members().Unpacked()} }

// Migrations bring a store to the shape that this program expects.
func Migrations() []store.Migration {
	return []store.Migration{
		member.ListCommunities(), earning.ListListeners(), sanction.ListWarnings(), ledger.ChainEntries(),
		store.DropTable("control_waiting"), // the engine holds what waits in it, for ten minutes as before
		members().PackRows(),
		ledger.CountEntries(map[ledger.Account]bot.Metric{
			ledger.Mint("message"): tally.Messages, ledger.Mint("reaction"): tally.Received, ledger.Mint("check_in"): checkin.CheckIns,
		}, stats.New(member.New()).AddOn, engine.LeaveUncounted),
		ledger.OpenQuarters(), ledger.AddQuarters(), ledger.CountGranted(stats.New(member.New()).AddOn), ledger.SumFlows(),
	}
}
