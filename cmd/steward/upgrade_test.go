package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stewardbot/steward/adapters/telegram/faketelegram"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/inspect"
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
