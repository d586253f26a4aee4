package main

import (
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stewardbot/steward/adapters/telegram/faketelegram"
	"github.com/stewardbot/steward/bot/inspect"
)

// What the configuration below pays, as a separate copy for the judge.
const (
	outageRules = `    points:
      message: {amount: 2, cooldown: 60s, per_day: 30, min_length: 4}
      reaction: {amount: 0}
    check_in: {amount: 5}
    levels:
      - {at: 0, name: Newcomer}
      - {at: 5, name: Regular}
    replies: {level_up: {from: 1, merge: 10m}}
`
	outagePerMessage = 2
	outageCooldown   = 60
	outageDayCap     = 30
	outagePerCheckIn = 5
)

// outageHeap limits the growth of the heap while the backlog is paid: the intake, one poll's
// response, the members.
const outageHeap = 48 << 20

// outageRequests bounds the requests during the hour: one poll per 15 s at least, and the few
// pending messages.
const outageRequests = 600

// outage holds the hour and everything said in it.
type outage struct {
	*wired
	people []faketelegram.User
	said   map[int64][]int64         // person -> times of messages that could be paid
	days   map[int64]map[string]bool // person -> days with a check-in
	asked  map[int64][]time.Time     // person -> times of questions
	n      int

	healed   time.Time
	answered map[int64]int // person -> answers received by then
}

// TestOutage: Telegram is down from 23:30 to 00:30, in every possible way, while people keep
// talking.
func TestOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOutage(t)
		time.Sleep(23*time.Hour + 24*time.Minute)
		o.before()
		calls := o.tg.Count("")
		o.hour()
		if n := o.tg.Count("") - calls; n > outageRequests || n < 100 {
			t.Errorf("%d requests in the hour, want 100 to %d", n, outageRequests)
		}
		if got := o.earned(); got["p00"] != outagePerCheckIn {
			t.Errorf("p00 has %d while Telegram is away, want only the check-in before", got["p00"])
		}
		o.after()
		o.patience()
		o.judge()
	})
}

func newOutage(t *testing.T) *outage {
	o := &outage{said: map[int64][]int64{}, days: map[int64]map[string]bool{}, asked: map[int64][]time.Time{}}
	for i := range 40 {
		o.people = append(o.people, person(int64(1000+i), fmt.Sprintf("p%02d", i)))
	}
	o.wired = newWired(t, faketelegram.Options{Keep: 5000}, outageRules, o.people...)
	return o
}

// before gives some members a first day, and queues answers that can't be sent.
func (o *outage) before() {
	for _, p := range o.people[:20] {
		o.checkIn(p)
	}
	time.Sleep(5 * time.Minute) // 23:29; the level-ups are announced at 23:34
	o.tg.FailNext("sendMessage", 1, faketelegram.Fault{Kind: faketelegram.TooMany, RetryAfter: 45})
	patient := o.ask(o.people[0])
	time.Sleep(44 * time.Second)
	if n := len(o.sent(patient)); n != 0 {
		o.t.Errorf("%d answers before the wait was over", n)
	}
	time.Sleep(10 * time.Second)
	if n := len(o.sent(patient)); n != 1 {
		o.t.Errorf("%d answers after the wait, want 1", n)
	}
	o.tg.FailNext("sendMessage", 5, faketelegram.Fault{Kind: faketelegram.Cut})
	for _, p := range o.people[20:25] { // questions by strangers, whose answers will expire
		o.ask(p)
	}
	synctest.Wait()
}

// hour is the outage: one kind of failure after another.
func (o *outage) hour() {
	phase := func(during time.Duration, faults ...faketelegram.Fault) {
		o.tg.Heal()
		o.tg.Outage(faults...)
		o.live(during)
	}
	o.tg.Unplug()
	o.live(3 * time.Minute)
	if err := o.tg.Plug(); err != nil {
		o.t.Fatal(err)
	}
	o.tg.Heal()
	o.tg.Outage(faketelegram.Fault{Kind: faketelegram.HTTPError, Status: 502})
	// The announcement due at 23:34 gets a retry delay until Telegram is back.
	o.tg.FailNext("sendMessage", 1, faketelegram.Fault{Kind: faketelegram.TooMany, RetryAfter: 58 * 60})
	o.live(7 * time.Minute)
	phase(10*time.Minute, faketelegram.Fault{Kind: faketelegram.TooMany, RetryAfter: 280})
	phase(10*time.Minute, faketelegram.Fault{Kind: faketelegram.HalfOpen})
	phase(10*time.Minute, faketelegram.Fault{Kind: faketelegram.Truncated, Applied: true}, faketelegram.Fault{Kind: faketelegram.Garbage})
	phase(10*time.Minute, faketelegram.Fault{Kind: faketelegram.Cut}, faketelegram.Fault{Kind: faketelegram.Cut, Applied: true},
		faketelegram.Fault{Kind: faketelegram.HalfOpen, For: 40 * time.Second})
	phase(10*time.Minute, faketelegram.Fault{Kind: faketelegram.HTTPError, Status: 503},
		faketelegram.Fault{Kind: faketelegram.APIError, Status: 500, Reason: "Internal Server Error"},
		faketelegram.Fault{Kind: faketelegram.TooMany, RetryAfter: 20}, faketelegram.Fault{Kind: faketelegram.Truncated})
}

// live lets people talk, check in and ask for a while, and the platform deliver the backlog.
func (o *outage) live(during time.Duration) {
	end := time.Now().Add(during)
	for i := 0; time.Now().Before(end); i++ {
		p := o.people[(i*7)%len(o.people)]
		switch {
		case i%500 == 499:
			o.tg.Inject("hologram", json.RawMessage(fmt.Sprintf(`{"shape":%d,"from":{"id":"not a number"}}`, i)))
		case i%97 == 5:
			o.checkIn(p)
		case i%101 == 50:
			o.ask(p)
		default:
			o.say(p)
		}
		time.Sleep(120 * time.Millisecond)
	}
}

func (o *outage) say(p faketelegram.User) {
	o.n++
	o.tg.Say(p, o.group, fmt.Sprintf("I have something to say, number %d", o.n))
	o.said[p.ID] = append(o.said[p.ID], time.Now().Unix())
}

func (o *outage) checkIn(p faketelegram.User) {
	o.tg.Say(p, o.group, "签到")
	if o.days[p.ID] == nil {
		o.days[p.ID] = map[string]bool{}
	}
	o.days[p.ID][time.Now().UTC().Format(time.DateOnly)] = true
}

func (o *outage) ask(p faketelegram.User) faketelegram.Chat {
	private := o.tg.Private(p)
	o.tg.Say(p, private, "/points")
	o.asked[p.ID] = append(o.asked[p.ID], time.Now())
	return private
}

// after checks, once Telegram is back, that the backlog is paid within a bounded amount of
// memory.
func (o *outage) after() {
	o.healed, o.answered = time.Now(), map[int64]int{}
	for _, p := range o.people {
		o.answered[p.ID] = len(o.sent(o.tg.Private(p)))
	}
	backlog := o.tg.Pending()
	if backlog < 20_000 {
		o.t.Errorf("the backlog is %d updates", backlog)
	}
	base, highest := heap(), uint64(0)
	o.tg.Heal()
	for left := backlog; left > 0; left = o.tg.Pending() {
		if err := o.tg.Await(o.t.Context(), func() bool { n := o.tg.Pending(); return n == 0 || n+2000 <= left }); err != nil {
			o.t.Fatal(err)
		}
		highest = max(highest, heap())
	}
	more := int64(highest) - int64(base)
	o.t.Logf("a backlog of %d updates; the heap grew by %d KiB at most while it was paid", backlog, more>>10)
	if more > outageHeap {
		o.t.Errorf("the heap grew by %d MiB", more>>20)
	}
	time.Sleep(time.Minute)
	o.answers()
	o.announcement()
}

// answers checks that questions from the last minute are answered and those older than two
// minutes at the end of the outage are not.
func (o *outage) answers() {
	must, may := 0, 0
	for _, p := range o.people {
		due, late := 0, 0
		for _, at := range o.asked[p.ID] {
			switch age := o.healed.Sub(at); {
			case age <= time.Minute:
				due++
			case age <= 2*time.Minute: // depends on the time of the reconnect
				late++
			}
		}
		must, may = must+due, may+late
		if n := len(o.sent(o.tg.Private(p))) - o.answered[p.ID]; n < due || n > due+late {
			o.t.Errorf("%s got %d answers, want %d to %d", p.FirstName, n, due, due+late)
		}
	}
	if must < 3 || may > 20 {
		o.t.Errorf("%d fresh questions and %d stale ones: the hour was another", must, may)
	}
	last := o.people[39]
	before := len(o.sent(o.tg.Private(last)))
	o.ask(last)
	time.Sleep(5 * time.Second)
	if n := len(o.sent(o.tg.Private(last))) - before; n != 1 {
		o.t.Errorf("afterwards a question gets %d answers", n)
	}
}

// announcement checks that the earlier level-ups waited out the retry delay, and that those of
// the backlog are merged from when they become known.
func (o *outage) announcement() {
	if got := o.sent(o.group); len(got) != 0 {
		o.t.Errorf("announced before the wait was over: %q", got)
	}
	time.Sleep(7 * time.Minute)
	if got := o.sent(o.group); len(got) != 1 || !strings.Contains(got[0], "p00") {
		o.t.Errorf("announced: %q, want the level-ups of before, once", got)
	}
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// patience checks that after each 429 no such request is sent before its time.
func (o *outage) patience() {
	type kind struct{ method, chat string }
	until := map[kind]time.Time{}
	told := 0
	for _, c := range o.tg.Calls("") {
		k := kind{c.Method, c.Params["chat_id"]}
		if c.Fault == faketelegram.TooMany {
			told++
		}
		if end := until[k]; c.At.Before(end) {
			o.t.Errorf("%s to %q at %s, told to wait until %s", c.Method, c.Params["chat_id"], c.At, end)
		}
		if c.Fault == faketelegram.TooMany {
			until[k] = c.At.Add(time.Duration(c.RetryAfter) * time.Second)
		}
	}
	if told < 5 {
		o.t.Errorf("told to wait only %d times", told)
	}
}

// judge compares the pay with the messages, by the messages' times.
func (o *outage) judge() {
	earned := o.earned()
	for _, p := range o.people {
		want := int64(len(o.days[p.ID]) * outagePerCheckIn)
		perDay := map[int64]int64{}
		last := int64(-outageCooldown)
		for _, at := range o.said[p.ID] {
			day := at / 86400
			if at-last < outageCooldown || perDay[day] == outageDayCap {
				continue
			}
			last = at
			perDay[day] += outagePerMessage
			want += outagePerMessage
		}
		if earned[p.FirstName] != want {
			o.t.Errorf("%s has earned %d, want %d", p.FirstName, earned[p.FirstName], want)
		}
	}
	stats, waiting := o.in.engine.Stats()
	if waiting != 0 {
		o.t.Errorf("%d lines wait still", waiting)
	}
	if n := stats.Expired.Load(); n < 5 {
		o.t.Errorf("%d answers expired, want the five that found no way out", n)
	}
	if n := stats.Parked.Load(); n < 20 {
		o.t.Errorf("%d updates of an unknown kind were parked", n)
	}
	if o.t.Failed() {
		o.t.Log(o.log.tail(30))
	}
}

// TestHalfOpen: connections that are open and never answer. A poll times out ten seconds after
// its own timeout, a message after thirty seconds; a message that may have been sent is sent
// again, and counted as doubtful.
func TestHalfOpen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ann := person(7, "Ann")
		w := newWired(t, faketelegram.Options{}, "    check_in: {amount: 5}\n", ann)
		private := w.tg.Private(ann)
		w.tg.FailNext("sendMessage", 1, faketelegram.Fault{Kind: faketelegram.HalfOpen, Applied: true})
		w.tg.Say(ann, private, "/id")
		time.Sleep(29 * time.Second)
		if n := w.tg.Count("sendMessage"); n != 1 {
			t.Errorf("%d tries within half a minute, want 1", n)
		}
		time.Sleep(5 * time.Second)
		stats, waiting := w.in.engine.Stats()
		if n := w.tg.Count("sendMessage"); n != 2 || waiting != 0 || stats.Doubts.Load() != 1 || stats.Resent.Load() != 1 {
			t.Errorf("%d tries, %d lines wait, %d doubts, %d sent again; want 2, none, 1, 1",
				n, waiting, stats.Doubts.Load(), stats.Resent.Load())
		}
		w.tg.FailNext("getUpdates", 2, faketelegram.Fault{Kind: faketelegram.HalfOpen})
		w.tg.Say(ann, w.group, "签到") // ends the waiting poll; the next two are half open
		time.Sleep(65 * time.Second)
		if len(w.in.engine.NotReady()) == 0 {
			t.Error("ready, while nothing answers")
		}
		time.Sleep(15 * time.Second)
		if len(w.in.engine.NotReady()) != 0 {
			t.Errorf("not ready: %v", w.in.engine.NotReady())
		}
		if got := w.earned()["Ann"]; got != 5 {
			t.Errorf("Ann has %d, want 5", got)
		}
		if w.tg.Pending() != 0 {
			t.Errorf("%d updates wait", w.tg.Pending())
		}
	})
}

// TestGroupMovesUnderAnAnswer: the group becomes a supergroup while an answer waits. The answer,
// its deletion and the members move along.
func TestGroupMovesUnderAnAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ann := person(7, "Ann")
		w := newWired(t, faketelegram.Options{}, "    check_in: {amount: 5}\n    replies: {delete_after: 60s}\n", ann)
		w.tg.FailNext("sendMessage", 1, faketelegram.Fault{Kind: faketelegram.TooMany, RetryAfter: 30})
		w.tg.Say(ann, w.group, "/points")
		time.Sleep(time.Second)
		moved := w.tg.Migrate(w.group)
		w.tg.Say(ann, moved, "签到")
		time.Sleep(40 * time.Second)
		if got := w.sent(moved); len(got) != 1 || len(w.sent(w.group)) != 0 {
			t.Errorf("sent to the new group: %q, to the old one: %q; want one answer in the new", got, w.sent(w.group))
		}
		time.Sleep(time.Minute)
		if n := len(w.tg.Sent(moved)); n != 0 {
			t.Errorf("%d messages of ours stand in the new group still", n)
		}
		if got := w.earned()["Ann"]; got != 5 {
			t.Errorf("Ann has %d, want 5", got)
		}
		if rows := w.rows(inspect.Query{What: "outbox"}); len(rows) != 0 {
			t.Errorf("in the outbox: %+v", rows)
		}
	})
}
