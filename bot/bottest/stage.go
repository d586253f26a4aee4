package bottest

import (
	"fmt"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// Stage is a scenario written on the fly, line by line, for property tests.
type Stage struct{ w *world }

// Begin starts a scenario from a file without a script. It must be called in a testing/synctest
// bubble and ended by End in the same one.
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

// Do plays one line of a script and returns Steward's acts as a file would list them.
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

// With returns the name of Steward's latest message that has a button with this label, or "".
func (s *Stage) With(label string) string {
	for n := s.w.counts["bot"]; n > 0; n-- {
		name := fmt.Sprintf("bot#%d", n)
		if _, err := s.w.named[name].button(label); err == nil {
			return name
		}
	}
	return ""
}

// Now returns the script's time.
func (s *Stage) Now() time.Time { return s.w.now() }

// Last returns the events of the latest line.
func (s *Stage) Last() []bot.Event { return s.w.last }

// View reads the store, or that of each engine in turn.
func (s *Stage) View(fn func(store.Reader) error) error {
	return s.w.view(func(r store.Reader, _ int) error { return fn(r) })
}

// Audit returns what is wrong at the end of a scenario; see Run.
func (s *Stage) Audit() []string { return s.w.audit() }
