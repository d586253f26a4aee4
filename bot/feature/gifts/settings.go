package gifts

import "github.com/stewardbot/steward/bot/require"

// Section is the key of the settings in a community's configuration.
const Section = "gifts"

// Settings say what members may give one another.
type Settings struct {
	PerDay     int64             `yaml:"per_day" doc:"points that one member may give in a day; 0: no gifts and no red packets" min:"0" max:"1000000000"`
	Require    require.Condition `yaml:"require" doc:"who may give, and send red packets; everybody if left out"`
	RedPackets RedPackets        `yaml:"red_packets" doc:"points that whoever is quick may take"`
}

// RedPackets bound what one member may send in red packets.
type RedPackets struct {
	PerDay int64 `yaml:"per_day" doc:"points that one member may put into red packets in a day; 0: no red packets" min:"0" max:"1000000000"`
	Shares int64 `yaml:"shares" doc:"how many shares one of them has at most" min:"1" max:"100"`
}

// Defaults returns the settings of a community that configures none: no gifts.
func Defaults() *Settings { return &Settings{RedPackets: RedPackets{PerDay: 500, Shares: 50}} }

// Validate calls fault for each invalid value but those of Require, with its
// path within the section.
func (s *Settings) Validate(fault func(path, code string, args ...any)) {
	if d := Defaults(); s.PerDay == 0 && (!s.Require.IsZero() || s.RedPackets != d.RedPackets) {
		fault("per_day", "gifts.per_day")
	}
}
