package bot_test

import (
	"testing"

	"github.com/stewardbot/steward/bot"
)

func TestPlacesInPlaces(t *testing.T) {
	for _, c := range []struct {
		place, other bot.Place
		in           bool
	}{
		{"discord:1122", "discord:1122", true},
		{"discord:1122/33", "discord:1122", true},
		{"discord:1122/33/44", "discord:1122", true},
		{"discord:1122/33/44", "discord:1122/33", true},
		{"discord:1122/33", "discord:1122/33", true},
		{"discord:1122/33", "discord:1122/33/44", false},
		{"discord:1122/33", "discord:1122/3", false},
		{"discord:1122", "discord:112", false},
		{"discord:1122", "discord:1122/33", false},
		{"telegram:dm/42", "telegram:dm", true},
		{"discord:1122", "", false},
		{"", "", true},
	} {
		if got := c.place.In(c.other); got != c.in {
			t.Errorf("%q in %q: %v", c.place, c.other, got)
		}
	}
}

func TestRoles(t *testing.T) {
	for place, want := range map[bot.Place]string{
		"discord:1122/role/555": "555", "discord:1122/role/": "", "discord:1122/role/5/6": "", "discord:/role/5": "", ":1122/role/5": "",
		"discord:1122": "", "discord:1122/555": "", "role/5": "", "Gold": "", "": "",
	} {
		if id, ok := place.Role(); ok != (want != "") || ok && id != want {
			t.Errorf("%q: %q, %v; want %q", place, id, ok, want)
		}
	}
}
