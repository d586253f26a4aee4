package about

import (
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// addedRows: space; the person who added Steward there was told the line to
// write.
var addedRows = store.Rows("about_added", store.Text{}, store.Bytes{})

// Tables returns those of the feature.
func Tables() []store.Declared { return []store.Declared{addedRows} }

// readFor is how long the line stays in the open, to be copied.
const readFor = time.Hour

// added says which line adds the space to a community.
func added(t *bot.Turn) error {
	space := t.Event.Place.Space()
	if t.Community != nil || t.Late || t.Event.Place.Private() {
		return nil
	}
	_, told, err := addedRows.Get(t.State(), string(space))
	if err != nil || told {
		return err
	}
	s := bot.Say{
		Place: space, Text: t.Text("about.added", bot.Args{"Space": string(space)}),
		HideAfter: readFor, Expires: t.At().Add(readFor),
	}
	if t.Event.User != nil {
		s.To = t.Event.User.ID
	}
	t.Do(s)
	return addedRows.Put(t.State(), string(space), []byte{1})
}
