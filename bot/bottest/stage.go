package bottest

import (
	"fmt"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// Stage is a scenario that is made up as it goes, line by line: for property
// tests.
type Stage struct{ w *world }

// Begin starts a scenario of the sections of file, which has no script. It must
// be called in a bubble of testing/synctest, and ended by End in the same one.
func Begin(file string, opt Options) (*Stage, error) {
	s, err := parse([]byte(file))
	if err != nil {
		return nil, err
	}
	w, err := newWorld(s, opt, opt.venue())
	return &Stage{w}, err
}

// End stops the engine and closes the venue.
func (s *Stage) End() error {
	defer s.w.venue.Close()
	return s.w.stop()
}

// Do does what a line of a script says, and returns what Steward did, as the file
// would have it.
func (s *Stage) Do(line string) (acts []string, err error) {
	steps, err := parseSteps(strings.TrimSpace(line))
	if err != nil {
		return nil, err
	}
	got, err := s.w.run(steps[0])
	if err != nil {
		return nil, err
	}
	return got.happened, nil
}

// With returns the latest message of Steward's that has a button of that label,
// by its name; empty if there is none.
func (s *Stage) With(label string) string {
	for n := s.w.counts["bot"]; n > 0; n-- {
		name := fmt.Sprintf("bot#%d", n)
		if _, err := s.w.named[name].button(label); err == nil {
			return name
		}
	}
	return ""
}

// Now returns the time as the script tells it.
func (s *Stage) Now() time.Time { return s.w.now() }

// Last returns the events that the latest line was.
func (s *Stage) Last() []bot.Event { return s.w.last }

// View reads the store.
func (s *Stage) View(fn func(store.Reader) error) error { return s.w.store.View(fn) }

// Audit returns what is wrong at the end: see Run.
func (s *Stage) Audit() []string { return s.w.audit() }
