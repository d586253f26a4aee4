package desk_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stewardbot/steward/adapters/web/desk"
	"github.com/stewardbot/steward/bot"
	room "github.com/stewardbot/steward/bot/desk"
	"github.com/stewardbot/steward/store"
)

// following is an open stream.
type following struct {
	*browser
	status int
	header http.Header
	lines  *bufio.Scanner
	close  context.CancelFunc
	id     string // of the latest event
}

// follow opens the stream of a page.
func (b *browser) follow(page, last string) *following {
	b.Helper()
	ctx, cancel := context.WithCancel(b.Context())
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, b.server.URL+"/c/tea/live?page="+page, nil)
	if err != nil {
		b.Fatal(err)
	}
	if last != "" {
		r.Header.Set("Last-Event-ID", last)
	}
	resp, err := b.http.Do(r)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { cancel(); resp.Body.Close() })
	return &following{browser: b, status: resp.StatusCode, header: resp.Header, lines: bufio.NewScanner(resp.Body), close: cancel}
}

// next returns the name and the data of the next event; the name is "over" after the last.
func (f *following) next() (name string, data map[string]any) {
	f.Helper()
	for f.lines.Scan() {
		line := f.lines.Text()
		if is, ok := strings.CutPrefix(line, "event: "); ok {
			name = is
		}
		if id, ok := strings.CutPrefix(line, "id: "); ok {
			f.id = id
		}
		if body, ok := strings.CutPrefix(line, "data: "); ok {
			if err := json.Unmarshal([]byte(body), &data); err != nil {
				f.Fatal(err)
			}
			return name, data
		}
		if line == ":" {
			return "beat", nil
		}
	}
	return "over", nil
}

// until reads on until an event has a value.
func (f *following) until(key, value string) {
	f.Helper()
	for {
		switch kind, data := f.next(); {
		case data[key] == value:
			return
		case kind == "over", kind == "end":
			f.Fatalf("the stream ended before %s was %s", key, value)
		}
	}
}

// report has somebody report a message, and the pages told.
func (w *world) report(n int) {
	w.Helper()
	id := fmt.Sprint("reported", n)
	w.say("test:bad", id, "rude", nil)
	w.say(bot.UserID("test:r"+id), "r"+id, "/report rude", &bot.Replied{ID: id, Text: "rude", User: &bot.User{ID: "test:bad", Name: "bad"}})
	if err := w.engine.Settle(w.Context()); err != nil {
		w.Fatal(err)
	}
	w.desk.Look()
}

// gone waits until no page is open.
func (w *world) gone() {
	w.Helper()
	for w.desk.Streams() > 0 {
		if w.Context().Err() != nil {
			w.Fatal("a stream stays open")
		}
		time.Sleep(time.Millisecond)
	}
}

// TestLiveAsksOnceForAll: a hundred pages make as many views of the store as one, and all are told.
func TestLiveAsksOnceForAll(t *testing.T) {
	w := open(t, "")
	w.desk.Unasked()
	var staff []*browser
	for _, u := range []bot.UserID{"test:own", "test:ope", "test:mod", "test:ana", "test:edi"} {
		staff = append(staff, w.signedIn("tea", u))
	}
	n, asked := 0, map[int]int64{}
	for _, pages := range []int{1, 100} {
		var list []*following
		for i := range pages {
			list = append(list, staff[i%len(staff)].follow("overview", ""))
		}
		w.desk.Look()
		for _, f := range list {
			f.next()
		}
		before := w.views.Load()
		for range 5 {
			n++
			w.report(n)
			for _, f := range list {
				f.until("reports", fmt.Sprint(n))
			}
			w.desk.Look() // nothing was committed
		}
		asked[pages] = w.views.Load() - before
		for _, f := range list {
			f.close()
		}
		w.gone()
	}
	const looks = 10 // without a commit since the last one, a look takes none
	if asked[1] < 5 || asked[1] > looks || asked[100] < 5 || asked[100] > looks {
		t.Errorf("views of the store by pages: %v, in %d looks", asked, looks)
	}
}

// TestLiveFollowsThePowers: a stream tells what its session may see, and ends with the session and with its powers.
func TestLiveFollowsThePowers(t *testing.T) {
	w := open(t, "")
	w.desk.Unasked()
	for name, b := range map[string]*browser{"no session": w.browser(), "another community": w.signedIn("zen", "test:own2"), "no power": w.signedIn("tea", "test:ann")} {
		if f := b.follow("overview", ""); f.status != http.StatusUnauthorized {
			t.Errorf("%s: %d", name, f.status)
		}
	}
	own, mod, packer := w.signedIn("tea", "test:own"), w.signedIn("tea", "test:mod"), w.signedIn("tea", "test:packer")
	a, b, c := own.follow("health", ""), mod.follow("health", ""), packer.follow("queue", "")
	for name, want := range map[string]string{"Content-Type": "text/event-stream", "X-Accel-Buffering": "no", "Cache-Control": "no-store"} {
		if got := a.header.Get(name); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
	w.report(1)
	if _, data := a.next(); data["received"] == nil || data["outbox"] == nil {
		t.Errorf("an operator: %v", data)
	}
	if _, data := b.next(); data["received"] != nil || data["queue"] != "1" {
		t.Errorf("a moderator: %v", data)
	}
	if _, data := c.next(); data["queue"] != "" {
		t.Errorf("a packer: %v", data)
	}
	mod.post("/c/tea/end", nil)
	w.submit(bot.Event{Kind: bot.KindStanding, Place: "test:1", Standing: &bot.Standing{Admins: map[bot.UserID]bot.Authority{}}})
	w.desk.Look()
	for name, f := range map[string]*following{"signed out": b, "without a rank": a} {
		kind, data := f.next()
		for kind == "" { // what changed before
			kind, data = f.next()
		}
		if text, _ := data["text"].(string); kind != "end" || !strings.Contains(text, "not signed in") {
			t.Errorf("%s: %q %v", name, kind, data)
		}
		if kind, _ := f.next(); kind != "over" {
			t.Errorf("%s: the stream goes on", name)
		}
	}
	w.engine.Clock().Advance(room.Idle)
	w.desk.Look()
	if kind, _ := c.next(); kind != "end" {
		t.Errorf("idle: %q", kind)
	}
	w.gone()
}

// TestLiveGoesOn: a page that comes back is not told again what it knows.
func TestLiveGoesOn(t *testing.T) {
	w := open(t, "")
	w.desk.Unasked()
	own := w.signedIn("tea", "test:own")
	f := own.follow("queue", "")
	w.report(1)
	f.next()
	again := own.follow("queue", f.id)
	w.report(2) // the first that it is told
	if _, data := again.next(); data["queue"] != "2" {
		t.Errorf("the next: %v", data)
	}
}

// TestLiveOfOneAccount: nobody takes the streams of all, and a page that is closed makes room.
func TestLiveOfOneAccount(t *testing.T) {
	w := open(t, "")
	w.desk.Unasked()
	first, second, mod := w.signedIn("tea", "test:own"), w.signedIn("tea", "test:own"), w.signedIn("tea", "test:mod")
	var list []*following
	for i := range desk.MostOfAccount {
		list = append(list, []*browser{first, second}[i%2].follow("overview", ""))
	}
	for name, b := range map[string]*browser{"one session": first, "another": second} {
		if f := b.follow("overview", ""); f.status != http.StatusServiceUnavailable {
			t.Errorf("one more of %s: %d", name, f.status)
		}
	}
	if f := mod.follow("overview", ""); f.status != http.StatusOK {
		t.Errorf("somebody else: %d", f.status)
	}
	list[0].close()
	for w.desk.Streams() > desk.MostOfAccount { // with mod's
		time.Sleep(time.Millisecond)
	}
	if f := second.follow("overview", ""); f.status != http.StatusOK {
		t.Errorf("after a page was closed: %d", f.status)
	}
}

// TestLiveLastsWithItsSession: a stream goes on for as long as its session is used, and ends with it.
func TestLiveLastsWithItsSession(t *testing.T) {
	w := open(t, "")
	w.desk.Unasked()
	own := w.signedIn("tea", "test:own")
	f := own.follow("overview", "")
	w.engine.Clock().Advance(room.Idle - time.Minute)
	own.get("/c/tea/queue")
	for seen := false; !seen; time.Sleep(time.Millisecond) {
		if err := w.store.View(func(r store.Reader) error {
			list, err := room.Sessions(r, "tea", []bot.UserID{"test:own"}, w.engine.Now())
			seen = len(list) == 1 && w.engine.Now().Sub(list[0].Seen) < room.Touch
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	w.desk.Look()
	w.engine.Clock().Advance(2 * time.Minute)
	w.report(1)
	if f.until("reports", "1"); f.status != http.StatusOK {
		t.Errorf("the stream: %d", f.status)
	}
	w.engine.Clock().Advance(room.Idle)
	w.desk.Look()
	if kind, _ := f.next(); kind != "end" {
		t.Errorf("idle: %q", kind)
	}
}

// TestLiveAfterReload: a stream ends when the configuration takes the power of its account.
func TestLiveAfterReload(t *testing.T) {
	w := open(t, "")
	w.desk.Unasked()
	ana := w.signedIn("tea", "test:ana").follow("overview", "")
	w.desk.Look()
	ana.next()
	w.reload(strings.Replace(configuration, `analyst: ["test:ana"], `, "", 1))
	if err := w.engine.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.desk.Look()
	if kind, _ := ana.next(); kind != "end" {
		t.Errorf("without a power: %q", kind)
	}
}
