package desk_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/store"
)

var pressField = regexp.MustCompile(`name="id" value="([A-Z2-7]+)"><input type="hidden" name="button" value="([^"]+)"><input type="hidden" name="back" value="([^"]*)"`)

// pressForm returns the form of a button on a page.
func (b *browser) pressForm(page, button string) url.Values {
	b.Helper()
	status, body := b.get(page)
	for _, m := range pressField.FindAllStringSubmatch(body, -1) {
		if m[2] == button {
			return url.Values{"id": {m[1]}, "button": {button}, "back": {strings.ReplaceAll(m[3], "&amp;", "&")}}
		}
	}
	b.Fatalf("%s has no button %s; status %d", page, button, status)
	return nil
}

// pressed presses a button and returns where it leads, and the page there.
func (b *browser) pressed(form url.Values) (to, page string) {
	b.Helper()
	status, to := b.post("/c/tea/press", form)
	if status != http.StatusSeeOther {
		b.Fatalf("pressing %s: %d", form.Get("button"), status)
	}
	_, page = b.get(to)
	return to, page
}

// cases returns the cases of tea by number, as the command line lists them.
func (w *world) cases() map[uint64]inspect.Case {
	w.Helper()
	all := map[uint64]inspect.Case{}
	err := w.engine.View(func(r store.Reader) error {
		return inspect.Cases(r, "tea", func(c inspect.Case) error { all[c.ID] = c; return nil })
	})
	if err != nil {
		w.Fatal(err)
	}
	return all
}

func (w *world) orders() (list []inspect.Order) {
	w.Helper()
	err := w.engine.View(func(r store.Reader) error {
		return inspect.Orders(r, "tea", func(o inspect.Order) error { list = append(list, o); return nil })
	})
	if err != nil {
		w.Fatal(err)
	}
	return list
}

// offer returns what the Confirm button of ann's open offer says.
func (w *world) offer() string {
	w.Helper()
	mark := ""
	err := w.engine.View(func(r store.Reader) error {
		return r.Scan("shop_offers", nil, nil, false, 0, func(_, v []byte) (bool, error) {
			if m := regexp.MustCompile(`"mark":(\d+)`).FindSubmatch(v); m != nil {
				mark = string(m[1])
			}
			return true, nil
		})
	})
	if err != nil || mark == "" {
		w.Fatalf("no offer; %v", err)
	}
	return "shop:confirm:1:" + mark
}

// buy has ann buy a mug for each of some addresses.
func (w *world) buy(addresses ...string) {
	w.Helper()
	private := func(kind bot.Kind, text, press string) {
		e := bot.Event{Kind: kind, Place: bot.PrivatePlace("test:ann"), User: &bot.User{ID: "test:ann", Name: "<script>ann"}}
		if press != "" {
			e.Press = &bot.Press{ID: "p" + text, Data: press}
		} else {
			e.Message = &bot.Message{ID: "d" + text, Text: text}
		}
		w.submit(e)
	}
	for _, street := range addresses {
		private(bot.KindMessage, "/buy mug", "")
		private(bot.KindPress, "c"+street, w.offer())
		private(bot.KindMessage, street, "")
		if list := w.orders(); len(list) == 0 || list[len(list)-1].State == "asking" {
			w.Fatalf("ordering: %+v", list)
		}
	}
}

// say has somebody write in the group.
func (w *world) say(who bot.UserID, id, text string, re *bot.Replied) {
	w.Helper()
	w.submit(bot.Event{Kind: bot.KindMessage, Place: "test:1", User: &bot.User{ID: who, Name: "<script>" + who.Local()}, Message: &bot.Message{ID: id, Text: text, ReplyTo: re}})
}

// TestQueue decides on a report, an appeal and orders, two people at the same time.
func TestQueue(t *testing.T) {
	w := open(t, "")
	own, mod, packer := w.signedIn("tea", "test:own"), w.signedIn("tea", "test:mod"), w.signedIn("tea", "test:packer")
	if _, body := own.get("/c/tea/queue"); !strings.Contains(body, "Nothing is waiting") {
		t.Errorf("empty: %s", body)
	}
	w.say("test:bad", "m1", "<img src=x onerror=alert(1)> buy", nil)
	for _, id := range []string{"m1", "m2"} {
		w.say("test:ann", "r"+id, "/report rude <b>", &bot.Replied{ID: id, Text: "<img src=x onerror=alert(1)> buy", User: &bot.User{ID: "test:bad", Name: "bad"}})
	}
	_, body := mod.get("/c/tea/queue")
	for _, want := range []string{"2 waiting", "&lt;img src=x", "rude &lt;b&gt;", "&lt;script&gt;ann"} {
		if !strings.Contains(body, want) {
			t.Errorf("the queue lacks %q: %s", want, body)
		}
	}
	if strings.Contains(body, "<img src=x") {
		t.Error("the evidence is not escaped")
	}
	if _, body := packer.get("/c/tea/queue"); strings.Contains(body, "onerror") {
		t.Error("a packer sees reports")
	}
	mine, theirs := own.pressForm("/c/tea/queue", "moderation:report:1:warn"), mod.pressForm("/c/tea/queue", "moderation:report:1:dismiss")
	to, page := own.pressed(mine)
	if !strings.HasPrefix(to, "/c/tea/queue?") || !strings.Contains(to, "item=report-2") || !strings.Contains(page, "Report 2") {
		t.Errorf("after deciding: %s %s", to, page)
	}
	if _, page := mod.pressed(theirs); !strings.Contains(page, "has already decided that") || !strings.Contains(page, "own") {
		t.Errorf("the second one: %s", page)
	}
	own.pressed(mine) // sent twice, it is one act
	all := w.cases()
	if c := all[1]; c.Decision != bot.ActWarn || c.DecidedBy != "test:own" || len(all) != 3 {
		t.Errorf("cases: %+v", all)
	}

	w.say("test:bad", "m3", "/appeal sorry <i>", nil)
	_, body = mod.get("/c/tea/queue?item=appeal-3")
	if !strings.Contains(body, "sorry &lt;i&gt;") || !strings.Contains(body, "Appeal in case 3") {
		t.Errorf("the appeal: %s", body)
	}
	mod.pressed(mod.pressForm("/c/tea/queue?item=appeal-3", "moderation:appeal:3:lift"))
	if c := w.cases()[3]; c.Appeal == nil || !c.Appeal.Lifted || c.UndoneBy != "test:mod" {
		t.Errorf("the appeal was lifted: %+v", c)
	}
	if _, body := mod.get("/c/tea/queue?item=appeal-3"); !strings.Contains(body, "has been decided") {
		t.Errorf("a thing that waits no more: %s", body)
	}
}

// TestQueueOrders sends and refunds orders; who doesn't ship sees no addresses.
func TestQueueOrders(t *testing.T) {
	w := open(t, "")
	own, mod, packer := w.signedIn("tea", "test:own"), w.signedIn("tea", "test:mod"), w.signedIn("tea", "test:packer")
	form := own.form("/c/tea/members/1", "award", "member", "test:ann", "amount", "50")
	own.post("/c/tea/act", form)
	w.buy("1 Leaf Lane", "2 Leaf Lane")
	if _, body := mod.get("/c/tea/queue"); strings.Contains(body, "Leaf Lane") || strings.Contains(body, "Order 1") {
		t.Error("a moderator who ships nothing sees orders")
	}
	_, body := packer.get("/c/tea/queue")
	if !strings.Contains(body, "1 Leaf Lane") || !strings.Contains(body, "mug") {
		t.Errorf("the order: %s", body)
	}
	if _, csv := packer.get("/c/tea/queue?as=csv"); strings.Contains(csv, "Leaf Lane") || strings.Count(csv, "order,") != 2 {
		t.Errorf("as a file: %s", csv)
	}
	late := packer.pressForm("/c/tea/queue", "shop:refund:1")
	packer.pressed(packer.pressForm("/c/tea/queue", "shop:sent:1"))
	if _, page := packer.pressed(late); !strings.Contains(page, "Done. By") || !strings.Contains(page, "packer") {
		t.Errorf("sent before: %s", page)
	}
	packer.pressed(packer.pressForm("/c/tea/queue", "shop:refund:2"))
	if list := w.orders(); list[0].State != "done" || list[1].State != "refunded" {
		t.Errorf("orders: %+v", list)
	}
}
