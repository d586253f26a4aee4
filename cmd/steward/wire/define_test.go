package wire_test

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/define"
	"github.com/stewardbot/steward/bot/feature/schedule"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/bot/timing"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/memory"
)

const withPosts = `
platforms: {telegram: {token: "1:abcdefghijklmnopqrstuvwxyz012345678"}}
communities:
  - id: tea
    spaces: ["telegram:-1001"]
    places: {news: ["telegram:-1001/5"]}
    schedule:
      - {name: Morning, daily: "09:00", to: news, text: Good morning}
`

func load(t testing.TB, text string) *config.File {
	t.Helper()
	path := filepath.Join(t.TempDir(), "steward.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	f, faults := config.Load(path, wire.Sections(), config.Options{})
	if faults.Err() != nil {
		t.Fatal(faults)
	}
	return f
}

func posts() *define.Kind[schedule.Post] {
	return define.Of[schedule.Settings](schedule.Section, func(p schedule.Post) string { return p.Name })
}

// stateOnly is a host with a state alone.
type stateOnly struct {
	bot.Host
	state bot.State
}

func (h stateOnly) State() bot.State { return h.state }
func (stateOnly) OnRollback(func())  {}

// turn returns a turn in the file's first community, on an empty store.
func turn(t testing.TB, f *config.File) *bot.Turn {
	t.Helper()
	var turn *bot.Turn
	s := memory.New()
	t.Cleanup(func() { _ = s.Close() })
	err := s.View(func(r store.Reader) error {
		turn = bot.NewTurn(stateOnly{state: store.NewOverlay(r)}, time.Unix(1, 0))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	turn.Community = wire.EngineConfig(f).Communities[0]
	return turn
}

func names(t testing.TB, turn *bot.Turn, kind *define.Kind[schedule.Post]) string {
	t.Helper()
	all, err := kind.All(turn)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, p := range all {
		list = append(list, p.Name)
	}
	return strings.Join(list, " ")
}

// refused returns the reason in err, which must be one for people.
func refused(t testing.TB, err error) string {
	t.Helper()
	why, ok := errors.AsType[*phrase.Phrase](err)
	if !ok {
		t.Fatalf("no reason for people: %v", err)
	}
	return why.Error()
}

func post(name string, change func(*schedule.Post)) schedule.Post {
	p := schedule.Post{Name: name, When: timing.When{At: "2030-12-24T18:00"}, To: []string{"news"}, Text: bot.Plain("Hello")}
	if change != nil {
		change(&p)
	}
	return p
}

func TestThingsOfTheFileAreManagedByIt(t *testing.T) {
	f := load(t, withPosts)
	at, kind := turn(t, f), posts()
	for _, err := range []error{kind.Put(at, post("morning", nil)), kind.Add(at, post("MORNING", nil)), kind.Drop(at, "Morning"), kind.Change(at, "morning", func(*schedule.Post) {})} {
		if why := refused(t, err); !strings.Contains(why, "can only be changed there") || !strings.Contains(why, "at steward.yaml:8,") {
			t.Errorf("refused because %q", why)
		}
	}
	if _, managed, found, err := kind.Find(at, "mOrning"); !managed || !found || err != nil {
		t.Errorf("managed %v, found %v, %v", managed, found, err)
	}
}

func TestThingsOfTheStore(t *testing.T) {
	at, kind := turn(t, load(t, withPosts)), posts()
	if err := kind.Add(at, post("Party", nil)); err != nil {
		t.Fatal(err)
	}
	if got := names(t, at, kind); got != "Morning Party" {
		t.Errorf("all are %s", got)
	}
	p, managed, found, err := kind.Find(at, "pARTY")
	if managed || !found || err != nil || p.To[0] != "telegram:-1001/5" {
		t.Errorf("found %+v, managed %v, %v, %v", p, managed, found, err)
	}
	if why := refused(t, kind.Add(at, post("party", nil))); why != "there is one called party already" {
		t.Error(why)
	}
	if err := kind.Change(at, "party", func(p *schedule.Post) { p.Text = bot.Plain("Welcome") }); err != nil {
		t.Fatal(err)
	}
	if p, _, _, _ := kind.Find(at, "party"); p.Text[""] != "Welcome" {
		t.Errorf("it says %v", p.Text)
	}
	if !kind.Changed(at) || kind.Changed(at) {
		t.Error("a change is not told once")
	}
	if err := kind.Drop(at, "PARTY"); err != nil {
		t.Fatal(err)
	}
	if why := refused(t, kind.Drop(at, "party")); why != "there is none called party" {
		t.Error(why)
	}
	if got := names(t, at, kind); got != "Morning" {
		t.Errorf("all are %s", got)
	}
}

func TestInvalidThingsAreRefused(t *testing.T) {
	at, kind := turn(t, load(t, withPosts)), posts()
	for want, change := range map[string]func(*schedule.Post){
		`to[0]: there is no place called "nowhere"`: func(p *schedule.Post) { p.To = []string{"nowhere"} },
		`at: `:                                func(p *schedule.Post) { p.At = "2030-02-31T10:00" },
		`text: only the configuration file`:   func(p *schedule.Post) { p.Text = bot.Plain("file:house-rules.md") },
		`says nothing`:                        func(p *schedule.Post) { p.Text = nil },
		`picture: is no file`:                 func(p *schedule.Post) { p.Picture = "none.png" },
		`picture: `:                           func(p *schedule.Post) { p.Picture = "../../../../../../etc/passwd" },
		`name: wants a name without spaces`:   func(p *schedule.Post) { p.Name = "a b" },
		`buttons[0].url: `:                    func(p *schedule.Post) { p.Buttons = []schedule.Button{{Label: bot.Plain("x"), URL: "javascript:1"}} },
		`takes more than 16 KiB`:              func(p *schedule.Post) { p.Text = bot.Plain(strings.Repeat("x", 17<<10)) },
		`delete_after: is too long`:           func(p *schedule.Post) { p.DeleteAfter = 72 * time.Hour },
		`buttons: has 6 buttons; a post has `: func(p *schedule.Post) { p.Buttons = make([]schedule.Button, 6) },
	} {
		err := kind.Put(at, post("party", change))
		if why := refused(t, err); !strings.Contains(why, want) || strings.Contains(why, ".yaml:") {
			t.Errorf("refused because %q, want %q", why, want)
		}
	}
	if got := names(t, at, kind); got != "Morning" {
		t.Errorf("all are %s", got)
	}
}

// A thing that a changed configuration makes invalid is out of use until it is valid again.
func TestThingsAreReviewed(t *testing.T) {
	at, kind := turn(t, load(t, withPosts)), posts()
	if err := kind.Put(at, post("party", nil)); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct{ config, names, told string }{
		{withPosts, "Morning party", ""},
		{strings.Replace(withPosts, "news: [", "news: [\"telegram:-1001/7\"], old: [", 1), "Morning party", ""},
		{strings.ReplaceAll(withPosts, "news", "board"), "Morning", `schedule party to[0]: there is no place called "news"`},
		{strings.ReplaceAll(withPosts, "news", "board"), "Morning", ""},
		{strings.Replace(withPosts, "Morning", "Party", 1), "Party", "schedule party party is in the configuration file"},
		{withPosts, "Morning party", "schedule party "},
	} {
		at.Community = wire.EngineConfig(load(t, step.config)).Communities[0]
		if got := names(t, at, kind); got != step.names {
			t.Errorf("in use are %s, want %s", got, step.names)
		}
		changed, err := define.Review(at)
		if err != nil {
			t.Fatal(err)
		}
		told := ""
		for _, x := range changed {
			told += x.Section + " " + x.Name + " " + x.Fault.String()
		}
		if !strings.HasPrefix(told, step.told) || step.told == "" && told != "" {
			t.Errorf("told %q, want %q", told, step.told)
		}
	}
}

// A name that the store has is a fault of the file, at its place there.
func TestTakenNameIsAFault(t *testing.T) {
	f := load(t, withPosts)
	_, faults := config.Load(f.Path, wire.Sections(), config.Options{Taken: func(community, section string) []string {
		if community == "tea" && section == "schedule" {
			return []string{"MORNING"}
		}
		return nil
	}})
	want := f.Path + `:8:16: communities[0].schedule[0].name: the name "MORNING" is taken by one made in chat`
	if faults.Err() == nil || !strings.HasPrefix(faults[0].String(), want) {
		t.Errorf("faults: %v, want %s", faults, want)
	}
}

// What the store holds reads the same, and the same again when it is pasted into the file.
func TestEntriesCanMoveIntoTheFile(t *testing.T) {
	f := load(t, withPosts)
	rapid.Check(t, func(rt *rapid.T) {
		at, kind := turn(t, f), posts()
		want := anyPost(rt)
		if err := kind.Put(at, want); err != nil {
			rt.Skip(err)
		}
		got, _, found, err := kind.Find(at, want.Name)
		if err != nil || !found {
			rt.Fatalf("found %v, %v", found, err)
		}
		want.To = []string{"telegram:-1001/5"}
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			rt.Fatal(diff)
		}
		list, err := define.Entries(at.State(), "tea")
		if err != nil {
			rt.Fatal(err)
		}
		again := load(t, withPosts+"      - "+strings.ReplaceAll(list[0].Text, "\n", "\n        ")+"\n")
		settings := *again.Communities[0].Section(schedule.Section).(*schedule.Settings)
		if diff := cmp.Diff(want, settings[1], cmpopts.EquateEmpty()); diff != "" {
			rt.Fatal(diff)
		}
	})
}

func anyPost(t *rapid.T) schedule.Post {
	word := rapid.StringMatching(`[A-Za-z0-9_.-]{1,8}`)
	text := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
		"$HOME", "${TOKEN}", "$$", "yes", "null", "~", "0123", "1e3", "#x", "a: b", "a：b", "- a", "\"", "'", "\\n", "a\nb", "\t", "  x ", "files:x", "*a*", "&x", "!x", "{{date}}", "{date}", "\u2028", "\u0085", "\ufeff",
	}))
	local := rapid.Custom(func(t *rapid.T) bot.Text {
		if rapid.Bool().Draw(t, "plain") {
			return bot.Plain(text.Draw(t, "text"))
		}
		return bot.Text{"en": text.Draw(t, "en"), "zh-Hans": text.Draw(t, "zh")}
	})
	p := schedule.Post{
		Name: word.Draw(t, "name"), When: timing.When{At: "2030-12-24T18:00"}, To: []string{"news"},
		Missed:      rapid.SampledFrom([]string{"", "skip", "all"}).Draw(t, "missed"),
		Pin:         rapid.Bool().Draw(t, "pin"),
		DeleteAfter: time.Duration(rapid.IntRange(0, 47*3600).Draw(t, "delete")) * time.Second,
		Tags:        rapid.SliceOfN(text, 0, 3).Draw(t, "tags"),
		Title:       local.Draw(t, "title"),
	}
	if rapid.Bool().Draw(t, "every") {
		p.When = timing.When{Every: time.Duration(rapid.IntRange(60, 100_000).Draw(t, "period")) * time.Second, Until: "2031-01-01"}
	}
	if rapid.Bool().Draw(t, "several") {
		p.Texts = rapid.SliceOfN(local, 1, 3).Draw(t, "texts")
	} else {
		p.Text = local.Draw(t, "text")
	}
	for range rapid.IntRange(0, 2).Draw(t, "buttons") {
		p.Buttons = append(p.Buttons, schedule.Button{Label: local.Draw(t, "label"), URL: "https://example.com/" + word.Draw(t, "path")})
	}
	return p
}

// Each entry of each list in the example can be written, also by a form, and reads the same.
func TestEntriesOfAllListsCanBeWritten(t *testing.T) {
	path := filepath.Join("..", "..", "..", "config.example.yaml")
	f, faults := config.Load(path, wire.Sections(), config.Options{})
	if faults.Err() != nil {
		t.Fatal(faults)
	}
	n := 0
	for _, c := range f.Communities {
		for _, s := range wire.Sections() {
			if s.Scope != config.ScopeCommunity || reflect.TypeOf(s.New()).Elem().Kind() != reflect.Slice || !c.Has(s.Key) {
				continue
			}
			list := reflect.ValueOf(c.Section(s.Key)).Elem()
			for i := range list.Len() {
				want := list.Index(i).Interface()
				text := c.WriteEntry(want)
				got, flaws := c.UncheckedEntry(s.Key, text)
				if len(flaws) > 0 {
					t.Errorf("%s: %s: %v\n%s", s.Key, flaws[0].Path, flaws[0].Message, text)
					continue
				}
				n++
				if again := c.WriteEntry(reflect.ValueOf(got).Elem().Index(0).Interface()); again != text {
					t.Errorf("%s is written\n%s\nand then\n%s", s.Key, text, again)
				}
				fields := c.Fields(s.Key, text)
				if fields == nil {
					continue
				}
				got, flaws = c.UncheckedEntry(s.Key, c.FillEntry(fields))
				if len(flaws) > 0 {
					t.Errorf("%s in a form: %s: %v\n%s", s.Key, flaws[0].Path, flaws[0].Message, c.FillEntry(fields))
				} else if again := c.WriteEntry(reflect.ValueOf(got).Elem().Index(0).Interface()); again != text {
					t.Errorf("%s is written\n%s\nand by a form\n%s", s.Key, text, again)
				}
			}
		}
	}
	if n == 0 {
		t.Error("the example has no lists")
	}
}

// FuzzEntry checks that whatever is typed behind /define is stored valid or refused with a reason, and stays in a form as
// it was.
func FuzzEntry(f *testing.F) {
	for _, s := range []string{
		"{name: a, daily: \"09:00\", to: news, text: Hi}", "name: a\nat: 2030-01-01T10:00\nto: [news]\ntexts: [x, {en: y}]", "- x", "[1", "&a [*a, *a]", "${TOKEN}",
		"{name: a, daily: \"09:00\", to: news, text: file:x}", "a: {b: c", "\"", "texts: [$0: 0]", "{name: a, every: 1h, to: news, buttons: [{label: x, url: https://x.y}]}",
	} {
		f.Add(s)
	}
	file := load(f, withPosts)
	f.Fuzz(func(t *testing.T, text string) {
		at, kind := turn(t, file), posts()
		entries := at.Community.Entries
		filled := entries.FillEntry(entries.Fields("schedule", text))
		if again := entries.FillEntry(entries.Fields("schedule", filled)); again != filled {
			t.Fatalf("%q is in a form\n%s\nand then\n%s", text, filled, again)
		}
		name, err := kind.PutText(at, text)
		if err != nil {
			if why := refused(t, err); why == "" || strings.Contains(why, "\n") {
				t.Fatalf("no reason for people: %q", why)
			}
			return
		}
		if got := names(t, at, kind); got != "Morning "+name {
			t.Fatalf("%q: all are %s", text, got)
		}
		list, err := define.Entries(at.State(), "tea")
		if err != nil {
			t.Fatal(err)
		}
		if again, err := kind.PutText(at, list[0].Text); again != name || err != nil {
			t.Fatalf("%q is stored as %q, which is refused: %v", text, list[0].Text, err)
		}
	})
}
