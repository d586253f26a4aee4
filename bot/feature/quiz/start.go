package quiz

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/feature/quiz/bank"
	"github.com/stewardbot/steward/bot/staff"
	"github.com/stewardbot/steward/bot/timing"
	"github.com/stewardbot/steward/store"
)

// stopWords end a quiz: /quiz stop.
var stopWords = []string{"stop", "停止", "结束", "結束"}

func isSpace(r rune) bool { return unicode.IsSpace(r) }

func isCount(s string) bool { _, err := strconv.Atoi(s); return err == nil }

func settings(c *bot.Community) Settings { return *bot.Setting[*Settings](c, Section) }

// command is /quiz [name] [questions], in any order, or /quiz stop.
func (f *Feature) command(t *bot.Turn, in *bot.Input) error {
	if t.Late {
		return nil
	}
	if t.Event.Place.Private() {
		refuse(t, "quiz.private", nil)
		return nil
	}
	called, count := in.Text("bank"), int(in.Number("questions"))
	if slices.Contains(stopWords, strings.ToLower(called)) {
		return f.stop(t)
	}
	moderator, err := f.moderates(t)
	if err != nil {
		return err
	}
	q, err := choose(t, called, moderator)
	if err != nil || q == nil {
		return err
	}
	if count > 0 {
		q.Questions = min(count, maxQuestions)
	}
	if !q.mayStart(moderator) {
		refuse(t, "quiz.denied", nil)
		return nil
	}
	if held, err := timing.Held(t, f, q.Name); held || err != nil {
		refuse(t, "schedule.draft", bot.Args{"Name": bot.Isolate(q.Name)})
		return err
	}
	return f.start(t, q)
}

// maxQuestions is the maximum number of questions of one quiz: the bits of a
// score.
const maxQuestions = 50

// choose finds a quiz by name: one of the community's, or a built-in one, which
// pays nothing. Without a name it is the community's first that the member may
// start here, or a built-in one in its language. If it returns nil, the member
// has been told why.
func choose(t *bot.Turn, called string, moderator bool) (*Quiz, error) {
	own := settings(t.Community)
	for _, q := range own {
		if called == "" && len(q.To) == 0 && q.mayStart(moderator) || strings.EqualFold(q.Name, called) {
			return &q, nil
		}
	}
	shipped, err := bank.Shipped()
	if err != nil {
		return nil, err
	}
	if called == "" {
		called = shippedIn(t.ToPlace(t.Event.Place).Language())
	}
	b := shipped[strings.ToLower(called)]
	if b == nil {
		refuse(t, "quiz.unknown", bot.Args{"List": strings.Join(names(own, shipped), t.ToUser().Text("quiz.comma", nil))})
		return nil, nil
	}
	return &Quiz{Name: strings.ToLower(called), Questions: 10, Time: 30 * time.Second, bank: b}, nil
}

// shippedIn returns the built-in bank in a language.
func shippedIn(language string) string {
	switch language {
	case "zh-Hant":
		return "xiehouyu-hant"
	case "zh-Hans":
		return "xiehouyu"
	}
	return "general"
}

func names(own Settings, shipped map[string]*bank.Bank) (list []string) {
	for _, q := range own {
		list = append(list, q.Name)
	}
	for name := range shipped {
		list = append(list, name)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// choices returns the quizzes that the user may start, and for a moderator the
// word that stops the current one.
func (f *Feature) choices(t *bot.Turn) (list []string, err error) {
	moderator, err := f.moderates(t)
	if err != nil {
		return nil, err
	}
	on, err := at(t, t.Event.Place)
	if err != nil {
		return nil, err
	}
	if on != nil && moderator {
		list = append(list, stopWords[0])
	}
	for _, q := range settings(t.Community) {
		if q.mayStart(moderator) {
			list = append(list, q.Name)
		}
	}
	shipped, err := bank.Shipped()
	return append(list, slices.Sorted(maps.Keys(shipped))...), err
}

// mayStart: quizzes with places of their own, or reserved for moderators, can
// only be started by moderators.
func (q *Quiz) mayStart(moderator bool) bool {
	return len(q.To) == 0 && q.Who != "moderators" || moderator
}

// moderates reports whether the turn's user is a moderator, or speaks as the
// group itself.
func (f *Feature) moderates(t *bot.Turn) (bool, error) {
	if t.Event.User.Persona == bot.TheGroup {
		return true, nil
	}
	rank, err := staff.Of(t, f.members, t.Event.User.ID)
	return rank >= staff.Moderator, err
}

// refuse answers the user privately.
func refuse(t *bot.Turn, key string, args bot.Args) {
	t.Find(bot.Finding{Code: "refused"})
	answer.Privately(t, answer.Reply{Text: t.ToUser().Text(key, args)})
}

// start announces a quiz, unless one is running in one of its places.
func (f *Feature) start(t *bot.Turn, q *Quiz) error {
	r := &run{Title: q.bank.Title, Time: q.Time, Award: q.Award, Capped: q.Open()}
	for _, p := range q.places(t) {
		if other, err := at(t, p); err != nil {
			return err
		} else if other != nil {
			refuse(t, "quiz.busy", nil)
			return nil
		}
		r.Posts = append(r.Posts, post{Place: p})
	}
	last, _, err := lastRows.Get(t.State(), t.Community.ID)
	if err != nil {
		return err
	}
	r.ID = last + 1
	questions, err := draw(t, q, r.ID)
	if err != nil {
		return err
	}
	if err := f.record(t, r, q); err != nil {
		return err
	}
	if err := r.begin(t, questions); err != nil {
		return err
	}
	if err := announce(t, r); err != nil {
		return err
	}
	t.Find(bot.Finding{Code: "started", N: int64(r.Total), Args: bot.Args{"Title": r.Title}})
	return r.timer(t, t.Now().Add(pause))
}

// record begins the record of who takes part.
func (f *Feature) record(t *bot.Turn, r *run, q *Quiz) error {
	var to []string
	for _, p := range r.Posts {
		to = append(to, string(p.Place))
	}
	a, err := f.life.Draft(t, r.Title, q.Name, 0, to)
	if err != nil {
		return err
	}
	a.Evaluation, r.Activity = q.Evaluation, a.ID
	return f.life.Record(t, a)
}

func (q *Quiz) places(t *bot.Turn) (list []bot.Place) {
	for _, p := range q.To {
		if !slices.Contains(list, bot.Place(p)) {
			list = append(list, bot.Place(p))
		}
	}
	if list == nil {
		list = []bot.Place{t.Event.Place}
	}
	return list
}

// begin writes the run's rows.
func (r *run) begin(t *bot.Turn, questions []bank.Question) error {
	r.Total = len(questions)
	if err := lastRows.Put(t.State(), t.Community.ID, r.ID); err != nil {
		return err
	}
	for i, q := range questions {
		if err := questionRows.Put(t.State(), store.K3(t.Community.ID, r.ID, uint64(i)), q); err != nil {
			return err
		}
	}
	for _, p := range r.Posts {
		if err := placeRows.Put(t.State(), store.K2(t.Community.ID, p.Place), r.ID); err != nil {
			return err
		}
	}
	return r.save(t)
}

// announce announces a quiz in every place; where it was requested, as a reply.
// The requester is told if other places can't be reached.
func announce(t *bot.Turn, r *run) error {
	args := bot.Args{"Count": r.Total, "Title": r.Title, "Seconds": int(r.Time.Seconds())}
	here := false
	var elsewhere []bot.Ref
	for _, p := range r.Posts {
		text := t.ToPlace(p.Place).Text("quiz.opening", args)
		if p.Place == t.Event.Place {
			here = true
			answer.Openly(t, answer.Reply{Text: text, Room: true})
			continue
		}
		elsewhere = append(elsewhere, t.Do(bot.Say{Place: p.Place, Text: text, Lane: bot.Posts, Expires: t.Now().Add(wanted)}))
	}
	if !here {
		answer.Privately(t, answer.Reply{Text: t.ToUser().Text("quiz.started_elsewhere", nil)})
	}
	if t.Event.User == nil {
		return nil
	}
	return answer.Promise(t, elsewhere...)
}

func (r *run) timer(t *bot.Turn, due time.Time) error {
	return t.SetTimer("run "+strconv.FormatUint(r.ID, 10), due, strconv.AppendUint(nil, r.ID, 10))
}

// runOf returns the run of a tick; nil if it is over.
func runOf(t *bot.Turn) (*run, error) {
	id, err := strconv.ParseUint(string(t.Event.Tick.Data), 10, 64)
	if err != nil {
		return nil, fmt.Errorf("a timer of run %q: %w", t.Event.Tick.Data, err)
	}
	return loadRun(t, id)
}
