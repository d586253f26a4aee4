package wire

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/feature/quiz"
	"github.com/stewardbot/steward/bot/feature/schedule"
	"github.com/stewardbot/steward/bot/timing"
)

// checkSchedule puts places in the place of their names, and pictures where the
// configuration's file is.
func checkSchedule(s *schedule.Settings, r *config.Report) {
	s.Validate(r.Community().Timezone, calendars(r), r.Fault)
	for i := range *s {
		j, path := &(*s)[i], fmt.Sprintf("[%d]", i)
		j.To = ownPlaces(r, path+".to", j.To)
		if j.Picture == "" || strings.HasPrefix(j.Picture, "https://") {
			continue
		}
		j.Picture = strings.TrimPrefix(j.Picture, "file:")
		if !filepath.IsAbs(j.Picture) {
			j.Picture = filepath.Join(filepath.Dir(r.File().Path), j.Picture)
		}
		if info, err := os.Stat(j.Picture); err != nil || !info.Mode().IsRegular() {
			r.Fault(path+".picture", "is no file, nor an address that begins with https://")
		}
	}
}

func calendars(r *config.Report) timing.Calendars {
	return *r.Community().Section(timing.CalendarSection).(*timing.Calendars)
}

// checkQuizzes reads the banks and puts places in the place of their names. A quiz
// that starts by itself has a name of its own in /schedule.
func checkQuizzes(s *quiz.Settings, r *config.Report) {
	s.Validate(r.Community().Timezone, calendars(r), r.Fault)
	s.Load(r.Read, r.Fault)
	posts := *r.Community().Section(schedule.Section).(*schedule.Settings)
	for i, q := range *s {
		(*s)[i].To = ownPlaces(r, fmt.Sprintf("[%d].to", i), q.To)
		same := func(p schedule.Post) bool { return strings.EqualFold(p.Name, q.Name) }
		if !q.When.IsZero() && slices.ContainsFunc(posts, same) {
			r.Fault(fmt.Sprintf("[%d].name", i), "is the name of a post under schedule, too; choose another one, so that /schedule can tell them apart")
		}
	}
}
