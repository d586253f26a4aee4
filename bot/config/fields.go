package config

import (
	"fmt"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/stewardbot/steward/bot"
)

// Fields implements bot.Entries.
func (c *Community) Fields(section, text string) []bot.EntryField {
	c.file.apart.Lock()
	defer c.file.apart.Unlock()
	l := c.file.loaderApart()
	s, ok := l.find(ScopeCommunity, section)
	if !ok {
		return nil
	}
	sh := l.shapes.of(typeOf(s))
	if sh.form == formList {
		sh = sh.elem
	}
	if sh.form == formPointer {
		sh = sh.elem
	}
	root, _, err := parse(newSource(filepath.Join(filepath.Dir(c.file.Path), section), text))
	if err != nil || root == nil {
		root = &node{}
	}
	l.expand(root, map[*node]bool{})
	if sh.form != formStruct { // one value without keys
		form, value := shownAs(sh, root)
		if root.kind == 0 {
			value = ""
		}
		return []bot.EntryField{{Doc: s.Doc, Form: form, Value: value, Required: true}}
	}
	fresh := reflect.New(sh.typ).Elem()
	setDefaults(fresh)
	var list []bot.EntryField
	for _, f := range sh.fields {
		x := bot.EntryField{Key: f.name, Doc: f.doc, Required: f.required, Min: f.limits.minText, Max: f.limits.maxText, Choices: f.limits.oneof}
		if d := defaultOf(fresh.FieldByIndex(f.index)); d != nil {
			x.Default = fmt.Sprint(d)
		}
		value := root.get(f.name)
		if short := sh.shortField(); short != nil && short.name == f.name && (root.kind != 0 && root.kind != Map || short.shape.form == formLocal && isLocal(root, sh.keys())) {
			value = root
		}
		x.Form, x.Value = shownAs(f.shape, value)
		list = append(list, x)
	}
	return list
}

// shownAs returns how a form shows a key's value, which may be absent.
func shownAs(sh *shape, n *node) (bot.FieldForm, string) {
	if sh.form == formPointer {
		sh = sh.elem
	}
	if n == nil || n.kind == Null {
		return formOf(sh), ""
	}
	scalar := n.kind != List && n.kind != Map
	switch form := formOf(sh); {
	case form == bot.FieldLines && scalar:
		return form, n.text
	case form == bot.FieldLines && n.kind == List && !slices.ContainsFunc(n.items, func(v *node) bool { return v.kind == List || v.kind == Map || strings.Contains(v.text, "\n") }):
		var lines strings.Builder
		for i, v := range n.items {
			if i > 0 {
				lines.WriteByte('\n')
			}
			if lines.WriteString(v.text); lines.Len() > maxShown {
				break
			}
		}
		return form, lines.String()
	case form != bot.FieldYAML && form != bot.FieldLines && scalar:
		return form, n.text
	}
	var w writer
	w.node(n)
	return bot.FieldYAML, w.out.String()
}

func formOf(sh *shape) bot.FieldForm {
	switch sh.form {
	case formText, formSecret, formLocal, formWords:
		return bot.FieldText
	case formBool:
		return bot.FieldSwitch
	case formInt, formUint, formFloat:
		return bot.FieldNumber
	case formDuration:
		return bot.FieldDuration
	case formList:
		if sh.elem.form == formText || sh.elem.form == formLocal {
			return bot.FieldLines
		}
	}
	return bot.FieldYAML
}

// maxShown is about the most that is shown of a value, in bytes: no entry that can be stored is as long, but aliases can
// make a short text long.
const maxShown = 64 << 10

// node writes a value of a file on one line.
func (w *writer) node(n *node) {
	if w.out.Len() > maxShown {
		return
	}
	switch n.kind {
	case List:
		w.out.WriteString("[")
		for i, v := range n.items {
			if i > 0 {
				w.out.WriteString(", ")
			}
			w.node(v)
		}
		w.out.WriteString("]")
	case Map:
		w.out.WriteString("{")
		for i, f := range n.fields {
			if i > 0 {
				w.out.WriteString(", ")
			}
			if plainWord.MatchString(f.key) {
				w.out.WriteString(f.key + ": ")
			} else { // variables have no meaning in keys
				w.out.WriteString(strconv.Quote(f.key) + ": ")
			}
			w.node(f.value)
		}
		w.out.WriteString("}")
	case String:
		w.text(n.text)
	case Null:
		w.out.WriteString("null")
	default:
		w.out.WriteString(n.text)
	}
}

// bare matches what is written without quotes as a number.
var bare = regexp.MustCompile(`^[-+]?[0-9][0-9_.]*$`)

// FillEntry implements bot.Entries.
func (*Community) FillEntry(fields []bot.EntryField) string {
	var w writer
	for _, f := range fields {
		value := strings.TrimSpace(f.Value)
		if value == "" {
			continue
		}
		if w.out.Len() > 0 {
			w.out.WriteString("\n")
		}
		if f.Key != "" {
			w.out.WriteString(f.Key + ": ")
		}
		switch line := strings.Join(strings.Fields(value), " "); {
		case f.Form == bot.FieldYAML, f.Form == bot.FieldNumber && bare.MatchString(line), f.Form == bot.FieldDuration && bare.MatchString(line),
			f.Form == bot.FieldSwitch && (line == "true" || line == "false"):
			w.out.WriteString(line)
		case f.Form == bot.FieldLines:
			w.out.WriteString("[")
			for i, text := range strings.Split(value, "\n") {
				if i > 0 {
					w.out.WriteString(", ")
				}
				w.text(strings.TrimSpace(text))
			}
			w.out.WriteString("]")
		default:
			w.text(value)
		}
	}
	return w.out.String()
}
