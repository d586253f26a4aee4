package wire

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/feature/draw"
	"github.com/stewardbot/steward/bot/feature/quiz"
	"github.com/stewardbot/steward/bot/feature/schedule"
)

// checkDraws resolves the names of places, and checks conditions and rewards. A
// scheduled draw has its own name in /schedule.
func checkDraws(s *draw.Settings, r *config.Report) {
	s.Validate(r.Community().Timezone, calendars(r), r.Fault, r.Warn)
	posts := *r.Community().Section(schedule.Section).(*schedule.Settings)
	quizzes := *r.Community().Section(quiz.Section).(*quiz.Settings)
	for i := range *s {
		d, at := &(*s)[i], fmt.Sprintf("[%d]", i)
		d.To = spokenPlaces(r, at+".to", d.To)
		d.When.Doubts(r.Community().Timezone, time.Now(), r.At(at).Warn)
		checkRequire(r, at+".require", d.Require)
		if d.Review && len(r.Community().Places[bot.Modlog]) == 0 {
			r.Fault(at+".review", "draws.no_modlog")
		}
		for j, p := range d.Prizes {
			checkReward(r, fmt.Sprintf("%s.prizes[%d].reward", at, j), p.Reward)
		}
		for j, m := range d.More {
			path := fmt.Sprintf("%s.more[%d].level", at, j)
			checkLevel(r, m.Level, func(code string, args ...any) { r.Fault(path, code, args...) })
		}
		if slices.ContainsFunc(posts, func(p schedule.Post) bool { return strings.EqualFold(p.Name, d.Name) }) ||
			slices.ContainsFunc(quizzes, func(q quiz.Quiz) bool { return strings.EqualFold(q.Name, d.Name) }) {
			r.Fault(at+".name", "draws.other_name")
		}
	}
}
