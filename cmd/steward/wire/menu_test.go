package wire_test

import (
	"testing"

	"golang.org/x/text/encoding/traditionalchinese"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/script"
	"github.com/stewardbot/steward/cmd/steward/wire"
)

// The traditional Chinese menu has no simplified characters: a character missing in Big5 isn't
// traditional.
func TestCommandsAreWrittenInEachScript(t *testing.T) {
	big5 := traditionalchinese.Big5.NewEncoder()
	for _, f := range wire.Features(wire.NewParts()) {
		for _, c := range f.Routes().Commands {
			for _, w := range script.VariantsFor("zh-Hant", append(c.Aliases, c.Spoken...)) {
				if _, err := big5.String(w); err != nil {
					t.Errorf("/%s: the word %s is in simplified Chinese alone; write it as simplified/traditional", c.Name, w)
				}
			}
		}
	}
}

// Commands for everyone come first, those for operators last.
func TestMenuBeginsWithTheMembers(t *testing.T) {
	last := map[string]bot.Audience{}
	menu := wire.Menu(wire.NewParts())
	if menu[0].Name != "checkin" {
		t.Errorf("a menu begins with /%s", menu[0].Name)
	}
	for _, e := range menu {
		if e.Who < last[e.Language] {
			t.Errorf("in %s /%s comes behind what fewer may do", e.Language, e.Name)
		}
		last[e.Language] = e.Who
	}
}

func TestMenuInEachScript(t *testing.T) {
	want := map[string]string{"en": "", "zh-Hans": "签到", "zh-Hant": "簽到"}
	for _, e := range wire.Menu(wire.NewParts()) {
		if e.Name != "checkin" {
			continue
		}
		if e.Local != want[e.Language] {
			t.Errorf("in %s it is called %q, want %q", e.Language, e.Local, want[e.Language])
		}
		delete(want, e.Language)
	}
	for lang := range want {
		t.Errorf("it is in no menu in %s", lang)
	}
}
