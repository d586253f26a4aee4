package program_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// caseLine is a line of: steward cases list --json.
type caseLine struct {
	ID         int
	Kind, Rule string
	Name       string
	Sanctions  []struct{ Act, State string }
}

func (c *crash) cases() (list []caseLine, err error) {
	out, err := c.command("cases", "list", "--community", "tea", "--json", "-c", c.path()).Output()
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
	out, err := c.command("ledger", "balances", "--community", "tea", "--json", "-c", c.path()).Output()
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
