package desk

import (
	"net/http"
	"slices"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/define"
	"github.com/stewardbot/steward/bot/desk"
)

// thingForm is the form of a thing that is made or changed here.
type thingForm struct {
	Section, Name string // empty name: a new one
	Was           string // define.Print of what it was made of
	Fields        []thingField
	Entry         string
	Flaws         []string // of no field
	Refused       bool     // what it shows was sent and not stored
	Changes       []changed
}

// thingField is a key with what is wrong with it.
type thingField struct {
	bot.EntryField
	Fault string
	Fixed bool // the name of a thing that exists
	Rows  int  // of a text
}

// changed is a key that differs between what was sent and what is stored now.
type changed struct{ Key, Now, Sent string }

// thingForm returns the form of a thing with the entry that is stored. If the act that the address names sent another
// one that is not stored, the form shows that, with what is wrong with it.
func (v *Visit) thingForm(l define.List, name, stored string) (*thingForm, error) {
	f := &thingForm{Section: l.Section(), Name: name, Was: define.Print(stored), Entry: stored}
	sent, was, err := v.sentEntry(l, name)
	if err != nil {
		return nil, err
	}
	var flaws []bot.Flaw
	if sent != "" {
		n, normal := l.Normal(v.Community, sent)
		now := stored
		if name == "" { // a new one
			if now, err = l.Text(v.Turn, n); err != nil {
				return nil, err
			}
		}
		if normal == "" || normal != now {
			f.Refused, f.Entry = true, sent
			_, flaws = v.Community.Entries.Entry(f.Section, sent)
			if now != "" && define.Print(now) != was {
				f.Changes = v.changes(f.Section, now, sent)
				if name == "" {
					f.Was = define.Print("")
				}
			}
		}
	} else if stored != "" {
		_, flaws = v.Community.Entries.Entry(f.Section, stored)
	}
	faults := map[string]string{}
	for _, x := range flaws {
		text := x.Message.In(v.Tag)
		if key := x.Path[:keyEnd(x.Path)]; key == "" {
			f.Flaws = append(f.Flaws, text)
		} else if faults[key] == "" {
			if key != x.Path {
				text = x.Path + ": " + text
			}
			faults[key] = text
		}
	}
	for _, x := range v.Community.Entries.Fields(f.Section, f.Entry) {
		rows := min(max(strings.Count(x.Value, "\n")+1, 2), 12)
		f.Fields = append(f.Fields, thingField{x, faults[x.Key], name != "" && strings.EqualFold(x.Value, name) && (x.Key == "name" || x.Key == "id"), rows})
		delete(faults, x.Key)
	}
	for key, text := range faults {
		f.Flaws = append(f.Flaws, key+": "+text)
	}
	slices.Sort(f.Flaws)
	return f, nil
}

// filled is what the template "thing" needs.
type filled struct {
	*Visit
	Form *thingForm
}

// Filled returns it.
func (v *Visit) Filled(f *thingForm) filled { return filled{v, f} }

// keyEnd returns where the first key of a path ends.
func keyEnd(path string) int {
	if i := strings.IndexAny(path, ".["); i >= 0 {
		return i
	}
	return len(path)
}

// sentEntry returns the entry that the act of the address sent for a thing, and what its form was made of; empty if it
// sent none.
func (v *Visit) sentEntry(l define.List, name string) (entry, was string, err error) {
	id := v.Query("act")
	if !formID.MatchString(id) {
		return "", "", nil
	}
	a, err := desk.ByID(v.Reader, v.Community.ID, id)
	if err != nil || a == nil || a.Account != v.Session.Account || a.Command != "define" {
		return "", "", err
	}
	given := map[string]string{}
	for _, o := range a.Options {
		given[o.Name] = o.Value
	}
	if given["list"] != l.Section() || strings.HasPrefix(given["entry"], removes) {
		return "", "", nil
	}
	return given["entry"], given["was"], nil
}

// removes begins an entry that removes a thing.
const removes = "remove "

// changes lists the keys in which two entries differ.
func (v *Visit) changes(section, now, sent string) (list []changed) {
	a, b := v.Community.Entries.Fields(section, now), v.Community.Entries.Fields(section, sent)
	for i := range min(len(a), len(b)) {
		if a[i].Value != b[i].Value {
			list = append(list, changed{a[i].Key, a[i].Value, b[i].Value})
		}
	}
	return list
}

// fillEntry returns the options of /define from a form with a field per key, "v.FORM.KEY".
func fillEntry(v *Visit, r *http.Request) (options []bot.Given) {
	section := r.PostFormValue("o.list")
	fields := v.Community.Entries.Fields(section, "")
	for i := range fields {
		f := &fields[i]
		for _, form := range bot.FieldForms() {
			if values := r.PostForm["v."+string(form)+"."+f.Key]; len(values) > 0 {
				f.Form, f.Value = form, strings.ReplaceAll(values[0], "\r\n", "\n")
			}
		}
	}
	return []bot.Given{{Name: "entry", Value: v.Community.Entries.FillEntry(fields)}}
}
