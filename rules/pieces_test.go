package rules_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/rules"
)

// TestPartsAreRead: a word is found in every kind of part, and the evidence names the part.
func TestPartsAreRead(t *testing.T) {
	casino := rules.Config{When: rules.When{Words: []string{"casino"}}}
	for _, kind := range bot.PartKinds() {
		m := bot.Message{Text: "hello", Parts: []bot.Part{{Kind: kind, Text: "CASINO"}}}
		want := "casino"
		switch kind {
		case bot.PartText, bot.PartCaption: // the message's own text, which isn't a part
			m = bot.Message{Text: "CASINO"}
			if kind == bot.PartCaption {
				m.Media = []string{"photo"}
			}
		case bot.PartName:
			want = "" // unless the rule includes names
		}
		if got := find(t, casino, m); got != want {
			t.Errorf("%s: found %q, want %q", kind, got, want)
		}
		set := rules.Compile(rules.Settings{{Name: "r", When: casino.When, In: []string{string(kind)}}})
		matches := set.Match(subject(m))
		if len(matches) != 1 || matches[0].Found[0].In != kind {
			t.Errorf("in: %s finds %+v", kind, matches)
		}
		for _, other := range bot.PartKinds() {
			set := rules.Compile(rules.Settings{{Name: "r", When: casino.When, In: []string{string(other)}}})
			if other != kind && len(set.Match(subject(m))) > 0 {
				t.Errorf("in: %s finds what is in %s", other, kind)
			}
		}
	}
}

// TestPartsCanBeNamed: the configuration accepts every kind of part and nothing else.
func TestPartsCanBeNamed(t *testing.T) {
	field, _ := reflect.TypeFor[rules.Config]().FieldByName("In")
	var kinds []string
	for _, kind := range bot.PartKinds() {
		kinds = append(kinds, string(kind))
	}
	named := strings.Fields(field.Tag.Get("oneof"))
	slices.Sort(kinds)
	slices.Sort(named)
	if !slices.Equal(named, kinds) {
		t.Errorf("in: takes %v, and there are %v", named, kinds)
	}
}

// TestCodeIsNoSpeech: code doesn't count as mentions, capitals or emoji, but is still searched
// for words, alone and together with the surrounding text.
func TestCodeIsNoSpeech(t *testing.T) {
	java := "@Override @Test @Deprecated @Nullable @Inject @Autowired class A {}"
	code := func(text string, code ...string) bot.Message {
		m := bot.Message{Text: text}
		for _, c := range code {
			m.Parts = append(m.Parts, bot.Part{Kind: bot.PartCode, Text: c})
		}
		return m
	}
	codeAt := func(text string, at, n int) bot.Message {
		return bot.Message{Text: text, Parts: []bot.Part{{Kind: bot.PartCode, Text: text[at : at+n], At: at}}}
	}
	mentions := rules.When{Mentions: &rules.Mentions{MoreThan: 2}}
	emoji := rules.When{Emoji: &rules.Emoji{MoreThan: 2}}
	capitals := rules.When{Capitals: &rules.Capitals{Share: 50, MinLength: 5}}
	words := rules.When{Words: []string{"free money"}}
	for _, c := range []struct {
		name string
		when rules.When
		in   []string
		m    bot.Message
		want string
	}{
		{"annotations", mentions, nil, code("see\n"+java, java), ""},
		{"annotations that are no code", mentions, nil, code("see\n" + java), "Count 6"},
		{"a call in code", mentions, nil, code(`echo "$@here" @here`, `echo "$@here" @here`), ""},
		{"a call beside code", mentions, nil, code("@everyone look at @here", "@here"), "@everyone"},
		{"code if the rule says so", mentions, []string{"text", "code"}, code("see\n"+java, java), "Count 6"},
		{"emoji in code", emoji, nil, code("x 😀😀😀 y 😀", "😀😀😀"), ""},
		{"emoji around code", emoji, nil, code("😀 x 😀 y 😀", "x"), "Count 3"},
		{"constants", capitals, nil, code("use MAX_LENGTH_OF_ALL here", "MAX_LENGTH_OF_ALL"), ""},
		{"words in code", words, nil, code("see free money", "free money"), "free money"},
		{"words half in code", words, nil, code("free money here", "money"), "free money"},
		{"words half in code, in text alone", words, []string{"text"}, code("free money here", "money"), ""},
		{"code that is not there", words, nil, code("free money", "x", ""), "free money"},
		{"a letter of code", mentions, nil, codeAt("@everyone, see e", 15, 1), "@everyone"},
		{"a letter of code, in text alone", words, []string{"text"}, codeAt("free money e", 11, 1), "free money"},
		{"capitals that stand in code as well", capitals, nil, codeAt("FREE MONEY! FREE MONEY!", 12, 11), "Share 100"},
	} {
		if got := find(t, rules.Config{When: c.when, In: c.in}, c.m); got != c.want {
			t.Errorf("%s: found %q, want %q", c.name, got, c.want)
		}
	}
}

// TestMentionsAreKnown: if the platform reports the mentions, only those count.
func TestMentionsAreKnown(t *testing.T) {
	c := rules.Config{When: rules.When{Mentions: &rules.Mentions{MoreThan: 1}}}
	text := "@media @import <@1> <@&2> <@&3>"
	for want, known := range map[string][]bot.User{"Count 5": nil, "Count 2": {}, "Count 3": {{ID: "test:1"}}} {
		if got := find(t, c, bot.Message{Text: text, Mentions: known}); got != want {
			t.Errorf("%v: found %q, want %q", known, got, want)
		}
	}
}

// TestNamesOfWhoJoins: only rules that check names apply to people who join.
func TestNamesOfWhoJoins(t *testing.T) {
	set := rules.Compile(rules.Settings{
		{Name: "names", When: rules.When{Words: []string{"casino"}}, In: []string{"name", "text"}},
		{Name: "texts", When: rules.When{Words: []string{"casino"}}},
		{Name: "new", When: rules.When{Newcomer: 1}},
		{Name: "media", When: rules.When{Words: []string{"casino"}, Media: []string{"photo"}}, In: []string{"name"}},
	})
	for kind, want := range map[bot.Kind]int{bot.KindJoin: 1, bot.KindLeave: 0, bot.KindMember: 0, bot.KindMessage: 0} {
		ev := &bot.Event{Kind: kind, User: &bot.User{ID: "test:1", Name: "FREE CASINO"}}
		m := &rules.Subject{Event: ev, Facts: &bot.Facts{}, Pieces: rules.Pieces(ev, &bot.Facts{})}
		if got := set.Match(m); len(got) != want || want > 0 && got[0].Rule.Name != "names" {
			t.Errorf("%s: %+v", kind, got)
		}
	}
}

// TestInWithoutReading: "in" is a fault if no check of the rule looks at parts.
func TestInWithoutReading(t *testing.T) {
	for want, when := range map[int]rules.When{
		0: {Words: []string{"x"}}, 1: {Flood: &rules.Flood{Messages: 3, Within: 1e9}},
	} {
		faults := 0
		s := rules.Settings{{Name: "r", When: when, In: []string{"text"}, Then: []string{"delete"}}}
		s.Validate(nil, func(string, string, ...any) { faults++ })
		if faults != want {
			t.Errorf("%+v: %d faults, want %d", when, faults, want)
		}
	}
}

// TestLinksBehindParts: a link check uses a part's target, whatever the part displays.
func TestLinksBehindParts(t *testing.T) {
	for _, kind := range []bot.PartKind{bot.PartLink, bot.PartButton, bot.PartEmbed} {
		m := bot.Message{Text: "click here", Parts: []bot.Part{
			{Kind: kind, Text: "example.com", URL: "https://example.com/tea"}, {Kind: kind, Text: "click here", URL: "https://EVIL.app/login"},
		}}
		links := rules.Config{When: rules.When{Links: &rules.Links{Except: []string{"example.com"}}}}
		if got := find(t, links, m); got != "evil.app" {
			t.Errorf("%s: found %q", kind, got)
		}
		m.Parts[1] = bot.Part{Kind: bot.PartFile, Text: "evil.app"}
		if got := find(t, links, m); got != "" {
			t.Errorf("a file's name: found %q", got)
		}
		m.Parts[1] = bot.Part{Kind: bot.PartFile, Text: "see https://evil.app"}
		if got := find(t, links, m); got != "evil.app" {
			t.Errorf("a file's description: found %q", got)
		}
		m.Parts[1] = bot.Part{Kind: kind}
		m.Parts[1].URL = "https://discord.gg/abc"
		if got := find(t, rules.Config{When: rules.When{Invites: &rules.Invites{}}}, m); got != "discord.gg/abc" {
			t.Errorf("%s: found %q", kind, got)
		}
	}
}
