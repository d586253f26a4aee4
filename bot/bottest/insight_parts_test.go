package bottest_test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/bottest"
	"github.com/stewardbot/steward/bot/insight"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/store"
)

const fair = `-- config --
id: tea
timezone: Asia/Shanghai
moderators: ["test:mo"]
gates: {draws: {}}
spaces: ["test:lobby", "other:hall"]
points: {message: {amount: 2, cooldown: 0s}}
draws:
  - {name: raffle, at: "2030-01-01T09:00", draw_after: 5h, to: ["test:lobby", "other:hall"], prizes: [{name: Points, reward: {points: 7}}], enter: {price: 3}}
quizzes:
  - {name: tea, questions: 1, bank: tea.yaml}
-- file tea.yaml --
title: Tea
questions:
  - {question: Which is a tea?, choices: [Oolong, Espresso, Lager], answer: Oolong}
-- places --
hall: {id: "other:hall"}
-- people --
zoe: {id: "other:7"}
-- script --
`

// stall is a draw or a poll, as the test knows it.
type stall struct {
	kind           string
	post, hall     string // the messages
	opened, closes time.Time
	closed         bool
	left           map[string]bool // everybody who takes part, and whether they were left out
}

// visitors are what everybody did, by name.
type visitors struct {
	counted
	stalls          []*stall
	gone, forgotten map[string]bool
	// Who did what on which day.
	active, voted, guessed, entered deeds
}

func (w *visitors) today() bot.Day { return w.com.Day(w.Now()) }

// deeds are who did something on which day.
type deeds map[bot.Day]map[string]bool

func (d deeds) note(day bot.Day, who string) {
	if d[day] == nil {
		d[day] = map[string]bool{}
	}
	d[day][who] = true
}

// people returns how many did it on some days.
func (d deeds) people(from, to bot.Day) int64 {
	all := map[string]bool{}
	for day := from; day <= to; day++ {
		maps.Copy(all, d[day])
	}
	return int64(len(all))
}

// pass lets time pass; who is gone when a stall closes is left out.
func (w *visitors) pass(seconds int) {
	w.do("[+%ds]", seconds)
	for _, s := range w.stalls {
		if s.closed || w.Now().Before(s.closes) {
			continue
		}
		s.closed = true
		for who := range s.left {
			s.left[who] = w.gone[who]
		}
	}
}

func (w *visitors) open(kind, label, line string, hours int) {
	if len(w.stalls) < 6 {
		w.do("%s", line)
		post, hall := w.With(label), ""
		if kind == "draw" { // in both places
			n, _ := strconv.Atoi(strings.TrimPrefix(post, "bot#"))
			post, hall = fmt.Sprintf("bot#%d", n-1), post
		}
		w.stalls = append(w.stalls, &stall{kind, post, hall, w.Now(), w.Now().Add(time.Duration(hours) * time.Hour), false, map[string]bool{}})
	}
}

// latest returns the latest stall of a kind that is open, nil if none is.
func (w *visitors) latest(kind string) *stall {
	for _, s := range slices.Backward(w.stalls) {
		if s.kind == kind && !s.closed {
			return s
		}
	}
	return nil
}

// merge makes one member of two.
func (w *visitors) merge(from, into string) {
	for _, did := range []deeds{w.active, w.voted, w.guessed, w.entered} {
		for day := range did {
			if did[day][from] {
				delete(did[day], from)
				did.note(day, into)
			}
		}
	}
	w.gone[into] = w.gone[into] && w.gone[from]
	for _, s := range w.stalls {
		out, took := s.left[from]
		if !took {
			continue
		}
		delete(s.left, from)
		if kept, both := s.left[into]; !both || kept {
			s.left[into] = out
		}
	}
}

func (w *visitors) step(i int) {
	w.pass(61 + 3600*rapid.SampledFrom([]int{0, 0, 0, 1, 3, 30}).Draw(w.t, "hours"))
	who := rapid.SampledFrom([]string{"ann", "bob", "cleo", "dora"}).Draw(w.t, "who")
	what := rapid.SampledFrom([]string{"say", "draw", "poll", "enter", "enter", "enter", "vote", "vote", "vote", "quiz", "leave", "ban", "forget", "link", "award", "fine", "restart"}).Draw(w.t, "what")
	if w.forgotten[who] || w.gone[who] && what != "forget" {
		return
	}
	switch what {
	case "say":
		w.do("%s: good tea number %d", who, i)
		w.active.note(w.today(), who)
	case "draw":
		w.open("draw", "🎉 Enter", "mo: /giveaway raffle", 5)
	case "poll":
		w.open("poll", "Green", `mo: /poll "Which?" Green | Black 9h`, 9)
	case "enter":
		if s := w.latest("draw"); s != nil && strings.Contains(w.do("%s presses %q on %s", who, "🎉 Enter", s.post), "You're in.") {
			s.left[who] = false
			w.entered.note(w.today(), who)
		}
	case "vote":
		s := w.latest("poll")
		if s == nil {
			return
		}
		switch acts := w.do("%s presses %q on %s", who, rapid.SampledFrom([]string{"Green", "Black"}).Draw(w.t, "choice"), s.post); {
		case strings.Contains(acts, "taken back"):
			delete(s.left, who) // who voted has voted, all the same
		case strings.Contains(acts, "Your vote"):
			if _, again := s.left[who]; !again {
				s.left[who] = false
				w.voted.note(w.today(), who)
				w.active.note(w.today(), who)
			}
		}
	case "quiz":
		if strings.Contains(w.do("mo: /quiz"), "Quiz:") {
			w.pass(6)
			if strings.Contains(w.do("%s presses \"B\" on %s", who, w.With("B")), "Noted") {
				w.guessed.note(w.today(), who)
				w.active.note(w.today(), who)
			}
			w.pass(60)
		}
	case "leave":
		w.do("%s leaves", who)
		w.gone[who] = true
	case "ban":
		w.do("mo replies to %s: /ban", who)
		w.gone[who] = true
	case "forget":
		w.forget(who)
	case "link":
		if who == "ann" && !w.forgotten["zoe"] && !w.gone["zoe"] {
			w.link()
		}
	case "award":
		w.do("mo replies to %s: /award 9", who)
	case "fine":
		w.do("mo replies to %s: /fine 4", who)
	case "restart":
		w.do("restart")
	}
}

func (w *visitors) forget(who string) {
	if w.do("%s privately: /forgetme", who); w.With("Delete my data") == "" {
		return
	}
	w.do("%s presses %q on %s", who, "Delete my data", w.With("Delete my data"))
	w.forgotten[who] = true
	for _, did := range []deeds{w.active, w.voted, w.guessed, w.entered} {
		for day := range did {
			delete(did[day], who)
		}
	}
	for _, s := range w.stalls {
		delete(s.left, who)
	}
}

// link links zoe, who has entered what is open, to ann.
func (w *visitors) link() {
	w.do("zoe in hall: hello from here")
	w.active.note(w.today(), "zoe")
	w.do("zoe in hall: and hello again") // two points each
	if s := w.latest("draw"); s != nil && strings.Contains(w.do("zoe presses %q on %s", "🎉 Enter", s.hall), "You're in.") {
		s.left["zoe"] = false
		w.entered.note(w.today(), "zoe")
	}
	w.do("zoe privately: /link")
	w.do("ann privately: CODE#1")
	if at := w.With("Link them"); at != "" {
		w.do("ann presses %q on %s", "Link them", at)
		w.merge("zoe", "ann")
		w.forgotten["zoe"] = true
	}
}

// participation recounts a row.
func (w *visitors) participation(from, to bot.Day) []any {
	return []any{w.active.people(from, to), w.guessed.people(from, to), nil, w.voted.people(from, to), nil, w.entered.people(from, to), nil}
}

// activities recounts the figure's rows.
func (w *visitors) activities() (rows [][]any) {
	for _, s := range w.stalls {
		in, out := int64(0), int64(0)
		for _, left := range s.left {
			if left {
				out++
			} else {
				in++
			}
		}
		opened, closes := w.com.Day(s.opened), w.com.Day(s.closes)
		rows = append(rows, []any{s.kind, opened.String(), closes.String(), in, out, w.active.people(opened, closes)})
	}
	return rows
}

// sources recounts the points by where they came from and went, from all entries of the ledger.
func (w *visitors) sources(r store.Reader) (map[[2]string]int64, error) {
	sums := map[[2]string]int64{}
	return sums, ledger.Entries(r, w.com.ID, 0, func(e ledger.Entry) error {
		for _, side := range []struct {
			account ledger.Account
			n       int64
		}{{e.From, -e.Amount}, {e.To, e.Amount}} {
			kind, name, _ := strings.Cut(string(side.account), ":")
			switch {
			case kind == "member" || kind == "pot":
			case kind == "mint" && side.n < 0:
				sums[[2]string{"issued", name}] -= side.n
			case kind == "mint":
				sums[[2]string{"taken", name}] += side.n
			case kind == "lapse":
				sums[[2]string{"lapsed", name}] += side.n
			default:
				if kind == "reserve" { // open orders count as one
					name = kind
				}
				sums[[2]string{"redeemed", name}] += side.n
			}
		}
		return nil
	})
}

func (w *visitors) compare(from insight.Source) error {
	for _, by := range []string{"day", "week"} {
		f, err := insight.Compute(from, insight.Query{Name: "participation", By: by})
		if err != nil {
			return err
		}
		for _, row := range f.Rows {
			begins, next := starts(by, day(w.t, row[0]))
			if want := append([]any{row[0]}, w.participation(begins, next-1)...); row[1] != nil && !reflect.DeepEqual(row, want) {
				w.t.Fatalf("participation by %s: %v, want %v", by, row, want)
			}
		}
	}
	f, err := insight.Compute(from, insight.Query{Name: "activities"})
	if err != nil {
		return err
	}
	var rows [][]any
	for _, row := range f.Rows {
		rows = append(rows, []any{row[1], row[3], row[4], row[5], row[6], row[7]})
	}
	if want := w.activities(); !reflect.DeepEqual(rows, want) {
		w.t.Fatalf("activities: %v, want %v", rows, want)
	}
	if f, err = insight.Compute(from, insight.Query{Name: "sources"}); err != nil {
		return err
	}
	sums, err := w.sources(from.Reader)
	got := map[[2]string]int64{}
	for _, row := range f.Rows {
		got[[2]string{row[0].(string), row[1].(string)}] = row[2].(int64)
	}
	maps.DeleteFunc(sums, func(_ [2]string, n int64) bool { return n == 0 })
	if !maps.Equal(got, sums) {
		w.t.Fatalf("sources: %v, want %v", got, sums)
	}
	return err
}

// TestInsightParts: the figures about taking part, and about where points come from, equal a recount of what Steward answered
// and of the ledger, whoever leaves, is banned, linked or forgotten.
func TestInsightParts(t *testing.T) {
	bottest.InBubbles(t, func(t *rapid.T) {
		inTea(t, fair, func(c counted) {
			w := &visitors{
				counted: c, gone: map[string]bool{}, forgotten: map[string]bool{},
				active: deeds{}, voted: deeds{}, guessed: deeds{}, entered: deeds{},
			}
			w.run()
		})
	})
}

// run lets visitors do something, and compares the figures.
func (w *visitors) run() {
	t := w.t
	for _, who := range []string{"ann", "bob", "cleo", "dora", "mo"} {
		w.do("[+1s] %s: good day, everybody", who)
		w.active.note(w.today(), who)
		w.do("mo replies to %s: /award 5", who)
	}
	for i := range rapid.IntRange(1, 50).Draw(t, "steps") {
		w.step(i)
	}
	w.figures(w.compare)
}
