package wire

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/feature/draw"
	"github.com/stewardbot/steward/bot/feature/poll"
	"github.com/stewardbot/steward/bot/feature/quiz"
	"github.com/stewardbot/steward/bot/feature/schedule"
)

// checkPolls resolves the names of places, checks conditions, and refuses more options than a
// place has buttons for. A scheduled poll has its own name in /schedule.
func checkPolls(s *poll.Settings, r *config.Report) {
	s.Validate(r.Community().Timezone, calendars(r), r.Fault)
	posts := *r.Community().Section(schedule.Section).(*schedule.Settings)
	quizzes := *r.Community().Section(quiz.Section).(*quiz.Settings)
	draws := *r.Community().Section(draw.Section).(*draw.Settings)
	for i := range *s {
		p, at := &(*s)[i], fmt.Sprintf("[%d]", i)
		p.To = spokenPlaces(r, at+".to", p.To)
		p.When.Doubts(r.Community().Timezone, time.Now(), r.At(at).Warn)
		checkRequire(r, at+".require", p.Require)
		for _, to := range p.To {
			of, known := platform(bot.Place(to))
			if !known {
				continue
			}
			if can := of.Capabilities(bot.Place(to)); !poll.Fits(len(p.Options), can) {
				r.Fault(at+".options", "polls.buttons", len(p.Options), to, can.ButtonRows*can.ButtonsInRow)
			}
		}
		if slices.ContainsFunc(posts, func(o schedule.Post) bool { return strings.EqualFold(o.Name, p.Name) }) ||
			slices.ContainsFunc(quizzes, func(o quiz.Quiz) bool { return strings.EqualFold(o.Name, p.Name) }) ||
			slices.ContainsFunc(draws, func(o draw.Draw) bool { return strings.EqualFold(o.Name, p.Name) }) {
			r.Fault(at+".name", "polls.other_name")
		}
	}
}
