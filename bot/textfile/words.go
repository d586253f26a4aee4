package textfile

import "strings"

// yamlWords are what the parser says, in part, and the same for people who do not know YAML's grammar.
var yamlWords = []struct{ part, words string }{
	{"mapping value is not allowed", "a second `: ` on one line, or a line indented deeper than the one it belongs to; if it is part of a text, put the whole text in quotes"},
	{"map key-value is pre-defined", "this does not belong to the value before it; put a text that goes on after a quote or over several lines in quotes"},
	{"could not find end character", "the quote that begins here is never closed"},
	{"sequence end token", "the [ that begins here is never closed with ]"},
	{"flow mapping end token", "the { that begins here is never closed with }"},
	{"',' or '}'", "between { and } entries are separated with a comma"},
	{"',' or ']'", "between [ and ] items are separated with a comma"},
	{"corresponding to", "a bracket is closed here that was never opened"},
	{"non-map value", "a `key: value` is expected here; is the colon or the space after it missing?"},
	{"unexpected key name", "a `key: value` is expected here; is the colon or the space after it missing?"},
	{"implicit line break", "a `key: value` is expected here; is the colon or the space after it missing?"},
	{"block sequence entries", "a list cannot begin on the line of its key; put the - on the next line"},
	{"value is not allowed in this context", "this is indented differently from the lines it belongs to"},
	{"could not find flow map content", "between { and } a `key: value` is expected"},
	{"reserved character", "a text that begins with @ or ` must be in quotes"},
	{"anchor", "a & at the beginning makes a mark of the first word, to which nothing refers; put the text in quotes"},
	{"undefined alias", "a text that begins with * must be in quotes"},
	{"unexpected directive", "a text that begins with % must be in quotes"},
	{"invalid header option", "after | or > the text begins on the next line"},
	{"cannot start any token", "this line is indented with a tab; use spaces"},
	{"tab", "this line is indented with a tab; use spaces"},
}

// YAMLFault puts what goccy/go-yaml says of a text into words for people, a clause without its place.
func YAMLFault(said string) string {
	for _, w := range yamlWords {
		if strings.Contains(said, w.part) {
			return w.words
		}
	}
	return "cannot be understood as YAML"
}
