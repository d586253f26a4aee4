package inspect

import (
	"bytes"
	"encoding/json"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/rules"
)

// Rule is a rule in force. Mode combines its own mode with the community's. Preset names its
// preset; empty for a rule from the file.
type Rule struct {
	Community string          `json:"community"`
	Rule      string          `json:"rule"`
	Mode      string          `json:"mode"`
	Preset    rules.Preset    `json:"preset,omitempty"`
	When      json.RawMessage `json:"when"`
	Then      []string        `json:"then"`
	Except    json.RawMessage `json:"except,omitempty"`
}

// Rules returns a community's rules in the order in which they are checked.
func Rules(com *bot.Community) (list []Rule, err error) {
	for _, c := range *bot.Setting[*rules.Settings](com, rules.Section) {
		r := Rule{Community: com.ID, Rule: c.Name, Mode: c.ModeIn(com), Preset: c.From, Then: c.Then}
		if r.When, err = asJSON(c.When); err != nil {
			return nil, err
		}
		if r.Except, err = asJSON(c.Except); err != nil {
			return nil, err
		}
		if string(r.Except) == "{}" {
			r.Except = nil
		}
		list = append(list, r)
	}
	return list, nil
}

// asJSON formats a setting as in the configuration.
func asJSON(v any) (json.RawMessage, error) {
	b, err := yaml.MarshalWithOptions(v, yaml.OmitEmpty(), yaml.CustomMarshaler(func(d time.Duration) ([]byte, error) {
		return config.Duration(d).MarshalText()
	}))
	if err == nil {
		b, err = yaml.YAMLToJSON(b)
	}
	var short bytes.Buffer
	if err == nil {
		err = json.Compact(&short, b)
	}
	if err != nil {
		return nil, phrase.New("rules.show", err)
	}
	return short.Bytes(), nil
}
