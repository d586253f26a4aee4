package past

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/stewardbot/steward/adapters/console"
	"github.com/stewardbot/steward/bot"
)

const (
	members  = 300
	days     = 365
	founders = 60 // who are there on the first day
	admins   = 2  // the first of them
)

// figure is an invented member and their habits.
type figure struct {
	console.Person
	joins, leaves int     // days; leaves is days if they stay
	tires         int     // the day after which they are silent
	talks         float64 // messages a day
	checksIn      float64 // likelihood on a day
	reacts        float64 // reactions a day
	early         bool    // writes by day rather than in the evening
	joined        time.Time
}

// People returns the past's members as they stand at its end, the same each time: known to a
// room, but without faces in it.
func People() []console.Person {
	var list []console.Person
	for _, f := range cast() {
		list = append(list, f.Person)
	}
	return list
}

// cast returns the figures in order of joining.
func cast() []figure {
	r := rand.New(rand.NewPCG(2026, 300))
	list := make([]figure, members)
	for i := range list {
		f := &list[i]
		f.Person = someone(i, r)
		f.joins = joining(i)
		f.leaves, f.tires = days, days
		f.talks = 0.1 + 5/float64(1+r.IntN(24)) // few talk much
		f.checksIn = r.Float64() * r.Float64() * 0.6
		f.reacts = f.talks * r.Float64() * 0.5
		f.early = r.IntN(3) == 0
		if i < admins {
			f.talks, f.Authority = 2, bot.Ordinary
			continue
		}
		switch stay := 3 + r.IntN(400); {
		case r.IntN(5) == 0 && f.joins+stay < days:
			f.leaves, f.tires, f.Away = f.joins+stay, f.joins+stay, true
		case r.IntN(2) == 0:
			f.tires = f.joins + 1 + int(min(r.ExpFloat64()*110, days))
		}
	}
	return list
}

// joining returns the day on which the n-th joins: the founders on the first, a third of the others
// in two good weeks, the rest over the year.
func joining(n int) int {
	if n < founders {
		return 0
	}
	later, good := n-founders, (members-founders)/3
	before := (members - founders - good) * 2 / 5
	switch {
	case later < before:
		return 1 + later*150/before
	case later < before+good:
		return 151 + (later-before)*14/good
	}
	return 165 + (later-before-good)*(days-166)/(members-founders-good-before)
}

var (
	given = [][]string{
		{"Nora", "Elias", "Maeve", "Jonas", "Inês", "Tobias", "Chloé", "Marek", "Siobhán", "Luca", "Freya", "Mateo", "Edith", "Óscar", "Hanna"},
		{"晓", "子涵", "雨桐", "一诺", "明远", "思齐", "若溪", "嘉怡", "浩然", "静", "文博", "诗雅", "天佑", "婉清", "小满"},
		{"نور", "يوسف", "سلمى", "كريم", "هدى", "طارق", "مريم", "زياد", "رنا", "أمين"},
	}
	family = [][]string{
		{"Hartwell", "Novak", "Berg", "Costa", "Lindgren", "O’Dell", "Marchetti", "Fournier", "Quist", "Abbott", "Sørby", "Ruiz"},
		{"林", "周", "沈", "许", "梁", "顾", "陆", "韩", "苏", "叶", "江", "白"},
		{"الخطيب", "حداد", "السالم", "منصوري", "عيسى", "بركات"},
	}
	tongues = []string{"en", "zh-Hans", "ar"}
	blooms  = []string{"🍵", "🌸", "🐱", "🌙", "✨", "🍃", "🦊", "🎋"}
)

// someone invents the n-th account.
func someone(n int, r *rand.Rand) console.Person {
	script := []int{0, 0, 0, 1, 1, 1, 1, 2}[r.IntN(8)]
	first, last := pick(r, given[script]), pick(r, family[script])
	name := first + " " + last
	if script == 1 {
		name = last + first
	}
	if r.IntN(6) == 0 {
		name += " " + pick(r, blooms)
	}
	handle := "guest" + strconv.Itoa(n+1)
	return console.Person{
		User:     bot.User{ID: bot.UserID(fmt.Sprintf("%s:%s", console.Platform, handle)), Name: name, Handle: handle},
		Language: tongues[script], Unseen: true,
	}
}

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }
