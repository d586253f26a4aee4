package program_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	fake "github.com/stewardbot/steward/adapters/telegram/faketelegram"
	"github.com/stewardbot/steward/adapters/web/webtest"
)

const deskHouse = `    places: {news: [GROUP], orders: [GROUP]}
    points: {message: {amount: 1, cooldown: 0s}}
    gates: {shop: {}, draws: {}}
    shop:
      - {id: mug, name: Mug, price: 20, stock: 9, deliver: {staff: [address]}}
      - {id: coupon, name: Coupon, price: 5, deliver: {codes: coupon}}
    schedule: [{name: morning, at: 2031-03-04T09:00, to: news, text: Good morning}]
`

// operator is the owner of a house at its desk.
type operator struct {
	*house
	b *webtest.Tab
}

// at waits until a page is there and its keys work, and looks at it with axe.
func (o *operator) at(path string) {
	o.t.Helper()
	o.b.Until(`document.documentElement?.dataset.ready && location.pathname === "/c/tea/` + path + `"`)
	o.b.Fits(path)
	o.b.Axe(path)
}

// said waits for the answer on the page.
func (o *operator) said(text string) {
	o.t.Helper()
	o.b.Until(`document.documentElement?.dataset.ready && document.querySelector("#said")?.innerText.includes("` + text + `")`)
}

// fill types into a field.
func (o *operator) fill(name, value string) {
	o.t.Helper()
	o.b.Do(chromedp.SetValue(chromedp.CSS(`[name="`+name+`"]`), value))
}

// TestDeskOverTheProgram walks through an owner's day at the desk of the built program: what is done on a page is read
// from the command line.
func TestDeskOverTheProgram(t *testing.T) {
	t.Parallel()
	h := newHouse(t, plan{desk: true, community: deskHouse})
	ann, bob := h.person("ann"), h.person("bob <b>")
	rude := h.say(ann, "good morning everybody")
	h.say(bob, "/report rude", fake.ReplyTo(rude))
	h.say(h.owner, "hello")
	h.heard()
	o := &operator{h, webtest.Browser(t)}
	o.signIn()
	o.award()
	o.decide()
	o.draw()
	o.move()
	o.upload()
	o.fulfil(ann)
	o.chart()
	h.leave()
}

// signIn uses the link that /dashboard gives in private.
func (o *operator) signIn() {
	o.tg.Say(o.owner, o.tg.Private(o.owner), "/dashboard")
	link := regexp.MustCompile(`http://\S+/in/tea/[0-9a-f]+`)
	var found string
	o.until("the link has come", func() bool {
		for _, m := range o.tg.Sent(o.tg.Private(o.owner)) {
			found = link.FindString(m.Text)
		}
		return found != ""
	})
	o.b.Open(found+"?lang=en", 1280, 800)
	o.b.Axe("the link's page")
	o.b.Click("button.main")
	o.at("overview")
}

// award finds a member by the keyboard and gives points.
func (o *operator) award() {
	o.b.Press("gm")
	o.at("members")
	o.b.Press("/")
	o.b.Until(`document.activeElement.type === "search"`)
	o.b.Press(kb.Backspace + "ann" + kb.Enter)
	o.b.Until(`document.documentElement?.dataset.ready && location.search.includes("q=ann")`)
	o.b.Press("j" + kb.Enter)
	o.b.Until(`document.documentElement?.dataset.ready && /members\/\d+$/.test(location.pathname) && document.querySelector("main h1").innerText.includes("ann")`)
	o.b.Axe("a member")
	o.b.Do(chromedp.Click(`//details[.//input[@name="o.amount"]]/summary`))
	o.b.Click(`[name="o.amount"]`)
	o.b.Press("49" + kb.Enter)
	o.said("gets 49 points")
	if got := o.accounts()["ann"].Balance; got != 50 {
		o.t.Errorf("ann has %d, want 50", got)
	}
}

// decide dismisses the report by one key.
func (o *operator) decide() {
	o.b.Press("gq")
	o.at("queue")
	o.b.Until(`performance.now() > 600`) // a key held down decides once
	o.b.Press("x")
	o.until("the report is decided", func() bool {
		return strings.Contains(o.run("cases", "list", "--community", "tea", "--json"), `"decided_by":"`)
	})
	o.b.Until(`document.documentElement?.dataset.ready && !document.querySelector("#thing")`)
}

// draw makes a draw in a form.
func (o *operator) draw() {
	o.b.Press("gt")
	o.at("things")
	o.b.Click(`a[href$="/things/draws"]`)
	o.at("things/draws")
	for _, f := range [][2]string{{"v.text.name", "friday"}, {"v.text.weekly", "FRI 20:00"}, {"v.duration.draw_after", "24h"}, {"v.lines.to", "news"}, {"v.yaml.prizes", "[{name: Mug}]"}} {
		o.fill(f[0], f[1])
	}
	o.b.Click(`form:has([name="v.text.name"]) button.main`)
	o.said("is in use")
	if got := o.run("export", "config", "--community", "tea"); !strings.HasPrefix(got, "draws:\n") || !strings.Contains(got, `weekly: "FRI 20:00"`) {
		o.t.Errorf("the draw: %s", got)
	}
}

// move puts a post of the file off by an hour.
func (o *operator) move() {
	o.b.Open("http://"+o.desk+"/c/tea/calendar?view=week&at=2031-03-04", 1280, 800)
	o.at("calendar")
	o.b.Do(chromedp.Click(`//a[contains(@class, "event")][contains(., "morning")]`))
	o.b.Until(`document.documentElement?.dataset.ready && document.querySelector("#move")`)
	o.b.Axe("a post to be moved")
	o.fill("to", "2031-03-04T10:00")
	o.b.Click(`#move button[value="move"]`)
	o.b.Until(`document.documentElement?.dataset.ready && [...document.querySelectorAll("a.event")].some((a) => a.innerText.includes("10:00") && a.innerText.includes("morning"))`)
	private := o.tg.Private(o.owner)
	before := len(o.tg.Sent(private))
	o.tg.Say(o.owner, private, "/schedule")
	o.until("/schedule answers", func() bool { return len(o.tg.Sent(private)) > before })
	if got := o.tg.Sent(private)[before].Text; !strings.Contains(got, "morning: 2031-03-04 10:00") {
		o.t.Errorf("the post is due: %s", got)
	}
}

// upload brings codes into the shop.
func (o *operator) upload() {
	file := filepath.Join(o.dir, "codes.txt")
	if err := os.WriteFile(file, []byte("ALPHA-1\nBRAVO-2\n"), 0o600); err != nil {
		o.t.Fatal(err)
	}
	o.b.Open("http://"+o.desk+"/c/tea/things/shop", 1280, 800)
	o.at("things/shop")
	o.fill("pool", "coupon")
	o.b.Do(chromedp.SetUploadFiles(chromedp.CSS(`input[type=file]`), []string{file}))
	o.b.Click("#codes button.main")
	o.b.Until(`document.querySelector("#codes")?.innerText.includes("2 added")`)
	if got := o.run("shop", "codes", "import", "--community", "tea", "--pool", "coupon", "--json", file); !strings.Contains(got, `"before":2`) {
		o.t.Errorf("the pool: %s", got)
	}
}

// fulfil sends what ann bought.
func (o *operator) fulfil(ann fake.User) {
	private := o.tg.Private(ann)
	o.tg.Say(ann, private, "hello")
	o.say(ann, "/buy mug")
	offer := o.whisper(ann)
	o.tg.Press(ann, offer, offer.Keyboard.Rows[0][0].CallbackData)
	o.until("she is asked", func() bool {
		sent := o.tg.Sent(private)
		return len(sent) > 0 && strings.Contains(sent[len(sent)-1].Text, "address")
	})
	o.tg.Say(ann, private, "1 Leaf Lane")
	o.heard()
	o.b.Press("gq")
	o.at("queue")
	o.b.Until(`document.querySelector("#thing")?.innerText.startsWith("Order 1") && document.querySelector("main").innerText.includes("1 Leaf Lane")`)
	o.b.Do(chromedp.Click(`//div[contains(@class, "decide")]//button[contains(., "Sent")]`))
	o.b.Until(`document.documentElement?.dataset.ready && !document.querySelector("#thing")?.innerText.startsWith("Order 1")`)
	o.until("the order is done", func() bool {
		var order struct{ State string }
		if err := json.Unmarshal([]byte(o.run("shop", "orders", "--community", "tea", "--json")), &order); err != nil {
			o.t.Fatal(err)
		}
		return order.State == "done"
	})
}

// chart reads the table below a chart, and compares it with the figure of the command line.
func (o *operator) chart() {
	o.b.Press("gi")
	o.at("insights")
	o.b.Do(chromedp.SetValue("[name=figure]", "messages"))
	o.b.Click("form.choose button.main")
	o.b.Until(`document.documentElement?.dataset.ready && location.search.includes("figure=messages") && document.querySelector("figure.chart canvas")`)
	shown := webtest.Eval[[]string](o.b, `[...document.querySelectorAll("table.numbers tbody tr")].map((r) => r.cells[1].innerText)`)
	var figure struct{ Rows [][]any }
	if err := json.Unmarshal([]byte(o.run("insight", "messages", "--community", "tea", "--json")), &figure); err != nil {
		o.t.Fatal(err)
	}
	if len(shown) == 0 || len(figure.Rows) == 0 {
		o.t.Fatalf("the page has %q, the command %v", shown, figure.Rows)
	}
	want := figure.Rows[len(figure.Rows)-1][1]
	if got := shown[len(shown)-1]; got != string(mustJSON(o.t, want)) {
		o.t.Errorf("today's messages: the page has %q, the command %v", got, want)
	}
}

func mustJSON(t *testing.T, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
