package insight_test

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/insight"
	"github.com/stewardbot/steward/bot/term"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store"
)

// heardIn computes a figure of a journal, four days after the first event may be.
func heardIn(t *testing.T, q insight.Query, list []insight.Heard) (f *insight.Figure) {
	t.Helper()
	w := newTown(t, []deed{{1, 0, "joins", 1}}, 5)
	must(t, w.s.View(func(r store.Reader) (err error) {
		f, err = insight.Compute(insight.Source{
			Reader: r, Now: w.now, Metrics: wire.Metrics(), Active: wire.Active(), Community: &bot.Community{ID: "tea", Zone: time.UTC},
			Journal: func(fn func(*insight.Heard)) error {
				for i := range list {
					fn(&list[i])
				}
				return nil
			},
		}, q)
		return err
	}))
	return f
}

var monday = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func said(m bot.MemberID, at time.Time, text, replyTo string) insight.Heard {
	e := &bot.Event{Kind: bot.KindMessage, At: at, Place: "telegram:-1", Message: &bot.Message{ID: fmt.Sprint(at.Unix()), Text: text}}
	if replyTo != "" {
		e.Message.ReplyTo = &bot.Replied{ID: replyTo}
	}
	return insight.Heard{Event: e, Member: m, Said: text}
}

// TestTerms: words and Chinese terms are found that more members use than before, however often one
// of them does.
func TestTerms(t *testing.T) {
	var list []insight.Heard
	for m := range bot.MemberID(40) {
		list = append(list, said(m+1, monday, "good morning 大家早上好", ""))
	}
	now := monday.AddDate(0, 0, 4)
	for m := range bot.MemberID(40) {
		text := "good morning,大家早上好!"
		switch {
		case m < 12:
			text = "新茶上架了 oolong 2026"
		case m < 16:
			text = "kettle"
		}
		list = append(list, said(m+1, now, text, ""), said(40, now, "flood", ""))
	}
	f := heardIn(t, insight.Query{Name: "terms"}, list)
	var found []any
	for _, row := range f.Rows {
		found = append(found, row[0], row[1], row[2])
	}
	want := []any{"oolong", int64(12), int64(0), "新茶上架了", int64(12), int64(0)} // in one piece
	if !reflect.DeepEqual(found, want) || f.Value != int64(40) {
		t.Errorf("%v, %v; want %v", f.Value, found, want)
	}
	alone := heardIn(t, insight.Query{Name: "terms", From: monday.Format(time.DateOnly)}, list)
	if len(alone.Rows) != 0 || len(alone.Notes) != 2 {
		t.Errorf("with nothing to compare with: %v, %q", alone.Rows, alone.Notes)
	}
}

// TestTermWeeks: weeks are compared with those before them, as of any day. What is not in the list of a week before
// counts as if four had used it.
func TestTermWeeks(t *testing.T) {
	w := newTown(t, []deed{{1, 0, "joins", 1}}, 25) // until a Thursday
	must(t, w.s.Update(func(tx store.Tx) error {
		for i, week := range []term.Week{
			{Since: w.first, People: 100, Terms: []term.Used{{Term: "tea", Members: 90}, {Term: "old", Members: 50}}},
			{Since: w.first + 9, People: 100, Terms: []term.Used{{Term: "tea", Members: 92}, {Term: "kettle", Members: 40}}},
			{Since: w.first + 14, People: 200, Terms: []term.Used{{Term: "tea", Members: 180}, {Term: "kettle", Members: 90}, {Term: "cup", Members: 80}}},
		} {
			if err := term.Put(tx, "tea", w.first+bot.Day(7*i), week); err != nil {
				return err
			}
		}
		return nil
	}))
	show := func(q insight.Query) (list []any) {
		q.Name, q.By = "terms", "week"
		f := w.compute(t, q)
		list = append(list, f.From, f.To, f.Value, len(f.Notes))
		for _, row := range f.Rows {
			list = append(list, row[0], row[1], row[2])
		}
		return list
	}
	day := func(n int) string { return (w.first + bot.Day(n)).String() }
	for _, c := range []struct {
		q    insight.Query
		want []any
	}{
		{insight.Query{}, []any{day(14), day(20), int64(200), 1, "cup", int64(80), int64(8), "kettle", int64(90), int64(44)}},
		{insight.Query{From: day(8)}, []any{day(7), day(20), int64(300), 1, "kettle", int64(130), int64(4), "cup", int64(80), int64(4)}},
		{insight.Query{AsOf: day(15)}, []any{day(7), day(13), int64(100), 1, "kettle", int64(40), int64(4)}},
		{insight.Query{AsOf: day(13)}, []any{day(7), day(13), int64(100), 1, "kettle", int64(40), int64(4)}},
		{insight.Query{AsOf: day(12)}, []any{day(0), day(6), int64(100), 1}},
	} {
		if got := show(c.q); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%+v: %v, want %v", c.q, got, c.want)
		}
	}
}

// TestPosts: reactions to a post count whenever they come, answers and messages within an hour.
func TestPosts(t *testing.T) {
	outcome := func(feature string, at time.Time, id string) insight.Heard {
		return insight.Heard{Event: &bot.Event{Kind: bot.KindOutcome, At: at, Place: "telegram:-1/5", Outcome: &bot.Outcome{
			Feature: feature, Status: bot.Done, Receipt: bot.Receipt{Messages: []string{id}, At: at},
		}}}
	}
	react := func(m bot.MemberID, at time.Time, to string, added, removed []string) insight.Heard {
		return insight.Heard{Member: m, Event: &bot.Event{Kind: bot.KindReaction, At: at, Place: "telegram:-1", Reaction: &bot.Reaction{Message: to, Added: added, Removed: removed}}}
	}
	inTopic := func(h insight.Heard) insight.Heard {
		h.Place = "telegram:-1/5"
		return h
	}
	f := heardIn(t, insight.Query{Name: "posts"}, []insight.Heard{
		inTopic(said(1, monday.Add(-time.Minute), "before", "")),
		outcome("schedule", monday, "7"), outcome("quiz", monday, "8"),
		inTopic(said(1, monday.Add(time.Minute), "yes", "7")), inTopic(said(2, monday.Add(59*time.Minute), "no", "6")), inTopic(said(2, monday.Add(61*time.Minute), "late", "7")),
		said(2, monday.Add(2*time.Minute), "elsewhere", ""),
		react(1, monday.Add(5*time.Hour), "7", []string{"👍", "🔥"}, nil), react(1, monday.Add(6*time.Hour), "7", nil, []string{"👍"}),
		react(2, monday.Add(5*time.Hour), "8", []string{"👍"}, nil),
		outcome("schedule", monday.AddDate(0, 0, 4).Add(150*time.Minute), "9"), // half an hour ago
	})
	want := [][]any{
		{"2026-03-02 09:00", "telegram:-1/5", "7", int64(1), int64(1), int64(1), int64(2)},
		{"2026-03-06 11:30", "telegram:-1/5", "9", int64(0), int64(0), int64(0), int64(0)},
	}
	if !reflect.DeepEqual(f.Rows, want) || !reflect.DeepEqual(f.Partial, []int{1}) {
		t.Errorf("%v, %v; want %v", f.Rows, f.Partial, want)
	}
}
