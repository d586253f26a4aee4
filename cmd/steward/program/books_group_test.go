package program_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"os/exec"
	"regexp"
	"strings"
	"time"
)

// hall is what the crash test sees and does in a platform's group besides the members' messages:
// moderation, scheduled posts and a quiz.
type hall interface {
	news() string                 // the place for posts and quizzes
	modlog() string               // the place where cases are reported
	command(text string)          // by the owner, in the group
	mention(person string) string // how a command names a person
	offend(person string) string  // a message that breaks a rule; "" if the person can't speak
	gone(message string) bool     // it was deleted
	silenced(person string) bool  // the platform doesn't let the person speak
	posted() []string             // the text of every message that Steward posted in the group, as first sent
	logged() []string             // and in the modlog
	shows(part string) string     // the text, as it is now, of the latest message in the group that has the part
	question() string             // the text of the quiz's open question; "" if none is open
	// press presses a button below the latest message with buttons that has that part. says
	// returns what the person was told then.
	press(person, part, label string) (says func() string, ok bool)
}

const (
	offenders    = 3 // on each platform
	offences     = 2 // per offender until a mute; each further one mutes again
	jobs         = 5 // posts due each morning
	perQuestion  = 3
	awardedAtime = 7
)

// groupRules is the group's part of the configuration.
const groupRules = `    rules:
      - {name: gambling, when: {words: [casino]}, then: [delete, warn]}
    ladder: [{warnings: 2, within: 30d, then: mute 1h}]
    quizzes:
      - {name: books, bank: books-bank.yaml, questions: 3, time: 10s, to: news, award: {correct: 3, first: 0, winner: 0}}
`

func scheduleOfBooks() string {
	b := strings.Builder{}
	b.WriteString("    schedule:\n")
	for i := range jobs {
		fmt.Fprintf(&b, "      - {name: job%d, daily: \"06:0%d\", to: news, text: \"job%d on {date}\"}\n", i, i, i)
	}
	return b.String()
}

func bankOfBooks() string {
	b := strings.Builder{}
	b.WriteString("title: books\nquestions:\n")
	for i := range 9 {
		fmt.Fprintf(&b, "  - {question: \"What is right, number %d?\", choices: [this one, not this, nor this], answer: this one}\n", i)
	}
	return b.String()
}

// duties records what the group's owner and its offenders have done so far.
type duties struct {
	breaches map[login]int // messages that broke the rule
	broken   []post
	awarded  int // number of such commands
	quizzes  int
	mornings int
	answers  []*pressed
}

// pressed is an answer to a quiz question that could count.
type pressed struct {
	by       login
	quiz     int
	question string
	right    bool
	says     func() string
}

func offenderOf(platform string, i int) string { return fmt.Sprintf("%sbad%d", platform[:1], i) }

// offendAll lets each offender break the rule once more, and the owner award points to someone.
func (c *crash) offendAll() {
	for _, f := range c.fronts {
		for i := range offenders {
			who := login{offenderOf(f.platform(), i), f.platform()}
			if id := f.offend(who.person); id != "" {
				c.duties.breaches[who]++
				c.duties.broken = append(c.duties.broken, post{who, id, c.now()})
			}
		}
		a := c.anybody()
		for a.platform != f.platform() {
			a = c.anybody()
		}
		f.command(fmt.Sprintf("/award %s %d well said", f.mention(a.person), awardedAtime))
		c.duties.awarded++
		c.oracle.of(a.person).awarded += awardedAtime
	}
}

// morning lets the posts that came due overnight go out between kills.
func (c *crash) morning(ctx context.Context, day int) {
	c.duties.mornings++
	for _, f := range c.fronts {
		f.spoil(uint64(100 + day))
	}
	for range 4 {
		cmd := c.start(ctx)
		pause(ctx, time.Duration(150+c.random.IntN(600))*time.Millisecond)
		c.kill(cmd)
	}
	for _, f := range c.fronts {
		f.heal()
	}
}

// quiz runs a quiz between kills, while the clock runs fast.
func (c *crash) quiz(ctx context.Context) {
	c.fronts[0].command("/quiz books")
	c.duties.quizzes++
	for i := 0; c.quizOpen() && ctx.Err() == nil; i++ {
		before := c.logLength()
		cmd := c.start(ctx)
		if i%3 > 0 {
			c.awaitReady(ctx, before)
		}
		for range 1 + c.random.IntN(4) {
			pause(ctx, time.Duration(100+c.random.IntN(300))*time.Millisecond)
			c.answerQuiz()
		}
		hurry := 4 * time.Second
		if brief() {
			hurry = 7 * time.Second
		}
		c.advance(hurry)
		c.kill(cmd)
	}
}

// awaitReady waits until the started process reports that it is ready.
func (c *crash) awaitReady(ctx context.Context, before int) {
	for ctx.Err() == nil {
		c.mu.Lock()
		ready := bytes.Contains(c.log.Bytes()[before:], []byte("msg=ready"))
		c.mu.Unlock()
		if ready {
			return
		}
		pause(ctx, 20*time.Millisecond)
	}
}

func (c *crash) logLength() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.log.Len()
}

// answerQuiz lets some people press a button. A person always picks the same one for the same
// question, from either account.
func (c *crash) answerQuiz() {
	for range 6 {
		who := c.anybody()
		f := c.on(who)
		text := f.question()
		if text == "" {
			continue
		}
		ask := askedPattern.FindString(text)
		label, right := choose(text, who.person+ask)
		if says, ok := f.press(who.person, "Question", label); ok {
			c.duties.answers = append(c.duties.answers, &pressed{who, c.duties.quizzes, ask, right, says})
		}
	}
}

var (
	askedPattern  = regexp.MustCompile(`number \d`)
	choicePattern = regexp.MustCompile(`(?m)^([A-C])\W+(this one|not this|nor this)`)
)

// choose picks a choice from a question's text by a hash.
func choose(text, seed string) (label string, right bool) {
	h := fnv.New32a()
	h.Write([]byte(seed))
	found := choicePattern.FindAllStringSubmatch(text, -1)
	for _, m := range found {
		if right = h.Sum32()%2 == 0; (m[2] == "this one") == right {
			return m[1], right
		}
	}
	return "", false
}

// quizOpen reports whether a quiz is still running in any group.
func (c *crash) quizOpen() bool {
	for _, f := range c.fronts {
		if count(f.posted(), "The quiz is over: books")+count(f.posted(), "The quiz ended early: books") < c.duties.quizzes {
			return true
		}
	}
	return false
}

func count(texts []string, part string) (n int) {
	for _, t := range texts {
		if strings.Contains(t, part) {
			n++
		}
	}
	return n
}

// caseLine is a line of: steward cases list --json.
type caseLine struct {
	ID         int
	Kind, Rule string
	Name       string
	Sanctions  []struct{ Act, State string }
}

func (c *crash) cases() (list []caseLine, err error) {
	out, err := exec.Command(c.binary, "cases", "list", "--community", "tea", "--json", "-c", c.path()).Output()
	if err != nil {
		return nil, fmt.Errorf("cases list: %w", err)
	}
	for dec := json.NewDecoder(bytes.NewReader(out)); dec.More(); {
		var l caseLine
		if err := dec.Decode(&l); err != nil {
			return nil, err
		}
		list = append(list, l)
	}
	return list, nil
}

// undone describes a duty that hasn't been handled yet; empty if all have been.
func (c *crash) undone() string {
	if c.quizOpen() {
		return "the quiz is not over"
	}
	if c.drawing() && c.fair.over {
		return "the draw has no result"
	}
	if c.fair.turned && len(c.paidBy("mint:season")) == 0 {
		return "the season has no prizes"
	}
	list, err := c.cases()
	if err != nil {
		return err.Error()
	}
	if want := len(c.duties.broken) + c.duties.awarded; len(list) < want {
		return fmt.Sprintf("%d cases of %d", len(list), want)
	}
	for _, p := range c.duties.broken {
		if !c.on(p.by).gone(p.id) {
			return fmt.Sprintf("message %s of %s is not deleted", p.id, p.by)
		}
	}
	return ""
}

// judgeMutes checks the platforms on the day of an offence.
func (c *crash) judgeMutes() {
	for who, n := range c.duties.breaches {
		if n >= offences && !c.on(who).silenced(who.person) {
			c.t.Errorf("%v broke the rule %d times and may speak", who, n)
		}
	}
}

// judgeCases checks that each breach and each command has a case, each breach from the third on a
// mute, and that all of it was performed.
func (c *crash) judgeCases() {
	list, err := c.cases()
	if err != nil {
		c.t.Fatal(err)
	}
	warned, muted, awarded := map[string]int{}, map[string]int{}, 0
	for _, l := range list {
		switch {
		case l.Kind == "award":
			awarded++
		case l.Rule == "gambling":
			warned[l.Name]++
		}
		for _, s := range l.Sanctions {
			if s.State != "done" {
				c.t.Errorf("case %d of %s: %s is %s", l.ID, l.Name, s.Act, s.State)
			}
			if s.Act == "mute" {
				muted[l.Name]++
			}
		}
	}
	if awarded != c.duties.awarded {
		c.t.Errorf("%d cases of awards, %d were ordered", awarded, c.duties.awarded)
	}
	for who, n := range c.duties.breaches {
		if warned[who.person] != n || muted[who.person] != max(n-offences+1, 0) {
			c.t.Errorf("%v broke the rule %d times: %d cases, %d mutes", who, n, warned[who.person], muted[who.person])
		}
	}
	for _, f := range c.fronts {
		for _, l := range list {
			if n := count(f.logged(), fmt.Sprintf("(case %d)", l.ID)) + count(f.logged(), fmt.Sprintf("(record %d)", l.ID)); n < 1 || n > 1 && f.once() {
				c.t.Errorf("case %d is told %d times in the modlog of %s", l.ID, n, f.platform())
			}
		}
	}
}

// judgePosts checks that every due post appeared once in every group, never twice. It may only be
// missing in doubt, where the platform can't tell whether it was sent.
func (c *crash) judgePosts(doubts int) {
	lost := 0
	for _, f := range c.fronts {
		seen := map[string]int{}
		for _, text := range f.posted() {
			if strings.HasPrefix(text, "job") {
				if seen[text]++; seen[text] > 1 {
					c.t.Errorf("%q was posted %d times on %s", text, seen[text], f.platform())
				}
			}
		}
		missing := jobs*c.duties.mornings - len(seen)
		if missing < 0 || missing > 0 && f.once() {
			c.t.Errorf("%d posts on %s: %v; %d were due", len(seen), f.platform(), seen, jobs*c.duties.mornings)
		}
		lost += missing
		boards := count(f.posted(), "The quiz is over: books")
		if boards < c.duties.quizzes || boards > c.duties.quizzes && f.once() {
			c.t.Errorf("%d scoreboards on %s of %d quizzes", boards, f.platform(), c.duties.quizzes)
		}
	}
	if lost > doubts {
		c.t.Errorf("%d posts were lost, but only %d doubts were logged", lost, doubts)
	}
	c.t.Logf("%d posts on %d mornings, %d lost in doubt; %d quizzes with %d answers; %d breaches, %d awards",
		jobs*c.duties.mornings*len(c.fronts), c.duties.mornings, lost, c.duties.quizzes, len(c.duties.answers), len(c.duties.broken), c.duties.awarded)
}

// paidBy returns what a mint paid each person, by the ledger. More than one entry for the same cause
// is an error.
func (c *crash) paidBy(mint string) map[string]int {
	names, err := c.memberNames()
	if err != nil {
		c.t.Fatal(err)
	}
	paid, once := map[string]int{}, map[string]bool{}
	for _, e := range c.entries() {
		if e.From != mint {
			continue
		}
		if key := e.Cause + " " + e.To; once[key] {
			c.t.Errorf("%s was paid twice for %s", e.To, e.Cause)
		} else {
			once[key] = true
		}
		paid[names[e.To]] += e.Amount
	}
	return paid
}

// memberNames maps ledger accounts to members' names.
func (c *crash) memberNames() (map[string]string, error) {
	out, err := exec.Command(c.binary, "ledger", "balances", "--community", "tea", "--json", "-c", c.path()).Output()
	if err != nil {
		return nil, fmt.Errorf("ledger balances: %w", err)
	}
	names := map[string]string{}
	for dec := json.NewDecoder(bytes.NewReader(out)); dec.More(); {
		var row struct {
			Member int
			Name   string
		}
		if err := dec.Decode(&row); err != nil {
			return nil, err
		}
		names[fmt.Sprintf("member:%d", row.Member)] = row.Name
	}
	return names, nil
}

// judgeQuiz compares the pay with the presses: at least for the right answers that people were
// told were recorded, at most for all right ones.
func (c *crash) judgeQuiz(paid map[string]int) {
	least, most := map[string]map[string]bool{}, map[string]map[string]bool{}
	add := func(to map[string]map[string]bool, g *pressed) {
		if to[g.by.person] == nil {
			to[g.by.person] = map[string]bool{}
		}
		to[g.by.person][fmt.Sprint(g.quiz, g.question)] = true
	}
	noted := 0
	for _, g := range c.duties.answers {
		if !g.right {
			continue
		}
		add(most, g)
		if strings.HasPrefix(g.says(), "Noted") {
			noted++
			add(least, g)
		}
	}
	for _, a := range c.accounts {
		p := a.person
		if lo, hi := len(least[p])*perQuestion, len(most[p])*perQuestion; paid[p] < lo || paid[p] > hi || paid[p]%perQuestion != 0 {
			c.t.Errorf("%s got %d from quizzes; %d to %d were due", p, paid[p], lo, hi)
		}
	}
	if noted == 0 {
		c.t.Error("nobody heard that a right answer was noted")
	}
}
