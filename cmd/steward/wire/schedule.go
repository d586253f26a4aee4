package wire

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/feature/quiz"
	"github.com/stewardbot/steward/bot/feature/schedule"
	"github.com/stewardbot/steward/bot/feature/tiers"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/textfile"
	"github.com/stewardbot/steward/bot/timing"
)

// checkSchedule puts places in the place of their names, and pictures where the
// configuration's file is, and refuses what the places can't do.
func checkSchedule(s *schedule.Settings, r *config.Report) {
	s.Validate(r.Community().Timezone, calendars(r), r.Fault)
	for i := range *s {
		p, path := &(*s)[i], fmt.Sprintf("[%d]", i)
		p.To = spokenPlaces(r, path+".to", p.To)
		p.When.Doubts(r.Community().Timezone, time.Now(), r.At(path).Warn)
		checkPicture(&p.Picture, path+".picture", r)
		for _, to := range p.To {
			checkCapable(p, path, bot.Place(to), r)
		}
	}
}

// spokenPlaces is ownPlaces for places to post in.
func spokenPlaces(r *config.Report, path string, names []string) []string {
	if slices.Contains(names, tiers.Section) {
		nameTierPlaces(r)
	}
	places := ownPlaces(r, path, names)
	for _, p := range places {
		if of, known := platform(bot.Place(p)); known && of.Room != "" && bot.Place(p).Sub() == "" {
			r.Fault(path, "schedule.whole_server", p, of.Room)
		}
	}
	return places
}

// checkPicture checks that a file is a picture, unless it is an address.
func checkPicture(picture *string, path string, r *config.Report) {
	if _, _, known := bot.PictureAt(*picture).On(); known || *picture == "" || strings.HasPrefix(*picture, "https://") {
		return
	}
	file, denied := r.Path(path, strings.TrimPrefix(*picture, "file:"))
	if *picture = file; denied != nil {
		r.Fault(path, "file.wrong", file, denied)
		return
	}
	info, err := os.Stat(*picture)
	switch {
	case err != nil || !info.Mode().IsRegular():
		r.Fault(path, "schedule.picture")
	case info.Size() > bot.MaxAttachment:
		r.Fault(path, "schedule.large_picture", (info.Size()+1<<20-1)>>20)
	case !isPicture(*picture):
		r.Fault(path, "schedule.not_picture")
	}
}

// isPicture detects a picture by its first bytes.
func isPicture(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, 512)
	n, _ := io.ReadFull(f, head)
	kind := http.DetectContentType(head[:n])
	return slices.Contains([]string{"image/jpeg", "image/png", "image/gif", "image/webp"}, kind)
}

// checkCapable refuses what a place's platform can't do.
func checkCapable(p *schedule.Post, path string, place bot.Place, r *config.Report) {
	of, known := platform(place)
	if !known {
		return
	}
	can := of.Capabilities(place)
	if can.DeleteWithin > 0 && p.DeleteAfter >= can.DeleteWithin {
		r.Fault(path+".delete_after", "schedule.delete_late", place, int(can.DeleteWithin.Hours()))
	}
	if len(p.Buttons) > can.ButtonRows {
		r.Fault(path+".buttons", "schedule.place_buttons", len(p.Buttons), place, can.ButtonRows)
	}
	if p.Pin && !can.Pin {
		r.Fault(path+".pin", "schedule.no_pin", place)
	}
	if p.Picture != "" && !can.Pictures {
		r.Fault(path+".picture", "schedule.no_picture", place)
	}
}

// platform returns the platform of a place, if listed.
func platform(place bot.Place) (bot.Platform, bool) {
	for _, p := range Platforms() {
		if p.Name == place.Platform() {
			return p, true
		}
	}
	return bot.Platform{}, false
}

func calendars(r *config.Report) timing.Calendars {
	return *r.Community().Section(timing.CalendarSection).(*timing.Calendars)
}

// checkQuizzes reads the banks and resolves the names of places. A scheduled
// quiz has its own name in /schedule.
func checkQuizzes(s *quiz.Settings, r *config.Report) {
	s.Validate(r.Community().Timezone, calendars(r), r.Fault)
	read := func(path, name string) (string, error) { return r.Read(path, name, textfile.Decode) }
	s.Load(read, r.Fault, r.Warn)
	posts := *r.Community().Section(schedule.Section).(*schedule.Settings)
	for i, q := range *s {
		at := fmt.Sprintf("[%d]", i)
		limit := r.Community().Section("points").(*ledger.Settings).Quiz.PerDay
		if most := q.Most(); q.Open() && limit > 0 && most > limit {
			r.Warn(at+".award", "quiz.generous", most, limit)
		}
		(*s)[i].To = spokenPlaces(r, fmt.Sprintf("[%d].to", i), q.To)
		q.When.Doubts(r.Community().Timezone, time.Now(), r.At(fmt.Sprintf("[%d]", i)).Warn)
		same := func(p schedule.Post) bool { return strings.EqualFold(p.Name, q.Name) }
		if !q.When.IsZero() && slices.ContainsFunc(posts, same) {
			r.Fault(fmt.Sprintf("[%d].name", i), "quiz.post_name")
		}
	}
}
