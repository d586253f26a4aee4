package engine

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stewardbot/steward/bot"
)

// TestStoredEvent: every field of an event and of an outcome, nested ones too, round-trips.
func TestStoredEvent(t *testing.T) {
	var rec Recorded
	fillAll(reflect.ValueOf(&rec).Elem())
	rec.Line = 0
	back, err := decodeRecorded(rec.append(nil))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(rec, back); diff != "" {
		t.Errorf("written and read back:\n%s", diff)
	}
	var res result
	fillAll(reflect.ValueOf(&res).Elem())
	if back, err := decodeResult(res.append(nil)); err != nil || cmp.Diff(res, back) != "" {
		t.Errorf("what became of a line, written and read back: %v\n%s", err, cmp.Diff(res, back))
	}
}

// fillAll sets all fields, nested ones too, except an invitation's link and the fields of a
// server's response and of a form, which aren't stored.
func fillAll(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fillAll(v.Elem())
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(time.Date(2026, 3, 2, 9, 0, 0, 5e6, time.UTC)))
			return
		}
		if v.Type() == reflect.TypeFor[bot.Fetched]() {
			v.Set(reflect.ValueOf(bot.Fetched{Status: 7, Type: "x", Size: 7}))
			return
		}
		if v.Type() == reflect.TypeFor[bot.Press]() {
			v.Set(reflect.ValueOf(bot.Press{ID: "x", Message: "x", Data: "x", Hidden: true}))
			return
		}
		for i := range v.NumField() {
			if v.Type() == reflect.TypeFor[bot.Outcome]() && v.Type().Field(i).Name == "Link" {
				continue // in no record
			}
			fillAll(v.Field(i))
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range 2 {
			fillAll(v.Index(i))
		}
	case reflect.Map:
		key, elem := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fillAll(key)
		fillAll(elem)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, elem)
	case reflect.Interface:
		v.Set(reflect.ValueOf("x"))
	case reflect.String:
		v.SetString("x")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Uint8:
		v.SetUint(7)
	case reflect.Int, reflect.Int64:
		v.SetInt(7)
	case reflect.Uint64:
		v.SetUint(7)
	default:
		panic(v.Type())
	}
}

// TestJournalLineByHand: the hand-written encoder gives the same line as encoding a Recorded.
func TestJournalLineByHand(t *testing.T) {
	two, no := 2, false
	at := time.Date(2026, 3, 2, 9, 0, 0, 5e6, time.UTC)
	member := &bot.Member{ID: 7, Since: at}
	event := bot.Event{ID: "e", Kind: bot.KindMessage, At: at, Place: "test:lobby", User: &bot.User{ID: "test:ann"}, Message: &bot.Message{ID: "1", Text: "hi"}}
	for name, u := range map[string]underway{
		"nobody":           {},
		"a member":         {member: member},
		"an owner":         {member: member, read: Read{Authority: bot.Owner}},
		"a stranger":       {read: Read{Authority: bot.Admin}},
		"all that is read": {member: member, read: Read{Authority: bot.Admin, Spared: &no, Level: &two, Roles: map[string]bool{"test:lobby/role/1": true}}},
		"found": {member: member, refs: []bot.Ref{3}, findings: []bot.Finding{
			{Feature: "a", Code: "b"}, {Feature: "a", Code: "c", N: 4, Entry: 5, Member: 6}, {Feature: "a", Code: "d", Args: bot.Args{"X": "<y>"}},
		}},
		"failed": {failed: map[string]string{"a": "why"}},
	} {
		d := &decider{underway: u}
		d.com = &bot.Community{ID: "tea"}
		in := inspect(event)
		line := d.endLine(&in, at, nil, nil)
		d.endLine(&in, at.Add(time.Hour), nil, errTooMany) // another line of the event leaves the first alone
		rec, err := decodeRecorded(line)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if again := rec.append(nil); string(again) != string(line) {
			t.Errorf("%s:\n%s\nis written as\n%s", name, line, again)
		}
		if rec.Member != 0 && !rec.Read.Since.Equal(at) || !reflect.DeepEqual(rec.Read.Level, u.read.Level) || rec.Read.Authority != u.read.Authority {
			t.Errorf("%s: read %+v", name, rec.Read)
		}
	}
}

// TestLinesOfBefore: lines without a version are read, lines of a later version are not.
func TestLinesOfBefore(t *testing.T) {
	old := `{"event":{"id":"e","kind":"message","at":"2026-03-02T09:00:00Z","user":{"id":"test:ann"}},"received":"2026-03-02T09:00:00Z","member":7}`
	rec, err := decodeRecorded([]byte(old))
	if err != nil || rec.Event.User.ID != "test:ann" || rec.Member != 7 || !reflect.DeepEqual(rec.Read, Read{}) {
		t.Errorf("%+v, %v", rec, err)
	}
	if _, err := decodeRecorded([]byte(strings.Replace(old, "{", `{"v":4,`, 1))); err == nil {
		t.Error("a line of a later version is read")
	}
}
