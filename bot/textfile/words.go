package textfile

import (
	"strings"

	"github.com/stewardbot/steward/bot/phrase"
)

// yamlWords maps parts of the parser's messages to codes of plainer texts.
var yamlWords = []struct{ part, code string }{
	{"mapping value is not allowed", "yaml.second_value"},
	{"map key-value is pre-defined", "yaml.text_goes_on"},
	{"could not find end character", "yaml.open_quote"},
	{"sequence end token", "yaml.open_list"},
	{"flow mapping end token", "yaml.open_group"},
	{"',' or '}'", "yaml.group_comma"},
	{"',' or ']'", "yaml.list_comma"},
	{"corresponding to", "yaml.closed_bracket"},
	{"non-map value", "yaml.pair"},
	{"unexpected key name", "yaml.pair"},
	{"implicit line break", "yaml.pair"},
	{"block sequence entries", "yaml.list_line"},
	{"value is not allowed in this context", "yaml.indented"},
	{"could not find flow map content", "yaml.group_pair"},
	{"reserved character", "yaml.reserved"},
	{"anchor", "yaml.mark"},
	{"undefined alias", "yaml.star"},
	{"unexpected directive", "yaml.percent"},
	{"invalid header option", "yaml.block"},
	{"cannot start any token", "yaml.tab"},
	{"tab", "yaml.tab"},
}

// YAMLFault turns goccy/go-yaml's message into a clause for people, without the
// position.
func YAMLFault(said string) *phrase.Phrase { return phrase.New(YAMLCode(said)) }

// YAMLCode returns the code of that clause.
func YAMLCode(said string) string {
	for _, w := range yamlWords {
		if strings.Contains(said, w.part) {
			return w.code
		}
	}
	return "config.not_yaml"
}
