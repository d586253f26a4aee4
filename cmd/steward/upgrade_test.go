package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
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

// makeStore is the name of a store that TestUpgrade adds to testdata/stores:
//
//	go test ./cmd/steward -run TestUpgrade -make-store v2
var makeStore = flag.String("make-store", "", "add a store made by this version to testdata/stores, by this name")

// storesDir holds stores that versions of the program left when stopped in the middle of work,
// each with its record.
const storesDir = "testdata/stores"

// keptStore is the record of a stored fixture, NAME.json beside NAME.db.gz: what a later version
// needs to continue from there, and what it must find.
type keptStore struct {
	Left   time.Time `json:"left"`   // when the program was stopped, in fake time
	Config string    `json:"config"` // the community's configuration after its spaces
	Bank   string    `json:"bank"`   // the question bank beside the configuration

	// The platform at that time.
	Group      int64                 `json:"group"`
	People     []faketelegram.User   `json:"people"`
	NextUpdate int64                 `json:"next_update"`
	InPrivate  int64                 `json:"in_private"` // the highest message id in private chats
	Messages   map[int64]keptMessage `json:"messages"`   // ours in the group
	LastID     int64                 `json:"last_id"`    // the highest message id in the group
	Banned     int64                 `json:"banned"`
	Muted      int64                 `json:"muted"`

	// The ledger, the cases and the outbox at that time.
	Balances []inspect.Balance `json:"balances"`
	Cases    []map[string]any  `json:"cases"`
	Outbox   []engine.Act      `json:"outbox"`

	// What happens next: who presses which button, what people earn on top of Balances by the end
	// of the quiz, when the ban ends, and what is said in the group, as one word each: the second
	// question, the scoreboard, level-ups.
	Presser int64            `json:"presser"`
	Post    int64            `json:"post"`
	Data    string           `json:"data"`
	Earn    map[string]int64 `json:"earn"`
	BanEnds time.Time        `json:"ban_ends"`
	Said    []string         `json:"said"`
}

type keptMessage struct {
	Text     string                 `json:"text"`
	Keyboard *faketelegram.Keyboard `json:"keyboard,omitempty"`
}

// The configuration and question bank of this version's store.
const (
	keptConfig = `    moderators: [telegram:8]
    check_in: {amount: 5, streaks: [{days: 2, bonus: 11}]}
    levels: [{at: 0, name: New}, {at: 5, name: Guest}, {at: 20, name: Regular}]
    replies: {level_up: {from: 1, merge: 10m}}
    quizzes: [{name: tea, bank: tea.yaml, questions: 2, time: 60s, award: {correct: 3, first: 5, winner: 20}}]
`
	keptBank = `title: Tea
questions:
  - {question: Which is a tea?, choices: [Oolong, Espresso, Lager], answer: Oolong}
  - {question: Which of these is a tea as well?, choices: [Oolong, Cocoa, Stout], answer: Oolong}
`
	keptGroup = -1001234567890
)

// TestUpgrade opens stores left by former versions with the current program and lets it continue:
// nothing is lost and nothing is done twice.
func TestUpgrade(t *testing.T) {
	dir, err := filepath.Abs(storesDir)
	if err != nil {
		t.Fatal(err)
	}
	if *makeStore != "" {
		t.Run("make", func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { leaveStore(t, filepath.Join(dir, *makeStore)) })
		})
	}
	paths, err := filepath.Glob(filepath.Join(dir, "*.db.gz"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no stores in %s: %v", storesDir, err)
	}
	for _, path := range paths {
		name := strings.TrimSuffix(path, ".db.gz")
		t.Run(filepath.Base(name), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { openKept(t, name) })
		})
	}
}

// upgradeWorld is the platform with the fixture's group; nothing runs on it yet.
func upgradeWorld(t *testing.T, k *keptStore) *wired {
	t.Helper()
	t.Chdir(t.TempDir()) // the store contains its path from the configuration
	w := &wired{t: t, log: &logged{}, path: "steward.yaml"}
	w.tg = faketelegram.New(faketelegram.Options{Memory: true})
	t.Cleanup(w.tg.Close)
	w.owner = w.tg.AddUser(person(5, "Olga"))
	for _, p := range k.People {
		w.tg.AddUser(p)
		w.tg.Start(p)
	}
	w.group = w.tg.AddChat(faketelegram.Chat{ID: k.Group, Type: "supergroup", Title: "Tea"}, faketelegram.Ordinary(k.People...),
		faketelegram.Staff(faketelegram.Owner(w.owner), faketelegram.Admin(w.tg.Me(), faketelegram.AllRights())))
	if err := os.WriteFile("tea.yaml", []byte(k.Bank), 0o600); err != nil {
		t.Fatal(err)
	}
	return w
}

// leaveStore makes a store of this version: two days of a community, and a third on which the
// program is stopped while a quiz, a ban and a mute are active, level-ups are being merged, and
// the platform refuses messages.
func leaveStore(t *testing.T, name string) {
	ann, mo, bob, cleo, dora, eve := person(7, "Ann"), person(8, "Mo"), person(9, "Bob"), person(10, "Cleo"), person(11, "Dora"), person(12, "Eve")
	k := &keptStore{Config: keptConfig, Bank: keptBank, Group: keptGroup, People: []faketelegram.User{ann, mo, bob, cleo, dora, eve},
		Banned: eve.ID, Muted: cleo.ID, Presser: bob.ID, Messages: map[int64]keptMessage{}}
	w := upgradeWorld(t, k)
	w.begin(k.Config)
	defer w.stop()
	say := func(who faketelegram.User, text string) {
		t.Helper()
		if _, err := w.tg.TrySay(who, w.group, text); err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Second)
	}
	for _, p := range []faketelegram.User{ann, bob, cleo, eve} {
		say(p, "签到")
		say(p, "good morning to everybody")
	}
	time.Sleep(24 * time.Hour)
	say(ann, "签到")
	say(cleo, "签到")
	time.Sleep(24 * time.Hour)
	say(mo, "/warn @bob mind your words")
	say(mo, "/mute @cleo 3h too loud")
	k.BanEnds = time.Now().Add(2 * time.Hour).UTC()
	say(mo, "/ban @eve 2h adverts")
	time.Sleep(5 * time.Minute)
	say(bob, "/quiz tea")
	time.Sleep(10 * time.Second) // the first question comes a while after the announcement
	quiz, right := w.rightAnswer("Oolong")
	w.tg.Press(ann, quiz, right.CallbackData)
	time.Sleep(time.Second)
	w.tg.FailNext("sendMessage", 1000, faketelegram.Fault{Kind: faketelegram.TooMany, RetryAfter: 30})
	w.tg.FailNext("setMessageReaction", 1000, faketelegram.Fault{Kind: faketelegram.TooMany, RetryAfter: 30})
	w.tg.Say(dora, w.group, "签到")
	w.tg.Say(bob, w.group, "签到")
	for _, p := range []faketelegram.User{ann, bob, dora} {
		w.tg.Say(p, w.tg.Private(p), "/points")
	}
	time.Sleep(5 * time.Second)
	synctest.Wait()

	k.Post, k.Data = quiz.ID, right.CallbackData
	k.Earn = map[string]int64{"Ann": 3 + 5 + 20, "Bob": 3}
	k.Said = []string{"Oolong", "Ann", "Dora"}
	w.earned() // verifies the ledger
	k.Balances = asRead[inspect.Balance](w, inspect.Query{What: "balances", Community: "tea"})
	k.Cases = asRead[map[string]any](w, inspect.Query{What: "cases", Community: "tea"})
	k.Outbox = asRead[engine.Act](w, inspect.Query{What: "outbox"})
	w.stop()
	k.Left = time.Now().UTC()
	k.NextUpdate = w.tg.NextUpdate()
	for _, m := range slices.Concat(w.tg.Messages(w.group), w.tg.Deleted(w.group)) {
		k.LastID = max(k.LastID, m.ID)
	}
	for _, m := range w.tg.Sent(w.group) {
		k.Messages[m.ID] = keptMessage{m.Text, m.Keyboard}
	}
	for _, p := range k.People {
		for _, m := range slices.Concat(w.tg.Messages(w.tg.Private(p)), w.tg.Deleted(w.tg.Private(p))) {
			k.InPrivate = max(k.InPrivate, m.ID)
		}
	}
	k.write(t, name, "steward.db")
}

// write adds a store and its record to those of former versions.
func (k *keptStore) write(t *testing.T, name, store string) {
	t.Helper()
	record, err := json.MarshalIndent(k, "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(store)
	if err != nil {
		t.Fatal(err)
	}
	var packed bytes.Buffer
	z, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := z.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	for path, b := range map[string][]byte{name + ".json": append(record, '\n'), name + ".db.gz": packed.Bytes()} {
		if err := os.WriteFile(path, b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// rightAnswer returns the last question in the group and the button for a choice.
func (w *wired) rightAnswer(choice string) (faketelegram.Message, faketelegram.Button) {
	w.t.Helper()
	for _, m := range slices.Backward(w.tg.Sent(w.group)) {
		if m.Keyboard == nil {
			continue
		}
		for _, b := range slices.Concat(m.Keyboard.Rows...) {
			if strings.Contains(m.Text, b.Text+"  "+choice) {
				return m, b
			}
		}
	}
	w.t.Fatalf("no button stands for %q: %q\n%s", choice, w.sent(w.group), w.log.tail(20))
	panic("not reached")
}

// openKept starts the program on a copy of a store, twenty seconds after it was stopped.
func openKept(t *testing.T, name string) {
	k := readKept(t, name+".json")
	time.Sleep(time.Until(k.Left.Add(20 * time.Second)))
	w := upgradeWorld(t, k)
	unpack(t, name+".db.gz", "steward.db")
	before, err := openCurrent("steward.db", store.Options{ReadOnly: true})
	_, older := errors.AsType[*store.OlderError](err)
	if err == nil {
		err = before.Close()
	}
	if err != nil && !older {
		t.Fatal(err)
	}
	u := &upgrade{wired: w, k: k}
	u.restore()
	w.begin(k.Config)
	defer w.stop()
	if backups, _ := filepath.Glob("steward.db.v*.backup"); older && (len(backups) != 1 || !strings.Contains(w.log.String(), "backup="+backups[0])) {
		t.Errorf("backups of an older store: %q; the log tells:\n%s", backups, w.log.tail(5))
	}
	defer func() {
		if t.Failed() {
			t.Log(w.log.tail(30))
		}
	}()

	u.books(nil)
	u.cases()
	press := w.tg.Press(u.person(k.Presser), u.message(k.Post), k.Data)
	time.Sleep(15 * time.Second) // the retry delay is over
	if n := w.tg.Notices(press); len(n) != 1 {
		t.Errorf("the press of a button from before is answered with %+v", n)
	}
	u.delivered()

	time.Sleep(5 * time.Minute) // the quiz is over
	u.books(k.Earn)
	u.says(len(k.Said) - 1)

	u.banEnds()
	u.says(len(k.Said))
	time.Sleep(3 * time.Hour)
	u.delivered()
	u.says(len(k.Said))
	u.books(k.Earn)
	if rows := w.rows(inspect.Query{What: "outbox"}); len(rows) != 0 {
		t.Errorf("in the outbox in the end: %+v", rows)
	}
}

// asRead returns the rows of a query as machine-readable output shows them.
func asRead[T any](w *wired, q inspect.Query) (list []T) {
	w.t.Helper()
	err := w.in.engine.View(func(r store.Reader) error {
		from := inspect.Source{Reader: r, Communities: []string{"tea"}, Now: w.in.engine.Clock().Now()}
		return q.Answer(from, func(v any) error {
			b, err := json.Marshal(v)
			if err != nil {
				return err
			}
			row, err := decodeRow[T](b)
			list = append(list, row)
			return err
		})
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return list
}

func readKept(t *testing.T, path string) *keptStore {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	k := &keptStore{}
	if err := json.Unmarshal(b, k); err != nil {
		t.Fatal(err)
	}
	return k
}

func unpack(t *testing.T, from, to string) {
	t.Helper()
	f, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

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
