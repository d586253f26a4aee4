package config

import (
	"bytes"
	"encoding"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Valuer is a type with UnmarshalNode that can also be written to the file.
type Valuer interface {
	// ConfigValue returns a value that is written in its place, of a type that
	// the loader can decode.
	ConfigValue() any
}

// WriteEntry implements bot.Entries.
func (c *Community) WriteEntry(v any) string { return Write(v) }

// Write formats a value of a section's type, or an entry of one, as YAML that the
// loader decodes to the same value, without a newline at the end. It leaves out
// what is at its default. It panics if a type can't be written, which is a bug in
// the program.
func Write(v any) string {
	w := writer{shapes: shapes{}}
	value := reflect.ValueOf(v)
	for value.Kind() == reflect.Pointer && !value.IsNil() {
		value = value.Elem()
	}
	sh := w.shapes.of(value.Type())
	if sh.form != formStruct {
		w.value(sh, value)
		return w.out.String()
	}
	w.fields(sh, value, "\n")
	if w.out.Len() == 0 {
		return "{}"
	}
	return w.out.String()
}

type writer struct {
	shapes shapes
	out    bytes.Buffer
}

// value writes a value on the line of its key.
func (w *writer) value(sh *shape, v reflect.Value) {
	switch sh.form {
	case formPointer:
		if v.IsNil() {
			w.out.WriteString("null")
			return
		}
		w.value(sh.elem, v.Elem())
	case formNode:
		own, ok := v.Interface().(Valuer)
		if !ok {
			panic(fmt.Sprintf("config: %v can't be written", sh.typ))
		}
		stead := reflect.ValueOf(own.ConfigValue())
		w.value(w.shapes.of(stead.Type()), stead)
	case formWords:
		text, ok := v.Interface().(encoding.TextMarshaler)
		if !ok {
			panic(fmt.Sprintf("config: %v can't be written", sh.typ))
		}
		b, err := text.MarshalText()
		if err != nil {
			panic(err)
		}
		w.text(string(b))
	case formStruct:
		w.out.WriteString("{")
		w.fields(sh, v, ", ")
		w.out.WriteString("}")
	case formList:
		w.list(sh, v)
	case formMap:
		w.stringMap(sh, v)
	case formLocal:
		w.local(v.Interface().(Text))
	case formText, formSecret:
		w.text(v.String())
	case formBool:
		w.out.WriteString(strconv.FormatBool(v.Bool()))
	case formInt:
		w.out.WriteString(strconv.FormatInt(v.Int(), 10))
	case formUint:
		w.out.WriteString(strconv.FormatUint(v.Uint(), 10))
	case formFloat:
		w.out.WriteString(strconv.FormatFloat(v.Float(), 'f', -1, 64))
	case formDuration:
		w.out.WriteString(Duration(v.Int()).String())
	}
}

// fields writes the keys that are not at their default, in the order of the
// type.
func (w *writer) fields(sh *shape, v reflect.Value, between string) {
	fresh := reflect.New(sh.typ)
	setDefaults(fresh.Elem())
	first := true
	for _, f := range sh.fields {
		field := v.FieldByIndex(f.index)
		if !f.required && isDefault(field, fresh.Elem().FieldByIndex(f.index)) {
			continue
		}
		if !first {
			w.out.WriteString(between)
		}
		first = false
		w.out.WriteString(f.name + ": ")
		w.value(f.shape, field)
	}
}

func isDefault(v, fresh reflect.Value) bool {
	empty := func(v reflect.Value) bool {
		return v.IsZero() || (v.Kind() == reflect.Slice || v.Kind() == reflect.Map) && v.Len() == 0
	}
	return empty(v) && empty(fresh) || reflect.DeepEqual(v.Interface(), fresh.Interface())
}

func (w *writer) list(sh *shape, v reflect.Value) {
	w.out.WriteString("[")
	for i := range v.Len() {
		if i > 0 {
			w.out.WriteString(", ")
		}
		w.value(sh.elem, v.Index(i))
	}
	w.out.WriteString("]")
}

func (w *writer) stringMap(sh *shape, v reflect.Value) {
	w.out.WriteString("{")
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	for i, k := range keys {
		if i > 0 {
			w.out.WriteString(", ")
		}
		w.out.WriteString(strconv.Quote(k.String()) + ": ")
		w.value(sh.elem, v.MapIndex(k))
	}
	w.out.WriteString("}")
}

// local writes a text for all languages as such.
func (w *writer) local(t Text) {
	if all, ok := t[""]; ok || len(t) == 0 {
		w.text(all)
		return
	}
	w.out.WriteString("{")
	for i, lang := range slices.Sorted(maps.Keys(t)) {
		if i > 0 {
			w.out.WriteString(", ")
		}
		w.out.WriteString(lang + ": ")
		w.text(t[lang])
	}
	w.out.WriteString("}")
}

// plainWord matches a text that needs no quotes.
var plainWord = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*(-[A-Za-z0-9_]+)*$`)

// text writes a text so that it can't be taken for anything else, or for a
// variable.
func (w *writer) text(s string) {
	s = strings.ToValidUTF8(s, "\uFFFD")
	switchWord := switchOn.MatchString(s) || switchOff.MatchString(s) || kindOf(s) != String
	if plainWord.MatchString(s) && !switchWord {
		w.out.WriteString(s)
		return
	}
	w.out.WriteString(strconv.Quote(strings.ReplaceAll(s, "$", "$$")))
}
