package program_test

import "slices"

// What the configuration of the crash test pays, as a separate copy for the oracle.
const (
	perCheckIn   = 5
	streakDays   = 3
	streakBonus  = 11
	perMessage   = 2
	messageCap   = 40 // per day
	perReaction  = 1
	reactionCap  = 12 // per day and author
	reactionEach = 3  // per day, from one giver
)

const booksRules = `    points:
      award_per_day: 100000
      message: {amount: 2, cooldown: 0s, per_day: 40, min_length: 4}
      reaction: {amount: 1, per_day: 12, per_giver: 3}
    check_in:
      amount: 5
      streaks: [{days: 3, bonus: 11}]
`

// oracle computes what every person must have from what was said alone. A person with an account
// on each platform counts as two until they are linked, which happens at the beginning of a day.
type oracle struct {
	day    int
	people map[string]*life
}

// life is what one person did. A slot is a day, or one account's part of a day before it was
// linked.
type life struct {
	linked    bool
	messages  map[slot]int            // paid messages
	reactions map[slot]map[string]int // giver -> reactions received
	days      []int                   // with a check-in
	checkIns  map[slot]bool
	awarded   int // by the group's owner
}

type slot struct {
	day     int
	account string
}

func newOracle() *oracle { return &oracle{people: map[string]*life{}} }

func (o *oracle) of(person string) *life {
	l := o.people[person]
	if l == nil {
		l = &life{messages: map[slot]int{}, reactions: map[slot]map[string]int{}, checkIns: map[slot]bool{}}
		o.people[person] = l
	}
	return l
}

// slot returns an account's slot for today.
func (o *oracle) slot(a login) slot {
	if o.of(a.person).linked {
		return slot{o.day, ""}
	}
	return slot{o.day, a.platform}
}

func (o *oracle) message(by login) { o.of(by.person).messages[o.slot(by)]++ }

// reaction counts toward the day on which it was given.
func (o *oracle) reaction(giver, author login) {
	l, s := o.of(author.person), o.slot(author)
	if l.reactions[s] == nil {
		l.reactions[s] = map[string]int{}
	}
	l.reactions[s][giver.person+o.slot(giver).account]++
}

func (o *oracle) checkIn(by login) {
	l := o.of(by.person)
	l.checkIns[o.slot(by)] = true
	if !slices.Contains(l.days, o.day) {
		l.days = append(l.days, o.day)
	}
}

func (o *oracle) points(person string) (sum int) {
	l := o.of(person)
	for _, n := range l.messages {
		sum += min(n*perMessage, messageCap)
	}
	for _, givers := range l.reactions {
		day := 0
		for _, n := range givers {
			day += min(n*perReaction, reactionEach)
		}
		sum += min(day, reactionCap)
	}
	sum += len(l.checkIns)*perCheckIn + l.awarded
	run, last := 0, -2
	for _, d := range l.days {
		if d != last+1 {
			run = 0
		}
		run, last = run+1, d
		if run == streakDays {
			sum += streakBonus
		}
	}
	return sum
}
