package define

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

// Changed is a thing of the store that became invalid, or valid again.
type Changed struct {
	Section, Name string
	Fault         phrase.Line // empty: it is valid again
}

// Review checks the things of the turn's community after a configuration took
// effect, and returns those that became invalid or valid since the last time.
func Review(t *bot.Turn) (list []Changed, err error) {
	err = each(t.State(), t.Community.ID, "", func(k key, x thing) error {
		was := x.Fault
		x.Fault = ""
		if wrong := flaw(t.Community, k.B, x); wrong != nil {
			x.Fault = phrase.Cause(wrong)
		}
		if x.Fault == was {
			return nil
		}
		list = append(list, Changed{k.B, x.Name, x.Fault})
		return rows.Put(t.State(), k, x)
	})
	return list, err
}
