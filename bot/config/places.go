package config

import (
	"fmt"
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/spelling"
)

// Where communities are: their spaces, the places in them, and whose they are.

// checkPlace checks where a place lies that stands under a name. The moderators' log may be a group of its own, which only they see; no other is proposed
// for it.
func (l *loader) checkPlace(c *Community, at *node, path, name, place string) {
	switch {
	case at.missing != "" || place == "":
	case !placePattern.MatchString(place):
		wanted := "wants a place such as telegram:-1001234567890/5, got " + at.got() + "; /id there shows it"
		l.fault(at, path, wanted+l.meantPlace(place, placePattern))
	case !c.Owns(place) && l.checkSpace(at, path, spaceOf(place)):
	case !c.Owns(place) && name != bot.Modlog:
		why := "lies in " + quoted(spaceOf(place)) + ", which is not among the community's spaces"
		if spelling.Suggest(name, []string{bot.Modlog}) != "" {
			l.fault(at, path, why+"; did you mean "+quoted(bot.Modlog)+"?")
			return
		}
		l.fault(at, path, why+didYouMean(spaceOf(place), c.Spaces))
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
func (l *loader) meantPlace(text string, pattern *regexp.Regexp) string {
	meant := aroundColon.ReplaceAllString(strings.ToLower(strings.TrimSpace(norm.NFKC.String(text))), ":")
	for _, s := range l.in(ScopePlatform) { // only a sign tells whose number it is
		if id := spaceOf(meant); strings.HasPrefix(id, "-") && s.Space != nil && s.Space(id, id) == "" {
			meant = s.Key + ":" + meant
			break
		}
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
