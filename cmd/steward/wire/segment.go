package wire

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/feature/checkin"
	"github.com/stewardbot/steward/bot/feature/earning"
	"github.com/stewardbot/steward/bot/feature/poll"
	"github.com/stewardbot/steward/bot/feature/quiz"
	"github.com/stewardbot/steward/bot/feature/tally"
	"github.com/stewardbot/steward/bot/segment"
)

// Active is the one list of metrics by which a member is active on a day: they wrote, reacted,
// spoke, checked in, answered in a quiz or voted.
func Active() []bot.Metric {
	return []bot.Metric{tally.Messages, tally.Given, earning.Voice, checkin.CheckIns, quiz.Answers, poll.Votes}
}

func (p *Parts) sorter() *segment.Sorter { return segment.NewSorter(p.Members, p.Require, Active()) }

// Sorter returns what finds segments over snapshots; it belongs to one goroutine.
func Sorter() *segment.Sorter { return wordless().sorter() }
