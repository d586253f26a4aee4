package desk_test

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stewardbot/steward/bot/define"
	"github.com/stewardbot/steward/store"
)

// defined returns what the store has under a key of tea.
func (w *world) defined(section string) (entries []string) {
	w.Helper()
	err := w.engine.View(func(r store.Reader) error {
		list, err := define.Entries(r, "tea")
		for _, x := range list {
			if x.Section == section {
				entries = append(entries, x.Text)
			}
		}
		return err
	})
	if err != nil {
		w.Fatal(err)
	}
	return entries
}

var wasField = regexp.MustCompile(`name="o.was" value="(\w+)"`)

// thing returns the fields of the form of a thing; the others are by key.
func (b *browser) thing(page string, more ...string) url.Values {
	b.Helper()
	form := b.form(page, "define")
	_, body := b.get(page)
	form.Set("fields", "1")
	form.Set("o.list", strings.Split(page, "/")[4])
	form.Set("o.was", wasField.FindStringSubmatch(body)[1])
	for i := 0; i < len(more); i += 2 {
		form.Set("v."+more[i], more[i+1])
	}
	return form
}

// send posts a form and returns the page that it leads to.
func (b *browser) send(form url.Values) string {
	b.Helper()
	status, to := b.post("/c/tea/act", form)
	if status != http.StatusSeeOther {
		b.Fatalf("sending %v: %d", form, status)
	}
	_, page := b.get(to)
	return page
}

// TestThings: a post is made in a form, changed in another, and removed; what is wrong is said at its field, what was
// sent stays in the form, and of two editors the second one sees what the first one did.
func TestThings(t *testing.T) {
	w := open(t, "")
	own := w.signedIn("tea", "test:own")
	form := own.thing("/c/tea/things/schedule", "text.name", "hello", "text.text", `say "<b>" $5`+"\r\nand: more", "lines.to", "test:1/5", "text.daily", "25:00", "switch.pin", "false")
	page := own.send(form)
	for _, want := range []string{"won&#39;t do", `id="fault-daily"`, "say &#34;&lt;b&gt;&#34; $5\nand: more", `value="25:00"`} {
		if !strings.Contains(page, want) {
			t.Errorf("a refused form lacks %q: %s", want, page)
		}
	}
	if got := w.defined("schedule"); got != nil {
		t.Fatalf("stored although refused: %q", got)
	}
	form = own.thing("/c/tea/things/schedule", "text.name", "hello", "text.text", `say "<b>" $5`+"\r\nand: more", "lines.to", "test:1/5", "text.daily", "09:00")
	if page = own.send(form); !strings.Contains(page, "is in use") || strings.Contains(page, `class="fault"`) {
		t.Fatalf("making one: %s", page)
	}
	got := w.defined("schedule")
	if len(got) != 1 || !strings.Contains(got[0], `text: "say \"<b>\" $$5\nand: more"`) || !strings.Contains(got[0], `daily: "09:00"`) {
		t.Fatalf("stored: %q", got)
	}
	// Two editors open the same form.
	first := own.thing("/c/tea/things/schedule/hello", "text.name", "hello", "text.text", "one", "lines.to", "test:1/5", "text.daily", "10:00")
	second := own.thing("/c/tea/things/schedule/hello", "text.name", "hello", "text.text", "two", "lines.to", "test:1/5", "text.daily", "09:00")
	if page = own.send(first); !strings.Contains(page, "is in use") {
		t.Fatalf("the first editor: %s", page)
	}
	page = own.send(second)
	for _, want := range []string{"Somebody changed it meanwhile", "<td class=\"pre\" dir=\"auto\">10:00</td><td class=\"pre\" dir=\"auto\">09:00</td>", ">two</textarea>"} {
		if !strings.Contains(page, want) {
			t.Errorf("the second editor lacks %q: %s", want, page)
		}
	}
	if got = w.defined("schedule"); len(got) != 1 || !strings.Contains(got[0], "text: one") {
		t.Fatalf("the second editor overwrote: %q", got)
	}
	if _, yaml := own.get("/c/tea/things?as=yaml"); !strings.HasPrefix(yaml, "schedule:\n  - name: hello\n    ") {
		t.Errorf("YAML: %s", yaml)
	}
	if _, csv := own.get("/c/tea/things/schedule?as=csv"); !strings.Contains(csv, "schedule,hello,chat,") {
		t.Errorf("CSV: %s", csv)
	}
	gone := own.form("/c/tea/things/schedule/hello", "define", "list", "schedule", "entry", "remove hello", "was", second.Get("o.was"))
	if page = own.send(gone); !strings.Contains(page, "won&#39;t do") || len(w.defined("schedule")) != 1 {
		t.Errorf("a stale form removed it: %s", page)
	}
	gone = own.form("/c/tea/things/schedule/hello", "define", "list", "schedule", "entry", "remove hello", "was", own.thing("/c/tea/things/schedule/hello").Get("o.was"))
	if page = own.send(gone); !strings.Contains(page, "is gone") || w.defined("schedule") != nil {
		t.Errorf("removing: %s", page)
	}
	if status, _ := own.get("/c/tea/things/schedule/hello"); status != http.StatusNotFound {
		t.Errorf("after that: %d", status)
	}
	if _, page = own.get("/c/tea/things?lang=zh-Hans"); regexp.MustCompile(`<h2[^>]*><a [^>]*>[a-z]+</a>`).MatchString(page) {
		t.Errorf("a kind has no name: %s", page)
	}
	_, page = own.get("/c/tea/things/schedule?lang=zh-Hant")
	said := regexp.MustCompile(`<small>[^<]+</small></label>`).FindAllString(page, -1)
	if len(said) < 20 || slices.ContainsFunc(said, func(x string) bool { return !regexp.MustCompile(`\p{Han}`).MatchString(x) }) {
		t.Errorf("keys are not explained in Chinese: %q", said)
	}
	own.get("/c/tea/things?lang=en")
	// An editor without a rank is refused as in chat.
	edi := w.signedIn("tea", "test:edi")
	edi.send(edi.thing("/c/tea/things/badges", "text.id", "mine", "text.name", "Mine"))
	if got := w.defined("badges"); got != nil {
		t.Errorf("an editor without a rank defined %q", got)
	}
}

// TestStock: the page of an item of the file can't change it, but what is left of it.
func TestStock(t *testing.T) {
	w := open(t, "")
	own := w.signedIn("tea", "test:own")
	page := own.send(own.form("/c/tea/things/shop/mug", "stock", "item", "mug", "change", "+3"))
	if !strings.Contains(page, "12") || !strings.Contains(page, "This is in the configuration file") {
		t.Errorf("filling up: %s", page)
	}
	own.send(own.form("/c/tea/things/shop/mug", "stock", "item", "mug", "change", "-5"))
	page = own.send(own.form("/c/tea/things/shop/mug", "stock", "item", "mug"))
	if said := page[strings.Index(page, `id="said"`):]; !strings.Contains(said[:min(300, len(said))], "7") {
		t.Errorf("looking: %s", said)
	}
	own.send(own.thing("/c/tea/things/shop", "text.id", "mug", "text.name", "Cheap", "number.price", "1"))
	if got := w.defined("shop"); got != nil {
		t.Errorf("an item of the file was replaced: %q", got)
	}
}

// TestCalendar: what is planned is on its day; it is skipped, paused and run from the page.
func TestCalendar(t *testing.T) {
	w := open(t, "")
	own := w.signedIn("tea", "test:own")
	if _, page := own.get("/c/tea/calendar"); !strings.Contains(page, "Nothing is planned yet") {
		t.Errorf("an empty one: %s", page)
	}
	own.send(own.thing("/c/tea/things/schedule", "text.name", "hello", "text.text", "hi", "lines.to", "test:1/5", "text.daily", "09:00"))
	_, csv := own.get("/c/tea/calendar?as=csv&view=week&at=2040-01-04")
	if strings.Count(csv, ",schedule,hello,") != 7 || !strings.Contains(csv, "2040-01-04 09:00") {
		t.Errorf("a week: %s", csv)
	}
	if _, page := own.get("/c/tea/calendar?view=month&at=2040-01-04"); strings.Count(page, `class="event"`) != 35 || !strings.Contains(page, `href="/c/tea/things/schedule/hello"`) {
		t.Errorf("a month: %s", page)
	}
	form := own.form("/c/tea/calendar", "schedule", "name", "hello", "what", "pause")
	if page := own.send(form); !strings.Contains(page, ">paused<") || !strings.Contains(page, `value="resume"`) {
		t.Errorf("pausing: %s", page)
	}
	form = own.form("/c/tea/calendar", "schedule", "name", "hello", "what", "resume")
	if page := own.send(form); strings.Contains(page, ">paused<") {
		t.Errorf("resuming: %s", page)
	}
	form = own.form("/c/tea/calendar", "schedule", "name", "hello", "what", "skip")
	if page := own.send(form); !strings.Contains(page, ">skipped<") {
		t.Errorf("skipping: %s", page)
	}
	form = own.form("/c/tea/calendar", "schedule", "name", "hello", "what", "run")
	if page := own.send(form); !strings.Contains(page, `id="said"`) {
		t.Errorf("running: %s", page)
	}
	if _, csv := own.get("/c/tea/audit?as=csv"); strings.Count(csv, "schedule ") != 4 {
		t.Errorf("audit: %s", csv)
	}
	// Clocks: in Berlin, 02:30 does not exist on one day, and is twice on another.
	w.reload(strings.Replace(configuration, "    name: Tea", "    timezone: Europe/Berlin\n    schedule: [{name: night, daily: \"02:30\", text: x, to: \"test:1/5\"}]\n    name: Tea", 1))
	for month, want := range map[string][2]string{"2040-03-01": {",gap,", "clocks go forward"}, "2040-10-01": {",twice,", "clocks go back"}} {
		_, csv := own.get("/c/tea/calendar?as=csv&at=" + month)
		_, page := own.get("/c/tea/calendar?at=" + month)
		if strings.Count(csv, want[0]) != 1 || strings.Count(page, want[1]) != 1 || strings.Count(csv, ",night,") < 30 {
			t.Errorf("%s: %s", month, csv)
		}
	}
	edi := w.signedIn("tea", "test:edi")
	edi.send(edi.form("/c/tea/calendar", "schedule", "name", "hello", "what", "pause"))
	if _, csv := own.get("/c/tea/calendar?as=csv"); strings.Contains(csv, "paused") {
		t.Errorf("an editor without a rank paused: %s", csv)
	}
}
