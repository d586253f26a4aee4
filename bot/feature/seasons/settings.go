package seasons

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/bot/reward"
)

// Section is the key of the settings in a community's configuration.
const Section = "seasons"

// leastNotice is how long before a season's end members hear that balances will
// be set to zero.
const leastNotice = 14 * 24 * time.Hour

// Settings say how long a season is, and what it ends with.
type Settings struct {
	Every  string        `yaml:"every,required" doc:"how long a season is, by the calendar" oneof:"week month quarter"`
	To     []string      `yaml:"to,one" doc:"where its end is told: places, or names under places; nowhere if left out"`
	Prizes []Prize       `yaml:"prizes" doc:"what the first get"`
	Reset  string        `yaml:"reset" doc:"balance: balances are set to zero at the end of a season; standings always begin anew" oneof:"balance"`
	Notice time.Duration `yaml:"notice" doc:"how long before the end members with points hear of reset: balance; at least 14d" max:"90d"`
}

// Prize is what members on some ranks get.
type Prize struct {
	Ranks  Ranks         `yaml:"ranks,required" doc:"the ranks: 1, or 1-3"`
	Reward reward.Reward `yaml:"reward,required" doc:"what each member on these ranks gets"`
}

// Ranks is a range of ranks, from 1.
type Ranks struct{ First, Last int }

// maxRank bounds Ranks.
const maxRank = 1000

// UnmarshalText reads 1 and 1-3.
func (r *Ranks) UnmarshalText(text []byte) error {
	first, last, several := strings.Cut(strings.TrimSpace(string(text)), "-")
	if !several {
		last = first
	}
	a, err := strconv.Atoi(strings.TrimSpace(first))
	b, err2 := strconv.Atoi(strings.TrimSpace(last))
	if err != nil || err2 != nil || a < 1 || b < a || b > maxRank {
		return phrase.New("seasons.ranks", maxRank)
	}
	*r = Ranks{a, b}
	return nil
}

// MarshalText writes 1-3.
func (r Ranks) MarshalText() ([]byte, error) {
	if r.First == r.Last {
		return []byte(strconv.Itoa(r.First)), nil
	}
	return fmt.Appendf(nil, "%d-%d", r.First, r.Last), nil
}

// Defaults returns the settings of a community that configures none: no
// seasons.
func Defaults() *Settings { return &Settings{} }

// Validate calls fault for each invalid value but those of rewards, with its
// path within the section.
func (s *Settings) Validate(fault func(path, code string, args ...any)) {
	switch {
	case s.Reset != "" && s.Notice < leastNotice:
		fault("notice", "seasons.notice")
	case s.Reset == "" && s.Notice != 0:
		fault("notice", "seasons.notice_alone")
	case s.Reset != "" && s.Every == "week":
		fault("every", "seasons.reset_weekly")
	}
	for i, p := range s.Prizes {
		for _, q := range s.Prizes[:i] {
			if p.Ranks.First <= q.Ranks.Last && q.Ranks.First <= p.Ranks.Last {
				fault(fmt.Sprintf("prizes[%d].ranks", i), "seasons.ranks_twice")
			}
		}
	}
}

// kinds are what Every can be: the board of the running season, and the first
// day of the season that a day is in.
var kinds = map[string]struct {
	board ledger.Board
	start func(bot.Day) bot.Day
}{
	"week":    {ledger.ThisWeek, bot.Day.Week},
	"month":   {ledger.ThisMonth, bot.Day.Month},
	"quarter": {ledger.ThisQuarter, bot.Day.Quarter},
}

// span returns the season of a kind that a day is in: its first day, and the
// first of the next.
func span(every string, d bot.Day) (start, end bot.Day) {
	first := kinds[every].start
	start = first(d)
	for end = d + 1; first(end) == start; end++ {
	}
	return start, end
}
