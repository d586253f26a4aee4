package checkin

import "strings"

// Section is the key of the settings in a community's configuration.
const Section = "check_in"

// Settings say what checking in brings.
type Settings struct {
	Amount  int64    `yaml:"amount" doc:"points for checking in; 0: none, but runs are counted" min:"0" max:"1000000"`
	Words   []string `yaml:"words,one" doc:"what checks in when it is said alone, as /checkin does; punctuation and emoji around it do not count"`
	Streaks []Streak `yaml:"streaks" doc:"bonuses for days in a row"`
	MakeUp  MakeUp   `yaml:"make_up" doc:"buying back a missed day"`
}

// Streak is a bonus for a run of days; either Days or Every is set.
type Streak struct {
	Days  int   `yaml:"days" doc:"paid when the run reaches so many days, once a run" min:"0" max:"100000" unit:"days"`
	Every int   `yaml:"every" doc:"paid each time the run has grown by so many days" min:"0" max:"100000" unit:"days"`
	Bonus int64 `yaml:"bonus" doc:"points" min:"1" max:"1000000"`
}

// MakeUp is the price of a missed day.
type MakeUp struct {
	Price    int64 `yaml:"price" doc:"points for one missed day" min:"0" max:"1000000"`
	PerMonth int   `yaml:"per_month" doc:"how many days one member can make up for in a calendar month; 0: none" min:"0" max:"31"`
}

// Defaults returns the settings of a community that configures none.
func Defaults() *Settings {
	return &Settings{Amount: 5, MakeUp: MakeUp{Price: 20, PerMonth: 3}}
}

// Validate calls fault for each invalid value, with its path within the
// section.
func (s *Settings) Validate(fault func(path, code string, args ...any)) {
	for i, w := range s.Words {
		if w = strings.TrimSpace(w); w == "" || len(w) > 64 {
			fault(index("words", i), "checkin.word")
		}
	}
	for i, k := range s.Streaks {
		if (k.Days > 0) == (k.Every > 0) {
			fault(index("streaks", i), "checkin.streak")
		}
		if k.Bonus <= 0 {
			fault(index("streaks", i)+".bonus", "checkin.no_bonus")
		}
	}
}

// bonus returns what a run earns by growing from one length to another.
func (s *Settings) bonus(from, to int64) (sum int64) {
	for _, k := range s.Streaks {
		if days := int64(k.Days); days > from && days <= to {
			sum += k.Bonus
		}
		if every := int64(k.Every); every > 0 {
			sum += k.Bonus * (to/every - from/every)
		}
	}
	return sum
}
