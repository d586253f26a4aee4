package wire

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/feature/schedule"
)

// checkSchedule puts places in the place of their names, and pictures where the
// configuration's file is.
func checkSchedule(s *schedule.Settings, r *config.Report) {
	s.Validate(r.Community().Timezone, *r.Community().Section(schedule.CalendarSection).(*schedule.Calendars), r.Fault)
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
