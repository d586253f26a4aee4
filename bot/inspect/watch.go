package inspect

import (
	"github.com/stewardbot/steward/bot/feature/watch"
	"github.com/stewardbot/steward/store"
)

// Alarm is more of a signal than usual.
type Alarm = watch.Alarm

// Watched lists what is beyond its usual range in a community.
func Watched(r store.Reader, community string) ([]Alarm, error) { return watch.Open(r, community) }
