package wire

import (
	"fmt"
	"slices"

	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/feature/campaign"
	"github.com/stewardbot/steward/bot/feature/tags"
	"github.com/stewardbot/steward/bot/require"
	"github.com/stewardbot/steward/bot/segment"
)

// checkCampaigns checks segments, conditions and rewards.
func checkCampaigns(s *campaign.Settings, r *config.Report) {
	s.Validate(r.Fault)
	names := segment.Names(*r.Community().Section(segment.Section).(*segment.Settings))
	var tagged []string
	for _, tag := range *r.Community().Section(tags.Section).(*tags.Settings) {
		tagged = append(tagged, tag.Name)
	}
	for i := range *s {
		c, at := &(*s)[i], fmt.Sprintf("[%d]", i)
		if to := &c.To; to.Segment != "" {
			name, ok := segment.Find(names, to.Segment)
			if !ok {
				r.Fault(at+".to.segment", "segment.unknown", to.Segment, names)
			} else {
				to.Segment = name
			}
		}
		if tag := c.To.Tag; tag != "" && !slices.Contains(tagged, tag) {
			unknown(r, at+".to.tag", tag, tagged)
		}
		checkRequire(r, at+".to", &require.Condition{If: c.To.If})
		checkRequire(r, at+".to.require", c.To.Require)
		checkReward(r, at+".reward", c.Reward)
	}
}
