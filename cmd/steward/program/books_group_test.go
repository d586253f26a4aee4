package program_test

import (
	"bytes"
	"context"
	"fmt"
	"hash/fnv"
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
	campaign bool // it was started
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

// awaitReady waits until the started process reports that it is ready. Nothing of a cluster may have been started.
func (c *crash) awaitReady(ctx context.Context, before int) {
	for ctx.Err() == nil && c.fleet == nil {
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
