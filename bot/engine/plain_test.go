package engine

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot"
)

func TestPlainJSON(t *testing.T) {
	texts := rapid.OneOf(
		rapid.String(), rapid.SampledFrom([]string{"", "签到", "a <b> & \"c\"\\", "\u2028", "\xff\x00", "\u200b\x7f"}),
	)
	rapid.Check(t, func(t *rapid.T) {
		text := func(what string) string { return texts.Draw(t, what) }
		ev := bot.Event{
			ID: text("id"), Kind: bot.KindMessage, Place: bot.Place(text("place")),
			At: time.Unix(rapid.Int64Range(-1e9, 1e10).Draw(t, "at"), rapid.Int64Range(0, 1e9).Draw(t, "ns")).UTC(),
			User: &bot.User{
				ID: bot.UserID(text("user")), Name: text("name"), Handle: text("handle"), Language: text("language"),
				Persona: bot.Persona(text("persona")),
				Roles:   rapid.OneOf(rapid.Just([]string(nil)), rapid.SliceOfN(texts, 0, 3)).Draw(t, "roles"),
			},
			Message: &bot.Message{ID: text("message"), Text: text("text")},
		}
		if rapid.Bool().Draw(t, "names nobody") {
			ev.Message.Mentions = []bot.User{}
		}
		want, err := json.Marshal(storeEvent(&ev))
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := plainJSON(nil, &ev); !ok || string(got) != string(want) {
			t.Fatalf("got  %s (%v)\nwant %s", got, ok, want)
		}
	})
}

// TestNotPlain: an event with any other field set, including fields added later, takes the slow
// path.
func TestNotPlain(t *testing.T) {
	plain := func() bot.Event {
		return bot.Event{User: &bot.User{}, Message: &bot.Message{}, At: time.Unix(0, 0).UTC()}
	}
	check := func(name string, change func(*bot.Event)) {
		ev := plain()
		change(&ev)
		if b, ok := plainJSON(nil, &ev); ok {
			t.Errorf("%s: %s", name, b)
		}
	}
	each := func(of reflect.Type, written ...string) (fields []int) {
		for i := range of.NumField() {
			if !slices.Contains(written, of.Field(i).Name) {
				fields = append(fields, i)
			}
		}
		return fields
	}
	for _, i := range each(reflect.TypeFor[bot.Event](), "ID", "Kind", "At", "Place", "User", "Message") {
		check(reflect.TypeFor[bot.Event]().Field(i).Name, func(ev *bot.Event) { fill(reflect.ValueOf(ev).Elem().Field(i)) })
	}
	for _, i := range each(reflect.TypeFor[bot.Message](), "ID", "Text") {
		check(reflect.TypeFor[bot.Message]().Field(i).Name, func(ev *bot.Event) { fill(reflect.ValueOf(ev.Message).Elem().Field(i)) })
	}
	check("Webhook", func(ev *bot.Event) { ev.User.Webhook = true })
	if left := each(reflect.TypeFor[bot.User](), "ID", "Name", "Handle", "Language", "Persona", "Webhook", "Roles"); len(left) > 0 {
		t.Errorf("%s of a user is not written", reflect.TypeFor[bot.User]().Field(left[0]).Name)
	}
	check("no user", func(ev *bot.Event) { ev.User = nil })
	check("no message", func(ev *bot.Event) { ev.Message = nil })
	check("zone", func(ev *bot.Event) { ev.At = ev.At.In(time.FixedZone("", 90*61)) })
	check("year", func(ev *bot.Event) { ev.At = ev.At.AddDate(20_000, 0, 0) })
}

// fill sets a field to a non-zero value.
func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.String:
		v.SetString("x")
	default:
		panic("a field of another kind: " + v.Type().String())
	}
}
