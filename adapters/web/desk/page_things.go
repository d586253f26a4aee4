package desk

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"github.com/stewardbot/steward/bot/define"
)

// shopSection is the key of the items.
const shopSection = "shop"

// lists returns what can be defined.
func (o *Options) lists() (all []define.List) {
	for _, f := range o.Features {
		all = append(all, define.ListsOf(f)...)
	}
	return all
}

// list returns what can be defined under a key of the configuration; nil if nothing can.
func (o *Options) list(section string) define.List {
	all := o.lists()
	i := slices.IndexFunc(all, func(l define.List) bool { return l.Section() == section })
	if i < 0 {
		return nil
	}
	return all[i]
}

// Plural names what stands under a key of the configuration.
func (v *Visit) Plural(section string) string {
	if key := "things.of_" + section; v.T(key) != key {
		return v.T(key)
	}
	return section
}

// thingPath returns the address of the form of a thing.
func (v *Visit) thingPath(section, name string) string {
	return v.Base() + "things/" + url.PathEscape(section) + "/" + url.PathEscape(name)
}

// thingURL returns the address of the form of a feature's thing that was made outside the file; empty if there is none.
func (v *Visit) thingURL(feature, name string) string {
	for _, f := range v.Desk.opt.Features {
		owner, ok := f.(interface{ Definitions() define.List })
		if !ok || f.Name() != feature {
			continue
		}
		l := owner.Definitions()
		if text, err := l.Text(v.Turn, name); err == nil && text != "" {
			return v.thingPath(l.Section(), name)
		}
	}
	return ""
}

// lineOf returns where the file holds a feature's thing; empty if it doesn't.
func (v *Visit) lineOf(feature, name string) string {
	section := map[string]string{"schedule": "schedule", "quiz": "quizzes", "draw": "draws", "poll": "polls", "digest": "digests"}[feature]
	return v.Community.Entries.LineOf(section, name)
}

// kindData is a kind with its things.
type kindData struct {
	Section, URL string
	Things       []thingRow
	New          *thingForm // of a list's own page
	Codes        *codesForm // nil: none
}

type thingRow struct {
	define.Thing
	URL  string
	Why  string // it is invalid
	Keys []keyValue
}

// keyValue is a key of the file with its value, as it may be shown.
type keyValue struct{ Key, Value string }

func (v *Visit) kind(l define.List) (k kindData, err error) {
	k = kindData{Section: l.Section(), URL: v.Base() + "things/" + url.PathEscape(l.Section())}
	things, err := l.Things(v.Turn)
	for _, x := range things {
		row := thingRow{Thing: x, URL: v.thingPath(k.Section, x.Name)}
		if x.Fault != nil {
			row.Why = x.Fault.In(v.Tag)
		}
		k.Things = append(k.Things, row)
	}
	return k, err
}

func things(v *Visit) (any, error) {
	var kinds []kindData
	for _, l := range v.Desk.opt.lists() {
		k, err := v.kind(l)
		if err != nil {
			return nil, err
		}
		kinds = append(kinds, k)
	}
	return kinds, nil
}

func thingsTable(v *Visit, data any) *Table {
	t := &Table{Columns: []string{"kind", "name", "managed_by", "line", "entry", "fault"}}
	var yaml strings.Builder
	for _, k := range data.([]kindData) {
		begun := false
		for _, x := range k.Things {
			by := "chat"
			if x.File {
				by = "file"
			}
			t.Rows = append(t.Rows, []any{k.Section, x.Name, by, x.Line, x.Entry, x.Why})
			if x.Entry == "" {
				continue
			}
			if !begun {
				yaml.WriteString(k.Section + ":\n")
				begun = true
			}
			yaml.WriteString(define.AsYAML(x.Single, x.Entry))
		}
	}
	t.YAML = cmp.Or(yaml.String(), "{}\n")
	return t
}

func aKind(v *Visit) (any, error) {
	l := v.Desk.opt.list(v.Path("list"))
	if l == nil {
		return nil, errNotFound
	}
	k, err := v.kind(l)
	if one := len(k.Things) > 0 && k.Things[0].Single; err == nil && !one {
		k.New, err = v.thingForm(l, "", "")
	}
	if k.Section == shopSection {
		k.Codes = v.codesForm()
	}
	return k, err
}

func kindTable(v *Visit, data any) *Table { return thingsTable(v, []kindData{data.(kindData)}) }

// thingData is the page of one thing.
type thingData struct {
	Section, List string
	thingRow
	Form *thingForm // nil: the file holds it
}

func aThing(v *Visit) (any, error) {
	l := v.Desk.opt.list(v.Path("list"))
	if l == nil {
		return nil, errNotFound
	}
	k, err := v.kind(l)
	if err != nil {
		return nil, err
	}
	name := v.Path("thing")
	i := slices.IndexFunc(k.Things, func(x thingRow) bool { return strings.EqualFold(x.Name, name) })
	data := thingData{Section: k.Section, List: k.URL}
	switch {
	case i >= 0 && k.Things[i].File:
		data.thingRow = k.Things[i]
		data.Keys = v.written(k.Section, name)
		return data, nil
	case i >= 0:
		data.thingRow = k.Things[i]
	case v.Query("act") == "": // once it is removed, its page says so
		return nil, errNotFound
	default:
		data.Name = name
	}
	data.Form, err = v.thingForm(l, data.Name, data.Entry)
	return data, err
}

// written returns what the file has for an entry, without what it must not show.
func (v *Visit) written(section, name string) (list []keyValue) {
	at, all := "", v.Community.Written()
	for path, x := range all {
		label, rest, ok := strings.Cut(strings.TrimPrefix(path, section+"["), "].")
		if ok && strings.HasPrefix(path, section+"[") && (rest == "id" || rest == "name" && at == "") && strings.EqualFold(x.Shown, name) {
			at = section + "[" + label + "]."
		}
	}
	for path, x := range all {
		if path == section || at == "" && strings.HasPrefix(path, section+".") { // it has one value
			list = append(list, keyValue{path, cmp.Or(x.Shown, v.T("things.hidden"))})
		}
		if key, ok := strings.CutPrefix(path, at); ok && at != "" {
			list = append(list, keyValue{key, cmp.Or(x.Shown, v.T("things.hidden"))})
		}
	}
	slices.SortFunc(list, func(a, b keyValue) int { return cmp.Compare(a.Key, b.Key) })
	return list
}
