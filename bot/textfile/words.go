package textfile

import (
	"strings"

	"github.com/stewardbot/steward/bot/phrase"
)

// yamlWords are what the parser says, in part, and the code of the same for people who do not know YAML's grammar.
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

// YAMLFault puts what goccy/go-yaml says of a text into words for people, a clause without its place.
func YAMLFault(said string) *phrase.Phrase {
	for _, w := range yamlWords {
		if strings.Contains(said, w.part) {
			return phrase.New(w.code)
		}
	}
	return phrase.New("config.not_yaml")
}
