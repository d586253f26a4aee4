package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing/synctest"
	"time"

	"github.com/stewardbot/steward/adapters/telegram/faketelegram"
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/feature/tally"
	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/stats"
	"github.com/stewardbot/steward/store"
)

// upgrade is an old store in use.
type upgrade struct {
	*wired
	k      *keptStore
	before int // calls that restored the platform
}

// restore brings the platform back to its recorded state: messages with their ids, bans and
// mutes, and the id counters. It leaves no updates behind.
func (u *upgrade) restore() {
	u.t.Helper()
	for id := int64(1); id <= u.k.LastID; id++ {
		m, ours := u.k.Messages[id]
		if !ours {
			u.tg.Say(u.owner, u.group, "something said before")
			continue
		}
		params := url.Values{"chat_id": {fmt.Sprint(u.k.Group)}, "text": {m.Text}}
		if m.Keyboard != nil {
			b, err := json.Marshal(m.Keyboard)
			if err != nil {
				u.t.Fatal(err)
			}
			params.Set("reply_markup", string(b))
		}
		u.call("sendMessage", params)
	}
	for range u.k.InPrivate {
		u.tg.Say(u.owner, u.tg.Private(u.owner), "something said before")
	}
	for range u.k.NextUpdate { // presses use ids, too; there were at most as many as updates
		u.tg.PressForeign(u.owner, faketelegram.Message{ID: 1, Chat: u.group}, "none")
	}
	u.tg.Seat(u.tg.Me(), u.person(u.k.Banned), u.group, faketelegram.Member{Status: "kicked"})
	u.tg.Seat(u.tg.Me(), u.person(u.k.Muted), u.group, faketelegram.Member{Status: "restricted", InChat: true})
	u.call("deleteWebhook", url.Values{"drop_pending_updates": {"true"}})
	u.tg.RestartNumbering(u.k.NextUpdate)
	u.tg.Client().CloseIdleConnections()
	u.before = len(u.tg.Calls(""))
}

// call calls the platform as the program would.
func (u *upgrade) call(method string, params url.Values) {
	u.t.Helper()
	resp, err := u.tg.Client().PostForm(u.tg.URL()+"/bot"+u.tg.Token()+"/"+method, params)
	if err != nil {
		u.t.Fatal(err)
	}
	defer resp.Body.Close()
	if b, err := io.ReadAll(resp.Body); err != nil || resp.StatusCode != http.StatusOK {
		u.t.Fatalf("%s: %s, %v", method, b, err)
	}
}

func (u *upgrade) person(id int64) faketelegram.User {
	u.t.Helper()
	i := slices.IndexFunc(u.k.People, func(p faketelegram.User) bool { return p.ID == id })
	if i < 0 {
		u.t.Fatalf("nobody is %d", id)
	}
	return u.k.People[i]
}

func (u *upgrade) message(id int64) faketelegram.Message {
	u.t.Helper()
	m, ok := u.tg.Message(u.group, id)
	if !ok {
		u.t.Fatalf("there is no message %d", id)
	}
	return m
}

// applied returns the calls to a method since the start that took effect.
func (u *upgrade) applied(method string) (calls []faketelegram.Call) {
	for _, c := range u.tg.Calls("")[u.before:] {
		if c.Method == method && c.Applied {
			calls = append(calls, c)
		}
	}
	return calls
}

// books checks that the ledger verifies, and that everyone has the recorded points plus more.
func (u *upgrade) books(more map[string]int64) {
	u.t.Helper()
	u.earned() // verifies the ledger
	var want []inspect.Balance
	for _, b := range u.k.Balances {
		b.Balance += more[b.Name]
		b.Earned += more[b.Name]
		want = append(want, b)
	}
	if got := asRead[inspect.Balance](u.wired, inspect.Query{What: "balances", Community: "tea"}); !reflect.DeepEqual(got, want) {
		u.t.Errorf("the balances are\n%+v, want\n%+v", got, want)
	}
	u.counted(want)
}

// counted checks that each member's statistics agree with the ledger, from its beginning, and
// with the journal, which in these stores reaches as far back.
func (u *upgrade) counted(balances []inspect.Balance) {
	u.t.Helper()
	synctest.Wait()
	err := u.in.engine.View(func(r store.Reader) error {
		said, called := map[bot.MemberID]int64{}, map[bot.MemberID]int64{}
		err := engine.Events(r, 0, false, func(rec engine.Recorded) error {
			switch m := rec.Event.Message; {
			case m == nil || rec.Community != "tea" || slices.ContainsFunc(rec.Findings, func(f bot.Finding) bool { return f.Code == "struck" }):
			case rec.Call != "":
				called[rec.Member]++
			case !rec.Event.Place.Private() && !strings.HasPrefix(m.Text, "/"):
				said[rec.Member]++
			}
			return nil
		})
		if err != nil {
			return err
		}
		if len(said) == 0 || len(called) == 0 {
			u.t.Errorf("the journal has messages of %d members, commands of %d", len(said), len(called))
		}
		for _, b := range balances {
			total, _, err := stats.Totals(r, "tea", b.Member)
			if err != nil {
				return err
			}
			if got := total[ledger.Earned.Number]; got != b.Earned {
				u.t.Errorf("of %s %d points earned are counted, the books say %d", b.Name, got, b.Earned)
			}
			if got := total[tally.Messages.Number]; got != said[b.Member] {
				u.t.Errorf("of %s %d messages are counted, the journal has %d", b.Name, got, said[b.Member])
			}
			if got := total[tally.Commands.Number]; got != called[b.Member] {
				u.t.Errorf("of %s %d commands are counted, the journal has %d", b.Name, got, called[b.Member])
			}
		}
		return nil
	})
	if err != nil {
		u.t.Fatal(err)
	}
}

// cases checks that each case reads as before. A later version may add fields.
func (u *upgrade) cases() {
	u.t.Helper()
	rows := asRead[map[string]any](u.wired, inspect.Query{What: "cases", Community: "tea"})
	if len(rows) != len(u.k.Cases) || len(rows) == 0 {
		u.t.Fatalf("%d cases, want %d", len(rows), len(u.k.Cases))
	}
	for i, now := range rows {
		for key, value := range u.k.Cases[i] {
			if !reflect.DeepEqual(now[key], value) {
				u.t.Errorf("case %d: %s is %v, want %v", i+1, key, now[key], value)
			}
		}
	}
}

// delivered checks that each pending line was performed once, by the journal and by the platform.
func (u *upgrade) delivered() {
	u.t.Helper()
	private, reactions := map[bot.Place]int{}, 0
	for _, line := range u.k.Outbox {
		u.done(line)
		switch {
		case line.Kind == "react":
			reactions++
		case line.Place.Private():
			private[line.Place]++
		}
	}
	if len(private) == 0 || reactions == 0 {
		u.t.Errorf("answers were waiting for %d people, and %d reactions", len(private), reactions)
	}
	if n := len(u.applied("setMessageReaction")); n != reactions {
		u.t.Errorf("%d reactions were given, want %d", n, reactions)
	}
	for place, want := range private {
		n := 0
		for _, c := range u.applied("sendMessage") {
			if c.Params["chat_id"] == place.Sub() {
				n++
			}
		}
		if n != want {
			u.t.Errorf("%d messages were sent to %s, want %d", n, place, want)
		}
	}
}

// done checks that the line's event was recorded as done, once.
func (u *upgrade) done(line engine.Act) {
	u.t.Helper()
	row := u.rows(inspect.Query{What: "event", Event: line.Event})[0].(inspect.Event)
	i := slices.IndexFunc(row.Acts, func(a engine.Act) bool { return a.Ref == line.Ref })
	if i < 0 {
		u.t.Errorf("line %d of event %s is not known any more", line.Ref, line.Event)
		return
	}
	if a := row.Acts[i]; a.Status != bot.Done || a.Resent != 0 {
		u.t.Errorf("what waited: %+v; became: %+v", line, a)
	}
}

// says checks that the first n expected messages, and no others, have appeared in the group.
func (u *upgrade) says(n int) {
	u.t.Helper()
	var texts []string
	for _, c := range u.applied("sendMessage") {
		if c.Params["chat_id"] == fmt.Sprint(u.k.Group) {
			texts = append(texts, c.Params["text"])
		}
	}
	if !slices.EqualFunc(texts, u.k.Said[:n], strings.Contains) {
		u.t.Errorf("said in the group: %q, want something of each of %q", texts, u.k.Said[:n])
	}
}

// banEnds checks that the ban is lifted on time, and once.
func (u *upgrade) banEnds() {
	u.t.Helper()
	time.Sleep(time.Until(u.k.BanEnds.Add(-time.Minute)))
	if n := len(u.applied("unbanChatMember")); n != 0 {
		u.t.Errorf("bans were lifted %d times before the end", n)
	}
	time.Sleep(2 * time.Minute)
	if calls := u.applied("unbanChatMember"); len(calls) != 1 || calls[0].Params["user_id"] != fmt.Sprint(u.k.Banned) {
		u.t.Errorf("bans were lifted by %+v, want one of %d", calls, u.k.Banned)
	}
	if s := u.tg.Standing(u.group, u.person(u.k.Banned)).Status; s != "left" {
		u.t.Errorf("whose ban has ended is %q", s)
	}
}
