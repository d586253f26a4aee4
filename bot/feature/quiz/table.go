package quiz

import (
	"fmt"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/feature/quiz/bank"
	"github.com/stewardbot/steward/store"
)

// The tables. Every key begins with the community's id.
var (
	runKeys    = store.Shape2(store.Str[string]{}, store.Num[uint64]{})
	memberKeys = store.Shape3(store.Str[string]{}, store.Num[uint64]{}, store.Num[bot.MemberID]{})
	numberKeys = store.Shape3(store.Str[string]{}, store.Num[uint64]{}, store.Num[uint64]{})

	runRows = store.Rows("quiz_runs", runKeys, store.JSON[run]())
	// lastRows: -> the latest run's number.
	lastRows = store.Rows("quiz_last", store.StringKey{}, store.Uint64Key{})
	// placeRows: place -> the run in progress there.
	placeRows = store.Rows("quiz_places", store.Shape2(store.Str[string]{}, store.Tail[bot.Place]{}), store.Uint64Key{})
	// postRows: post being sent -> where it belongs.
	postRows = store.Rows("quiz_posts", store.Shape2(store.Str[string]{}, store.Num[bot.Ref]{}), store.JSON[posted]())
	// questionRows: run, number -> question, its choices in the order shown.
	questionRows = store.Rows("quiz_questions", numberKeys, store.JSON[bank.Question]())
	// answerRows: run, member -> answer to the open question.
	answerRows = store.Rows("quiz_answers", memberKeys, store.JSON[given]())
	// scoreRows: run, member -> score.
	scoreRows = store.Rows("quiz_scores", memberKeys, store.JSON[score]())
)

type memberKey = store.Key3[string, uint64, bot.MemberID]

// Tables returns the feature's tables except its diary.
func Tables() []store.Declared {
	return []store.Declared{runRows, lastRows, placeRows, postRows, questionRows, answerRows, scoreRows, askedRows, paidRows}
}

// run is a quiz in progress.
type run struct {
	ID     uint64        `json:"id"`
	Title  string        `json:"title"`
	Time   time.Duration `json:"time"`
	Award  Award         `json:"award,omitzero"`
	Capped bool          `json:"capped,omitempty"` // members may start it, so the daily limit applies
	Total  int           `json:"total"`            // questions
	Number int           `json:"number"`           // of the open or next question, from 0
	Open   bool          `json:"open"`             // the question is asked and not settled
	Typed  bool          `json:"typed,omitempty"`
	Asked  time.Time     `json:"asked,omitzero"` // the question, by the engine's clock
	// Waited reports that messages from a downtime had time to arrive.
	Waited bool   `json:"waited,omitempty"`
	Away   bool   `json:"away,omitempty"` // the downtime was so long that the quiz ends
	Posts  []post `json:"posts"`          // one per place
	// Activity is the number under which package activity records who takes part;
	// 0: none, of a run begun by an earlier version. Paid are the points paid so far.
	Activity uint64 `json:"activity,omitempty"`
	Paid     int64  `json:"paid,omitempty"`
}

// post is the open question in one place.
type post struct {
	Place bot.Place `json:"place"`
	Ref   bot.Ref   `json:"ref,omitempty"`
	At    time.Time `json:"at,omitzero"` // the receipt's; the question's time runs from then
	Lost  bool      `json:"lost,omitempty"`
}

// posted is the place of an outcome.
type posted struct {
	Run    uint64 `json:"run"`
	Number int    `json:"number"`
	Place  int    `json:"place"`
}

// given is a member's answer to the open question.
type given struct {
	At    time.Time `json:"at"`
	Place int       `json:"place"` // index of the post that it answers
	Right bool      `json:"right,omitempty"`
}

// score is a member's result in a run. Each bit is a question, so that the
// scores of two accounts can be merged.
type score struct {
	Right  uint64 `json:"right"`
	First  uint64 `json:"first,omitempty"`
	Points int64  `json:"points,omitempty"`
	Capped bool   `json:"capped,omitempty"` // the daily limit reduced the payment
}

func (r *run) post(place bot.Place) int {
	for i := range r.Posts {
		if r.Posts[i].Place == place {
			return i
		}
	}
	return -1
}

func (r *run) of(c *bot.Community, m bot.MemberID) memberKey { return store.K3(c.ID, r.ID, m) }

func (r *run) save(t *bot.Turn) error {
	return runRows.Put(t.State(), store.K2(t.Community.ID, r.ID), *r)
}

func loadRun(t *bot.Turn, id uint64) (*run, error) {
	r, ok, err := runRows.Get(t.State(), store.K2(t.Community.ID, id))
	if err != nil || !ok {
		return nil, err
	}
	return &r, nil
}

// at returns the run in progress in a place; nil if there is none.
func at(t *bot.Turn, p bot.Place) (*run, error) {
	id, ok, err := placeRows.Get(t.State(), store.K2(t.Community.ID, p))
	if err != nil || !ok {
		return nil, err
	}
	return loadRun(t, id)
}

func (r *run) question(t *bot.Turn) (*bank.Question, error) {
	q, ok, err := questionRows.Get(t.State(), store.K3(t.Community.ID, r.ID, uint64(r.Number)))
	if err == nil && !ok {
		err = fmt.Errorf("table %s: question %d of run %d is missing", questionRows.Name, r.Number, r.ID)
	}
	return &q, err
}

// each calls fn for the rows of a run's members; fn may delete them.
func each[T any](t *bot.Turn, rows *store.Table[memberKey, T], r *run, fn func(m bot.MemberID, v T) error) error {
	return rows.ScanPrefix(t.State(), memberKeys.Under2(t.Community.ID, r.ID), false, 0, func(k memberKey, v T) (bool, error) {
		return true, fn(k.C, v)
	})
}
