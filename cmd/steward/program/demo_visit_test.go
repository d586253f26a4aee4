package program_test

import (
	"strings"
	"testing"

	"github.com/stewardbot/steward/adapters/web/webtest"
)

// Commands that Steward answers are no flood, however fast they come; messages are.
func TestDemoCommandsAreNoFlood(t *testing.T) {
	t.Parallel()
	_, url := startDemo(t, "C.UTF-8")
	b := webtest.Browser(t)
	b.Open(url+"?lang=en", 1280, 800)
	b.Speak("layla")
	for _, command := range strings.Fields("/points /level /top /history /rules /help /points /level") {
		b.Say(command)
	}
	if got := webtest.Eval[string](b, `document.querySelector("[data-id='console:layla']").dataset.standing`); got != "" {
		t.Errorf("after eight commands one is %q", got)
	}
	for range 7 {
		b.Say("one message after the other")
		if webtest.Eval[bool](b, `document.querySelector("#later").checkVisibility()`) {
			break
		}
	}
	wantText(t, b, "#hindrance", "is muted until")
	b.Click("#later")
	b.Until(`document.querySelector("#message").checkVisibility()`)
}

// Two warnings tell how far the ladder is, and undoing one takes its button away and
// says what comes back.
func TestDemoWarnings(t *testing.T) {
	t.Parallel()
	_, url := startDemo(t, "C.UTF-8")
	b := webtest.Browser(t)
	b.Open(url+"?lang=en", 1280, 800)
	b.Speak("dmitri")
	b.Say("Cheap tea at www.bargaintea.example")
	b.Click("#day")
	b.Until(`document.querySelector(".toast")`)
	b.Say("Cheaper tea at cheaper.bargaintea.example")
	b.Click(".gone:last-child .evidence, .line:nth-last-child(1 of :has(.evidence)) .evidence")
	wantText(t, b, "#why", "Cheaper tea", "Removed by the rule", "It broke the rule “no adverts”: cheaper.bargaintea.example.", "Warned (2 of 3).", "Deleted a message")
	if why := b.Text("#why"); strings.Index(why, "It broke the rule") > strings.Index(why, "Warned (2") {
		t.Errorf("the evidence does not come first:\n%s", why)
	}
	b.Press("\x1b")
	b.Speak("ann")
	b.Click("#tab-modlog")
	b.Click("#lines .press")
	b.Until(`document.querySelectorAll("#lines .press").length === 1`)
	wantText(t, b, "#lines", "Ann Becker undid this", "The warning of Дмитрий no longer counts.")
}
