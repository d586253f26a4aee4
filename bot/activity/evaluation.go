package activity

import "github.com/stewardbot/steward/bot/money"

// Evaluation is what a definition says about judging what comes of it.
type Evaluation struct {
	Ask  string       `yaml:"ask" doc:"satisfaction: when it is over, those who took part are asked how they liked it" oneof:"satisfaction" json:"ask,omitempty"`
	Cost money.Amount `yaml:"cost" doc:"what it costs in money, beside the points: 120 or 49.90" json:"cost,omitempty"`
}
