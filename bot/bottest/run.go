package bottest

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/store"
)

// Options configure how scenarios are run.
type Options struct {
	// Wire creates the features and their surroundings at every start.
	Wire func() Wiring
	// Load parses a "config" section (empty if missing) along with the "file NAME" sections.
	Load func(config []byte, files map[string][]byte) ([]*bot.Community, error)
	// Venue creates the venue for a scenario. nil means the neutral one, with communities from
	// Load.
	Venue func() Venue
	// Store wraps a scenario's store; nil uses it as is.
	Store func(store.Store) store.Store
	// Parts is among how many engines the communities are divided, by crc32 of their ids; 0 and 1:
	// one runs all of them. Several need the neutral venue.
	Parts int
	// Repeats is how often each event that one engine passes on to another is delivered again.
	Repeats int
	// Restarts has all engines start again before each line of a script.
	Restarts bool
	// Update writes the actual results into the files.
	Update bool
}

func (o Options) venue() Venue {
	if o.Venue != nil {
		return o.Venue()
	}
	return newNeutral(o.Load)
}

// Flag defines the -update flag; call it in a variable declaration of the test.
func Flag() *bool { return flag.Bool("update", false, "write what happened into the scenarios") }

// Run runs each file matching the pattern as a subtest. It fails if no file matches.
func Run(t *testing.T, pattern string, opt Options) {
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no scenarios at %s: %v", pattern, err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { runFile(t, file, opt) })
		})
	}
}

func runFile(t *testing.T, file string, opt Options) {
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s, err := parse(data)
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	venue := opt.venue()
	if reason, ok := s.notOn[venue.Name()]; ok {
		t.Skip(reason)
	}
	if reason, ok := s.notOn["parts"]; ok && opt.Parts > 1 {
		t.Skip(reason)
	}
	defer venue.Close()
	w, err := newWorld(s, opt, venue)
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	defer func() {
		if err := w.stop(); err != nil {
			t.Errorf("%s: stop: %v", file, err)
		}
	}()
	var happened []*step
	for _, want := range s.steps {
		if opt.Restarts {
			if err := w.restart(time.Time{}, []string{""}); err != nil {
				t.Fatalf("%s: %s: %v", file, want.line, err)
			}
		}
		got, err := w.run(want)
		if err != nil {
			t.Fatalf("%s: %s: %v", file, want.line, err)
		}
		if diff := compare(want, got, w.venue); diff != "" && !opt.Update {
			t.Errorf("%s, line %d of the script: %s\n%s", file, want.number, want.line, diff)
		}
		happened = append(happened, got)
	}
	if opt.Update {
		if err := os.WriteFile(file, s.with(happened), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, problem := range w.audit() {
		t.Errorf("%s: %s", file, problem)
	}
}

// run plays one step and returns it with the actual results.
func (w *world) run(want *step) (*step, error) {
	got := &step{number: want.number, line: want.line}
	until, err := want.until(w.now())
	if err != nil {
		return nil, err
	}
	if w.line, err = w.lastLine(); err != nil {
		return nil, err
	}
	if err := w.advance(until); err != nil {
		return nil, err
	}
	if want.action != "" {
		w.set(func() { w.ago = want.ago })
		err := w.act(want.action, w.now().Add(-want.ago))
		w.set(func() { w.ago = 0 })
		if err != nil {
			return nil, err
		}
	}
	lines, err := w.acts(want.actsOn(w.venue))
	if err != nil {
		return nil, err
	}
	got.acts = want.became(lines, w.venue)
	got.happened = lines
	if len(want.findings) > 0 {
		if got.findings, err = w.findings(); err != nil {
			return nil, err
		}
	}
	got.balances, err = w.balances(want.balances)
	return got, err
}

// compare returns the differences, or "" if there are none.
func compare(want, got *step, venue Venue) string {
	var b strings.Builder
	lists := func(want, got []string) {
		if slices.Equal(want, got) {
			return
		}
		for _, line := range want {
			fmt.Fprintf(&b, "  expected: %s\n", line)
		}
		for _, line := range got {
			fmt.Fprintf(&b, "  happened: %s\n", line)
		}
		if len(got) == 0 {
			b.WriteString("  happened: nothing\n")
		}
	}
	lists(want.actsOn(venue), got.happened)
	lists(want.findings, got.findings)
	lists(want.balances, got.balances)
	return b.String()
}

// audit checks what must hold at the end of every scenario, and returns the violations.
func (w *world) audit() (problems []string) {
	err := w.view(func(r store.Reader, n int) error {
		for _, c := range w.share(n).Communities {
			report, err := ledger.Verify(r, c.ID, nil)
			if err != nil {
				return err
			}
			if err := member.Verify(r, c.ID, report.Tell); err != nil {
				return err
			}
			for _, p := range report.Problems {
				problems = append(problems, "the books of "+c.ID+": "+p.Error())
			}
		}
		err := engine.Events(r, 0, true, func(rec engine.Recorded) error {
			problems = append(problems, fmt.Sprintf("event %s failed: %v", rec.Event.ID, rec.Failed))
			return nil
		})
		if err != nil {
			return err
		}
		return engine.Outbox(r, func(a engine.Act) error {
			if !a.NotBefore.After(w.clock.Now()) && a.Kind != "delete" {
				problems = append(problems, fmt.Sprintf("%s was never performed: %s", a.Kind, a.Text))
			}
			return nil
		})
	})
	if err != nil {
		problems = append(problems, err.Error())
	}
	return problems
}
