package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stewardbot/steward/adapters/telegram/faketelegram"
	"github.com/stewardbot/steward/bot/inspect"
)

const hostileRules = `    points:
      message: {amount: 2, cooldown: 0s, per_day: 100000, min_length: 4}
      reaction: {amount: 1}
    check_in: {amount: 5}
    levels:
      - {at: 0, name: Newcomer}
      - {at: 5000, name: Regular}
`

// hostile is a group with Bob, who behaves well, and Eve, who doesn't.
type hostile struct {
	*wired
	bob, eve faketelegram.User
	said     int
	line     uint64 // the last journal line seen
	next     int64  // an unused message id
}

// update queues an update that a platform would never send, or doesn't yet. In the format, %g is
// the group, %i a fresh message id, %d the current Unix time.
func (h *hostile) update(kind, format string) {
	h.next++
	body := strings.NewReplacer("%g", fmt.Sprintf(`{"id":%d,"type":"supergroup","title":"Tea"}`, h.group.ID),
		"%i", fmt.Sprint(h.next), "%d", fmt.Sprint(time.Now().Unix()),
		"%eve", `{"id":2,"first_name":"Eve","username":"eve"}`).Replace(format)
	h.tg.Inject(kind, json.RawMessage(body))
}

func (h *hostile) message(fields string) {
	h.update("message", `{"message_id":%i,"date":%d,"chat":%g,`+fields+`}`)
}

// text sends any text from Eve that JSON can hold.
func (h *hostile) text(s string) {
	b, _ := json.Marshal(s)
	h.message(`"from":%eve,"text":` + string(b))
}

// named sends a message from a new person with the given name.
func (h *hostile) named(first, last string) {
	h.next++
	name, _ := json.Marshal(first)
	family, _ := json.Marshal(last)
	h.message(fmt.Sprintf(`"from":{"id":%d,"first_name":%s,"last_name":%s},"text":"hello from me %d"`, h.next, name, family, h.next))
}

func hostileInputs() map[string]func(*hostile) {
	zalgo := strings.Repeat("Z\u0335\u0321\u0322\u0327\u0328\u0334", 2000)
	return map[string]func(*hostile){
		"a megabyte of text":    func(h *hostile) { h.text(strings.Repeat("spam ", 200_000)) },
		"a megabyte of emoji":   func(h *hostile) { h.text(strings.Repeat("😀", 250_000)) },
		"a megabyte of marks":   func(h *hostile) { h.text("a" + strings.Repeat("\u0301", 500_000)) },
		"a megabyte of nothing": func(h *hostile) { h.text(strings.Repeat("\u200b", 350_000)) },
		"empty text":            func(h *hostile) { h.text("") },
		"only emoji":            func(h *hostile) { h.text("🫖🍵") },
		"zalgo":                 func(h *hostile) { h.text(zalgo) },
		"text is a number":      func(h *hostile) { h.message(`"from":%eve,"text":5`) },
		"lone surrogates":       func(h *hostile) { h.message(`"from":%eve,"text":"a\ud800b\udfff"`) },
		"control characters":    func(h *hostile) { h.text("\x00\x01\x1b[2J") },
		"name of nothing":       func(h *hostile) { h.named("\u200b\u200d\ufeff", "\u3164\u2800") },
		"name from right":       func(h *hostile) { h.named("\u202e\u2066evil", "\u200f") },
		"name of zalgo":         func(h *hostile) { h.named(zalgo, zalgo) },
		"name of a megabyte":    func(h *hostile) { h.named(strings.Repeat("x", 1<<20), "") },
		"name of markup":        func(h *hostile) { h.named("<b>{{.Count}}{Name}", "%s*_`") },
		"no name":               func(h *hostile) { h.named("", "") },
		"sender absent":         func(h *hostile) { h.message(`"text":"who am I"`) },
		"sender null":           func(h *hostile) { h.message(`"from":null,"text":"who am I"`) },
		"sender without id":     func(h *hostile) { h.message(`"from":{"first_name":"X"},"text":"/points"`) },
		"sender negative":       func(h *hostile) { h.message(`"from":{"id":-77,"first_name":"X"},"text":"/points"`) },
		"sender huge": func(h *hostile) {
			h.message(fmt.Sprintf(`"from":{"id":%d,"first_name":"X"},"text":"big id"`, int64(math.MaxInt64)))
		},
		"sender beyond":      func(h *hostile) { h.message(`"from":{"id":99999999999999999999999,"first_name":"X"},"text":"big id"`) },
		"sender is a string": func(h *hostile) { h.message(`"from":"eve","text":"big id"`) },
		"a channel speaks": func(h *hostile) {
			h.message(`"sender_chat":{"id":-100777,"type":"channel","title":"\u200b"},"text":"/points"`)
		},
		"chat absent": func(h *hostile) { h.update("message", `{"message_id":%i,"date":%d,"from":%eve,"text":"nowhere"}`) },
		"chat of the smallest": func(h *hostile) {
			h.update("message", fmt.Sprintf(`{"message_id":%%i,"date":%%d,"from":%%eve,"chat":{"id":%d},"text":"/id"}`, int64(math.MinInt64)))
		},
		"private chat below 0": func(h *hostile) {
			h.update("message", `{"message_id":%i,"date":%d,"from":%eve,"chat":{"id":-2,"type":"private"},"text":"/points"}`)
		},
		"message id negative": func(h *hostile) {
			h.update("message", `{"message_id":-5,"date":%d,"from":%eve,"chat":%g,"text":"/points"}`)
		},
		"message id huge": func(h *hostile) {
			h.update("message", `{"message_id":9223372036854775807,"date":%d,"from":%eve,"chat":%g,"text":"/points"}`)
		},
		"message id zero": func(h *hostile) {
			h.update("message", `{"message_id":0,"date":%d,"from":%eve,"chat":%g,"text":"/points"}`)
		},
		"date zero": func(h *hostile) {
			h.update("message", `{"message_id":%i,"date":0,"from":%eve,"chat":%g,"text":"no date"}`)
		},
		"date negative": func(h *hostile) {
			h.update("message", `{"message_id":%i,"date":-86400,"from":%eve,"chat":%g,"text":"a day before time"}`)
		},
		"date of the epoch": func(h *hostile) {
			h.update("message", `{"message_id":%i,"date":1,"from":%eve,"chat":%g,"text":"the first second"}`)
		},
		"date in 9999": func(h *hostile) {
			h.update("message", `{"message_id":%i,"date":253402300799,"from":%eve,"chat":%g,"text":"the last second"}`)
		},
		"date in 2290": func(h *hostile) {
			h.update("message", `{"message_id":%i,"date":10100000000,"from":%eve,"chat":%g,"text":"beyond nanoseconds"}`)
		},
		"date beyond": func(h *hostile) {
			h.update("message", `{"message_id":%i,"date":4611686018427387904,"from":%eve,"chat":%g,"text":"after time"}`)
		},
		"edited in 9999": func(h *hostile) {
			h.update("edited_message", `{"message_id":%i,"date":%d,"edit_date":253402300799,"from":%eve,"chat":%g,"text":"edited"}`)
		},
		"reacted in 9999": func(h *hostile) {
			h.update("message_reaction", `{"chat":%g,"message_id":77778,"user":%eve,"date":253402300799,"old_reaction":[],"new_reaction":[{"type":"emoji","emoji":"👍"}]}`)
		},
		"press of foreign data": func(h *hostile) { h.press(`"data":"standings:top:\u0000:99999999999999999999:x"`) },
		"press of half data":    func(h *hostile) { h.press(`"data":"standings:history:"`) },
		"press of our verbs":    func(h *hostile) { h.press(`"data":"about:choose:tea"`) },
		"press of huge data":    func(h *hostile) { h.press(`"data":"standings:history:` + strings.Repeat("9", 1<<20) + `"`) },
		"press without data":    func(h *hostile) { h.press(`"game_short_name":"x"`) },
		"press without message": func(h *hostile) {
			h.update("callback_query", `{"id":"n%i","from":%eve,"inline_message_id":"abc","data":"standings:top:week:0"}`)
		},
		"press without sender": func(h *hostile) {
			h.update("callback_query", `{"id":"s%i","message":{"message_id":1,"date":1,"chat":%g},"data":"standings:top:week:0"}`)
		},
		"press without id": func(h *hostile) { h.update("callback_query", `{"id":"","from":%eve,"data":"x"}`) },
		"press of a huge id": func(h *hostile) {
			h.update("callback_query", `{"id":"`+strings.Repeat("7", 100_000)+`","from":%eve,"message":{"message_id":1,"date":1,"chat":%g},"data":"standings:top:week:0"}`)
		},
		"press out of reach": func(h *hostile) { h.tg.PressInaccessible(h.eve, h.group, 12345, "standings:top:week:0") },
		"a message from nowhere": func(h *hostile) {
			h.tg.PressForeign(h.eve, faketelegram.Message{Chat: h.group, ID: -9}, "standings:history:1")
		},
		"unknown fields":         func(h *hostile) { h.message(`"from":%eve,"hologram":{"deep":[1,2,{"x":null}]},"text":"what is new"`) },
		"unknown kind":           func(h *hostile) { h.update("hologram", `{"id":1}`) },
		"no kind":                func(h *hostile) { h.tg.InjectRaw(fmt.Sprintf(`{"update_id":%d}`, h.tg.NextUpdate())) },
		"a string for an update": func(h *hostile) { h.update("message", `"hello"`) },
		"nested without end": func(h *hostile) {
			h.message(`"from":%eve,"x":` + strings.Repeat("[", 9000) + strings.Repeat("]", 9000) + `,"text":"deep"`)
		},
		"the same key twice": func(h *hostile) { h.message(`"from":%eve,"text":"one","text":"two"`) },
		"no JSON": func(h *hostile) {
			h.tg.InjectRaw(fmt.Sprintf(`{"update_id":%d,"message":{"text":"half`, h.tg.NextUpdate()))
		},
		"bytes that are no text": func(h *hostile) { h.message("\"from\":%eve,\"text\":\"a\xff\xfe\x80b\"") },
		"ten thousand arguments": func(h *hostile) { h.text("/points" + strings.Repeat(" @x", 10_000)) },
		"a slash":                func(h *hostile) { h.text("/") },
		"a slash and our name":   func(h *hostile) { h.text("/@steward_bot") },
		"slashes":                func(h *hostile) { h.text("//////points") },
		"a huge command":         func(h *hostile) { h.text("/" + strings.Repeat("a", 1<<16)) },
		"numbers out of range":   func(h *hostile) { h.text("/top 99999999999999999999"); h.text("/history -5"); h.text("/makeup 1e999") },
		"nobody": func(h *hostile) {
			h.text("/points @nobody_at_all")
			h.text("/points telegram:-1")
			h.text("/points \u202e")
		},
		"a hundred edits": func(h *hostile) { h.edits() },
		"an edit of nothing": func(h *hostile) {
			h.update("edited_message", `{"message_id":%i,"date":%d,"edit_date":%d,"from":%eve,"chat":%g,"text":"never said"}`)
		},
		"reaction to nothing": func(h *hostile) {
			h.update("message_reaction", `{"chat":%g,"message_id":987654,"user":%eve,"date":%d,"old_reaction":[],"new_reaction":[{"type":"emoji","emoji":"👍"}]}`)
		},
		"reaction by nobody": func(h *hostile) {
			h.update("message_reaction", `{"chat":%g,"message_id":1,"date":%d,"old_reaction":[],"new_reaction":[{"type":"emoji","emoji":"👍"}]}`)
		},
		"reaction below zero": func(h *hostile) {
			h.update("message_reaction", `{"chat":%g,"message_id":-1,"user":%eve,"date":%d,"new_reaction":[]}`)
		},
		"reactions by the lot": func(h *hostile) {
			h.update("message_reaction", `{"chat":%g,"message_id":77777,"user":%eve,"date":%d,"old_reaction":[],"new_reaction":[`+strings.Repeat(`{"type":"emoji","emoji":"👍"},`, 9999)+`{"type":"?"}]}`)
		},
		"a bot joins": func(h *hostile) {
			h.message(`"from":%eve,"new_chat_members":[{"id":555,"is_bot":true,"first_name":"Robot"}]`)
		},
		"a crowd joins": func(h *hostile) {
			h.message(`"from":%eve,"new_chat_members":[` + strings.Repeat(`{"id":0},`, 100) + crowd(2000) + `]`)
		},
		"nobody leaves":      func(h *hostile) { h.message(`"left_chat_member":{}`) },
		"we leave ourselves": func(h *hostile) { h.message(`"left_chat_member":{"id":4242,"is_bot":true,"first_name":"Steward"}`) },
		"moved in a circle":  func(h *hostile) { h.circle() },
		"moved to itself":    func(h *hostile) { h.message(fmt.Sprintf(`"migrate_to_chat_id":%d`, h.group.ID)) },
		"replies without end": func(h *hostile) {
			h.message(`"from":%eve,"text":"re","reply_to_message":` + strings.Repeat(`{"message_id":1,"reply_to_message":`, 500) + `null` + strings.Repeat(`}`, 500))
		},
		"entities out of range": func(h *hostile) {
			h.message(`"from":%eve,"text":"/points @x","entities":[{"type":"mention","offset":-4,"length":99999},{"type":"text_mention","offset":9223372036854775807,"length":9223372036854775807,"user":{}}]`)
		},
		"rights of nobody": func(h *hostile) {
			h.update("chat_member", `{"chat":%g,"date":%d,"old_chat_member":{},"new_chat_member":{"status":"creator"}}`)
		},
		"a rank unheard of": func(h *hostile) {
			h.update("my_chat_member", `{"chat":%g,"date":%d,"old_chat_member":{"status":"?"},"new_chat_member":{"status":"emperor"}}`)
		},
	}
}

func crowd(n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"id":%d,"first_name":"c%d"}`, 100_000+i, i)
	}
	return b.String()
}

func (h *hostile) press(fields string) {
	h.update("callback_query", `{"id":"h%i","from":%eve,"message":{"message_id":3,"date":%d,"chat":%g},`+fields+`}`)
}

// edits sends edits within one second that keep reverting the text.
func (h *hostile) edits() {
	m := h.tg.Say(h.eve, h.group, "the first text")
	for i := range 100 {
		h.tg.Edit(m, fmt.Sprintf("text %d", i/2))
	}
}

// circle migrates the group to another one and back, repeatedly.
func (h *hostile) circle() {
	for range 3 {
		h.message(`"migrate_to_chat_id":-100888`)
		h.update("message", fmt.Sprintf(`{"message_id":%%i,"date":%%d,"chat":{"id":-100888,"type":"supergroup"},"migrate_to_chat_id":%d}`, h.group.ID))
		h.update("message", `{"message_id":%i,"date":%d,"chat":{"id":-100888,"type":"supergroup"},"from":%eve,"text":"where am I"}`)
	}
}

// quiet lists inputs that are understood and have no effect.
var quiet = []string{"empty text", "nobody leaves", "we leave ourselves", "a rank unheard of"}

// TestHostileInput: any input leaves a line in the journal or the log, or gets an answer; nothing
// panics, and the next message is paid.
func TestHostileInput(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := &hostile{bob: person(1, "Bob"), eve: person(2, "Eve"), next: 5000}
		h.wired = newWired(t, faketelegram.Options{}, hostileRules, h.bob, h.eve)
		inputs := hostileInputs()
		for _, name := range slices.Sorted(maps.Keys(inputs)) {
			left := h.trace()
			inputs[name](h)
			h.settle()
			if h.trace() == left && !slices.Contains(quiet, name) {
				t.Errorf("%s: it left no line in the journal nor in the log, and drew no answer", name)
			}
			inputs[name](h) // the second time with the same generated ids
			h.goesOn(name)
		}
		h.nextDay()
		h.check()
	})
}

// settle waits until all updates are taken. One update with invalid JSON breaks every response
// that contains it until it is isolated.
func (h *hostile) settle() {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(h.t.Context(), 5*time.Minute)
	defer cancel()
	if err := h.tg.Await(ctx, func() bool { return h.tg.Pending() == 0 }); err != nil {
		h.t.Fatalf("%d updates wait after five minutes\n%s", h.tg.Pending(), h.log.tail(20))
	}
	time.Sleep(5 * time.Second)
}

// trace returns a summary of the visible effects.
func (h *hostile) trace() string {
	said := len(h.tg.Calls("sendMessage")) + len(h.tg.Calls("answerCallbackQuery"))
	for _, row := range h.rows(inspect.Query{What: "events", From: h.line}) {
		h.line = row.(inspect.Event).Line
	}
	return fmt.Sprint(h.line, len(h.log.String()), said)
}

// goesOn checks that a message of Bob's is paid and the engine is healthy.
func (h *hostile) goesOn(after string) {
	h.t.Helper()
	h.said++
	h.tg.Say(h.bob, h.group, fmt.Sprintf("I only want to say %d", h.said))
	h.settle()
	if got := h.earned()["Bob"]; got != int64(2*h.said) {
		h.t.Fatalf("%s: then Bob has %d, want %d\n%s", after, got, 2*h.said, h.log.tail(20))
	}
	stats, _ := h.in.engine.Stats()
	why := h.in.engine.NotReady()
	if stats.Failures.Load() != 0 || len(why) != 0 || h.tg.Pending() != 0 {
		h.t.Fatalf("%s: %d turns failed, %d updates wait, not ready: %v", after, stats.Failures.Load(), h.tg.Pending(), why)
	}
	if log := h.log.String(); strings.Contains(log, "panic") || strings.Contains(log, "could not be decided") {
		h.t.Fatalf("%s: log:\n%s", after, h.log.tail(20))
	}
}

// nextDay checks that no input has moved anyone's clock ahead.
func (h *hostile) nextDay() {
	before := h.earned()["Eve"]
	h.tg.Say(h.eve, h.group, "签到")
	time.Sleep(24 * time.Hour)
	h.tg.Say(h.eve, h.group, "签到")
	time.Sleep(time.Minute)
	if got := h.earned()["Eve"] - before; got != 10 {
		h.t.Errorf("Eve earned %d with a check-in on each of two days, want 10", got)
	}
	h.tg.Say(h.bob, h.tg.Private(h.bob), "/points")
	time.Sleep(time.Minute)
	if got := h.sent(h.tg.Private(h.bob)); len(got) != 1 {
		h.t.Errorf("Bob asks and gets %q", got)
	}
}

// check verifies that names are fit to be shown, nothing waits forever, and the journal keeps
// excerpts.
func (h *hostile) check() {
	for _, row := range h.rows(inspect.Query{What: "balances", Community: "tea"}) {
		if b := row.(inspect.Balance); b.Name == "" || len(b.Name) > 1000 {
			h.t.Errorf("member %d is called %.100q", b.Member, b.Name)
		}
	}
	for _, row := range h.rows(inspect.Query{What: "outbox"}) {
		h.t.Errorf("in the outbox: %+v", row)
	}
	longest := 0
	for _, row := range h.rows(inspect.Query{What: "events"}) {
		b, err := json.Marshal(row)
		if err != nil {
			h.t.Fatal(err)
		}
		longest = max(longest, len(b))
	}
	if longest > 128<<10 {
		h.t.Errorf("a line of the journal has %d bytes", longest)
	}
}
