package bottest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestScenariosAreWrittenAsTheyAreRead(t *testing.T) {
	files, err := filepath.Glob("scenarios/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no scenarios", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		s, err := parse(data)
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		if got := string(s.with(s.steps)); got != string(data) {
			t.Errorf("%s is written as\n%s", file, got)
		}
	}
}

func TestEveryDifferenceIsTold(t *testing.T) {
	want := &step{acts: []act{{lines: []string{"< lobby: hi"}}}, happened: []string{"< lobby: hi"}, findings: []string{"? a.b 1"}, balances: []string{"ann 5"}}
	if diff := compare(want, want, newNeutral(nil)); diff != "" {
		t.Errorf("no difference is told as %q", diff)
	}
	for name, got := range map[string]*step{
		"an act is missing":   {findings: want.findings, balances: want.balances},
		"an act is too many":  {happened: []string{"< lobby: hi", "< ack"}, findings: want.findings, balances: want.balances},
		"an act is different": {happened: []string{"< lobby: ho"}, findings: want.findings, balances: want.balances},
		"a finding":           {happened: want.happened, findings: []string{"? a.b 2"}, balances: want.balances},
		"a balance":           {happened: want.happened, findings: want.findings, balances: []string{"ann 6"}},
	} {
		if diff := compare(want, got, newNeutral(nil)); !strings.Contains(diff, "expected: ") || !strings.Contains(diff, "happened: ") {
			t.Errorf("%s: %q", name, diff)
		}
	}
}

func TestTimes(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	for when, want := range map[string]string{
		"": "2026-03-02 09:00:00", "09:00": "2026-03-02 09:00:00", "23:59:59": "2026-03-02 23:59:59",
		"+1d": "2026-03-03 09:00:00", "+1d 00:00": "2026-03-03 00:00:00", "+90s": "2026-03-02 09:01:30",
		"08:59": "past", "+xd": "time", "soon": "time",
	} {
		at, err := (&step{when: when}).until(now)
		got := at.Format(time.DateTime)
		if err != nil {
			got = err.Error()
		}
		if !strings.Contains(got, want) {
			t.Errorf("%q: %s, want %s", when, got, want)
		}
	}
}
