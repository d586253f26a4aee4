package bottest_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/bottest"
	"github.com/stewardbot/steward/bot/insight"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store"
)

const evaluated = `-- config --
id: tea
timezone: Asia/Shanghai
points: {message: {amount: 0}}
polls:
  - {name: teas, at: "2026-03-02T10:00", to: "test:lobby", question: "Which tea?", options: [Green, Black], open: 24h, ask: satisfaction, cost: 120}
schedule:
  - {name: opening, at: "2026-03-02T10:00", to: "test:lobby", text: "We are open.", ask: satisfaction}
-- script --
`

// part is what somebody did about one of the two.
type part struct {
	day  bot.Day // on which they took part; 0: they don't
	at   time.Time
	mark int
}

// people are what everybody did, by name.
type people struct {
	poll, post map[string]part
	wrote      map[string]map[bot.Day]bool
	bought     []sale
}

// sale is a purchase elsewhere; of "" after its buyer was forgotten.
type sale struct {
	who    string
	at     time.Time
	amount int
}

// sold returns how many of those who took part bought something within seven days, and for how much in all.
func (w *people) sold(of map[string]part) (buyers int64, revenue int) {
	for who, p := range of {
		some := false
		for _, b := range w.bought {
			if p.day > 0 && b.who == who && b.at.After(p.at) && !b.at.After(p.at.Add(7*24*time.Hour)) {
				some, revenue = true, revenue+b.amount
			}
		}
		if some {
			buyers++
		}
	}
	return buyers, revenue
}

func (w *people) forget(who string) {
	delete(w.poll, who)
	delete(w.post, who)
	delete(w.wrote, who)
	for i := range w.bought {
		if w.bought[i].who == who {
			w.bought[i].who = ""
		}
	}
}

// row returns who took part, how many of them wrote in the seven days after, and who answered with which mark.
func (w *people) row(of map[string]part) (took, wrote int64, marks [6]int64) {
	for who, p := range of {
		if p.day == 0 {
			continue
		}
		took++
		for day := p.day + 1; day <= p.day+7; day++ {
			if w.wrote[who][day] {
				wrote++
				break
			}
		}
		marks[p.mark]++
	}
	return took, wrote, marks
}

// TestEvaluation: the figures about a poll and a post equal a recount of what Steward answered to those who took part.
func TestEvaluation(t *testing.T) {
	bottest.InBubbles(t, func(t *rapid.T) {
		stage, err := bottest.Begin(evaluated, neutral())
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := stage.End(); err != nil {
				t.Error(err)
			}
		}()
		do := func(line string) string {
			acts, err := stage.Do(line)
			if err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			return strings.Join(acts, "\n")
		}
		zone, _ := time.LoadLocation("Asia/Shanghai")
		com := &bot.Community{ID: "tea", Zone: zone}
		w := &people{map[string]part{}, map[string]part{}, map[string]map[bot.Day]bool{}, nil}
		opened := stage.Now()
		poll, post := "bot#1", "bot#2"
		if acts := do("[10:00]"); strings.Index(acts, "We are open") < strings.Index(acts, "Which tea") {
			poll, post = post, poll
		}
		opened = stage.Now()
		gone := map[string]bool{}
		for i := range rapid.IntRange(1, 60).Draw(t, "steps") {
			who := fmt.Sprintf("p%d", rapid.IntRange(1, 6).Draw(t, "who"))
			if gone[who] {
				continue
			}
			pass := fmt.Sprintf("[+%ds] ", 1+3600*rapid.SampledFrom([]int{0, 0, 0, 1, 5, 20}).Draw(t, "hours"))
			day := func() bot.Day { return com.Day(stage.Now()) }
			took := func() {
				if w.post[who].day == 0 && stage.Now().Before(opened.Add(24*time.Hour)) {
					w.post[who] = part{day: day(), at: stage.Now()}
				}
			}
			wrote := func() {
				if w.wrote[who] == nil {
					w.wrote[who] = map[bot.Day]bool{}
				}
				w.wrote[who][day()] = true
			}
			switch rapid.SampledFrom([]string{"say", "say", "vote", "vote", "react", "reply", "mark", "mark", "buy", "buy", "forget", "restart"}).Draw(t, "what") {
			case "say":
				do(pass + who + fmt.Sprintf(": good tea number %d", i))
				wrote()
			case "vote":
				acts := do(fmt.Sprintf("%s%s sends \"poll:vote:1:%d\" on %s", pass, who, i%2, poll))
				switch p := w.poll[who]; {
				case strings.Contains(acts, "taken back"):
					w.poll[who] = part{}
				case strings.Contains(acts, "Your vote") && p.day == 0:
					w.poll[who] = part{day: day(), at: stage.Now()}
				}
			case "react":
				do(pass + who + " reacts 👍 to " + post)
				took()
			case "reply":
				do(pass + who + " replies to " + post + fmt.Sprintf(": number %d is lovely", i))
				took()
				wrote()
			case "mark":
				mark := rapid.IntRange(1, 5).Draw(t, "mark")
				of, data := w.poll, fmt.Sprintf("poll:mark:1:%d", mark)
				if i%2 == 0 {
					of, data = w.post, fmt.Sprintf("schedule:mark:%d:%d", 1<<32+1, mark)
				}
				if acts := do(pass + who + " sends \"" + data + "\" on " + post); strings.Contains(acts, "Your answer") {
					p := of[who]
					if p.mark = mark; p.day == 0 {
						p.day, p.at = day(), stage.Now()
					}
					of[who] = p
				}
			case "buy":
				if w.wrote[who] == nil && w.poll[who].day == 0 && w.post[who].day == 0 { // nobody knows the account
					continue
				}
				amount := rapid.IntRange(1, 500).Draw(t, "amount")
				do(fmt.Sprintf("%s%s bought for %d", pass, who, amount))
				w.bought = append(w.bought, sale{who, stage.Now(), amount})
			case "forget":
				if i%5 > 0 { // not everybody
					continue
				}
				if do(pass + who + " privately: /forgetme"); stage.With("Delete my data") == "" {
					continue
				}
				do(who + ` presses "Delete my data" on ` + stage.With("Delete my data"))
				gone[who] = true
				w.forget(who)
			case "restart":
				do("restart")
			}
		}
		do("[+30h]")
		do("[+2m]")
		err = stage.View(func(r store.Reader) error {
			from := insight.Source{Reader: r, Community: com, Now: stage.Now(), Metrics: wire.Metrics(), Active: wire.Active()}
			f, err := insight.Compute(from, insight.Query{Name: "evaluation"})
			if err != nil {
				return err
			}
			of := map[string]map[string]part{"poll": w.poll, "schedule": w.post}
			if len(f.Rows) != len(of) {
				t.Errorf("%d rows: %v", len(f.Rows), f.Rows)
			}
			for _, row := range f.Rows {
				took, wrote, marks := w.row(of[row[1].(string)])
				answers, satisfied := marks[1]+marks[2]+marks[3]+marks[4]+marks[5], marks[4]+marks[5]
				if row[6] != took || row[8] != wrote || row[14] != answers || row[15] != satisfied {
					t.Errorf("%v: want %d took part, %d wrote, %d answered, %d satisfied", row, took, wrote, answers, satisfied)
				}
				if buyers, revenue := w.sold(of[row[1].(string)]); len(w.bought) > 0 && (row[12] != buyers || row[19] != float64(revenue)) {
					t.Errorf("%v: want %d buyers for %d", row, buyers, revenue)
				}
			}
			if f, err = insight.Compute(from, insight.Query{Name: "revenue"}); err != nil {
				return err
			}
			all := 0
			for _, b := range w.bought {
				all += b.amount
			}
			if len(w.bought) > 0 && f.Value != float64(all) {
				t.Errorf("revenue %v: want %d", f.Value, all)
			}
			if f, err = insight.Compute(from, insight.Query{Name: "revenue", By: "month", From: "2026-01-01"}); err != nil {
				return err
			}
			for _, row := range f.Rows {
				buyers := map[string]bool{}
				for _, b := range w.bought {
					if day := com.Day(b.at); b.who != "" && day.Month().String() == row[0] {
						buyers[b.who] = true
					}
				}
				if row[3] != int64(len(buyers)) {
					t.Errorf("%v: want %d buyers", row, len(buyers))
				}
			}
			if f, err = insight.Compute(from, insight.Query{Name: "marks"}); err != nil {
				return err
			}
			for _, row := range f.Rows {
				_, _, marks := w.row(of[row[1].(string)])
				for mark := 1; mark <= 5; mark++ {
					if row[2+mark] != marks[mark] {
						t.Errorf("%v: want %v", row, marks)
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// TestEvaluationDays: what was written on the day of taking part doesn't count as afterwards, nor what was written on the eighth day after it.
func TestEvaluationDays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		stage, err := bottest.Begin(evaluated, neutral())
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := stage.End(); err != nil {
				t.Error(err)
			}
		}()
		for _, line := range []string{
			"[10:00]", `ann sends "poll:vote:1:0" on bot#1`, `bob sends "poll:vote:1:0" on bot#1`, `cleo sends "poll:vote:1:0" on bot#1`,
			"cleo: on the same day", "[+7d 09:00] ann: on the seventh day", "[+1d 09:00] bob: on the eighth day",
		} {
			if _, err := stage.Do(line); err != nil {
				t.Fatalf("%s: %v", line, err)
			}
		}
		zone, _ := time.LoadLocation("Asia/Shanghai")
		err = stage.View(func(r store.Reader) error {
			from := insight.Source{Reader: r, Community: &bot.Community{ID: "tea", Zone: zone}, Now: stage.Now(), Metrics: wire.Metrics(), Active: wire.Active()}
			f, err := insight.Compute(from, insight.Query{Name: "evaluation"})
			if err != nil {
				return err
			}
			for _, row := range f.Rows {
				if row[1] == "poll" && (row[6] != int64(3) || row[8] != int64(1)) {
					t.Errorf("%v: want 3 who took part, 1 who wrote", row)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
