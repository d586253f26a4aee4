package bottest_test

import (
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/stewardbot/steward/bot/bottest"
	"github.com/stewardbot/steward/store"
)

// unwell is a store that can't read a table for a while.
type unwell struct {
	store.Store
	table atomic.Value // its name; empty: all is well
}

func (s *unwell) View(fn func(store.Reader) error) error {
	return s.Store.View(func(r store.Reader) error { return fn(unwellReader{r, s.table.Load().(string)}) })
}

type unwellReader struct {
	store.Reader
	table string
}

func (r unwellReader) Get(table string, key []byte) ([]byte, error) {
	if table == r.table {
		return nil, errors.New("the disk is on fire")
	}
	return r.Reader.Get(table, key)
}

// TestCampaignGoesOn: a campaign whose step failed goes on after a restart and after a reload, and nobody
// is written to or counted twice.
func TestCampaignGoesOn(t *testing.T) {
	for _, mend := range []string{"restart", "reload same"} {
		synctest.Test(t, func(t *testing.T) {
			const config = "moderators: [platform-admins]\ncampaigns:\n" +
				"  - {name: miss-you, to: {if: \"points > 0\"}, text: \"We miss you, {name}.\", control_group: 1%, days: 7}\n"
			var disk *unwell
			opt := neutral()
			opt.Store = func(s store.Store) store.Store {
				disk = &unwell{Store: onlyDeclared(s)}
				disk.table.Store("")
				return disk
			}
			s, err := bottest.Begin("-- config --\n"+config+"-- config same --\n"+config+"-- script --\n", opt)
			if err != nil {
				t.Fatal(err)
			}
			do := func(line string) (acts []string) {
				t.Helper()
				if acts, err = s.Do(line); err != nil {
					t.Fatalf("%s: %v", line, err)
				}
				return acts
			}
			do("rights mo=admin")
			for _, name := range []string{"ann", "bob"} {
				do("[09:00] " + name + ": hello there everybody")
				do(name + " privately: /points")
			}
			do("[+2d 09:00] mo: /campaign miss-you")
			disk.table.Store("campaign_members")
			do(`mo presses "Start" on ` + s.With("Start"))
			disk.table.Store("")
			if acts := do("[+1h]"); len(acts) > 0 {
				t.Errorf("after a step that failed: %q", acts)
			}
			acts := slices.Concat(do(mend), do("[+2h]"), do("[+3d 12:00]"))
			for _, name := range []string{"ann", "bob"} {
				n := 0
				for _, act := range acts {
					if strings.Contains(act, "We miss you, "+name) {
						n++
					}
				}
				if n != 1 {
					t.Errorf("after %s %s was written to %d times, want once: %q", mend, name, n, acts)
				}
			}
			if acts := do("mo: /campaign"); !strings.Contains(strings.Join(acts, "\n"), "2 members") {
				t.Errorf("after %s: %q", mend, acts)
			}
			if err := s.End(); err != nil {
				t.Fatal(err)
			}
		})
	}
}
