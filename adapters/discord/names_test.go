package discord

import (
	"regexp"
	"testing"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/markup"
)

// alive matches what Discord turns into a link, an invite or a mention:
// https://discord.com/developers/docs/reference#message-formatting.
var alive = regexp.MustCompile(`https?://\S|discord\.gg/|(?:^|[^\\])\[[^\]]*[^\\]\]\(|@(?:everyone|here)|(?:^|[^\\])<[@#:a/t]`)

// TestNamesAreNotLive checks that names are rendered as plain text.
func TestNamesAreNotLive(t *testing.T) {
	for _, name := range []string{
		"https://evil.app", "[tea](https://evil.app)", "discord.gg/abc", "@everyone @here", "<@123> <@&4> <#5> <:x:6> <a:x:6> <t:7> </ban:8>",
		"<https://evil.app>", "**[x](http://a.b)**", "\n# HTTP://EVIL.APP",
	} {
		if !alive.MatchString(name) && name[0] != '\n' {
			t.Errorf("%q is nothing to Discord anyway", name)
		}
		shown := bot.ShowName(name)
		for _, text := range []string{written("Welcome, "+shown+".", false), written(shown, false), written("Welcome, **"+markup.Escape(shown)+"**.", true)} {
			if found := alive.FindString(text); found != "" {
				t.Errorf("%q is written as %q, with %q in it", name, text, found)
			}
		}
	}
}
