package web_test

import "testing"

// TestPictures goes through a scene at both widths, in both schemes and both
// languages. With STEWARD_DEMO_PICTURES set it leaves what it saw in that
// folder, for people to look at.
func TestPictures(t *testing.T) {
	_, url := start(t)
	b := browser(t)
	for _, look := range []struct {
		suffix, scheme, lang string
	}{{"", "light", "en"}, {"-dark", "dark", "en"}, {"-zh", "light", "zh-Hans"}, {"-zh-dark", "dark", "zh-Hans"}} {
		b.prefer("prefers-reduced-motion", "reduce", "prefers-color-scheme", look.scheme)
		b.open(url+"/?lang="+look.lang, 1280, 800)
		if look.suffix == "" {
			scene(b)
		}
		b.picture("standings" + look.suffix)
		b.click("li.line:has(.reaction) .text")
		b.until(`document.querySelector("#why .steps")`)
		b.hover(".places")
		b.picture("demo" + look.suffix)
		b.click("#why [data-close]")
		b.click("#slash")
		b.picture("commands" + look.suffix)

		b.open(url+"/?lang="+look.lang, 375, 812)
		b.picture("demo-phone" + look.suffix)
		for _, panel := range []string{"guide", "board"} {
			b.click("[data-open=" + panel + "]")
			b.picture(panel + "-phone" + look.suffix)
			b.click("#" + panel + " [data-close]")
		}
		b.click("li.line:has(.reaction) .text")
		b.until(`document.querySelector("#why .steps")`)
		b.picture("why-phone" + look.suffix)
	}
}

func scene(b *tab) {
	b.say("Good morning. The oolong from last week is open")
	b.speak("xiaoyu")
	b.say("早上好，今天喝龙井还是普洱？")
	b.say("签到")
	b.speak("layla")
	b.say("صباح الخير يا أصدقاء")
	b.speak("zoe")
	b.hover("li.line:nth-last-child(1) .text")
	b.click("li.line:nth-last-child(1) .tools .emoji:nth-child(2)")
	b.until(`document.querySelector("li.line:nth-last-child(1) .reaction")`)
	b.say("Both. Somebody should write down how they compare.")
	b.speak("dmitri")
	b.say("check in")
	b.speak("ann")
	b.say("I will bring the small pot")
	b.say("/points")
	b.until(`document.querySelector(".line.private .text")`)
	b.hover(".places")
	eval[any](b, `document.activeElement.blur()`)
}
