package program_test

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"hash/crc32"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stewardbot/steward/adapters/discord/fakediscord"
	"github.com/stewardbot/steward/adapters/telegram/faketelegram"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/store"
)

// theatre is Steward running for two communities, each with a group on both platforms, where people say what an act has
// them say. Its clock stands at noon at first.
type theatre struct {
	*crash
	tg     *faketelegram.Server
	dc     *fakediscord.Server
	users  map[string]faketelegram.User // by name; each has an account on both platforms
	others map[string]fakediscord.User
	groups map[string]faketelegram.Chat // by name
	rooms  map[string]*fakediscord.Channel
	ids    map[string]string // what they stand for
	clocks []string          // control addresses of the processes' clocks
	one    *running          // nil: a cluster runs

	said  []string // the transcript
	calls [2]int   // of Telegram and of Discord that are in it
	codes []string // that were told
}

// actors have accounts on both platforms. Mo owns the groups.
var actors = []string{"mo", "ann", "bob", "cleo"}

var allActs = flag.Bool("transcripts.all", false, "TestTranscripts plays all acts, not the first alone")

// TestTranscripts plays the same acts to one process with a file, and to two gateways and two engines with PostgreSQL and
// NATS. What is said and done in each chat is the same, in the same order.
func TestTranscripts(t *testing.T) {
	if testing.Short() {
		t.Skip("runs two of everything; not with -short")
	}
	t.Parallel()
	noon := noonAfter(time.Now())
	one, many := newTheatre(t, noon, false), newTheatre(t, noon, true)
	played := acts
	if !*allActs {
		played = acts[:1]
	}
	for _, a := range played {
		want, got := one.play(a.lines), many.play(a.lines)
		if t.Logf("%s:\n%s", a.name, want); got != want {
			t.Errorf("%s, in a cluster:\n%s", a.name, got)
		}
	}
	if err := one.one.stop(); err != nil {
		t.Error(err)
	}
	if err := many.fleet.stop(); err != nil {
		t.Error(err)
	}
	for _, th := range []*theatre{one, many} {
		if n := th.logged("level=ERROR"); n > 0 {
			t.Errorf("%d errors were logged:\n%s", n, th.lastLog())
		}
	}
}

func newTheatre(t *testing.T, noon time.Time, many bool) *theatre {
	th := &theatre{
		crash: &crash{t: t, dir: t.TempDir(), binary: buildForTests(t), offset: time.Until(noon)},
		users: map[string]faketelegram.User{}, others: map[string]fakediscord.User{},
		groups: map[string]faketelegram.Chat{}, rooms: map[string]*fakediscord.Channel{}, ids: map[string]string{},
	}
	th.tg = faketelegram.New(faketelegram.Options{Now: th.now, Ephemeral: true})
	th.dc = fakediscord.New(fakediscord.Options{Now: th.now, HeartbeatInterval: time.Hour})
	t.Cleanup(th.tg.Close)
	t.Cleanup(th.dc.Close)
	var members []faketelegram.User
	for _, name := range actors {
		u, o := th.tg.Person(name), th.dc.AddUser(name)
		th.tg.Start(u)
		th.users[name], th.others[name] = u, o
		th.ids[fmt.Sprint(u.ID)], th.ids[o.ID] = name, name
		if name != "mo" {
			members = append(members, u)
		}
	}
	for _, name := range []string{"tea", "cafe", "log"} {
		th.groups[name] = th.tg.Supergroup(name, faketelegram.Ordinary(members...),
			faketelegram.Staff(faketelegram.Owner(th.users["mo"]), faketelegram.Admin(th.tg.Me(), faketelegram.AllRights())))
		th.ids[fmt.Sprint(th.groups[name].ID)] = name
	}
	spaces := map[string]string{}
	for _, name := range []string{"tea", "cafe"} {
		g := th.dc.AddGuild(name, th.others["mo"])
		for _, who := range actors[1:] {
			g.AddMember(th.others[who])
		}
		th.rooms[name] = g.AddChannel("general")
		th.ids[g.ID], th.ids[th.rooms[name].ID] = name, name
		spaces[name] = fmt.Sprintf("spaces: [\"telegram:%d\", \"discord:%s\"]", th.groups[name].ID, g.ID)
		if name == "tea" {
			th.rooms["log"] = g.AddChannel("log")
			th.ids[th.rooms["log"].ID] = "log"
			spaces[name] += fmt.Sprintf("\n    places: {modlog: [\"telegram:%d\", \"discord:%s/%[3]s\"], orders: [\"discord:%[2]s/%[3]s\"], news: [\"telegram:%[4]d\", \"discord:%[2]s/%[5]s\"]}",
				th.groups["log"].ID, g.ID, th.rooms["log"].ID, th.groups["tea"].ID, th.rooms["tea"].ID)
		}
	}
	database, settings := fmt.Sprintf("{path: %q}", filepath.Join(th.dir, "steward.db")), ""
	if many {
		th.fleet = newFleet(t, th.begin, th.ahead)
		database, settings = th.fleet.settings()
	}
	config := fmt.Sprintf("store: %s\n%splatforms:\n  telegram: {token: %q, api_url: %q}\n  discord: {token: %q, api_url: %q}\n%s",
		database, settings, th.tg.Token(), th.tg.URL(), th.dc.Token(), th.dc.URL(),
		strings.NewReplacer("SPACES-tea", spaces["tea"], "SPACES-cafe", spaces["cafe"]).Replace(actsConfig))
	for name, text := range map[string]string{"steward.yaml": config, "bank.yaml": actsBank} {
		if err := os.WriteFile(filepath.Join(th.dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	th.agree()
	if many {
		th.fleet.start(t.Context(), t)
	} else {
		th.one = th.begin(t.Context(), nil)
	}
	th.await("everything runs", func() bool { return th.dc.Connected() == 1 && th.tg.Polling() && th.left() == "" })
	th.calls = [2]int{len(th.tg.Calls("")), len(th.dc.Calls("", ""))}
	return th
}

// begin is launch with a clock that the test moves.
func (th *theatre) begin(ctx context.Context, args []string, env ...string) *running {
	address := freeAddress(th.t)
	th.clocks = append(th.clocks, address)
	return th.launch(ctx, args, append(env, "STEWARD_CLOCK="+address)...)
}

// agree gives all stores the same secret, so that lots fall the same way.
func (th *theatre) agree() {
	var stores []store.Store
	if th.fleet == nil {
		s, err := store.Open(filepath.Join(th.dir, "steward.db"), store.Options{})
		if err != nil {
			th.t.Fatal(err)
		}
		stores = append(stores, s)
	} else {
		for part := range partitions {
			s, err := th.fleet.store.Open(th.t.Context(), part)
			if err != nil {
				th.t.Fatal(err)
			}
			stores = append(stores, s)
		}
	}
	for _, s := range stores {
		err := s.Update(func(tx store.Tx) error {
			return tx.Put("engine", []byte("secret"), []byte("the same in all, with 32 letters"))
		})
		if err := errors.Join(err, s.Close()); err != nil {
			th.t.Fatal(err)
		}
	}
}

func (th *theatre) await(what string, done func() bool) {
	th.t.Helper()
	if err := await(what, done); err != nil {
		th.t.Fatalf("%v\n%s\n%s", err, strings.Join(th.said, "\n"), th.lastLog())
	}
}

// left tells what is left to do, "" if nothing is.
func (th *theatre) left() string {
	if n, m := th.tg.Pending(), th.dc.Pending(); n+m > 0 {
		return fmt.Sprintf("%d updates of Telegram, %d of Discord", n, m)
	}
	list := ""
	th.rows(func(dec *json.Decoder) error {
		var act engine.Act
		err := dec.Decode(&act)
		if act.Kind != "delete" || th.now().Sub(act.At) < 2*time.Second { // else it waits for its time
			list += fmt.Sprintf("%s at %s; ", act.Kind, act.Place)
		}
		return err
	}, "outbox", "list")
	return list
}

// settle waits until nothing is left to do, for a while.
func (th *theatre) settle() {
	th.t.Helper()
	left, calls, quiet := "", -1, 0
	if err := await("nothing is left to do", func() bool {
		time.Sleep(50 * time.Millisecond)
		if n := th.tg.Count("") + th.dc.Total(); n != calls {
			calls, quiet = n, 0
		}
		if quiet++; quiet < 3 {
			return false
		}
		quiet, left = 0, th.left() // of a program of its own, which takes a while
		return left == "" && calls == th.tg.Count("")+th.dc.Total()
	}); err != nil {
		th.t.Fatalf("%v: %s\n%s", err, left, strings.Join(th.said, "\n"))
	}
}

// play plays lines such as
//
//	tg tea, ann: hello
//	dc private, bob: /points
//	tg tea, ann presses Enter
//	wait 90s
//
// from the next full hour on, a minute after each other, or at once after those that begin with +, and returns what was said
// and done. Something is,
// unless the line begins with -. What is done in one chat by one method is in its order: other things may overtake each other.
func (th *theatre) play(lines []string) string {
	th.t.Helper()
	th.said = nil
	beat := time.Hour
	for _, line := range lines {
		th.said = append(th.said, "> "+line)
		if !strings.HasPrefix(line, "+ ") {
			now := th.now()
			th.wind(now.Truncate(beat).Add(beat).Sub(now))
		}
		beat = time.Minute
		said := th.act(strings.TrimLeft(line, "+- "))
		if !strings.HasPrefix(line, "- ") {
			if err := await("an answer to "+line, func() bool { return len(th.unheard()) > 0 || said() != "" }); err != nil {
				th.t.Error(err)
			}
		}
		th.settle()
		list := th.unheard()
		slices.SortStableFunc(list, func(a, b deed) int { return cmp.Or(strings.Compare(a.where, b.where), strings.Compare(a.how, b.how)) })
		for _, d := range list {
			th.said = append(th.said, fmt.Sprintf("  %s %s %s", d.where, d.how, d.what))
		}
		th.calls = [2]int{len(th.tg.Calls("")), len(th.dc.Calls("", ""))}
		if text := said(); text != "" {
			th.said = append(th.said, "  answer: "+th.plain(text))
		}
	}
	return strings.Join(th.said, "\n")
}

// act does what a line says, and returns what the person is told then beside messages.
func (th *theatre) act(line string) (answer func() string) {
	none := func() string { return "" }
	if d, ok := strings.CutPrefix(line, "wait "); ok {
		long, err := time.ParseDuration(d)
		if err != nil {
			th.t.Fatal(err)
		}
		th.wind(long)
		return none
	}
	where, what, _ := strings.Cut(line, ", ")
	platform, room, _ := strings.Cut(where, " ")
	if who, label, ok := strings.Cut(what, " presses "); ok {
		return th.press(platform, room, who, label)
	}
	who, text, _ := strings.Cut(what, ": ")
	if len(th.codes) > 0 {
		text = strings.ReplaceAll(text, "CODE", th.codes[len(th.codes)-1])
	}
	switch {
	case platform == "tg" && room == "private":
		th.tg.Say(th.users[who], th.tg.Private(th.users[who]), text)
	case platform == "tg":
		th.tg.Say(th.users[who], th.groups[room], text)
	case room == "private":
		th.dc.DM(th.others[who], text)
	case strings.HasPrefix(text, "/"):
		return th.dc.Slash(th.others[who], th.rooms[room].ID, text[1:]).Says
	default:
		th.dc.Say(th.others[who], th.rooms[room].ID, text)
	}
	return none
}

// press presses a button of the latest message that has it.
func (th *theatre) press(platform, room, who, label string) func() string {
	if platform == "tg" {
		chat, ok := th.groups[room]
		if !ok {
			chat = th.tg.Private(th.users[who])
		}
		for _, m := range slices.Backward(slices.Concat(th.tg.Sent(chat), th.tg.Whispers(chat, th.users[who]))) {
			if m.Keyboard == nil {
				continue
			}
			for _, b := range slices.Concat(m.Keyboard.Rows...) {
				if b.Text == label {
					query := th.tg.Press(th.users[who], m, label)
					return func() (text string) {
						for _, n := range th.tg.Notices(query) {
							text += n.Text
						}
						return text
					}
				}
			}
		}
	} else {
		channel := th.dc.PrivateChannel(th.others[who])
		if r := th.rooms[room]; r != nil {
			channel = r.ID
		}
		for _, m := range slices.Backward(th.dc.Shown(channel, th.others[who])) {
			for _, row := range m.Components {
				for _, b := range row.Components {
					if b.Label == label {
						return th.dc.Press(th.others[who], channel, m.ID, b.CustomID).Says
					}
				}
			}
		}
	}
	th.t.Errorf("%s %s: nothing has the button %s", platform, room, label)
	return func() string { return "no such button" }
}

// wind moves all clocks.
func (th *theatre) wind(d time.Duration) {
	th.t.Helper()
	th.advance(d)
	for _, address := range th.clocks {
		resp, err := http.Post("http://"+address, "text/plain", strings.NewReader(d.String()))
		if err != nil {
			th.t.Fatal(err)
		}
		if err := resp.Body.Close(); err != nil || resp.StatusCode != http.StatusOK {
			th.t.Fatalf("a clock says %s, %v", resp.Status, err)
		}
	}
}

// deed is something that Steward did.
type deed struct{ where, how, what string }

// unheard returns what Steward did since it was last written down.
func (th *theatre) unheard() (list []deed) {
	for _, c := range th.tg.Calls("")[th.calls[0]:] {
		if !c.Applied || strings.HasPrefix(c.Method, "get") || strings.HasPrefix(c.Method, "setMy") || c.Method == "answerCallbackQuery" || c.Method == "sendChatAction" {
			continue
		}
		params := maps.Clone(c.Params)
		for key, value := range params {
			if !utf8.ValidString(value) {
				params[key] = fmt.Sprintf("picture %x", crc32.ChecksumIEEE([]byte(value)))
			}
		}
		delete(params, "chat_id")
		list = append(list, deed{"tg " + th.name(c.Params["chat_id"]), c.Method, th.plain(encoded(params))})
	}
	for _, c := range th.dc.Calls("", "")[th.calls[1]:] {
		if !c.Applied || c.Method == http.MethodGet || strings.Contains(c.Path, "/interactions/") || strings.Contains(c.Path, "/webhooks/") || strings.HasSuffix(c.Path, "/typing") {
			continue
		}
		var body any
		_ = json.Unmarshal(c.Body, &body)
		list = append(list, deed{"dc", c.Method + " " + th.plain(c.Path), th.plain(encoded(body))})
	}
	return list
}

// encoded is a value without what differs from process to process.
func encoded(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(varying.ReplaceAll(b, nil))
}

var (
	varying = regexp.MustCompile(`\\?"(?:nonce|enforce_nonce|custom_id|callback_data)\\?":(?:\\?"[^"]*"|true),?`)
	ids     = regexp.MustCompile(`-?\b\d{6,}\b`)
)

// name returns what an id stands for, and ID for others.
func (th *theatre) name(id string) string {
	for _, who := range actors {
		if id == th.dc.PrivateChannel(th.others[who]) {
			return who + " in private"
		}
	}
	if name := th.ids[id]; name != "" {
		return name
	}
	return "ID"
}

// plain replaces what is not the same in any two places.
func (th *theatre) plain(text string) string {
	for _, code := range codePattern.FindAllString(text, -1) {
		if strings.ContainsAny(code, "0123456789") {
			th.codes = append(th.codes, code)
			text = strings.ReplaceAll(text, code, "CODE")
		}
	}
	return ids.ReplaceAllStringFunc(text, th.name)
}
