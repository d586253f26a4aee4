package quiz

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/feature/quiz/bank"
	"github.com/stewardbot/steward/store"
)

// The tables. Every key begins with the community's id.
const (
	tableRuns      = "quiz_runs"      // run -> run
	tableLast      = "quiz_last"      // -> the latest run's number
	tablePlaces    = "quiz_places"    // place -> run that is on there
	tablePosts     = "quiz_posts"     // reference of a post that is under way -> where it belongs
	tableQuestions = "quiz_questions" // run, number -> bank.Question, its choices in the order shown
	tableAnswers   = "quiz_answers"   // run, member -> answer to the open question
	tableScores    = "quiz_scores"    // run, member -> score
)

// run is a quiz that is on.
type run struct {
	ID     uint64        `json:"id"`
	Title  string        `json:"title"`
	Time   time.Duration `json:"time"`
	Award  Award         `json:"award,omitzero"`
	Total  int           `json:"total"`  // questions
	Number int           `json:"number"` // of the question that is open, or comes next; from 0
	Open   bool          `json:"open"`   // the question is asked and not settled
	Typed  bool          `json:"typed,omitempty"`
	Asked  time.Time     `json:"asked,omitzero"` // the question, by the engine's clock
	// Waited: backlogs had time to come in after a downtime.
	Waited bool   `json:"waited,omitempty"`
	Away   bool   `json:"away,omitempty"` // the downtime was so long that the quiz ends
	Posts  []post `json:"posts"`          // one a place
}

// post is the open question as it stands in one place.
type post struct {
	Place bot.Place `json:"place"`
	Ref   bot.Ref   `json:"ref,omitempty"`
	At    time.Time `json:"at,omitzero"` // the receipt's; the question's time runs from then
	Lost  bool      `json:"lost,omitempty"`
}

// posted is where an outcome belongs.
type posted struct {
	Run    uint64 `json:"run"`
	Number int    `json:"number"`
	Place  int    `json:"place"`
}

// given is a member's only one to the open question.
type given struct {
	At    time.Time `json:"at"`
	Place int       `json:"place"` // index of the post that it answers
	Right bool      `json:"right,omitempty"`
}

// score is what a member has reached in a run. The bits stand for questions, so
// that those of two accounts unite.
type score struct {
	Right  uint64 `json:"right"`
	First  uint64 `json:"first,omitempty"`
	Points int64  `json:"points,omitempty"`
}

func (r *run) post(place bot.Place) int {
	for i := range r.Posts {
		if r.Posts[i].Place == place {
			return i
		}
	}
	return -1
}

// under is a key of the community's, with a number behind it.
func under(c *bot.Community, n uint64) []byte {
	return store.AppendUint64(store.AppendString(nil, c.ID), n)
}

func placeKey(c *bot.Community, p bot.Place) []byte {
	return append(store.AppendString(nil, c.ID), p...)
}

func (r *run) key(c *bot.Community) []byte { return under(c, r.ID) }

func (r *run) sub(c *bot.Community, n uint64) []byte { return store.AppendUint64(under(c, r.ID), n) }

func get[T any](r store.Reader, table string, key []byte) (*T, error) {
	b, err := r.Get(table, key)
	if err != nil || b == nil {
		return nil, err
	}
	v := new(T)
	if err := json.Unmarshal(b, v); err != nil {
		return nil, fmt.Errorf("table %s, key %x: %w", table, key, err)
	}
	return v, nil
}

func put(s bot.State, table string, key []byte, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("table %s: %w", table, err)
	}
	return s.Put(table, key, b)
}

func (r *run) save(t *bot.Turn) error { return put(t.State(), tableRuns, r.key(t.Community), r) }

func loadRun(t *bot.Turn, id uint64) (*run, error) {
	return get[run](t.State(), tableRuns, under(t.Community, id))
}

// at is the run that is on in a place; nil if there is none.
func at(t *bot.Turn, p bot.Place) (*run, error) {
	b, err := t.State().Get(tablePlaces, placeKey(t.Community, p))
	if err != nil || b == nil {
		return nil, err
	}
	id, _, err := store.TakeUint64(b)
	if err != nil {
		return nil, fmt.Errorf("table %s, place %s: %w", tablePlaces, p, err)
	}
	return loadRun(t, id)
}

func (r *run) question(t *bot.Turn) (*bank.Question, error) {
	q, err := get[bank.Question](t.State(), tableQuestions, r.sub(t.Community, uint64(r.Number)))
	if err == nil && q == nil {
		err = fmt.Errorf("table %s: question %d of run %d is missing", tableQuestions, r.Number, r.ID)
	}
	return q, err
}

// each gives the rows of a run's members to fn, which may delete them.
func each[T any](t *bot.Turn, table string, r *run, fn func(m bot.MemberID, v *T) error) error {
	prefix := r.key(t.Community)
	return t.State().Scan(table, prefix, store.PrefixEnd(prefix), false, 0, func(k, b []byte) (bool, error) {
		id, _, err := store.TakeUint64(k[len(prefix):])
		v := new(T)
		if err == nil {
			err = json.Unmarshal(b, v)
		}
		if err != nil {
			return false, fmt.Errorf("table %s, key %x: %w", table, k, err)
		}
		return true, fn(bot.MemberID(id), v)
	})
}

// clear deletes what a table holds of a run.
func (r *run) clear(t *bot.Turn, table string) error {
	prefix := r.key(t.Community)
	return t.State().Scan(table, prefix, store.PrefixEnd(prefix), false, 0, func(k, _ []byte) (bool, error) {
		return true, t.State().Delete(table, k)
	})
}
