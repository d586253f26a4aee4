package config_test

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/stewardbot/steward/bot/config"
)

// A feature owns its type, its defaults and its validation, and registers them as a Section.
func ExampleLoad() {
	type greeting struct {
		Text  config.Text     `yaml:"text,short" doc:"what is said" max:"200"`
		After config.Duration `yaml:"after" doc:"how long to wait" max:"1h"`
		Times int             `yaml:"times" doc:"how often" min:"1" max:"10"`
	}
	section := config.Section{
		Scope: config.ScopeCommunity, Key: "greeting", Doc: "what newcomers hear",
		New: func() any { return &greeting{Times: 1} },
		Check: func(v any, r *config.Report) {
			if g := v.(*greeting); g.Times > 1 && g.After == 0 {
				r.Fault("times", "as_is", "more than one greeting wants a time between them; add after: 1m")
			}
		},
	}
	dir, err := os.MkdirTemp("", "steward")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	name := filepath.Join(dir, "steward.yaml")
	for _, text := range []string{"greeting: Welcome!", "greeting: {text: Hi, times: 3}", "greeting: {text: Hi, atfer: 1m}"} {
		text = "communities:\n- id: tea\n  spaces: tea:1\n  " + text + "\n"
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			panic(err)
		}
		platform := config.Section{Scope: config.ScopePlatform, Key: "tea", New: func() any { return new(struct{}) }}
		file, faults := config.Load(name, []config.Section{section, platform}, config.Options{})
		for _, f := range faults {
			if !f.Warning {
				fmt.Println(f.Line, f.Col, f.Path, f.Message)
			}
		}
		if faults.Err() == nil {
			fmt.Println(file.Community("tea").Section("greeting").(*greeting).Text.In("en"))
		}
	}
	// Output:
	// Welcome!
	// 4 31 communities[0].greeting.times more than one greeting wants a time between them; add after: 1m
	// 4 24 communities[0].greeting.atfer unknown key "atfer"; did you mean "after"?
}
