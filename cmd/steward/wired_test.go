package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/stewardbot/steward/adapters/discord"
	"github.com/stewardbot/steward/adapters/discord/fakediscord"
	"github.com/stewardbot/steward/adapters/kit"
	"github.com/stewardbot/steward/adapters/telegram"
	"github.com/stewardbot/steward/adapters/telegram/faketelegram"
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store"
)

// wired is the program as package wire assembles it, in this process and in synctest's fake time:
// engine, features, store file and adapters, against in-memory platforms. Time advances when
// everything is idle.
type wired struct {
	t     *testing.T
	tg    *faketelegram.Server
	group faketelegram.Chat
	dc    *fakediscord.Server // nil: only Telegram
	guild *fakediscord.Guild
	owner faketelegram.User
	path  string // of the configuration
	log   *logged

	in   *instance
	stop func()
}

const wiredConfig = `
store: {path: %q}
platforms:
%scommunities:
  - id: tea
    timezone: UTC
    spaces: [%s]
`

// newWired must be called in a bubble. The rest of the community's configuration is indented by
// four spaces.
func newWired(t *testing.T, o faketelegram.Options, rest string, people ...faketelegram.User) *wired {
	t.Helper()
	w := &wired{t: t, log: &logged{}, path: filepath.Join(t.TempDir(), "steward.yaml")}
	w.openTelegram(o, people...)
	w.begin(rest)
	return w
}

// newWiredBoth is newWired with a Discord guild that has only its owner.
func newWiredBoth(t *testing.T, rest string, people ...faketelegram.User) *wired {
	t.Helper()
	w := openBoth(t, people...)
	w.begin(rest)
	return w
}

// openBoth creates both platforms before the program runs.
func openBoth(t *testing.T, people ...faketelegram.User) *wired {
	t.Helper()
	w := &wired{t: t, log: &logged{}, path: filepath.Join(t.TempDir(), "steward.yaml")}
	w.openTelegram(faketelegram.Options{Keep: 50_000}, people...)
	w.dc = fakediscord.New(fakediscord.Options{Memory: true})
	t.Cleanup(w.dc.Close)
	w.guild = w.dc.AddGuild("Tea", w.dc.AddUser("owner"))
	return w
}

func (w *wired) openTelegram(o faketelegram.Options, people ...faketelegram.User) {
	o.Memory = true
	w.tg = faketelegram.New(o)
	w.t.Cleanup(w.tg.Close)
	w.owner = w.tg.Person("owner")
	for i := range people {
		w.tg.AddUser(people[i])
		w.tg.Start(people[i])
	}
	w.group = w.tg.Supergroup("Tea", faketelegram.Ordinary(people...), faketelegram.Staff(
		faketelegram.Owner(w.owner), faketelegram.Admin(w.tg.Me(), faketelegram.AllRights())))
}

// begin writes the configuration and starts.
func (w *wired) begin(rest string) {
	w.t.Helper()
	platforms, spaces := fmt.Sprintf("  telegram: {token: %q, api_url: %q}\n", w.tg.Token(), w.tg.URL()), fmt.Sprintf("\"telegram:%d\"", w.group.ID)
	if w.dc != nil {
		platforms += fmt.Sprintf("  discord: {token: %q, api_url: %q}\n", w.dc.Token(), w.dc.URL())
		spaces += fmt.Sprintf(", \"discord:%s\"", w.guild.ID)
	}
	text := fmt.Sprintf(wiredConfig, filepath.Join(filepath.Dir(w.path), "steward.db"), platforms, spaces) + rest
	if err := os.WriteFile(w.path, []byte(text), 0o600); err != nil {
		w.t.Fatal(err)
	}
	w.start()
}

// start runs the program until stop or the test's end.
func (w *wired) start() {
	w.t.Helper()
	file, faults := config.Load(w.path, wire.Sections(), config.Options{RequireEnv: true})
	if faults.Err() != nil {
		w.t.Fatal(faults.Err())
	}
	log, p := newLog(w.log), wire.NewParts()
	opt := wire.EngineOptions(p)
	opt.Config = wire.EngineConfig(file)
	where := func() []bot.Place { return spaces(w.in.engine.Communities()) }
	clients := []*http.Client{w.tg.Client()}
	settings, _ := file.Platform(telegram.Platform)
	opt.Adapters = []bot.Adapter{telegram.New(*settings.(*telegram.Settings), telegram.Options{Options: kit.Options{Log: log, Client: clients[0], Spaces: where}})}
	if w.dc != nil {
		clients = append(clients, w.dc.Client())
		settings, _ := file.Platform(discord.Platform)
		opt.Adapters = append(opt.Adapters, discord.New(*settings.(*discord.Settings), discord.Options{Options: kit.Options{Log: log, Client: clients[1], Spaces: where}}))
	}
	var err error
	if w.in, err = newInstance(w.t.Context(), file.Root("store").(*wire.StoreSettings).Place(), file, opt, p, log); err != nil {
		w.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- w.in.engine.Run(ctx) }()
	w.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			w.t.Errorf("run: %v", err)
		}
		if err := w.in.store.Close(); err != nil {
			w.t.Errorf("close the store: %v", err)
		}
		for _, c := range clients {
			c.CloseIdleConnections()
		}
	})
	w.t.Cleanup(func() { w.stop() })
	synctest.Wait()
}

// rows returns the rows that the command line would print for a query.
func (w *wired) rows(q inspect.Query) (rows []any) {
	w.t.Helper()
	err := w.in.engine.View(func(r store.Reader) error {
		from := inspect.Source{Reader: r, Communities: []string{"tea"}, Now: w.in.engine.Clock().Now()}
		return q.Answer(from, func(v any) error {
			rows = append(rows, v)
			return nil
		})
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return rows
}

// earned returns everyone's points, by their name in the ledger.
func (w *wired) earned() map[string]int64 {
	w.t.Helper()
	if v := w.rows(inspect.Query{What: "verify", Community: "tea"})[0].(inspect.Verification); !v.OK {
		w.t.Errorf("the books: %v", v.Problems)
	}
	earned := map[string]int64{}
	for _, row := range w.rows(inspect.Query{What: "balances", Community: "tea"}) {
		b := row.(inspect.Balance)
		earned[b.Name] = b.Earned
	}
	return earned
}

// sent returns the texts of messages that the fake accepted for a chat, in order.
func (w *wired) sent(c faketelegram.Chat) (texts []string) {
	for _, call := range w.tg.Calls("sendMessage") {
		if call.Applied && call.Params["chat_id"] == fmt.Sprint(c.ID) {
			texts = append(texts, call.Params["text"])
		}
	}
	return texts
}

func person(id int64, name string) faketelegram.User {
	return faketelegram.User{ID: id, FirstName: name, Username: strings.ToLower(name)}
}

// logged keeps the log.
type logged struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

// Write implements io.Writer.
func (l *logged) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(b)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// tail returns the last n lines, for a failing test.
func (l *logged) tail(n int) string {
	lines := strings.Split(strings.TrimSpace(l.String()), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}
