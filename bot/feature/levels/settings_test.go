package levels

import (
	"slices"
	"testing"
)

func TestFaults(t *testing.T) {
	for name, tt := range map[string]struct {
		level Level
		path  string
	}{
		"good":         {Level{Name: "x", Roles: []string{"discord:1122/role/555"}, Tag: "常客 no. 1 – é"}, ""},
		"a place":      {Level{Name: "x", Roles: []string{"discord:1122/555"}}, "[0].roles[0]"},
		"no platform":  {Level{Name: "x", Roles: []string{"1122/role/555"}}, "[0].roles[0]"},
		"no server":    {Level{Name: "x", Roles: []string{"discord:/role/555"}}, "[0].roles[0]"},
		"no id":        {Level{Name: "x", Roles: []string{"discord:1122/role/"}}, "[0].roles[0]"},
		"too deep":     {Level{Name: "x", Roles: []string{"discord:1122/role/5/5"}}, "[0].roles[0]"},
		"twice":        {Level{Name: "x", Roles: []string{"d:1/role/5", "d:1/role/5"}}, "[0].roles[1]"},
		"too many":     {Level{Name: "x", Roles: []string{"d:1/role/1", "d:1/role/2", "d:1/role/3", "d:1/role/4", "d:1/role/5", "d:1/role/6", "d:1/role/7", "d:1/role/8", "d:1/role/9", "d:1/role/10", "d:1/role/11"}}, "[0].roles"},
		"long tag":     {Level{Name: "x", Tag: "12345678901234567"}, "[0].tag"},
		"emoji":        {Level{Name: "x", Tag: "tea 🍵"}, "[0].tag"},
		"an old emoji": {Level{Name: "x", Tag: "☕"}, "[0].tag"},
		"a keycap":     {Level{Name: "x", Tag: "1\u20e3"}, "[0].tag"},
		"two lines":    {Level{Name: "x", Tag: "a\nb"}, "[0].tag"},
		"a space":      {Level{Name: "x", Tag: " a"}, "[0].tag"},
	} {
		var paths []string
		s := Settings{tt.level}
		s.Validate(func(path, _ string, _ ...any) { paths = append(paths, path) })
		if want := slices.DeleteFunc([]string{tt.path}, func(p string) bool { return p == "" }); !slices.Equal(paths, want) {
			t.Errorf("%s: faults at %q, want %q", name, paths, want)
		}
	}
}
