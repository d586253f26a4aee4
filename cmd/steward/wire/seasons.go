package wire

import (
	"fmt"

	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/feature/seasons"
)

func checkSeasons(s *seasons.Settings, r *config.Report) {
	s.Validate(r.Fault)
	s.To = ownPlaces(r, "to", s.To)
	for i, p := range s.Prizes {
		checkReward(r, fmt.Sprintf("prizes[%d].reward", i), p.Reward)
	}
}
