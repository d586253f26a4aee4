package desk_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stewardbot/steward/adapters/web/desk"
	"github.com/stewardbot/steward/bot"
	room "github.com/stewardbot/steward/bot/desk"
	"github.com/stewardbot/steward/bot/insight"
	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/store"
)

const campaignsPage = "/c/tea/campaigns"

// passes lets time pass, and what is due then happen.
func (w *world) passes(span time.Duration) {
	w.Helper()
	w.engine.Clock().Advance(span)
	if err := w.engine.Settle(w.Context()); err != nil {
		w.Fatal(err)
	}
}

// runs returns what `steward insight campaigns` shows, a map by column for each run.
func (w *world) runs() (list []map[string]any) {
	w.Helper()
	err := w.engine.View(func(r store.Reader) error {
		s := inspect.Source{Reader: r, Now: w.engine.Now(), Configured: w.engine.Communities()}
		f, err := insight.Compute(s.Figures("tea"), insight.Query{Name: "campaigns"})
		if err != nil {
			return err
		}
		for _, row := range f.Rows {
			one := map[string]any{}
			for i, c := range f.Columns {
				one[c.Name] = row[i]
			}
			list = append(list, one)
		}
		return nil
	})
	if err != nil {
		w.Fatal(err)
	}
	return list
}

// TestCampaignsPage counts, starts and stops a campaign on the page, and reads it from the command line's figure and in
// the chat; another run goes to its end.
func TestCampaignsPage(t *testing.T) {
	w := open(t, "")
	own := w.signedIn("tea", "test:own")
	own.holds(campaignsPage, "Never started", "It was never started.", "&lt;b&gt;{name}, come back")
	for i := range 60 {
		w.says(bot.UserID(fmt.Sprint("test:u", i)), "test:1", "hello")
	}
	w.passes(48 * time.Hour)
	own = w.signedIn("tea", "test:own")

	if body := own.acted(campaignsPage, "campaign", "name", "miss-you"); !strings.Contains(body, "61 of 63 can be reached") || !strings.Contains(body, "2 are staff") {
		t.Fatalf("the count: %s", body)
	}
	if _, csv := own.get(campaignsPage + "?as=csv"); !strings.Contains(csv, "miss-you,1,counted,,,63,61,") {
		t.Errorf("the count as a file: %s", csv)
	}
	if got := w.runs(); len(got) != 0 {
		t.Errorf("a count is no run: %v", got)
	}
	stale := own.pressForm(campaignsPage, "campaign:start:1")
	w.passes(2 * time.Hour)
	own.holds(campaignsPage, "more than an hour old")
	if _, body := own.pressed(stale); !strings.Contains(body, "That count is an hour old") || len(w.runs()) != 0 {
		t.Errorf("an old count starts: %s", body)
	}

	own.acted(campaignsPage, "campaign", "name", "miss-you")
	form := own.pressForm(campaignsPage, "campaign:start:2")
	for range 2 { // sent twice, it is one act
		if _, body := own.pressed(form); !strings.Contains(body, "miss-you has started") {
			t.Errorf("starting: %s", body)
		}
	}
	w.passes(time.Minute)
	list := w.runs()
	if len(list) != 1 || list[0]["written"].(int64)+list[0]["control"].(int64) != 61 || list[0]["state"] != "pending" {
		t.Fatalf("started: %v", list)
	}
	own.holds(campaignsPage, `class="chip" aria-current="step">See who comes back`, fmt.Sprint(list[0]["written"], " members with a message"), "Days not over")

	stop := own.form(campaignsPage, "campaign", "name", "miss-you", "do", "stop")
	if status, to := own.post("/c/tea/act", stop); status != http.StatusSeeOther {
		t.Errorf("stopping: %d", status)
	} else if _, body := own.get(to); !strings.Contains(body, "miss-you is stopped") || strings.Contains(body, "Stop ends it") {
		t.Errorf("stopped: %s", body)
	}
	if got := w.runs(); got[0]["state"] != "stopped" {
		t.Errorf("stopped: %v", got)
	}
}

// TestCampaignResult: nobody is told who came back before the days are over, and then the page, its file and the chat
// say the same as the command line.
func TestCampaignResult(t *testing.T) {
	w := open(t, "")
	for i := range 60 {
		w.says(bot.UserID(fmt.Sprint("test:u", i)), "test:1", "hello")
	}
	w.passes(48 * time.Hour)
	own := w.signedIn("tea", "test:own")
	own.acted(campaignsPage, "campaign", "name", "miss-you")
	own.pressed(own.pressForm(campaignsPage, "campaign:start:1"))
	w.passes(24 * time.Hour)
	for i := range 30 {
		w.says(bot.UserID(fmt.Sprint("test:u", i)), "test:1", "hello again")
	}
	own = w.signedIn("tea", "test:own")
	type row struct {
		Back    *int     `json:"came_back"`
		Control *int     `json:"control_came_back"`
		Uplift  *float64 `json:"uplift"`
		Lowest  *float64 `json:"lowest"`
		Highest *float64 `json:"highest"`
		Verdict string   `json:"verdict"`
	}
	file := func() (list []row) {
		_, body := own.get(campaignsPage + "?as=json")
		if err := json.Unmarshal([]byte(body), &list); err != nil || len(list) != 1 {
			t.Fatalf("as a file: %s, %v", body, err)
		}
		return list
	}
	if got := file()[0]; got.Back != nil || got.Control != nil || got.Uplift != nil || got.Verdict != "pending" {
		t.Errorf("before the days are over: %+v", got)
	}
	w.passes(15 * 24 * time.Hour)
	own = w.signedIn("tea", "test:own")
	got, figure := file()[0], w.runs()[0]
	if got.Back == nil || got.Control == nil || int64(*got.Back) != figure["came_back"] || int64(*got.Control) != figure["control_back"] || *got.Back+*got.Control != 30 {
		t.Fatalf("who came back: %+v, by the command line %v", got, figure)
	}
	if got.Uplift == nil || *got.Lowest > *got.Uplift || *got.Uplift > *got.Highest || got.Verdict != figure["state"] {
		t.Errorf("the interval: %+v, by the command line %v", got, figure)
	}
	told := fmt.Sprintf("%d of %d came back, %d of %d without the message", *got.Back, figure["written"], *got.Control, figure["control"])
	own.holds(campaignsPage, told, `aria-current="step">Result`, "points, between ")
	for _, lang := range []string{"zh-Hans", "zh-Hant", "en"} {
		body := own.holds(campaignsPage + "?lang=" + lang)
		if raw := regexp.MustCompile(`>campaigns\.\w+`).FindAllString(body, -1); raw != nil {
			t.Errorf("%s lacks %q", lang, raw)
		}
	}
	w.submit(bot.Event{Kind: bot.KindMessage, Place: bot.PrivatePlace("test:own"), User: &bot.User{ID: "test:own"}, Message: &bot.Message{ID: "result", Text: "/campaign result miss-you"}})
	for said := range w.said {
		if strings.Contains(said, told) {
			break
		}
	}
	if status, _ := own.get(campaignsPage + "?one=nothing"); status != http.StatusNotFound {
		t.Errorf("a campaign that is not there: %d", status)
	}
}

// TestCampaignPrivileges: only operators see and start campaigns, as in the chat.
func TestCampaignPrivileges(t *testing.T) {
	w := open(t, "")
	if desk.Commands()["campaign"] != room.Operator || desk.Presses()["campaign:start"] != room.Operator {
		t.Error("campaigns are not the operators' alone")
	}
	mod := w.signedIn("tea", "test:mod")
	if status, _ := mod.get(campaignsPage); status != http.StatusForbidden {
		t.Errorf("a moderator sees them: %d", status)
	}
	form := url.Values{"command": {"campaign"}, "id": {room.NewSecret()}, "back": {campaignsPage}, "o.name": {"miss-you"}}
	if status, _ := mod.post("/c/tea/act", form); status != http.StatusForbidden {
		t.Errorf("a moderator counts: %d", status)
	}
	// By role at the desk alone, the command itself refuses.
	ope := w.signedIn("tea", "test:ope")
	if body := ope.acted(campaignsPage, "campaign", "name", "miss-you"); !strings.Contains(body, "Only administrators of the group") {
		t.Errorf("by a role: %s", body)
	}
	empty := w.signedIn("zen", "test:own2")
	empty.holds("/c/zen/campaigns", "No campaigns yet")
}

// TestCampaignsRenew: a page of campaigns that is open shows how far they are, in its own language, and offers to load the
// next step. Without the power for it nothing is told.
func TestCampaignsRenew(t *testing.T) {
	w := open(t, "")
	w.desk.Unasked()
	for i := range 60 {
		w.says(bot.UserID(fmt.Sprint("test:u", i)), "test:1", "hello")
	}
	w.passes(48 * time.Hour)
	own, mod := w.signedIn("tea", "test:own"), w.signedIn("tea", "test:mod")
	_, page := own.get(campaignsPage)
	was := regexp.MustCompile(`data-live-changed="now miss-you" data-was="([^"]+)"`).FindStringSubmatch(page)
	if was == nil {
		t.Fatalf("the page notices no next step: %s", page)
	}
	for _, key := range []string{"state", "reach", "now"} {
		if !strings.Contains(page, `="`+key+` miss-you"`) {
			t.Errorf("the page does not renew %s", key)
		}
	}
	english, chinese := own.follow("campaigns", ""), w.signedIn("tea", "test:own").follow("campaigns&lang=zh-Hans", "")
	w.desk.Look()
	english.until("state miss-you", "Never started")
	chinese.until("state miss-you", "从未开始")
	own.acted(campaignsPage, "campaign", "name", "miss-you")
	w.desk.Look()
	for { // until the next step
		_, data := english.next()
		if data == nil {
			t.Fatal("the stream ended before the count was told")
		}
		if data["now miss-you"] == was[1] {
			continue
		}
		if data["state miss-you"] != "Counted" || data["reach miss-you"] != "61 of 63" || data["counted miss-you"] != "61 of 63 can be reached" {
			t.Errorf("after the count: %v", data)
		}
		break
	}
	chinese.until("reach miss-you", "63 人中 61 人")
	own.pressed(own.pressForm(campaignsPage, "campaign:start:1"))
	w.passes(time.Minute)
	w.desk.Look()
	english.until("state miss-you", "Waiting for who comes back")
	other := mod.follow("campaigns", "")
	w.desk.Look()
	if _, data := other.next(); len(data) == 0 || strings.Contains(fmt.Sprint(data), "miss-you") {
		t.Errorf("who may not see campaigns is told %v", data)
	}
}
