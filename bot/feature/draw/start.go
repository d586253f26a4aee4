package draw

import (
	"encoding/hex"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/activity"
	"github.com/stewardbot/steward/bot/feature/draw/proof"
	"github.com/stewardbot/steward/rules"
	"github.com/stewardbot/steward/store"
)

// data is what a draw remembers beside its activity.
type data struct {
	Prizes []Prize       `json:"prizes"`
	Enter  Enter         `json:"enter,omitzero"`
	More   []More        `json:"more,omitempty"`
	Claim  time.Duration `json:"claim,omitempty"`
	Rules  proof.Rules   `json:"rules"`
	Seed   string        `json:"seed"`

	Hash   []byte        `json:"hash,omitempty"` // the state of the list's hash, while it is frozen
	List   string        `json:"list,omitempty"` // the hash
	Sent   bool          `json:"sent,omitempty"` // the closing post is on its way, or made
	Chunks []chunk       `json:"chunks,omitempty"`
	Post   bot.MessageID `json:"post,omitzero"` // the closing post
	Drawn  []drawn       `json:"drawn,omitempty"`
}

// chunk is a part of the list, so that a ticket is found without reading all of
// it.
type chunk struct {
	From    activity.Tag `json:"from"`
	Tickets uint64       `json:"tickets"`
}

// drawn is a place of the drawn order.
type drawn struct {
	Tag     activity.Tag `json:"tag"`
	Tickets uint64       `json:"tickets"`
	Member  bot.MemberID `json:"member"`
	Prize   int          `json:"prize"`
	State   string       `json:"state"` // one of proof.States
	Until   time.Time    `json:"until,omitzero"`
	Told    bool         `json:"told,omitempty"`
	Due     bool         `json:"due,omitempty"` // the prize is still to be given
}

// wordRows: community, word -> the open draws that it enters.
var wordRows = store.Rows("draw_words", store.Shape2(store.Str[string]{}, store.Str[string]{}), store.JSON[[]uint64]())

// Tables lists the feature's tables.
func Tables() []store.Declared {
	return []store.Declared{wordRows, extraRows, activity.Diary(name).Rows()}
}

// start announces a draw, which is open from now on. From is the definition
// that it comes from, if any.
func (f *Feature) start(t *bot.Turn, d *Draw, from string) (*activity.Activity, error) {
	a, err := f.life.Draft(t, d.Name, from, d.DrawAfter, d.To)
	if err != nil {
		return nil, err
	}
	a.Price, a.Review, a.Evaluation = d.Enter.Price, d.Review, d.Evaluation
	v := data{Prizes: d.Prizes, Enter: d.Enter, More: d.More, Claim: d.Claim, Seed: hex.EncodeToString(activity.Secret(t, "seed"))}
	v.Rules = proof.Rules{Community: t.Community.ID, Draw: a.ID, Name: a.Name, Places: d.To, Opens: stamp(t, a.Opens), Closes: stamp(t, a.Closes)}
	for _, p := range d.Prizes {
		v.Rules.Prizes = append(v.Rules.Prizes, proof.Prize{Name: p.Name.In(t.Community.Language), Winners: p.Winners})
	}
	if err := a.Write(v); err != nil {
		return nil, err
	}
	t.Find(bot.Finding{Code: "started", Args: bot.Args{"Number": a.ID, "Name": a.Name}})
	if err := f.listen(t, a, &v, true); err != nil {
		return nil, err
	}
	return a, f.life.Announce(t, a)
}

func stamp(t *bot.Turn, at time.Time) string { return at.In(t.Community.Zone).Format(time.RFC3339) }

// listen adds the draw to those that its word enters, or removes it.
func (f *Feature) listen(t *bot.Turn, a *activity.Activity, v *data, on bool) error {
	if v.Enter.Word == "" {
		return nil
	}
	key := store.K2(t.Community.ID, key(v.Enter.Word))
	list, _, err := wordRows.Get(t.State(), key)
	if err != nil {
		return err
	}
	kept := list[:0:0]
	for _, id := range list {
		if id != a.ID {
			kept = append(kept, id)
		}
	}
	if on {
		kept = append(kept, a.ID)
	}
	if len(kept) == 0 {
		return wordRows.Delete(t.State(), key)
	}
	return wordRows.Put(t.State(), key, kept)
}

// key is what a word and the messages that enter by it have in common; empty if
// no message could be the word.
func key(word string) string { return rules.Alone(rules.Normalize(word)) }
