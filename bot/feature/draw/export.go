package draw

import (
	"strings"

	"github.com/stewardbot/steward/bot/activity"
	"github.com/stewardbot/steward/bot/feature/draw/proof"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/store"
)

// Record calls write with the parts of a draw's record, see package proof. It
// refuses a draw that has no winners yet, with a phrase.
func Record(r store.Reader, community string, id uint64, write func(part string) error) error {
	a, err := activity.Find(r, community, id)
	switch {
	case err != nil:
		return err
	case a == nil || a.Kind != name:
		return phrase.New("draws.none", id, community)
	}
	v, err := activity.Read[data](a)
	if err != nil {
		return err
	}
	if v.Post.Zero() {
		return phrase.New("draws.undrawn", id)
	}
	places := make([]proof.Drawn, len(v.Drawn))
	for i := range v.Drawn {
		places[i] = v.Drawn[i].proof()
	}
	if err := write(proof.Record(head(a, &v), places)); err != nil {
		return err
	}
	var part strings.Builder
	err = activity.From(r, community, id, 0, func(e *activity.Entry) (bool, error) {
		if e.Out != "" {
			return true, nil
		}
		part.WriteString(line(e))
		if part.Len() < partSize {
			return true, nil
		}
		defer part.Reset()
		return true, write(part.String())
	})
	if err != nil || part.Len() == 0 {
		return err
	}
	return write(part.String())
}

// partSize is about how long a part is, in bytes.
const partSize = 32 << 10
