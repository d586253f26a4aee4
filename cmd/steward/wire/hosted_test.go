package wire_test

import (
	"fmt"
	"image"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/cmd/steward/wire"
)

// stranger puts texts into the example's community, each in place of each value, and calls try with the
// YAML, what was put and where. Of the other sections only those are there that the YAML needs to be
// valid.
func stranger(t *testing.T, puts []string, valid func(text string) bool, try func(text, put, where string)) {
	t.Helper()
	raw, err := os.ReadFile("../../../config.example.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var all struct {
		Communities []map[string]any `yaml:"communities"`
	}
	if err := yaml.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	write := func(community map[string]any) string {
		text, err := yaml.Marshal(community)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	whole := all.Communities[0]
	for _, key := range slices.Sorted(maps.Keys(whole)) {
		community := map[string]any{key: whole[key]}
		for _, k := range []string{"id", "spaces", "places"} {
			community[k] = whole[k]
		}
		if !valid(write(community)) {
			community = maps.Clone(whole)
		}
		var walk func(path string, v any, set func(any))
		walk = func(path string, v any, set func(any)) {
			switch v := v.(type) {
			case map[string]any:
				for _, k := range slices.Sorted(maps.Keys(v)) {
					walk(path+"."+k, v[k], func(x any) { v[k] = x })
				}
			case []any:
				for i, one := range v {
					walk(fmt.Sprintf("%s[%d]", path, i), one, func(x any) { v[i] = x })
				}
			case string:
				for _, put := range puts {
					set(put)
					try(write(community), put, path)
				}
				set(v)
			}
		}
		walk(key, community[key], func(x any) { community[key] = x })
	}
}

// TestStrangersReadNothing: no value of a community in the store shows a variable of the environment or
// a file of the machine, neither in force nor in a fault. Every value of the example is tried.
func TestStrangersReadNothing(t *testing.T) {
	const secret = "hunter2-is-the-secret"
	t.Setenv("SECRET", secret)
	f := load(t, "platforms: {telegram: {token: \"1:abcdefghijklmnopqrstuvwxyz012345678\"}}\ncommunities: store\n")
	dir := filepath.Dir(f.Path)
	for name, text := range map[string]string{"secret.txt": secret, "secret.csv": "question,answer\n" + secret + "," + secret + "\n", ".env": "OTHER=" + secret} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	picture, err := os.Create(filepath.Join(dir, "secret.png"))
	if err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(picture, image.NewGray(image.Rect(0, 0, 2, 2))); err != nil {
		t.Fatal(err)
	}
	picture.Close()
	var sections []string
	for _, s := range wire.Sections() {
		if s.Scope == config.ScopeCommunity {
			sections = append(sections, s.Key)
		}
	}
	h := f.Host(nil)
	tried, taken := 0, 0
	try := func(text, put, where string) {
		tried++
		_, read := h.With([]config.Entry{{ID: "tea", Text: text}}, nil, nil)
		if strings.Contains(read[0].Faults.Error(), secret) {
			t.Errorf("%s: %s: %s", where, put, read[0].Faults)
		}
		com := read[0].Community
		if com == nil {
			return
		}
		taken++
		if strings.Contains(put, "${") {
			t.Errorf("%s: %s is no fault", where, put)
		}
		for _, key := range sections {
			v := com.Section(key)
			if shown := fmt.Sprintf("%+v", v); strings.Contains(shown, secret) {
				t.Errorf("%s: %s: %s", where, put, key)
			}
			for _, at := range pictures(reflect.ValueOf(v)) {
				if p := bot.PictureAt(at); p.File != "" {
					t.Errorf("%s: %s is sent as the file %s", where, put, p.File)
				}
			}
		}
	}
	valid := func(text string) bool {
		_, read := h.With([]config.Entry{{ID: "tea", Text: text}}, nil, nil)
		return read[0].Community != nil
	}
	stranger(t, []string{"${SECRET}", "x ${OTHER} y", "file:secret.txt", "secret.csv", "secret.png", "file:secret.png", filepath.Join(dir, "secret.png")}, valid, try)
	if tried < 1000 || taken < 100 {
		t.Errorf("only %d values were tried, %d taken as they stand", tried, taken)
	}
}

// pictures returns what the fields of that name hold, anywhere in a value.
func pictures(v reflect.Value) (list []string) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			list = pictures(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			list = append(list, pictures(v.Index(i))...)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.Name == "Picture" && f.Type.Kind() == reflect.String {
				list = append(list, v.Field(i).String())
			} else {
				list = append(list, pictures(v.Field(i))...)
			}
		}
	}
	return list
}
