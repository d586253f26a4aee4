package desk_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/bot/require"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store"
)

// holds reports each text that a page lacks.
func (b *browser) holds(path string, wanted ...string) string {
	b.Helper()
	status, body := b.get(path)
	if status != http.StatusOK {
		b.Fatalf("%s: %d", path, status)
	}
	for _, want := range wanted {
		if !strings.Contains(body, want) {
			b.Errorf("%s lacks %q", path, want)
		}
	}
	return body
}

// acted sends the form of a command on a page.
func (b *browser) acted(page, command string, more ...string) string {
	b.Helper()
	status, to := b.post("/c/tea/act", b.form(page, command, more...))
	if status != http.StatusSeeOther {
		b.Fatalf("%s: %d", command, status)
	}
	_, body := b.get(to)
	return body
}

// TestMemberPage: what is done to a member on the page is on its timeline, with its thing, and in the books.
func TestMemberPage(t *testing.T) {
	w := open(t, "")
	own, mod := w.signedIn("tea", "test:own"), w.signedIn("tea", "test:mod")
	const page = "/c/tea/members/1"
	own.acted(page, "award", "member", "test:ann", "amount", "50", "reason", "=tea")
	own.acted(page, "warn", "member", "test:ann", "reason", "<b>tone")
	own.acted(page, "note", "member", "test:ann", "text", "likes <i>oolong")
	own.acted(page, "tag", "member", "test:ann", "tag", "vip")
	w.buy("1 Leaf Lane")
	body := own.holds(page, "&lt;b&gt;tone", "likes &lt;i&gt;oolong", "&lt;b&gt;talkers", "joined within the last 14 days", "Fewer than three active days",
		`href="#case-1"`, `id="case-2"`, `href="/c/tea/members?tag=vip"`, "Active on 1 of 400 days", "First active day", "1 of the latest 500", "Mug ·", "Order 1")
	for _, never := range []string{"<b>tone", "<i>oolong", "<b>talkers", "<script>ann"} {
		if strings.Contains(body, never) {
			t.Errorf("%q is not escaped", never)
		}
	}
	if strings.Contains(mod.holds(page, "vip"), "Order 1") {
		t.Error("who ships nothing sees orders")
	}
	err := w.engine.View(func(r store.Reader) error {
		tags, err := inspect.TagsOf(require.Over(r, w.engine.Communities()[0], w.engine.Now()), 1)
		if len(tags) != 1 || tags[0].Name != "vip" || tags[0].At.IsZero() {
			t.Errorf("tags: %+v", tags)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for range 30 {
		own.acted(page, "note", "member", "test:ann", "text", "again")
	}
	body = own.holds(page, "Earlier")
	if n := strings.Count(body, "Note "); n != 25 {
		t.Errorf("%d notes on the first page of the timeline", n)
	}
	own.holds(page+"?from=25", "Order 1", "To the latest", "Joined")
	own.holds(page+"?from=9999999", "Nothing has happened", "To the latest")
	if strings.Contains(body, "Case 1:") {
		t.Error("the first page shows what is on the second")
	}
}

// TestMemberRhythm: who was active every other day and is silent now has a sentence, and levels are on the days on which they
// were reached.
func TestMemberRhythm(t *testing.T) {
	w := open(t, "")
	w.habit()
	own := w.signedIn("tea", "test:own")
	body := own.holds("/c/tea/members/1", "is usually active every 2 days; for them, a gap of 24 days happens once in", "Active on 15 of 400 days", "By month")
	if n := strings.Count(body, `class="h4"`); n != 15 {
		t.Errorf("%d days are marked", n)
	}
	if own.holds("/c/tea/members?segment=fading", "&lt;script&gt;ann"); strings.Contains(body, "Fewer than three") {
		t.Error("there are enough days")
	}
}

// habit has ann write every other day for four weeks, and then not for 24 days. The others write every day.
func (w *world) habit() {
	w.Helper()
	for day := 1; day <= 52; day++ {
		w.engine.Clock().Advance(24 * time.Hour)
		if err := w.engine.Settle(w.Context()); err != nil {
			w.Fatal(err)
		}
		if day%2 == 0 && day <= 28 {
			w.say("test:ann", fmt.Sprint("day", day), "good morning, all of you", nil)
		}
		w.say("test:own", fmt.Sprint("own", day), "good morning, all of you", nil)
	}
}

// TestMembersFilter: by name, segment, tag and expression, each and together.
func TestMembersFilter(t *testing.T) {
	w := open(t, "")
	mod := w.signedIn("tea", "test:mod")
	mod.acted("/c/tea/members/1", "tag", "member", "test:ann", "tag", "vip")
	names := func(query string) string {
		t.Helper()
		_, body := mod.get("/c/tea/members?as=json&" + query)
		var list []struct{ Name string }
		if err := json.Unmarshal([]byte(body), &list); err != nil {
			t.Fatalf("%s: %v: %s", query, err, body)
		}
		var all []string
		for _, m := range list {
			all = append(all, strings.TrimPrefix(m.Name, "<script>"))
		}
		return strings.Join(all, " ")
	}
	for query, want := range map[string]string{
		"": "ann own mod", "q=OW": "own", "q=@mod": "mod", "q=2": "own", "q=test:ann": "ann", "tag=vip": "ann", "tag=vip&q=own": "", "tag=vip&q=1": "ann", "tag=vip&q=2": "",
		"segment=new": "ann own mod", "segment=core": "", "segment=NEW&q=mod": "mod", "tag=nothing": "",
		"if=" + url.QueryEscape(`"vip" in tags`): "ann", "if=points+%3E+1000": "", "if=messages+%3E+0&segment=new&tag=vip": "ann",
	} {
		if got := names(query); got != want {
			t.Errorf("%q: %q, want %q", query, got, want)
		}
	}
	mod.holds("/c/tea/members?if=points+%3E", `role="alert"`)
	mod.holds("/c/tea/members?segment=%3Cb%3Enothing", `role="alert"`, "&lt;b&gt;nothing")
	mod.holds("/c/tea/members?tag=nothing", "Nobody fits")
}

// TestMembersFilterIsBounded: among many members, a filter looks at some and goes on from there.
func TestMembersFilterIsBounded(t *testing.T) {
	w := open(t, "")
	mod := w.signedIn("tea", "test:mod")
	const crowd = 4100
	b := bot.Batch{Adapter: "test"}
	for i := range crowd {
		u := bot.UserID("test:c" + strconv.Itoa(i))
		b.Events = append(b.Events, bot.Event{
			ID: string(u), At: w.engine.Now(), Kind: bot.KindMessage, Place: "test:1", User: &bot.User{ID: u, Name: "crowd"}, Message: &bot.Message{ID: "m" + u.Local(), Text: "hello"},
		})
	}
	wait, err := w.engine.Submit(t.Context(), b)
	if err == nil {
		err = wait(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	path := "/c/tea/members?if=" + url.QueryEscape("points > 900")
	mod.holds(path, "Nobody fits so far", "looked at up to member 4000", "after=4000")
	mod.holds(path+"&after=4000", "Nobody fits. Part")
	mod.holds("/c/tea/segments", "today is not counted")
}

// TestSegmentsPage shows the sizes, also those of weeks, as the command line does.
func TestSegmentsPage(t *testing.T) {
	w := open(t, "")
	own := w.signedIn("tea", "test:own")
	own.holds("/c/tea/segments", "&lt;b&gt;talkers", "messages &gt; 0", "/c/tea/members?segment=core")
	w.habit()
	own = w.signedIn("tea", "test:own")
	_, csv := own.get("/c/tea/segments?as=csv")
	err := w.engine.View(func(r store.Reader) error {
		s := inspect.Source{Reader: r, Configured: w.engine.Communities(), Now: w.engine.Now(), Sorter: wire.Sorter()}
		n := 0
		err := inspect.SegmentWeeks(s, "tea", 8, func(x inspect.SegmentWeek) error {
			n++
			if line := fmt.Sprintf("%s,%s,%d,", x.Segment, x.Week, x.Members); !strings.Contains(csv, line) {
				t.Errorf("the page lacks %s", line)
			}
			return nil
		})
		if n == 0 {
			t.Error("no week was written")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(csv, "fading,today,1,") {
		t.Errorf("today: %s", csv)
	}
	own.holds("/c/tea/segments", "Change in a week")
}

// TestTagsPage gives a tag and takes it; labels are safe in a spreadsheet.
func TestTagsPage(t *testing.T) {
	w := open(t, "")
	mod := w.signedIn("tea", "test:mod")
	for _, want := range []string{"vip,vip,staff,1", "vip,vip,staff,0"} {
		mod.acted("/c/tea/tags", "tag", "member", "test:ann", "tag", "vip")
		if _, csv := mod.get("/c/tea/tags?as=csv"); !strings.Contains(csv, want) || !strings.Contains(csv, "green,'=Green,member,0") {
			t.Errorf("want %s: %s", want, csv)
		}
	}
	if body := mod.acted("/c/tea/tags", "tag", "member", "<b>nobody", "tag", "vip"); strings.Contains(body, "<b>nobody") {
		t.Error("a name is not escaped")
	}
}

// TestSurveysPage shows what was answered.
func TestSurveysPage(t *testing.T) {
	w := open(t, "")
	ana := w.signedIn("tea", "test:ana")
	ana.holds("/c/tea/surveys", "Which &lt;tea&gt;?", "0 answered all")
	w.submit(bot.Event{Kind: bot.KindMessage, Place: bot.PrivatePlace("test:ann"), User: &bot.User{ID: "test:ann"}, Message: &bot.Message{ID: "s1", Text: "/survey"}})
	w.submit(bot.Event{Kind: bot.KindPress, Place: bot.PrivatePlace("test:ann"), User: &bot.User{ID: "test:ann"}, Press: &bot.Press{ID: "p1", Data: <-w.buttons}})
	if _, csv := ana.get("/c/tea/surveys?as=csv"); !strings.Contains(csv, "q1,1,Which <tea>?,'=Green,1,1") {
		t.Errorf("answers: %s", csv)
	}
}

// TestFollowUpsPage takes care of somebody and closes the case with keys' buttons; chat shows the same.
func TestFollowUpsPage(t *testing.T) {
	w := open(t, "")
	w.habit()
	mod := w.signedIn("tea", "test:mod")
	mod.holds("/c/tea/followups", "1 of 1 open", "is usually active every 2 days", "&lt;script&gt;ann", "Nobody is in charge yet")
	find := func(do string) string {
		_, body := mod.get("/c/tea/followups")
		for _, m := range pressField.FindAllStringSubmatch(body, -1) {
			if strings.HasSuffix(m[2], ":"+do) {
				return m[2]
			}
		}
		t.Fatalf("no button %s", do)
		return ""
	}
	_, page := mod.pressed(mod.pressForm("/c/tea/followups", find("take")))
	if !strings.Contains(page, "In charge:") || !strings.Contains(page, "1 of 1 open") {
		t.Errorf("taking care: %s", page)
	}
	mod.pressed(mod.pressForm("/c/tea/followups", find("back")))
	if _, csv := mod.get("/c/tea/followups?as=csv"); !strings.Contains(csv, ",<script>mod,back") {
		t.Errorf("as a file: %s", csv)
	}
	mod.holds("/c/tea/members/1", "Follow-up", `href="/c/tea/followups"`)
	ana := w.signedIn("tea", "test:ana")
	if status, _ := ana.get("/c/tea/followups"); status != http.StatusForbidden {
		t.Errorf("an analyst: %d", status)
	}
}

// TestTiersPage keeps one member of a tier and removes another; the chat shows the same.
func TestTiersPage(t *testing.T) {
	w := open(t, "")
	for _, u := range []bot.UserID{"test:ann", "test:bo"} {
		w.says(u, "test:3", "hello")
		w.n++
	}
	for range 2 {
		w.engine.Clock().Advance(24 * time.Hour)
		if err := w.engine.Settle(w.Context()); err != nil {
			t.Fatal(err)
		}
	}
	mod := w.signedIn("tea", "test:mod")
	const page = "/c/tea/tiers"
	body := mod.holds(page, "&lt;b&gt;Core", "&lt;script&gt;ann", "&lt;script&gt;bo", "Remove or keep</h2>")
	var remove, keep string
	for _, m := range pressField.FindAllStringSubmatch(body, -1) {
		switch {
		case strings.HasSuffix(m[2], ":1") && strings.HasPrefix(m[2], "tiers:remove:"):
			remove = m[2]
		case !strings.HasSuffix(m[2], ":1") && strings.HasPrefix(m[2], "tiers:keep:"):
			keep = m[2]
		}
	}
	once := mod.pressForm(page, remove)
	mod.pressed(once)
	mod.pressed(mod.pressForm(page, keep))
	if _, shown := mod.pressed(once); strings.Contains(shown, "Remove or keep</h2>") { // sent twice, it is one act
		t.Errorf("somebody is left to decide on: %s", shown)
	}
	if err := w.engine.Settle(w.Context()); err != nil {
		t.Fatal(err)
	}
	if _, csv := mod.get(page + "?as=csv"); !strings.Contains(csv, "core,5,1,0,0,0") {
		t.Errorf("as a file: %s", csv)
	}
	w.submit(bot.Event{Kind: bot.KindMessage, Place: bot.PrivatePlace("test:mod"), User: &bot.User{ID: "test:mod"}, Message: &bot.Message{ID: "tier", Text: "/tier"}})
	for said := range w.said {
		if !strings.Contains(said, "seats taken") { // by day, who was removed is told as well
			continue
		}
		if !strings.Contains(said, "Core") || !strings.Contains(said, "1 of 5") {
			t.Errorf("in chat: %s", said)
		}
		break
	}
	ana := w.signedIn("tea", "test:ana")
	if status, _ := ana.get(page); status != http.StatusForbidden {
		t.Errorf("an analyst: %d", status)
	}
}
