package wire

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/feature/digest"
	"github.com/stewardbot/steward/bot/feature/draw"
	"github.com/stewardbot/steward/bot/feature/poll"
	"github.com/stewardbot/steward/bot/feature/quiz"
	"github.com/stewardbot/steward/bot/feature/schedule"
)

// checkDigests resolves the names of places. A digest has its own name in /schedule.
func checkDigests(s *digest.Settings, r *config.Report) {
	s.Validate(r.Community().Timezone, calendars(r), r.Fault)
	var others []string
	for _, p := range *r.Community().Section(schedule.Section).(*schedule.Settings) {
		others = append(others, p.Name)
	}
	for _, q := range *r.Community().Section(quiz.Section).(*quiz.Settings) {
		others = append(others, q.Name)
	}
	for _, d := range *r.Community().Section(draw.Section).(*draw.Settings) {
		others = append(others, d.Name)
	}
	for _, p := range *r.Community().Section(poll.Section).(*poll.Settings) {
		others = append(others, p.Name)
	}
	for i := range *s {
		d, at := &(*s)[i], fmt.Sprintf("[%d]", i)
		d.To = spokenPlaces(r, at+".to", d.To)
		d.When.Doubts(r.Community().Timezone, time.Now(), r.At(at).Warn)
		if slices.ContainsFunc(others, func(name string) bool { return strings.EqualFold(name, d.Name) }) {
			r.Fault(at+".name", "digests.other_name")
		}
	}
}
