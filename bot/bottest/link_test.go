package bottest_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/bottest"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/store"
)

const (
	messageCap  = 4
	messageWait = time.Minute
	streakDays  = 3
	linkTown    = `
-- config --
timezone: UTC
spaces: ["test:lobby", "other:hall"]
points: {message: {amount: 2, per_day: 4, cooldown: 1m, min_length: 0}, reaction: {amount: 1, per_day: 0, per_giver: 0}}
check_in: {amount: 5, streaks: [{days: 3, bonus: 7}]}
levels: [{at: 0, name: Seed}, {at: 10, name: Sprout}, {at: 30, name: Tree}]
-- people --
ann2: {id: "other:7"}
bob2: {id: "other:8"}
mod2: {id: "other:9"}
`
)

// claim is a payment that counts for an account: its own, or one of an account linked with it then
// or later.
type claim struct {
	entry  uint64
	kind   string
	amount int64
	at     time.Time
}

// town is the test's model: which accounts are linked, judging by the answers, and which payments
// count for each account. Linking makes the payments of both count for both; unlinking removes none
// of them.
type town struct {
	*bottest.Stage
	linked   map[string]string // in both directions
	claims   map[string]map[uint64]claim
	said     map[string]int
	messages []string          // by their names in the file
	authors  map[string]string // by message
	reacted  map[string]bool   // paid reactions, as "who message"
	issuers  []string          // by code
	entries  uint64
	now      time.Time
}

var accounts = []string{"ann", "bob", "ann2", "bob2"}

func elsewhere(account string) bool { return strings.HasSuffix(account, "2") }

// people returns the account and the one linked with it, if any.
func (w *town) people(account string) []string {
	if other := w.linked[account]; other != "" {
		return []string{account, other}
	}
	return []string{account}
}

func (w *town) do(t *rapid.T, line string) []string {
	acts, err := w.Do(line)
	if err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	return acts
}

// paid checks the ledger entries made by a line of the account's.
func (w *town) paid(t *rapid.T, account, message string) {
	for _, e := range w.fresh(t) {
		what := strings.TrimPrefix(string(e.From), "mint:")
		switch {
		case e.Joins != 0:
			continue
		case what == "reaction":
			w.reaction(t, account, message)
			continue
		}
		w.judge(t, account, what)
		for _, one := range w.people(account) {
			w.claims[one][e.ID] = claim{e.ID, what, e.Amount, w.now}
		}
	}
}

func (w *town) fresh(t *rapid.T) (list []ledger.Entry) {
	err := w.View(func(r store.Reader) error {
		return ledger.Entries(r, "tea", w.entries+1, func(e ledger.Entry) error {
			list = append(list, e)
			w.entries = e.ID
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// judge fails the test if an earlier payment to the account rules this one out.
func (w *town) judge(t *rapid.T, account, what string) {
	var today int64
	for _, c := range w.claims[account] {
		if c.kind != what {
			continue
		}
		sameDay := bot.DayOf(c.at) == bot.DayOf(w.now)
		switch what {
		case "check_in":
			if sameDay {
				t.Fatalf("%s checked in at %v, which entry %d had paid", account, w.now, c.entry)
			}
		case "streak":
			if bot.DayOf(w.now)-bot.DayOf(c.at) < streakDays {
				t.Fatalf("%s has a bonus for %d days at %v, and had one at %v", account, streakDays, w.now, c.at)
			}
		case "message":
			if w.now.Sub(c.at) < messageWait {
				t.Fatalf("%s spoke at %v, too soon after entry %d at %v", account, w.now, c.entry, c.at)
			}
			if sameDay {
				today += c.amount
			}
		}
	}
	if today >= messageCap {
		t.Fatalf("%s is paid for a message at %v after %d on that day", account, w.now, today)
	}
}

func (w *town) reaction(t *rapid.T, account, message string) {
	key := account + " " + message
	if w.reacted[key] || slices.Contains(w.people(account), w.authors[message]) {
		t.Fatalf("%s is paid for: again %v", key, w.reacted[key])
	}
	w.reacted[key] = true
}

// However people are linked, unlinked and relinked, with open codes on both sides, nobody is ever
// paid twice: no second check-in on a day, nothing beyond the daily cap or within the cooldown, no
// second bonus for the same days, no second payment for reacting to a message, and none for
// reacting to one's own. A person's payments are those of all accounts linked now, including
// payments made before or during the link, even after they are separated.
func TestLinkingPaysNothingTwice(t *testing.T) {
	bottest.InBubbles(t, linkAtRandom)
}

func linkAtRandom(t *rapid.T) {
	stage, err := bottest.Begin(linkTown, neutral())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := stage.End(); err != nil {
			t.Error(err)
		}
	}()
	w := &town{
		Stage: stage, linked: map[string]string{}, claims: map[string]map[uint64]claim{},
		authors: map[string]string{}, reacted: map[string]bool{}, said: map[string]int{},
	}
	for _, account := range accounts {
		w.claims[account] = map[uint64]claim{}
	}
	w.do(t, "rights mod=admin")
	for range rapid.IntRange(1, 7).Draw(t, "days") {
		for range rapid.IntRange(0, 14).Draw(t, "acts") {
			w.now = w.Now()
			rapid.SampledFrom(w.acts()).Draw(t, "act")(t)
		}
		w.do(t, "[+1d 00:00]")
	}
	if problems := w.Audit(); len(problems) > 0 {
		t.Fatal(problems)
	}
}

// acts returns the possible actions; repeated ones are more likely.
func (w *town) acts() []func(*rapid.T) {
	return []func(*rapid.T){
		w.checkIn, w.checkIn, w.say, w.say, w.say, w.wait, w.wait, w.react, w.react,
		w.ask, w.tell, w.link, w.link, w.unlink, w.again, w.restart,
	}
}

// anyone returns an account, favouring two of them.
func anyone(t *rapid.T) string {
	return rapid.SampledFrom(append([]string{"ann", "ann2"}, accounts...)).Draw(t, "account")
}

// speak returns the file's name for the account's next message.
func (w *town) speak(account string) string {
	w.said[account]++
	return fmt.Sprintf("%s#%d", account, w.said[account])
}

func (w *town) wait(t *rapid.T) {
	w.do(t, "[+"+rapid.SampledFrom([]string{"10s", "1m", "1m", "2h"}).Draw(t, "time")+"]")
}

func (w *town) checkIn(t *rapid.T) {
	account := anyone(t)
	w.speak(account)
	w.do(t, account+": 签到")
	w.paid(t, account, "")
}

func (w *town) say(t *rapid.T) {
	account := anyone(t)
	message := w.speak(account)
	w.messages, w.authors[message] = append(w.messages, message), account
	wait := rapid.SampledFrom([]string{"0s", "20s", "1m", "1m"}).Draw(t, "time")
	w.do(t, fmt.Sprintf("[+%s] %s: number %d", wait, account, rapid.IntRange(1, 30).Draw(t, "text")))
	w.now = w.Now()
	w.paid(t, account, "")
}

func (w *town) react(t *rapid.T) {
	account := anyone(t)
	own := rapid.Bool().Draw(t, "own")
	there := slices.DeleteFunc(slices.Clone(w.messages), func(m string) bool {
		return elsewhere(w.authors[m]) != elsewhere(account) || (w.authors[m] == account) != own
	})
	if len(there) == 0 {
		return
	}
	message := rapid.SampledFrom(there[max(0, len(there)-3):]).Draw(t, "message")
	w.do(t, account+" reacts 👍 to "+message)
	w.paid(t, account, message)
}

func (w *town) ask(t *rapid.T) { w.asks(t, anyone(t)) }

// asks requests a link code and reports whether the account got one.
func (w *town) asks(t *rapid.T, account string) bool {
	w.speak(account)
	acts := strings.Join(w.do(t, account+" privately: /link"), "\n")
	if !strings.Contains(acts, "CODE#") {
		return false
	}
	w.issuers = append(w.issuers, account)
	return true
}

func (w *town) tell(t *rapid.T) {
	if len(w.issuers) > 0 {
		w.tells(t, anyone(t), rapid.IntRange(max(1, len(w.issuers)-2), len(w.issuers)).Draw(t, "code"))
	}
}

// link requests a code and redeems it from the other platform.
func (w *town) link(t *rapid.T) {
	issuer := anyone(t)
	if !w.asks(t, issuer) {
		return
	}
	others := slices.DeleteFunc(slices.Clone(accounts), func(a string) bool { return elsewhere(a) == elsewhere(issuer) })
	w.tells(t, rapid.SampledFrom(others).Draw(t, "other"), len(w.issuers))
}

func (w *town) tells(t *rapid.T, account string, code int) {
	w.speak(account)
	issuer := w.issuers[code-1]
	acts := w.do(t, fmt.Sprintf("%s privately: CODE#%d", account, code))
	w.paid(t, account, "")
	if len(acts) == 0 || !strings.Contains(acts[0], "Link this account to") {
		return
	}
	if rapid.IntRange(0, 5).Draw(t, "then") == 0 { // redeemed, but not confirmed yet
		return
	}
	if rapid.IntRange(0, 5).Draw(t, "before") == 0 {
		w.restart(t)
	}
	acts = w.do(t, account+` presses "Link them" on bot`)
	w.paid(t, account, "")
	if !strings.Contains(acts[0], "Linked:") {
		t.Fatalf("%s confirms, and %q", account, acts)
	}
	if elsewhere(account) == elsewhere(issuer) || w.linked[account] != "" || w.linked[issuer] != "" {
		t.Fatalf("%s was linked with %s; the links were %v", account, issuer, w.linked)
	}
	w.linked[account], w.linked[issuer] = issuer, account
	maps.Copy(w.claims[account], w.claims[issuer])
	maps.Copy(w.claims[issuer], w.claims[account])
}

func (w *town) unlink(t *rapid.T) {
	account := anyone(t)
	id := map[string]string{"ann": "test:ann", "bob": "test:bob", "ann2": "other:7", "bob2": "other:8"}[account]
	acts := strings.Join(w.do(t, "mod: /unlink "+id+" because"), "\n")
	if separated := strings.Contains(acts, "is separated"); separated != (w.linked[account] != "") {
		t.Fatalf("unlink %s with the links %v: %s", account, w.linked, acts)
	}
	delete(w.linked, w.linked[account])
	delete(w.linked, account)
}

func (w *town) again(t *rapid.T) {
	w.do(t, "again")
	if more := w.fresh(t); len(more) > 0 {
		t.Fatalf("an event that comes again has made %+v", more)
	}
}

func (w *town) restart(t *rapid.T) { w.do(t, "restart") }
