package about

import (
	"time"

	"github.com/stewardbot/steward/bot"
)

// tableAdded: space -> nothing; whoever added Steward there was told the line to
// write.
const tableAdded = "about_added"

// readFor is how long the line stands in the open, to be copied.
const readFor = time.Hour

// added tells what to write so that the space belongs to a community.
func added(t *bot.Turn) error {
	space := t.Event.Place.Space()
	if t.Community != nil || t.Late || t.Event.Place.Private() {
		return nil
	}
	told, err := t.State().Get(tableAdded, []byte(space))
	if err != nil || told != nil {
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
	return t.State().Put(tableAdded, []byte(space), []byte{1})
}
