package config

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // a minimal container has no time zones of its own

	"golang.org/x/text/unicode/norm"

	"github.com/stewardbot/steward/bot"
)

// core holds the keys of a community that config itself owns.
type core struct {
	ID       string              `yaml:"id,required,raw" doc:"the community's name in commands and in the store; never change it" min:"1" max:"32"`
	Name     Text                `yaml:"name" doc:"what people call it"`
	Language language            `yaml:"language" doc:"the language Steward speaks here"`
	Timezone zone                `yaml:"timezone" doc:"whose midnight begins a day, such as Asia/Shanghai"`
	Spaces   []string            `yaml:"spaces,one,raw" doc:"the groups that make up the community, as /id shows them"`
	Places   map[string][]string `yaml:"places,one,raw" doc:"names for places in those groups: news: [telegram:-100123/5]"`
	// by name under places, or place or space
	Languages map[string]language `yaml:"languages" doc:"the language of single places or groups, by their names under places or their ids: {news: zh-Hans}"`
}

var coreType = reflect.TypeFor[core]()

func newCore() core { return core{Language: "en", Timezone: zone{time.UTC}} }

type language string

// UnmarshalText takes one of Languages.
func (v *language) UnmarshalText(b []byte) error {
	word := string(b)
	if slices.Contains(Languages(), word) {
		*v = language(word)
		return nil
	}
	return fmt.Errorf("wants %s, got the text %s%s", orList(Languages()), quoted(word), meantLanguage(word, Languages()))
}

// meantLanguage suggests the language that other programs call by another name.
func meantLanguage(word string, known []string) string {
	switch strings.ToLower(strings.ReplaceAll(word, "_", "-")) {
	case "zh", "cn", "zh-cn", "zh-sg", "chinese", "中文", "简体中文":
		word = "zh-Hans"
	case "zh-tw", "zh-hk", "zh-mo", "繁体中文", "繁體中文":
		word = "zh-Hant"
	case "english", "en-us", "en-gb":
		word = "en"
	}
	return didYouMean(word, known)
}

// ConfigSchema lists the languages.
func (language) ConfigSchema() string {
	return `{"type":"string","enum":["` + strings.Join(Languages(), `","`) + `"]}`
}

type zone struct{ *time.Location }

// UnmarshalText takes a name of the time zone database. Local is refused: it means another zone on another machine.
func (z *zone) UnmarshalText(b []byte) error {
	name := string(b)
	loc, err := time.LoadLocation(name)
	if err == nil && name != "" && name != "Local" {
		z.Location = loc
		return nil
	}
	unknown := fmt.Errorf("no time zone is called %s; write a continent and a city, such as Asia/Shanghai, or UTC", quoted(name))
	proper := properZone(name)
	if meant := zoneNames[strings.ToLower(strings.TrimSpace(name))]; meant != "" {
		proper = meant
	}
	if proper != name {
		if _, err := time.LoadLocation(proper); err == nil {
			return fmt.Errorf("%w; did you mean %s?", unknown, proper)
		}
	}
	return unknown
}

// zoneNames are what people call the time of places that have no zone of that name.
var zoneNames = map[string]string{
	"北京": "Asia/Shanghai", "上海": "Asia/Shanghai", "中国": "Asia/Shanghai", "中國": "Asia/Shanghai", "东八区": "Asia/Shanghai", "東八區": "Asia/Shanghai", "北京时间": "Asia/Shanghai", "beijing": "Asia/Shanghai", "china": "Asia/Shanghai",
	"香港": "Asia/Hong_Kong", "台北": "Asia/Taipei", "臺北": "Asia/Taipei", "台湾": "Asia/Taipei", "台灣": "Asia/Taipei", "东京": "Asia/Tokyo", "東京": "Asia/Tokyo", "新加坡": "Asia/Singapore",
}

// MarshalText writes the zone's name.
func (z zone) MarshalText() ([]byte, error) { return []byte(z.String()), nil }

// properZone writes asia/hong kong as Asia/Hong_Kong.
func properZone(name string) string {
	up := true
	return strings.Map(func(r rune) rune {
		if r == ' ' {
			r = '_'
		}
		word := string(r)
		if up {
			word = strings.ToUpper(word)
		} else {
			word = strings.ToLower(word)
		}
		up = r == '_' || r == '/'
		return []rune(word)[0]
	}, strings.TrimSpace(name))
}

var (
	idPattern    = regexp.MustCompile(`^[a-z0-9_-]{1,32}$`)
	spacePattern = regexp.MustCompile(`^[a-z][a-z0-9_-]*:[^\s/]+$`)
	placePattern = regexp.MustCompile(`^[a-z][a-z0-9_-]*:[^\s/]+(/[^\s]+)?$`)
)

// community decodes one entry of communities and returns its owners' checks.
func (l *loader) community(n *node, path string) (*Community, []check) {
	k := newCore()
	c := &Community{sections: map[string]any{}, defaults: l.defaults}
	var checks []check
	sh := l.shapes.of(coreType)
	own := &node{kind: Map, pos: n.pos, endLine: n.endLine}
	l.group(n, path, append(sh.keys(), l.keysIn(ScopeCommunity)...), func(e field, at string) bool {
		if slices.Contains(sh.keys(), e.key) {
			own.fields = append(own.fields, e)
			return true
		}
		s, ok := l.find(ScopeCommunity, e.key)
		if ok {
			if !c.Has(s.Key) {
				c.sections[s.Key] = s.New()
			}
			checks = l.section(s, e, at, c.sections[s.Key], c, checks)
		}
		return ok
	})
	l.structure(own, path, sh, reflect.ValueOf(&k).Elem())
	c.ID, c.Name, c.Language, c.Timezone = k.ID, k.Name.In(string(k.Language)), string(k.Language), k.Timezone.Location
	c.Spaces, c.Places = k.Spaces, k.Places
	c.Languages = l.languages(c, n.get("languages"), child(path, "languages"), k.Languages)
	if c.Name == "" {
		c.Name = c.ID
	}
	l.checkCommunity(c, n, path)
	return c, checks
}

// checkCommunity checks what can be seen in one community alone.
func (l *loader) checkCommunity(c *Community, n *node, path string) {
	if at := n.get("id"); at != nil && c.ID != "" && !idPattern.MatchString(c.ID) {
		l.fault(at, child(path, "id"), "an id is made of a-z, 0-9, _ and -, at most 32 of them, got "+at.got())
	}
	for i, s := range c.Spaces {
		at, p := entry(n.get("spaces"), child(path, "spaces"), i)
		switch {
		case at.missing != "":
		case strings.Contains(s, "/") && placePattern.MatchString(s):
			l.fault(at, p, "wants a whole group, got the place "+quoted(s)+" in one; write "+quoted(spaceOf(s))+" here and the place under places")
		case !spacePattern.MatchString(s):
			wanted := "wants platform:number, such as telegram:-1001234567890, got " + at.got() + "; /id in the group shows it"
			l.fault(at, p, wanted+meantPlace(s, spacePattern))
		default:
			l.checkSpace(at, p, s)
		}
	}
	if len(c.Spaces) == 0 && n.get("spaces").isEmpty() {
		l.findings = append(l.findings, finding{pos: n.pos, endLine: n.pos.line, path: path, warning: true,
			message: "has no spaces, so Steward acts nowhere; add it to a group, /id shows the line to write"})
	}
	places := n.get("places")
	if places == nil {
		return
	}
	for _, f := range places.fields {
		for i, s := range c.Places[f.key] {
			at, p := entry(f.value, child(child(path, "places"), f.key), i)
			l.checkPlace(c, at, p, s, f.key == bot.Modlog)
		}
	}
}

func (n *node) isEmpty() bool {
	return n == nil || n.kind == Null || n.kind == List && len(n.items) == 0
}

// entry returns the i-th entry of a list for which a single value may stand.
func entry(n *node, path string, i int) (*node, string) {
	if n.kind != List {
		return n, path
	}
	return n.items[i], item(path, i)
}

// checkPlace checks where a place lies. The moderators' log may be a group of its own, which only they see; no other is proposed
// for it.
func (l *loader) checkPlace(c *Community, at *node, path, place string, modlog bool) {
	switch {
	case at.missing != "" || place == "":
	case !placePattern.MatchString(place):
		wanted := "wants a place such as telegram:-1001234567890/5, got " + at.got() + "; /id there shows it"
		l.fault(at, path, wanted+meantPlace(place, placePattern))
	case !c.Owns(place) && l.checkSpace(at, path, spaceOf(place)):
	case !c.Owns(place) && !modlog:
		l.fault(at, path, "lies in "+quoted(spaceOf(place))+", which is not among the community's spaces"+didYouMean(spaceOf(place), c.Spaces))
	}
}

// checkSpace lets the platform judge what names one of its spaces, and tells whether it reported a fault.
func (l *loader) checkSpace(at *node, path, space string) bool {
	name, id, _ := strings.Cut(space, ":")
	s, ok := l.find(ScopePlatform, name)
	if !ok || s.Space == nil {
		return false
	}
	wrong := s.Space(id, dashes.Replace(norm.NFKC.String(id)))
	if wrong != "" {
		l.fault(at, path, wrong+", got "+at.got())
	}
	return wrong != ""
}

// dashes make what looks like a minus one.
var dashes = strings.NewReplacer("−", "-", "–", "-", "—", "-")

var aroundColon = regexp.MustCompile(`\s*:\s*`)

// meantPlace suggests a place that is written with full-width characters, spaces or capitals, or without its platform.
func meantPlace(text string, pattern *regexp.Regexp) string {
	meant := aroundColon.ReplaceAllString(strings.ToLower(strings.TrimSpace(norm.NFKC.String(text))), ":")
	if strings.HasPrefix(meant, "-100") {
		meant = "telegram:" + meant
	}
	if pattern.MatchString(meant) && !strings.Contains(meant, "//") {
		return "; did you mean " + quoted(meant) + "?"
	}
	return ""
}

// spaceOf returns the space that a place lies in.
func spaceOf(place string) string {
	space, _, _ := strings.Cut(place, "/")
	return space
}

// acrossCommunities checks communities against each other and against the platforms.
func (l *loader) acrossCommunities(f *File, w *joined) {
	if len(f.Communities) == 0 && w.ok && len(w.communities) == 0 {
		l.faultAt(w.at, "communities", "there is no community; add communities: with an entry that begins with - id:")
	}
	ids, spaces := map[string]*node{}, map[string]*node{}
	for i, n := range w.communities {
		path := item("communities", i)
		if at := n.get("id"); at != nil && at.text != "" {
			l.onlyOnce(ids, at, child(path, "id"), "the id %s stands also at %v; ids must differ")
		}
		list := n.get("spaces")
		if list == nil {
			continue
		}
		entries := list.items
		if list.kind != List {
			entries = []*node{list}
		}
		for j := range entries {
			at, p := entry(list, child(path, "spaces"), j)
			if at.missing != "" || !spacePattern.MatchString(at.text) {
				continue
			}
			l.onlyOnce(spaces, at, p, "the space %s stands also at %v; a space belongs to one community, once")
			l.checkPlatform(f, at, p)
		}
	}
	l.modlogs(f, w, spaces)
}

// modlogs checks moderators' logs in groups of their own: what is ordered there is about one community.
func (l *loader) modlogs(f *File, w *joined, spaces map[string]*node) {
	logs := map[string]*node{}
	for i, n := range w.communities {
		list := n.get("places")
		if list == nil || list.get(bot.Modlog) == nil || i >= len(f.Communities) {
			continue
		}
		for j, place := range f.Communities[i].Places[bot.Modlog] {
			at, p := entry(list.get(bot.Modlog), item("communities", i)+".places."+bot.Modlog, j)
			if at.missing != "" || !placePattern.MatchString(place) || f.Communities[i].Owns(place) {
				continue
			}
			if there := spaces[spaceOf(place)]; there != nil {
				l.fault(at, p, fmt.Sprintf("lies in %s, a space of another community at %v; the log wants a group that only its own moderators see", quoted(spaceOf(place)), there.pos))
				continue
			}
			l.onlyOnce(logs, at, p, "the place %s stands also at %v; two communities need a group each, or a topic each, for their logs")
			l.checkPlatform(f, at, p)
		}
	}
}

func (l *loader) onlyOnce(first map[string]*node, at *node, path, message string) {
	if before := first[at.text]; before != nil {
		l.fault(at, path, fmt.Sprintf(message, at.named(), before.pos))
		return
	}
	first[at.text] = at
}

// checkPlatform checks that somebody serves a space.
func (l *loader) checkPlatform(f *File, at *node, path string) {
	name, _, _ := strings.Cut(at.text, ":")
	if _, ok := f.Platform(name); ok {
		return
	}
	if _, known := l.find(ScopePlatform, name); known {
		l.findings = append(l.findings, finding{pos: at.pos, endLine: at.endLine, path: path, warning: true,
			message: fmt.Sprintf("%s is not set up under platforms, so nothing reaches this space", name)})
		return
	}
	l.fault(at, path, "no platform is called "+quoted(name)+didYouMean(name, l.platformNames()))
}
