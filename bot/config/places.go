package config

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/bot/spelling"
)

// The places of communities: their spaces, the places in them, and who owns
// them.

// checkPlace checks that a named place lies in the community. The moderators'
// log may be in a separate group for moderators; errors don't suggest that for
// any other name. sound reports that the spaces have no fault.
func (l *loader) checkPlace(c *Community, at *node, path, name, place string, sound bool) {
	switch {
	case at.missing != "" || place == "":
	case !placePattern.MatchString(place):
		l.fault(at, path, l.meantPlace(phrase.New("config.place_id", at.got()), place, placePattern))
	case !c.Owns(place) && l.checkSpace(at, path, spaceOf(place)):
	case !c.Owns(place) && !sound: // a space as it is meant may hold the place
	case !c.Owns(place) && name != bot.Modlog:
		why := phrase.New("config.foreign_space", quoted(spaceOf(place)))
		if spelling.Suggest(name, []string{bot.Modlog}) != "" {
			l.fault(at, path, phrase.New("hint.meant", why, quoted(bot.Modlog)))
			return
		}
		l.fault(at, path, didYouMean(why, spaceOf(place), c.Spaces))
	}
}

// checkSpace has the platform check the id of a space. It returns whether it
// reported a fault.
func (l *loader) checkSpace(at *node, path, space string) bool {
	name, id, _ := strings.Cut(space, ":")
	s, ok := l.find(ScopePlatform, name)
	if !ok || s.Space == nil {
		return false
	}
	wrong := s.Space(id, dashes.Replace(norm.NFKC.String(id)), at.got())
	if wrong != nil {
		l.fault(at, path, wrong)
	}
	return wrong != nil
}

// dashes replaces look-alikes of the minus sign.
var dashes = strings.NewReplacer("−", "-", "–", "-", "—", "-")

var aroundColon = regexp.MustCompile(`\s*:\s*`)

// meantPlace suggests the correct form of a place with full-width characters,
// spaces or capitals, or without its platform.
func (l *loader) meantPlace(wrong *phrase.Phrase, text string, pattern *regexp.Regexp) *phrase.Phrase {
	meant := aroundColon.ReplaceAllString(strings.ToLower(strings.TrimSpace(norm.NFKC.String(text))), ":")
	for _, s := range l.in(ScopePlatform) { // only a minus tells whose number it is
		if id := spaceOf(meant); strings.HasPrefix(id, "-") && s.Space != nil && s.Space(id, id, nil) == nil {
			meant = s.Key + ":" + meant
			break
		}
	}
	if pattern.MatchString(meant) && !strings.Contains(meant, "//") {
		return phrase.New("hint.meant", wrong, quoted(meant))
	}
	return wrong
}

// spaceOf returns the space of a place.
func spaceOf(place string) string {
	space, _, _ := strings.Cut(place, "/")
	return space
}

// acrossCommunities checks communities against each other and against the
// platforms.
func (l *loader) acrossCommunities(f *File, w *joined, before *Host) {
	if len(f.Communities) == 0 && w.ok && len(w.communities) == 0 && w.hosted == nil {
		at, given := w.own["communities"]
		if !given {
			at = w.at
		}
		l.faultAt(at, "communities", phrase.New("config.no_community"))
	}
	ids, spaces, logs := before.taken()
	for i, n := range w.communities {
		path := item("communities", i)
		if at := n.get("id"); at != nil && at.text != "" {
			l.onlyOnce(ids, at, child(path, "id"), "config.id_twice")
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
			l.onlyOnce(spaces, at, p, "config.space_twice")
			if before != nil && before.logSpaces[at.text].id != "" {
				l.fault(at, p, phrase.New("hosted.log_space", at.named(), before.logSpaces[at.text]))
			}
			l.checkPlatform(f, at, p)
		}
	}
	l.modlogs(f, w, spaces, logs)
}

// modlogs checks moderators' logs in groups of their own, since commands there
// apply to one community.
func (l *loader) modlogs(f *File, w *joined, spaces, logs taken) {
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
			if there := spaces.at(spaceOf(place)); there != nil {
				l.fault(at, p, phrase.New("config.other_modlog", quoted(spaceOf(place)), there))
				continue
			}
			l.onlyOnce(logs, at, p, "config.modlog_twice")
			l.checkPlatform(f, at, p)
		}
	}
}

func (l *loader) onlyOnce(first taken, at *node, path, code string) {
	if before := first.at(at.text); before != nil {
		l.fault(at, path, phrase.New(code, at.named(), before))
		return
	}
	first.here[at.text] = at.pos
}

// checkPlatform checks that the platform of a space is configured.
func (l *loader) checkPlatform(f *File, at *node, path string) {
	name, _, _ := strings.Cut(at.text, ":")
	if _, ok := f.Platform(name); ok {
		return
	}
	if _, known := l.find(ScopePlatform, name); known {
		l.findings = append(l.findings, finding{pos: at.pos, endLine: at.endLine, path: path, warning: true,
			message: phrase.New("config.no_platform", name)})
		return
	}
	l.fault(at, path, didYouMean(phrase.New("config.unknown_platform", quoted(name)), name, l.platformNames()))
}

// placesNamed returns the places a name stands for: those under places, or the
// place itself if it is written out and lies in one of the community's spaces.
// If there are none it returns the reason.
func (l *loader) placesNamed(c *Community, name string) ([]string, *phrase.Phrase) {
	places, ok := c.Places[name]
	switch {
	case ok:
		if l.usedPlaces[c] == nil {
			l.usedPlaces[c] = map[string]bool{}
		}
		l.usedPlaces[c][name] = true
		return places, nil
	case c.Owns(name):
		return []string{name}, nil
	case strings.Contains(name, ":"):
		return nil, didYouMean(phrase.New("config.no_such_space", quoted(name)), name, c.Spaces)
	}
	wrong := phrase.New("config.no_such_place", quoted(name))
	if len(c.Places) == 0 {
		return nil, phrase.New("hint.name_place", wrong)
	}
	return nil, didYouMean(wrong, name, slices.Sorted(maps.Keys(c.Places)))
}

// unusedPlaces warns about names without a meaning that nothing uses. It stays
// silent if there are faults: a faulty value may have been meant to use one.
func (l *loader) unusedPlaces(f *File, w *joined) {
	if slices.ContainsFunc(l.findings, func(x finding) bool { return !x.warning }) {
		return
	}
	for i, n := range w.communities {
		places := n.get("places")
		if places == nil {
			continue
		}
		for _, p := range places.fields {
			if l.usedPlaces[f.Communities[i]][p.key] || slices.Contains(l.keysIn(ScopePlace), p.key) {
				continue
			}
			l.findings = append(l.findings, finding{pos: p.keyPos, endLine: p.keyPos.line, path: item("communities", i) + ".places." + p.key, warning: true,
				message: didYouMean(phrase.New("config.unused_place", quoted(p.key)), p.key, l.keysIn(ScopePlace))})
		}
	}
}
