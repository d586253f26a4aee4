package config_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/stewardbot/steward/bot/config"
)

func compileSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	text, err := config.Schema(sections())
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("steward.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("steward.json")
	if err != nil {
		t.Fatalf("the schema is not valid: %v", err)
	}
	return s
}

// validate validates YAML against the schema.
func validate(t *testing.T, s *jsonschema.Schema, text string) error {
	t.Helper()
	b, err := config.AsJSON(text)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return s.Validate(doc)
}

// TestSchemaAgreesWithLoad checks that the schema and Load accept the same files.
func TestSchemaAgreesWithLoad(t *testing.T) {
	s := compileSchema(t)
	const head = "platforms: {telegram: {token: x}}\ncommunities:\n- id: tea\n  spaces: telegram:-1\n  "
	for text, want := range map[string]bool{
		"check_in: {amount: 5}":                              true,
		"check_in: {amount: five}":                           false,
		"check_in: {amount: -1}":                             false,
		"check_in: {amount: 1.5}":                            false,
		"check_in: {amount: \"${N}\"}":                       true,
		"check_in: {amuont: 5}":                              false,
		"check_in:":                                          true,
		"check_in: 5":                                        false,
		"check_in: {words: hello}":                           true,
		"check_in: {words: [hello, 666]}":                    true,
		"check_in: {words: []}":                              false,
		"check_in: {words: [true]}":                          false,
		"check_in: {streaks: {days: 1, bonus: 2}}":           true,
		"check_in: {streaks: [{days: 1, bonus: 2}]}":         true,
		"check_in: {streaks: [{days: 1}]}":                   false,
		"check_in: {make_up: null}":                          true,
		"check_in: {make_up: {price: 1, per_month: 32}}":     false,
		"replies: {check_in: react, private: [points, why]}": true,
		"replies: {check_in: loud}":                          false,
		"replies: {private: [points, loud]}":                 false,
		"replies: {private: points}":                         false,
		"replies: {delete_after: 60s, level_up: {merge: 0}}": true,
		"replies: {delete_after: 1d12h}":                     true,
		"replies: {delete_after: 60}":                        false,
		"replies: {delete_after: -5s}":                       false,
		"replies: {delete_commands: false}":                  true,
		"replies: {delete_commands: yes}":                    false,
		"welcome: hello":                                     true,
		"welcome: {en: hello, zh-Hans: 你好}":                  true,
		"welcome: {text: hello, delete_after: 5m}":           true,
		"welcome: {text: {en: hello}}":                       true,
		"welcome: {text: {fr: bonjour}}":                     false,
		"welcome: {delete_after: 5m}":                        false,
		"points: {name: leaf, rate: 0.5}":                    true,
		"points: {name: {one: leaf, other: leaves}}":         true,
		"points: {name: {one: leaf}}":                        false,
		"points: {rate: 2}":                                  false,
		"points: {except: telegram:-1/5}":                    true,
		"points: {except: [nowhere]}":                        false,
		"schedule: [{name: a, to: telegram:-1, text: hi, when: {all: [{link: true}, {any: [{link: false}]}]}}]": true,
		"schedule: [{name: a, to: telegram:-1, text: hi, when: {all: [{lnk: true}]}}]":                          false,
		"schedule: [{name: a, to: telegram:-1, text: hi, tags: {x: [1, 2]}}]":                                   true,
		"schedule: [{name: a, to: telegram:-1, text: hi, tags: {x: [one]}}]":                                    false,
		"schedule: [{to: telegram:-1, text: hi}]":                                                               false,
		"language: zh-Hans":           true,
		"language: zh":                false,
		"places: {news: telegram:-1}": true,
		"places: [news]":              false,
		"name: {en: Tea}":             true,
		"store: {}":                   false,
		"check_in: {}\nstore: {path: x}\nweb: {port: 80}": true,
		"check_in: {}\nweb: {port: 0}":                    false,
		"check_in: {}\nweb: {port: 70000}":                false,
		"check_in: {}\nwebb: {}":                          false,
	} {
		name := write(t, map[string]string{"steward.yaml": head + text + "\n"})
		_, faults := config.Load(name, sections(), config.Options{Env: environment(map[string]string{"N": "5"})})
		if loaded := faults.Err() == nil; loaded != want {
			t.Errorf("Load(%s): %v, want %v\n%v", text, loaded, want, faults)
		}
		if err := validate(t, s, head+text+"\n"); (err == nil) != want {
			t.Errorf("schema(%s): want %v, got %v", text, want, err)
		}
	}
}

func TestSchemaTakesTheGoodFile(t *testing.T) {
	text, err := os.ReadFile("testdata/good/steward.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := validate(t, compileSchema(t), string(text)); err != nil {
		t.Error(err)
	}
}

// TestSchemaText compares the whole schema with a golden file, so that changes to documentation
// and defaults get reviewed.
func TestSchemaText(t *testing.T) {
	got, err := config.Schema(sections())
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("testdata/schema.json", got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/schema.json")
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(got)); d != "" {
		t.Error(d)
	}
	if strings.Contains(string(got), "additionalProperties\": true") {
		t.Error("something lets unknown keys pass")
	}
}
