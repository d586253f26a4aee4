package engine_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/memory"
)

// forgets is a feature that forgets a person on request.
type forgets struct{ who bot.Forgotten }

func (*forgets) Name() string { return "forgets" }
func (f *forgets) Routes() bot.Routes {
	return bot.Routes{Commands: []bot.Command{{Name: "ban", Run: func(*bot.Turn, *bot.Input) error { return nil }}}, After: f.handle}
}

func (f *forgets) handle(t *bot.Turn) error {
	if t.Event.Kind == bot.KindMessage && t.Event.Message.Text == "forget" {
		return t.Forget(&f.who)
	}
	return nil
}

// TestTicksLoseWhoIsForgotten: data passed to a feature by a timer or an operator is erased if it
// names the person, and kept otherwise.
func TestTicksLoseWhoIsForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := memory.New()
		r := open(t, s, newDesk(), &forgets{who: bot.Forgotten{Member: 77, Accounts: []bot.UserID{"test:770077", "other:7"}, Names: []string{"Ann Lee"}}})
		for i, data := range []string{`["test:770077"]`, `{"user": "other:7"}`, `of "Ann Lee"`, `["test:5"]`, "17"} {
			if err := r.Fire(t.Context(), "tea", "forgets", string(rune('a'+i)), []byte(data)); err != nil {
				t.Fatal(err)
			}
		}
		r.submit(t, message(1, "forget"))
		synctest.Wait()
		var got []string
		err := s.View(func(rd store.Reader) error {
			return engine.Events(rd, 0, false, func(rec engine.Recorded) error {
				if rec.Event.Tick != nil {
					got = append(got, rec.Event.Tick.Name+string(rec.Event.Tick.Data))
				}
				return nil
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"a", "b", "c", `d["test:5"]`, "e17"}, got); diff != "" {
			t.Error(diff)
		}
	})
}

// TestOthersCommandsLoseWhoIsForgotten: the mention is removed from the text, the form's values
// and the answer, and nothing else is.
func TestOthersCommandsLoseWhoIsForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := memory.New()
		who := bot.Forgotten{Member: 77, Accounts: []bot.UserID{"test:770077"}, Names: []string{"Ann Lee", "annlee", "李安"}}
		r := open(t, s, newDesk(), &forgets{who: who})
		form := message(1, "<@770077> sold 5 cups for 7700778")
		form.Message.Command = "ban"
		form.Message.Options = []bot.Given{{Name: "member", Value: "<@770077>"}, {Name: "reason", Value: "sold 5 cups for 7700778"}}
		form.Message.Mentions = []bot.User{{ID: "test:770077", Name: "Ann Lee"}}
		texts := []string{
			"/ban test:770077 spam", "/ban 770077 spam", "/ban @AnnLee spam", `/ban @"Ann Lee" spam`, "<@!770077>, hello", "/ban @李安 广告", "/ban @annleeds 17700771",
		}
		events := []bot.Event{form}
		for i, text := range texts {
			ev := message(i+2, text)
			ev.Message.Mentions = []bot.User{{ID: "test:770077"}}
			events = append(events, ev)
		}
		answer := message(20, "so it is")
		answer.Message.ReplyTo = &bot.Replied{ID: "1", User: &bot.User{ID: "test:5"}, Text: "ask <@770077>"}
		r.submit(t, append(events, answer, message(21, "forget"))...)
		synctest.Wait()

		var got []string
		err := s.View(func(rd store.Reader) error {
			return engine.Events(rd, 0, false, func(rec engine.Recorded) error {
				m := rec.Event.Message
				if m == nil {
					return nil
				}
				got = append(got, m.Text)
				for _, o := range m.Options {
					got = append(got, o.Name+": "+o.Value)
				}
				if m.ReplyTo != nil {
					got = append(got, "to: "+m.ReplyTo.Text)
				}
				return nil
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		want := []string{
			"… sold 5 cups for 7700778", "member: …", "reason: sold 5 cups for 7700778",
			"/ban … spam", "/ban … spam", "/ban … spam", "/ban … spam", "…, hello", "/ban … 广告", "/ban @annleeds 17700771",
			"so it is", "to: ask …", "forget",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		for _, row := range everything(t, s, "<@") {
			t.Error(row)
		}
	})
}

// TestReasonsLoseWhoIsForgotten: afterwards neither an administrator's manual actions nor reasons
// for refusals name the person.
func TestReasonsLoseWhoIsForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, d := memory.New(), newDesk()
		who := bot.Forgotten{Member: 77, Accounts: []bot.UserID{"test:770077"}, Names: []string{"Ann Lee"}}
		d.perform = func(_ int, del bot.Delivery) (bot.Outcome, error) {
			return bot.Outcome{}, bot.Refuse("target.no_account", "test:770077", "Test")
		}
		f := &forgets{who: who}
		r := open(t, s, d, script(func(t *bot.Turn) error {
			switch {
			case t.Event.Kind == bot.KindMessage && t.Event.Message.Text == "kick":
				t.Do(bot.Kick{Place: t.Event.Place, User: "test:5"})
			case t.Event.Kind == bot.KindOutcome:
				t.Find(bot.Finding{Code: "refused_act", Reason: t.Event.Outcome.Reason})
			}
			return f.handle(t)
		}))
		byHand := bot.Event{
			ID: "ban", Kind: bot.KindSanction, At: time.Now(), Place: "test:room", User: &bot.User{ID: "test:5", Name: "bob"},
			ByHand: &bot.ByHand{Act: bot.ActBan, By: "test:770077"},
		}
		r.submit(t, byHand, message(1, "kick"))
		synctest.Wait()
		if rows := everything(t, s, "770077"); len(rows) != 3 {
			t.Fatalf("rows before: %q, want the event, the outcome and its journal line", rows)
		}
		r.submit(t, message(2, "forget"))
		synctest.Wait()
		for _, row := range everything(t, s, "770077") {
			t.Error(row)
		}
	})
}
