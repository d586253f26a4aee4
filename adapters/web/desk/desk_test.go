package desk_test

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stewardbot/steward/adapters/web/desk"
	"github.com/stewardbot/steward/adapters/web/relay"
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/cluster/clustertest"
	"github.com/stewardbot/steward/bot/config"
	room "github.com/stewardbot/steward/bot/desk"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store"
)

// silent is a platform that does everything, and passes on what is said in private, the data of the first button below it,
// and what is posted.
type silent struct{ said, buttons, posted chan string }

func (silent) Name() string { return "test" }
func (silent) Capabilities(bot.Place) bot.Capabilities {
	return bot.Capabilities{TextLength: 4000, ButtonRows: 10, ButtonsInRow: 5, ButtonData: 64, Mute: true, Delete: true, Edit: true, Remove: true}
}

func (s silent) Perform(_ context.Context, d bot.Delivery) (bot.Outcome, error) {
	say, ok := d.Effect.(bot.Say)
	if ok && say.Lane == bot.Posts {
		s.posted <- say.Text
	}
	if ok && say.Place.Private() {
		s.said <- say.Text
		if len(say.Buttons) > 0 {
			s.buttons <- say.Buttons[0][0].Data
		}
	}
	return bot.Outcome{}, nil
}

func (silent) Run(ctx context.Context, s bot.Sink) error {
	s.Status("test", true, "")
	<-ctx.Done()
	return nil
}

// counted counts the views of the store.
type counted struct {
	*engine.Engine
	views *atomic.Int64
}

func (c counted) View(fn func(store.Reader) error) error {
	c.views.Add(1)
	return c.Engine.View(fn)
}

// world is a running engine with two communities, tea and zen, and the desk's pages.
type world struct {
	*testing.T
	engine *engine.Engine
	store  store.Store
	room   *room.Room
	server *httptest.Server
	desk   *desk.Desk
	views  *atomic.Int64 // of the store, that the desk took
	// In private chats.
	said, buttons chan string
	posted        chan string
	n             int
}

const configuration = `
platforms: {}
communities:
  - id: tea
    name: Tea <b>House</b>
    spaces: ["test:1", "test:3"]
    moderators: ["test:mod"]
    tiers: [{name: core, title: "<b>Core", to: "test:3", require: {points: 100000}, seats: 5}]
    campaigns: [{name: miss-you, to: {if: messages > 0}, text: "<b>{name}, come back", reward: {points: 5}, control_group: 50%}]
    desk: {roles: {analyst: ["test:ana"], editor: ["test:edi"], fulfilment: ["test:ful"], operator: ["test:ope"]}}
    fulfilment: ["test:packer"]
    places: {modlog: ["test:1/9"], orders: ["test:1/8"]}
    gates: {shop: {}}
    gifts: {per_day: 50}
    segments: [{name: "<b>talkers", if: messages > 0}]
    tags: [{name: green, label: =Green}, {name: vip, staff: true}]
    surveys: [{name: q1, questions: [{text: "Which <tea>?", options: [=Green, Black]}]}]
    shop: [{id: mug, name: Mug, price: 20, stock: 9, deliver: {staff: [address]}}]
    rules: [{name: adverts, when: {words: [adverts]}, then: [delete, warn]}, {name: trial, when: {words: [gold]}, then: delete, mode: shadow}]
  - id: zen
    spaces: ["test:2"]
    moderators: ["test:mod2"]
    points: {message: {amount: 5}}
    badges: [{id: helper, name: Helper}]
    gates: {shop: {}}
    shop: [{id: cup, name: Cup <b>, price: 3, stock: 1, deliver: {reward: {badge: helper}}}, {id: pot, name: Pot, price: 9, from: 2090-01-01, deliver: {reward: {badge: helper}}}, {id: old, name: Old, price: 1, until: 2020-01-01, deliver: {reward: {badge: helper}}}]
    desk: {public: [standings, shop, me]}
`

// open starts a world. address is the desk's public one; may be empty.
func open(t *testing.T, address string) *world {
	t.Helper()
	sections := append(wire.Sections(), config.Section{Scope: config.ScopePlatform, Key: "test", New: func() any { return new(struct{}) }})
	f, faults := config.Load(write(t, configuration), sections, config.Options{})
	if err := faults.Err(); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open("memory:", store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	p, said, buttons, posted := wire.NewParts(), make(chan string, 100), make(chan string, 100), make(chan string, 100)
	opt := wire.EngineOptions(p)
	opt.Store, opt.Config, opt.Adapters = s, wire.EngineConfig(f), []bot.Adapter{silent{said, buttons, posted}}
	e, err := engine.New(opt)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- e.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	views := new(atomic.Int64)
	d, err := desk.New(desk.Options{
		Engine: counted{e, views}, Room: p.Desk, Metrics: wire.Metrics(), Active: wire.Active(), Select: wire.Select, Sorter: wire.Sorter, Features: opt.Features, AddCodes: wire.AddCodes(e), Address: address,
		Storage: func() inspect.Storage {
			return inspect.Storage{Bytes: 12e6, Free: 8e6, Volume: 9e9, Backup: time.Date(2026, 3, 1, 4, 0, 0, 0, time.UTC)}
		},
		Text: func(language, key string, args bot.Args) string {
			return p.Texts.Text(p.Texts.Match(language), key, args)
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{T: t, engine: e, store: s, room: p.Desk, server: httptest.NewServer(served(t, d, e, address)), desk: d, views: views, said: said, buttons: buttons, posted: posted}
	t.Cleanup(w.server.Close)
	w.submit(bot.Event{Kind: bot.KindStanding, Place: "test:1", Standing: &bot.Standing{Admins: map[bot.UserID]bot.Authority{"test:own": bot.Owner}}})
	w.submit(bot.Event{Kind: bot.KindStanding, Place: "test:2", Standing: &bot.Standing{Admins: map[bot.UserID]bot.Authority{"test:own2": bot.Owner}}})
	for _, u := range []bot.UserID{"test:ann", "test:own", "test:mod"} {
		w.submit(bot.Event{Kind: bot.KindMessage, Place: "test:1", User: &bot.User{ID: u, Name: "<script>" + u.Local(), Handle: u.Local()}, Message: &bot.Message{ID: "m" + u.Local(), Text: "hello"}})
	}
	return w
}

var relayed = flag.Bool("relayed", false, "serve the pages through the door of another process, as in a cluster")

// served returns what serves a desk.
func served(t *testing.T, d *desk.Desk, source desk.Source, address string) http.Handler {
	if !*relayed {
		return d
	}
	wire, log := clustertest.New(), slog.New(slog.DiscardHandler)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- relay.Serve(ctx, wire, 7, d, log) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	to := &relay.Relay{Transport: wire, Patience: 10 * time.Second, Log: log}
	door, err := desk.NewDoor(desk.DoorOptions{
		Source: source, Address: address,
		To: func(_ string, fail func(http.ResponseWriter, *http.Request, error)) http.Handler {
			return to.To(7, fail)
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return door
}

func (w *world) submit(ev bot.Event) {
	w.Helper()
	w.n++
	ev.ID, ev.At = fmt.Sprintf("test:%d", w.n), w.engine.Now()
	wait, err := w.engine.Submit(w.Context(), bot.Batch{Adapter: "test", Events: []bot.Event{ev}})
	if err == nil {
		err = wait(w.Context())
	}
	if err != nil {
		w.Fatal(err)
	}
}

// browser is somebody's browser; redirects are not followed.
type browser struct {
	*world
	http *http.Client
}

func (w *world) browser() *browser {
	jar, _ := cookiejar.New(nil)
	return &browser{w, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// link returns the path of a new link for an account.
func (w *world) link(community string, account bot.UserID) string {
	w.Helper()
	secret := room.NewSecret()
	err := w.engine.Fire(w.Context(), community, room.Feature, room.TimerLink, room.Change{Link: room.Hash(secret), Account: account}.Data())
	if err != nil {
		w.Fatal(err)
	}
	return room.Link("", community, secret)
}

func (w *world) signedIn(community string, account bot.UserID) *browser {
	w.Helper()
	b := w.browser()
	if status, _ := b.post(w.link(community, account), nil); status != http.StatusSeeOther {
		w.Fatalf("signing in as %s: status %d", account, status)
	}
	return b
}

func (b *browser) do(method, path string, form url.Values, change func(*http.Request)) (*http.Response, string) {
	b.Helper()
	r, err := http.NewRequestWithContext(b.Context(), method, b.server.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		b.Fatal(err)
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if change != nil {
		change(r)
	}
	resp, err := b.http.Do(r)
	if err != nil {
		b.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		b.Fatal(err)
	}
	return resp, string(body)
}

func (b *browser) get(path string) (int, string) {
	b.Helper()
	resp, body := b.do(http.MethodGet, path, nil, nil)
	return resp.StatusCode, body
}

func (b *browser) post(path string, form url.Values) (int, string) {
	b.Helper()
	if form == nil {
		form = url.Values{}
	}
	resp, _ := b.do(http.MethodPost, path, form, nil)
	return resp.StatusCode, resp.Header.Get("Location")
}

var idField = regexp.MustCompile(`name="command" value="(\w+)"><input type="hidden" name="id" value="([A-Z2-7]+)"`)

// form returns the fields of the form for a command on a page.
func (b *browser) form(page, command string, more ...string) url.Values {
	b.Helper()
	status, body := b.get(page)
	for _, m := range idField.FindAllStringSubmatch(body, -1) {
		if m[1] == command {
			form := url.Values{"command": {command}, "id": {m[2]}, "back": {page}}
			for i := 0; i < len(more); i += 2 {
				form.Set("o."+more[i], more[i+1])
			}
			return form
		}
	}
	b.Fatalf("%s has no form for %s; status %d", page, command, status)
	return nil
}

// TestLink: looking at a link changes nothing, it works once, and only for ten minutes.
func TestLink(t *testing.T) {
	w := open(t, "")
	path := w.link("tea", "test:own")
	b := w.browser()
	for range 2 {
		if status, body := b.get(path); status != http.StatusOK || !strings.Contains(body, "Sign in") {
			t.Fatalf("looking at it: %d %s", status, body)
		}
	}
	if status, to := b.post(path, nil); status != http.StatusSeeOther || to != "/c/tea" {
		t.Fatalf("using it: %d %s", status, to)
	}
	if status, _ := w.browser().post(path, nil); status != http.StatusGone {
		t.Errorf("using it again: %d", status)
	}
	if status, _ := w.browser().get(strings.Replace(path, "/tea/", "/zen/", 1)); status != http.StatusGone {
		t.Errorf("in another community: %d", status)
	}
	if status, body := b.get("/c/tea/overview"); status != http.StatusOK || !strings.Contains(body, "Tea &lt;b&gt;House") {
		t.Errorf("the first page: %d %s", status, body)
	}
	late := w.link("tea", "test:own")
	w.engine.Clock().Advance(room.LinkLife)
	if status, _ := w.browser().post(late, nil); status != http.StatusGone {
		t.Errorf("after ten minutes: %d", status)
	}
}

// TestDashboard: the command gives no link unless the desk is served under an address.
func TestDashboard(t *testing.T) {
	w := open(t, "")
	ask := func() string {
		w.submit(bot.Event{Kind: bot.KindMessage, Place: "test:dm/own", User: &bot.User{ID: "test:own"}, Message: &bot.Message{ID: fmt.Sprint("d", w.n), Text: "/dashboard"}})
		return <-w.said
	}
	if got := ask(); !strings.Contains(got, "switched off") {
		t.Errorf("not served: %q", got)
	}
	w.room.Serve("")
	if got := ask(); !strings.Contains(got, "steward dashboard") || strings.Contains(got, "http") {
		t.Errorf("without an address: %q", got)
	}
	w.room.Serve("https://desk.example.org/")
	path, ok := strings.CutPrefix(regexp.MustCompile(`https://\S+`).FindString(ask()), "https://desk.example.org/in/tea/")
	if status, _ := w.browser().post("/in/tea/"+path, nil); !ok || status != http.StatusSeeOther {
		t.Errorf("the link: %q, %d", path, status)
	}
}

// TestSessionEnds: by its member, by time, and with the powers of its account.
func TestSessionEnds(t *testing.T) {
	w := open(t, "")
	own := w.signedIn("tea", "test:own")
	fixed := w.browser() // whoever knew the cookie before signing in knows nothing
	u, _ := url.Parse(w.server.URL)
	fixed.http.Jar.SetCookies(u, []*http.Cookie{{Name: "steward_desk_tea", Value: "AAAAAAAAAAAAAAAAAAAAAAAAAA", Path: "/"}})
	fixed.post(w.link("tea", "test:own"), nil)
	if got := fixed.http.Jar.Cookies(u)[0].Value; got == "AAAAAAAAAAAAAAAAAAAAAAAAAA" {
		t.Error("the session's secret was chosen by the visitor")
	}
	if status, body := own.get("/c/tea/sessions"); status != http.StatusOK || strings.Count(body, `name="session"`) != 2 {
		t.Errorf("sessions: %d %s", status, body)
	}
	if status, _ := own.post("/c/tea/end", nil); status != http.StatusSeeOther {
		t.Errorf("signing out: %d", status)
	}
	if status, _ := own.get("/c/tea/overview"); status != http.StatusUnauthorized {
		t.Errorf("signed out: %d", status)
	}
	own = w.signedIn("tea", "test:own")
	w.submit(bot.Event{Kind: bot.KindStanding, Place: "test:1", Standing: &bot.Standing{Admins: map[bot.UserID]bot.Authority{}}})
	if status, _ := own.get("/c/tea/overview"); status != http.StatusUnauthorized {
		t.Errorf("without a rank: %d", status)
	}
	w.submit(bot.Event{Kind: bot.KindStanding, Place: "test:1", Standing: &bot.Standing{Admins: map[bot.UserID]bot.Authority{"test:own": bot.Owner}}})
	if status, _ := own.get("/c/tea/overview"); status != http.StatusUnauthorized {
		t.Errorf("the rank came back, the session must not: %d", status)
	}
	own = w.signedIn("tea", "test:own")
	w.engine.Clock().Advance(room.Idle - time.Minute)
	if status, _ := own.get("/c/tea/overview"); status != http.StatusOK {
		t.Errorf("just in time: %d", status)
	}
	w.engine.Clock().Advance(room.Idle)
	if status, _ := own.get("/c/tea/overview"); status != http.StatusUnauthorized {
		t.Errorf("idle: %d", status)
	}
}

// TestActs: a form gives a command, once, and the answer is on the page.
func TestActs(t *testing.T) {
	w := open(t, "")
	own := w.signedIn("tea", "test:own")
	form := own.form("/c/tea/members/1", "award", "member", "test:ann", "amount", "7", "reason", "=tea")
	var page string
	for range 2 {
		status, to := own.post("/c/tea/act", form)
		if status != http.StatusSeeOther {
			t.Fatalf("awarding: %d", status)
		}
		_, page = own.get(to)
	}
	if !strings.Contains(page, "gets 7 points") || strings.Contains(page, "<script>ann") {
		t.Errorf("the answer: %s", page)
	}
	if _, csv := own.get("/c/tea/members/1?as=csv"); strings.Count(csv, ",7,") != 1 {
		t.Errorf("booked: %s", csv)
	}
	if _, csv := own.get("/c/tea/audit?as=csv"); strings.Count(csv, "award") != 1 {
		t.Errorf("audit: %s", csv)
	}
	mod := w.signedIn("tea", "test:mod")
	if status, _ := mod.post("/c/tea/act", form); status != http.StatusConflict {
		t.Errorf("somebody else's form: %d", status)
	}
	if _, body := mod.get("/c/tea/members/1?act=" + form.Get("id")); strings.Contains(body, "gets 7 points") {
		t.Error("somebody else's answer is shown")
	}
	m := regexp.MustCompile(`action="/c/tea/press"><input type="hidden" name="id" value="(\w+)"><input type="hidden" name="of" value="(\w+)">`).FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("no button: %s", page)
	}
	press := url.Values{"id": {m[1]}, "of": {m[2]}, "back": {"https://evil.example/"}, "answer": {"0"}, "row": {"0"}, "column": {"0"}}
	if status, _ := mod.post("/c/tea/press", press); status != http.StatusNotFound {
		t.Errorf("somebody else's button: %d", status)
	}
	status, to := own.post("/c/tea/press", press)
	if status != http.StatusSeeOther || !strings.HasPrefix(to, "/c/tea/overview?act=") {
		t.Errorf("pressing: %d %s", status, to)
	}
	if _, csv := own.get("/c/tea/members/1?as=csv"); strings.Count(csv, ",-7,") != 1 {
		t.Errorf("undone: %s", csv)
	}
	press.Set("answer", "999999")
	press.Set("id", room.NewSecret())
	if status, _ := own.post("/c/tea/press", press); status != http.StatusNotFound {
		t.Errorf("a button that is not there: %d", status)
	}
	for _, id := range []string{"", "x", "../../etc/passwd", strings.Repeat("A", 27), "AAAAAAAAAAAAAAAAAAAAAAAAA/"} {
		form.Set("id", id)
		if status, _ := own.post("/c/tea/act", form); status != http.StatusBadRequest {
			t.Errorf("the form %q: %d", id, status)
		}
	}
}

// TestPress: a page's button decides a report, once, and only what is listed can be pressed.
func TestPress(t *testing.T) {
	w := open(t, "")
	mod, ana := w.signedIn("tea", "test:mod"), w.signedIn("tea", "test:ana")
	w.submit(bot.Event{Kind: bot.KindMessage, Place: "test:1", User: &bot.User{ID: "test:ann", Name: "ann"}, Message: &bot.Message{ID: "m1", Text: "spam"}})
	w.submit(bot.Event{Kind: bot.KindMessage, Place: "test:1", User: &bot.User{ID: "test:own", Name: "own"}, Message: &bot.Message{
		ID: "m2", Text: "/report", ReplyTo: &bot.Replied{ID: "m1", User: &bot.User{ID: "test:ann"}},
	}})
	waits := func(n string) bool {
		_, body := mod.get("/c/tea/overview")
		return strings.Contains(body, n+`</span> <a href="/c/tea/queue">Reports to decide`)
	}
	if !waits("1") {
		t.Fatal("the report does not wait")
	}
	form := url.Values{"button": {"moderation:report:1:dismiss"}, "id": {room.NewSecret()}, "back": {"/c/tea/overview"}}
	if status, _ := ana.post("/c/tea/press", form); status != http.StatusForbidden {
		t.Errorf("an analyst: %d", status)
	}
	for _, data := range []string{"poll:vote:1:1", "dashboard:end:", "x", strings.Repeat("a", 100)} {
		if status, _ := mod.post("/c/tea/press", url.Values{"button": {data}, "id": {room.NewSecret()}}); status != http.StatusForbidden {
			t.Errorf("%q: %d", data, status)
		}
	}
	for range 2 {
		if status, _ := mod.post("/c/tea/press", form); status != http.StatusSeeOther {
			t.Fatalf("deciding: %d", status)
		}
	}
	if waits("1") {
		t.Error("the report still waits")
	}
	own := w.signedIn("tea", "test:own")
	if _, csv := own.get("/c/tea/audit?as=csv"); strings.Count(csv, "moderation:report") != 1 {
		t.Errorf("audit: %s", csv)
	}
}

// TestForget: nothing at the desk names somebody who was forgotten, and what they did is still there.
func TestForget(t *testing.T) {
	w := open(t, "")
	own, mod := w.signedIn("tea", "test:own"), w.signedIn("tea", "test:mod")
	own.post("/c/tea/act", own.form("/c/tea/members/1", "award", "member", "test:ann", "amount", "7", "reason", "for ann"))
	mod.post("/c/tea/act", mod.form("/c/tea/members/1", "award", "member", "test:own", "amount", "3"))
	for _, id := range []string{"1", "3"} { // ann and mod
		if err := w.engine.Fire(t.Context(), "tea", "privacy", "forget", []byte(id)); err != nil {
			t.Fatal(err)
		}
	}
	if status, _ := mod.get("/c/tea/overview"); status != http.StatusUnauthorized {
		t.Errorf("a forgotten person's session: %d", status)
	}
	_, csv := own.get("/c/tea/audit?as=csv")
	if strings.Count(csv, "award") != 2 || strings.Contains(csv, "test:ann") || strings.Contains(csv, "test:mod") || strings.Contains(csv, "for ann") {
		t.Errorf("audit: %s", csv)
	}
}

// TestGuard: foreign hosts and other sites' pages are refused, and the cookie is safe.
func TestGuard(t *testing.T) {
	w := open(t, "https://desk.example.org")
	b := w.browser()
	path := w.link("tea", "test:own")
	host := func(h string) func(*http.Request) { return func(r *http.Request) { r.Host = h } }
	for h, want := range map[string]int{"desk.example.org": 200, "DESK.example.org": 200, "evil.example": 421, "desk.example.org.evil.example": 421, "localhost": 200, "127.0.0.1:80": 200, "[::1]:80": 200, "": 200} {
		if resp, _ := b.do(http.MethodGet, path, nil, host(h)); resp.StatusCode != want {
			t.Errorf("host %q: %d, want %d", h, resp.StatusCode, want)
		}
	}
	for origin, want := range map[string]int{"https://evil.example": 403, "http://desk.example.org": 403, "null": 403} {
		resp, _ := b.do(http.MethodPost, path, url.Values{}, func(r *http.Request) {
			r.Host = "desk.example.org"
			r.Header.Set("Origin", origin)
			r.Header.Set("Sec-Fetch-Site", "cross-site")
		})
		if resp.StatusCode != want {
			t.Errorf("origin %s: %d, want %d", origin, resp.StatusCode, want)
		}
	}
	resp, _ := b.do(http.MethodPost, path, url.Values{}, func(r *http.Request) {
		r.Host = "desk.example.org"
		r.Header.Set("Origin", "https://desk.example.org")
	})
	c := resp.Header.Get("Set-Cookie")
	for _, want := range []string{"__Host-steward_desk_tea=", "; Path=/", "; HttpOnly", "; Secure", "; SameSite=Lax"} {
		if !strings.Contains(c, want) {
			t.Errorf("the cookie lacks %q: %s", want, c)
		}
	}
	if got := resp.Header.Get("Content-Security-Policy"); !strings.Contains(got, "form-action 'self'") || !strings.Contains(got, "require-trusted-types-for 'script'") {
		t.Errorf("policy: %s", got)
	}
	hasty := 0
	for range 40 {
		if status, _ := b.get("/in/tea/AAAAAAAAAAAAAAAAAAAAAAAAAA"); status == http.StatusTooManyRequests {
			hasty++
		}
	}
	if hasty == 0 {
		t.Error("links can be tried without end")
	}
}

// TestHealth: the page shows the disk, the last backup and how late each platform is, and warns of a full disk.
func TestHealth(t *testing.T) {
	w := open(t, "")
	w.say("test:ann", "h1", "hello", nil)
	_, body := w.signedIn("tea", "test:own").get("/c/tea/health")
	for _, want := range []string{"12.0 MB", "8.0 MB", "Nearly full", "of 9.0 GB", "2026-03-01", "Steward → store"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q: %s", want, body)
		}
	}
}

// TestWatched: the overview names what is beyond its usual range.
func TestWatched(t *testing.T) {
	w := open(t, "")
	own := w.signedIn("tea", "test:own")
	if _, body := own.get("/c/tea/overview"); strings.Contains(body, "complaint term") {
		t.Errorf("an alarm without a reason: %s", body)
	}
	alarm := `{"v":1,"open":{"terms":{"signal":"terms","since":"2026-03-10T01:15:00Z","people":12,"usual":3}}}`
	if err := w.store.Update(func(tx store.Tx) error { return tx.Put("watch", []byte("tea\x00"), []byte(alarm)) }); err != nil {
		t.Fatal(err)
	}
	if _, body := own.get("/c/tea/overview"); !strings.Contains(body, "people wrote a complaint term within an hour; usually at most 3") {
		t.Errorf("no alarm: %s", body)
	}
	if _, body := w.signedIn("zen", "test:own2").get("/c/zen/overview"); strings.Contains(body, "complaint term") {
		t.Errorf("the alarm of another community: %s", body)
	}
}
