package web_test

import (
	"context"
	"fmt"
	"image"
	"image/png"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/stewardbot/steward/adapters/console"
	"github.com/stewardbot/steward/adapters/web/webtest"
	"github.com/stewardbot/steward/bot"
)

// does performs an effect of Steward's own.
func (e *engine) does(t *testing.T, effect bot.Effect) bot.Outcome {
	t.Helper()
	e.mu.Lock()
	e.ref++
	ref := e.ref
	e.mu.Unlock()
	d := bot.Delivery{Ref: ref, Effect: effect}
	if a := bot.AttachmentOf(effect); a.File != "" {
		var err error
		if d.Content, err = os.ReadFile(a.File); err != nil {
			t.Fatal(err)
		}
	}
	out, err := e.room.Perform(context.Background(), d)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Someone who can't speak has a grey avatar that says until when, and no input field.
func TestWhoCannotSpeak(t *testing.T) {
	const zoe = bot.UserID("console:zoe")
	e, url := start(t)
	b := webtest.Browser(t)
	b.Open(url+"/?lang=en", 1280, 800)
	face := func(want string) {
		t.Helper()
		b.Until(`document.querySelector("[data-id='console:zoe']").getAttribute("aria-label") === "\u2068Zoë Lindqvist\u2069, ` + want + `"`)
	}
	writes := func(want bool, why string) {
		t.Helper()
		b.Until(`document.querySelector("#hindrance").innerText === ` + strconv.QuoteToASCII(why))
		if got := webtest.Eval[bool](b, `document.querySelector("#message").checkVisibility()`); got != want {
			t.Errorf("%q, and the field shows: %t", why, got)
		}
	}
	face("member")
	e.does(t, bot.Mute{Place: console.Lobby, User: zoe, Until: e.Now().Add(time.Hour)})
	face("muted until 10:02")
	writes(false, "\u2068Zoë Lindqvist\u2069 is muted until 10:02.")
	b.Accessible("somebody muted")
	b.Click("#tab-private")
	writes(true, "")
	b.Click("#tab-lobby")
	b.Click("[data-hours='1']")
	face("member")
	writes(true, "")

	e.does(t, bot.Kick{Place: console.Lobby, User: zoe})
	face("not in the group")
	writes(false, "\u2068Zoë Lindqvist\u2069 is not in the group.")
	b.Click("#door")
	face("member")
	e.does(t, bot.Ban{Place: console.Lobby, User: zoe})
	face("banned")
	writes(false, "\u2068Zoë Lindqvist\u2069 is banned from the group.")
	if webtest.Eval[bool](b, `document.querySelector("#door").checkVisibility()`) {
		t.Error("who is banned is offered to come in")
	}

	b.Speak("layla")
	e.does(t, bot.Slow{Place: console.Lobby, Every: 30 * time.Second})
	b.Until(`document.querySelector("#mood").innerText === "Slow: 30 seconds"`)
	e.does(t, bot.Lock{Place: console.Lobby, Earlier: "open"})
	b.Until(`document.querySelector("#mood").innerText === "Locked"`)
	writes(false, "The group is locked; only moderators can speak.")
	b.Speak("haneul")
	writes(true, "")
}

// A newcomer joins and leaves through the door.
func TestTheDoor(t *testing.T) {
	_, url := start(t)
	b := webtest.Browser(t)
	b.Open(url+"/?lang=en", 375, 812)
	b.Click("[data-open=guide]")
	b.Try("Let somebody in")
	b.Until(`document.activeElement.id === "door" && document.activeElement.innerText === "Join the group"`)
	b.Fits("outside")
	standing := func(want, label string) {
		t.Helper()
		b.Until(`(({ dataset, ariaLabel }) => dataset.standing === "` + want + `" && ariaLabel.endsWith(", ` + label + `"))(document.querySelector("[data-id='console:tomas']"))`)
	}
	standing("out", "not in the group")
	b.Press("\r")
	b.Until(`document.querySelector("#door").innerText === "Leave the group" && document.querySelector("#message").checkVisibility()`)
	standing("", "newcomer")
	b.Say("/why")
	b.Click("#door")
	b.Until(`document.querySelector("#door").innerText === "Join the group"`)
	standing("out", "not in the group")
	if got := b.Steps(); !slices.Equal(got, []string{"Ask why", "Let somebody in"}) {
		t.Errorf("ticked off: %q", got)
	}
}

// Markup in messages is rendered, and none of it becomes the page's own HTML.
func TestLooks(t *testing.T) {
	e, url := start(t)
	b := webtest.Browser(t)
	b.Open(url+"/?lang=en", 1280, 800)
	e.does(t, bot.Say{Place: console.Lobby, Rich: true, Text: "**bold** *lean* ~~gone~~ `a <b>` [there](https://example.com/x)\n> said before\nafter\n- one\n```\nif x {\n```\n<i>no</i>"})
	b.Until(`document.querySelector(".text pre")`)
	for selector, want := range map[string]string{
		"strong": "bold", "em": "lean", "s": "gone", "code": "a <b>", "a": "there", "blockquote": "said before", "pre": "if x {", ".bullet": "• ",
	} {
		if got := webtest.Eval[string](b, `document.querySelector(".text `+selector+`")?.textContent`); got != want {
			t.Errorf("%s is %q, want %q", selector, got, want)
		}
	}
	text := webtest.Eval[string](b, `document.querySelector(".text").textContent`)
	if !strings.HasSuffix(text, "<i>no</i>") || strings.Contains(text, "\n\n") {
		t.Errorf("the text reads %q", text)
	}
	if got := webtest.Eval[string](b, `document.querySelector(".text a").rel`); got != "noopener noreferrer" {
		t.Errorf("the link is %q", got)
	}
	for _, scheme := range []string{"light", "dark"} {
		b.Prefer("prefers-color-scheme", scheme)
		b.Accessible("looks, " + scheme)
	}
}

func drawn(t *testing.T) string {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "tea.png"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, image.NewGray(image.Rect(0, 0, 300, 120))); err != nil {
		t.Fatal(err)
	}
	return f.Name()
}

// A pinned message is shown above the room until it is unpinned; its picture is shown.
func TestAPinnedPicture(t *testing.T) {
	e, url := start(t)
	b := webtest.Browser(t)
	b.Open(url+"/?lang=en", 1280, 800)
	out := e.does(t, bot.Say{Place: console.Lobby, Text: "Teatime\ntonight", Picture: bot.PictureAt(drawn(t)), Buttons: [][]bot.Button{{{Label: "More", URL: "https://example.com/"}}}})
	pin := bot.Pin{Place: console.Lobby, Target: target(console.Lobby, out.Receipt.Messages[0])}
	e.does(t, pin)
	b.Until(`document.querySelector("img.picture")?.naturalWidth === 300 && document.querySelector("#pinned").checkVisibility()`)
	if got := b.Text("#pinned .words"); got != "Teatime" {
		t.Errorf("pinned is %q", got)
	}
	b.Accessible("a pinned picture")
	b.Click("#pinned")
	b.Until(`document.activeElement.matches(".line")`)
	if got := b.Steps(); len(got) != 1 || got[0] != "See Saturday" {
		t.Errorf("ticked off: %q", got)
	}
	pin.Off = true
	e.does(t, pin)
	b.Until(`!document.querySelector("#pinned").checkVisibility()`)
	e.does(t, bot.Say{Place: console.Lobby, Text: "far", Picture: bot.PictureAt("https://example.com/far.png")})
	b.Until(`document.querySelector("a.press[href='https://example.com/far.png']")`)
}

// A picture's URL names a message, and anything that is not a picture is not served.
func TestPicturesAreLines(t *testing.T) {
	e, url := start(t)
	secret := filepath.Join(t.TempDir(), "secret.png")
	if err := os.WriteFile(secret, []byte("TOKEN=1"), 0o600); err != nil {
		t.Fatal(err)
	}
	said := func(picture string) string {
		return e.does(t, bot.Say{Place: console.Lobby, Text: "x", Picture: bot.PictureAt(picture)}).Receipt.Messages[0]
	}
	shown := drawn(t)
	for name, c := range map[string]struct {
		line string
		want int
	}{
		"a picture":                  {said(shown), http.StatusOK},
		"a file that is no picture":  {said(secret), http.StatusNotFound},
		"a picture that is far away": {said("https://example.com/x.png"), http.StatusNotFound},
		"a path":                     {secret, http.StatusNotFound},
		"no line":                    {"1", http.StatusNotFound},
	} {
		res, body := request(t, "GET", url+"/demo/picture?line="+c.line, "")
		if res.StatusCode != c.want || strings.Contains(body, "TOKEN") {
			t.Errorf("%s: %d %.20q", name, res.StatusCode, body)
		}
		if c.want == http.StatusOK && res.Header.Get("Content-Type") != "image/png" {
			t.Errorf("%s is %s", name, res.Header.Get("Content-Type"))
		}
	}
}

// Only people with authority see the moderators' log.
func TestTheModeratorsLog(t *testing.T) {
	e, url := start(t)
	b := webtest.Browser(t)
	b.Open(url+"/?lang=en", 1280, 800)
	e.does(t, bot.Say{Place: console.Modlog, Text: "Zoë was warned", Buttons: [][]bot.Button{{{Label: "Undo", Data: "moderation:undo:1"}}}})
	b.Until(`document.querySelector("#tab-modlog.unread") && document.querySelector("#told").checkVisibility()`)
	if got := b.Text("#told-last"); !strings.Contains(got, "Zoë was warned") || !webtest.Eval[bool](b, `document.querySelector("#told .press").disabled && document.querySelector("#told-note").checkVisibility()`) {
		t.Errorf("beside the room, as a member: %q, or the button works", got)
	}
	b.Accessible("the log beside the room")
	b.Click("#tab-modlog")
	b.Until(`!document.querySelector("#told").checkVisibility()`)
	if got := b.Text("#lines") + b.Text("#blank-title"); got != "For moderators only" {
		t.Errorf("a member sees %q", got)
	}
	b.Fits("a closed place")
	b.Do(chromedp.Click(`//button[contains(., "김하늘") and @class="soft"]`))
	e.does(t, bot.Say{Place: console.Modlog, Text: "An appeal", Buttons: [][]bot.Button{{{Label: "Uphold", Data: "moderation:appeal:1:uphold"}}}})
	b.Until(`document.querySelector("#lines .line:last-child .press")?.textContent.includes("Uphold")`)
	b.Click("#lines .line:last-child .press")
	b.Until(`!document.querySelector("[aria-busy]")`)
	if got := b.Steps(); len(got) != 0 {
		t.Errorf("upholding ticks off %q", got)
	}
	b.Click("#lines .press")
	b.Until(`!document.querySelector("[aria-busy]")`)
	if got := b.Steps(); len(got) != 1 || got[0] != "Undo it" {
		t.Errorf("ticked off: %q", got)
	}
	b.Click("#tab-lobby")
	b.Click("#told .press:enabled")
	b.Until(`!document.querySelector("[aria-busy]")`)
	b.Click("#told-open")
	b.Say("I took it back")
	b.Speak("layla")
	b.Until(`document.querySelector("#blank").checkVisibility() && !document.querySelector(".line")`)
	res, body := request(t, "POST", url+"/demo/say", `{"as":"console:layla","place":"console:lobby/modlog","text":"let me in"}`)
	if res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, "no_place") {
		t.Errorf("a member speaks there: %d %s", res.StatusCode, body)
	}
}

// On a phone the speaker's avatar is fully visible in the row of avatars.
func TestTheSpeakersNameIsWhole(t *testing.T) {
	_, url := start(t)
	b := webtest.Browser(t)
	b.Open(url+"/?lang=en", 375, 812)
	for _, who := range []string{"tomas", "ann", "zoe", "tomas"} {
		webtest.Eval[any](b, `document.querySelector("[data-id='console:`+who+`']").click()`)
		b.Frames()
		if !webtest.Eval[bool](b, `(([face, row]) => face.left >= row.left - 1 && face.right <= row.right + 1)(["#faces [aria-checked=true]", "#faces"].map((s) => document.querySelector(s).getBoundingClientRect()))`) {
			t.Errorf("%s is cut", who)
		}
	}
}

// The latest moderation notice is shown in full beside the room, however long it is.
func TestTheLastCaseIsWhole(t *testing.T) {
	e, url := start(t)
	b := webtest.Browser(t)
	for _, lines := range []int{1, 9, 40} {
		b.Open(url+"/?lang=en", 1280, 800)
		text := strings.Repeat("Zoë was warned, which is a sentence.\n", lines) + "Appeal: “it was a joke”"
		e.does(t, bot.Say{Place: console.Modlog, Text: text, Buttons: [][]bot.Button{{{Label: "Lift", Data: "x"}, {Label: "Uphold", Data: "y"}}}})
		b.Until(fmt.Sprintf(`document.querySelector("#told .text")?.textContent.split("\n").length === %d`, lines+1))
		if !webtest.Eval[bool](b, `[...document.querySelectorAll("#told *")].every((e) => e.scrollHeight <= e.clientHeight + 1 || getComputedStyle(e).overflowY === "visible")`) {
			t.Errorf("a case of %d lines is cut", lines+1)
		}
		b.Fits("a long case")
	}
}

// The clock moves to the next due event; if there is none, the button is disabled.
func TestTheNextPost(t *testing.T) {
	e, url := start(t)
	b := webtest.Browser(t)
	b.Open(url+"/?lang=en", 1280, 800)
	if got := webtest.Eval[string](b, `document.querySelector("#next").title`); got != "To the next post: Thursday, July 16 11:00" {
		t.Errorf("the button says %q", got)
	}
	b.Click("#next")
	b.Until(`document.querySelector("#now").textContent.endsWith("11:00")`)
	e.mu.Lock()
	e.idle = true
	e.mu.Unlock()
	b.Click("[data-hours='1']")
	b.Until(`document.querySelector("#next").disabled && document.querySelector("#next").title === "No post is planned."`)
	if res, _ := request(t, "POST", url+"/demo/advance", `{"next":true}`); res.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("moving to nothing: %d", res.StatusCode)
	}
}
