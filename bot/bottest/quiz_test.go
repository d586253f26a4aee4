package bottest_test

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/bottest"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/store"
)

const quizTown = `
-- config --
timezone: UTC
spaces: ["test:lobby", "other:hall"]
points: {message: {amount: 0}}
quizzes:
  - name: contest
    to: ["test:lobby", "other:hall"]
    time: 30s
    award: {correct: 3, first: 5, winner: 20}
    bank: contest.yaml
-- file contest.yaml --
title: Contest
questions:
  - {question: Pick one, choices: [right, wrong, worse], answer: right}
  - {question: Pick another, choices: [wrong, right], answer: right}
  - {question: Type it, answer: [right, correct]}
  - {question: Type it again, answer: right}
-- people --
dora: {id: "other:4"}
eve: {id: "other:5"}
-- script --
`

var players = []string{"ann", "bob", "cleo", "dora", "eve"}

// contest is the test's model of a quiz: it only knows what the room shows, and pays by the rules.
type contest struct {
	*bottest.Stage
	asked    time.Time // when the open question was asked; zero if none is open
	number   int
	text     string
	letters  []string // its choices; nil if the answer is typed
	answers  map[string]told
	seen     map[string]time.Time // each account's latest time, which never goes back
	right    map[string]int
	first    map[string]int
	due      map[string]int64
	finished bool
}

type told struct {
	at    time.Time
	right bool
}

// Whatever members answer, however often an answer is delivered, and whenever the process stops for
// a while, everyone is paid what the model says they are due. The model only knows what was said
// and what the room shows.
func TestQuizPaysWhatIsDue(t *testing.T) {
	bottest.InBubbles(t, quizAtRandom)
}

func quizAtRandom(t *rapid.T) {
	stage, err := bottest.Begin(quizTown, neutral())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := stage.End(); err != nil {
			t.Error(err)
		}
	}()
	c := &contest{
		Stage: stage, answers: map[string]told{}, seen: map[string]time.Time{},
		right: map[string]int{}, first: map[string]int{}, due: map[string]int64{},
	}
	c.do(t, "rights mod=admin")
	for _, p := range players {
		c.do(t, p+": hello")
	}
	c.do(t, "mod: /quiz contest")
	for range rapid.IntRange(10, 60).Draw(t, "acts") {
		if c.finished {
			break
		}
		rapid.SampledFrom([]func(*rapid.T){c.answer, c.answer, c.answer, c.wait, c.wait, c.again, c.restart}).Draw(t, "act")(t)
		c.paid(t)
	}
	for range 24 {
		c.do(t, "[+20s]")
	}
	c.paid(t)
	if !c.finished {
		t.Fatal("the quiz has not ended")
	}
	if problems := c.Audit(); len(problems) > 0 {
		t.Fatal(problems)
	}
}

// do plays a line and reads what the room shows afterwards.
func (c *contest) do(t *rapid.T, line string) {
	acts, err := c.Do(line)
	if err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	c.read(acts)
}

var questionLine = regexp.MustCompile(`^< (lobby|other:hall|edits bot#\d+): Question (\d) of 4`)

func (c *contest) read(acts []string) {
	settled := false
	for i, line := range acts {
		if m := questionLine.FindStringSubmatch(line); m != nil {
			if strings.HasPrefix(m[1], "edits") {
				settled = true
				continue
			}
			if settled {
				c.settle()
				settled = false
			}
			c.asked, c.letters = c.Now(), nil
			fmt.Sscan(m[2], &c.number)
			c.text = strings.Trim(acts[i+1], "|* ")
		}
		if !settled && len(line) > 5 && line[0] == '|' && line[3:5] == "  " && line[2] >= 'A' && line[2] <= 'C' {
			if n := int(line[2] - 'A'); n == len(c.letters) {
				c.letters = append(c.letters, line[5:])
			}
		}
		if strings.HasPrefix(line, "< lobby: The quiz ") {
			c.settle()
			settled = false
			c.crown()
		}
	}
	if settled {
		c.settle()
	}
}

// settle pays for the question by the rules.
func (c *contest) settle() {
	type hit struct {
		who   string
		after int64
	}
	var hits []hit
	for who, a := range c.answers {
		if a.right {
			hits = append(hits, hit{who, int64(max(a.at.Sub(c.asked), 0) / time.Second)})
		}
	}
	slices.SortFunc(hits, func(x, y hit) int { return cmp.Compare(x.after, y.after) })
	fastest := int64(0)
	for _, h := range hits {
		if h.after == hits[0].after {
			fastest++
		}
	}
	for _, h := range hits {
		c.right[h.who]++
		c.due[h.who] += 3
		if h.after == hits[0].after {
			c.first[h.who]++
			c.due[h.who] += 5 / fastest
		}
	}
	clear(c.answers)
	c.asked = time.Time{}
}

// crown pays the winners.
func (c *contest) crown() {
	best, winners := 0, []string{}
	for who, n := range c.right {
		switch points := n*100 + c.first[who]; {
		case points > best:
			best, winners = points, []string{who}
		case points == best:
			winners = append(winners, who)
		}
	}
	for _, who := range winners {
		c.due[who] += 20 / int64(len(winners))
	}
	c.finished = true
}

// answer presses a button or types an answer, which may arrive with a delay.
func (c *contest) answer(t *rapid.T) {
	who := rapid.SampledFrom(players).Draw(t, "who")
	choice := rapid.IntRange(0, 2).Draw(t, "choice")
	at := c.Now()
	open, asked, number := !c.asked.IsZero(), c.asked, c.number
	typed := open && c.letters == nil
	right := false
	if typed || !open {
		ago := time.Duration(rapid.SampledFrom([]int{0, 0, 1, 5, 40}).Draw(t, "ago")) * time.Second
		at = at.Add(-ago)
		text := []string{"Right.", "wrong", "ＣＯＲＲＥＣＴ"}[choice]
		right = choice == 0 || choice == 2 && c.correctCounts()
		c.do(t, fmt.Sprintf("(%s ago) %s: %s", ago, who, text))
	} else {
		right = choice < len(c.letters) && c.letters[choice] == "right"
		if choice >= len(c.letters) {
			open = false
		}
		c.do(t, fmt.Sprintf(`%s sends "quiz:1:%d:%d" on %s#1`, who, number-1, choice, who))
	}
	if c.seen[who].After(at) {
		at = c.seen[who]
	}
	c.seen[who] = at
	// Platforms may only report whole seconds, so an answer within the question's second counts.
	if _, before := c.answers[who]; open && !before && !at.Before(asked.Truncate(time.Second)) && !at.After(asked.Add(30*time.Second)) {
		c.answers[who] = told{at, right}
	}
}

// correctCounts reports whether the alternative answer is accepted, which only one of the typed
// questions does.
func (c *contest) correctCounts() bool { return c.letters == nil && c.text == "Type it" }

func (c *contest) wait(t *rapid.T) {
	c.do(t, "[+"+rapid.SampledFrom([]string{"300ms", "1s", "3s", "10s", "31s"}).Draw(t, "time")+"]")
}

func (c *contest) again(t *rapid.T) { c.do(t, "again") }

func (c *contest) restart(t *rapid.T) {
	c.do(t, "restart after "+rapid.SampledFrom([]string{"0s", "1s", "20s", "50s"}).Draw(t, "time"))
}

// paid compares the ledger with the amounts due.
func (c *contest) paid(t *rapid.T) {
	got := map[string]int64{}
	err := c.View(func(r store.Reader) error {
		names := map[bot.MemberID]string{}
		err := member.New().Each(r, "tea", func(m *bot.Member, _ []bot.UserID) error {
			names[m.ID] = m.Name
			return nil
		})
		if err != nil {
			return err
		}
		return ledger.Balances(r, "tea", func(m bot.MemberID, f ledger.Figures) error {
			if f.Balance != 0 {
				got[names[m]] = f.Balance
			}
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := c.due; !maps.Equal(got, want) {
		t.Fatalf("paid %v, due %v", got, want)
	}
}
