package config

import (
	"encoding"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// shape describes a Go type as configuration. An owner's types are made of
//
//   - string, bool, integers, floats; Duration and time.Duration, Text, Secret;
//   - slices, maps with string keys, pointers (nil: absent) and structs of these, also recursive;
//   - types with UnmarshalNode(Node) error, and with encoding.TextUnmarshaler, which reads a scalar.
//
// Struct fields with a yaml tag are configuration; others are ignored. Structs
// embedded without a tag, or with inline, are part of the outer one. Tags:
//
//	yaml:"words"           the key
//	yaml:"words,one"       a single value may stand for a list of one, here and in a map of lists
//	yaml:"at,required"     the key must be present
//	yaml:"text,short"      the whole struct may be written as this field's value: welcome: Hello
//	yaml:"pattern,raw"     file: at the beginning of the text has no meaning
//	doc:"one line"         for the schema
//	min:"1" max:"100"      bounds of a number, a duration, a text's length in characters, a list's length
//	unit:"days"            what the number counts, for who writes it as a duration
//	oneof:"react private"  the allowed words, for a text or for each in a list
//
// A value created by the loader, such as an item of a list or a map, gets its
// defaults from SetDefaults(), if its pointer has that method.
//
// For the schema, a type that unmarshals itself may have ConfigSchema() string,
// a JSON Schema, or ConfigShapes() []any, one value of each type that it tries
// in turn. Both are called on the zero value.
type shape struct {
	typ    reflect.Type
	form   form
	elem   *shape       // of lists, maps, pointers
	fields []fieldShape // of structs
	others []*shape     // of types that unmarshal themselves
}

type form int

const (
	formText form = iota
	formSecret
	formLocal // Text
	formBool
	formInt
	formUint
	formFloat
	formDuration
	formList
	formMap
	formStruct
	formPointer
	formNode  // has UnmarshalNode
	formWords // has UnmarshalText
)

type fieldShape struct {
	name     string
	doc      string
	index    []int
	shape    *shape
	limits   limits
	required bool
	short    bool
}

// limits are what a field's tags allow. Bounds of durations are in nanoseconds.
type limits struct {
	one, raw bool
	optional bool // it may be left out
	days     bool // the number counts days
	min, max *float64
	minText  string
	maxText  string
	oneof    []string
}

// NodeUnmarshaler is a type that decodes itself from the file. Errors from
// Node.Errorf are placed at that node, others at the whole value.
type NodeUnmarshaler interface{ UnmarshalNode(n Node) error }

type defaulter interface{ SetDefaults() }

type schemaText interface{ ConfigSchema() string }

type shaped interface{ ConfigShapes() []any }

// shapes caches the shapes of types.
type shapes map[reflect.Type]*shape

// of returns the shape of a type. It panics if the type cannot be
// configuration, which is a bug in the program, not in a file.
func (s shapes) of(t reflect.Type) *shape {
	if sh, ok := s[t]; ok {
		return sh
	}
	sh := &shape{typ: t}
	s[t] = sh
	switch t {
	case reflect.TypeFor[Secret]():
		sh.form = formSecret
		return sh
	case reflect.TypeFor[Text]():
		sh.form = formLocal
		return sh
	case reflect.TypeFor[Duration](), reflect.TypeFor[time.Duration]():
		sh.form = formDuration
		return sh
	}
	ptr := reflect.PointerTo(t)
	switch {
	case t.Kind() == reflect.Pointer:
		sh.form, sh.elem = formPointer, s.of(t.Elem())
	case ptr.Implements(reflect.TypeFor[NodeUnmarshaler]()):
		sh.form = formNode
		if alt, ok := reflect.New(t).Interface().(shaped); ok {
			for _, v := range alt.ConfigShapes() {
				sh.others = append(sh.others, s.of(reflect.TypeOf(v)))
			}
		}
	case ptr.Implements(reflect.TypeFor[encoding.TextUnmarshaler]()):
		sh.form = formWords
	default:
		s.plain(sh)
	}
	return sh
}

func (s shapes) plain(sh *shape) {
	t := sh.typ
	switch t.Kind() {
	case reflect.String:
		sh.form = formText
	case reflect.Bool:
		sh.form = formBool
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		sh.form = formInt
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		sh.form = formUint
	case reflect.Float32, reflect.Float64:
		sh.form = formFloat
	case reflect.Slice:
		sh.form, sh.elem = formList, s.of(t.Elem())
	case reflect.Struct:
		sh.form = formStruct
		s.addFields(sh, t, nil)
	case reflect.Map:
		if t.Key().Kind() == reflect.String {
			sh.form, sh.elem = formMap, s.of(t.Elem())
			return
		}
		fallthrough
	default:
		panic(fmt.Sprintf("config: %v cannot be read from a configuration file", t))
	}
}

func (s shapes) addFields(sh *shape, t reflect.Type, index []int) {
	for i := range t.NumField() {
		f := t.Field(i)
		at := append(append([]int(nil), index...), i)
		tag, tagged := f.Tag.Lookup("yaml")
		if f.Anonymous && (!tagged || tag == ",inline") && f.Type.Kind() == reflect.Struct {
			s.addFields(sh, f.Type, at)
			continue
		}
		if !tagged {
			continue
		}
		fs := fieldShape{doc: f.Tag.Get("doc"), index: at, shape: s.of(f.Type)}
		fs.name, fs.limits = s.readTags(f, tag)
		fs.required = hasOption(tag, "required")
		fs.short = hasOption(tag, "short")
		sh.fields = append(sh.fields, fs)
	}
}

func hasOption(tag, option string) bool {
	for i, o := range strings.Split(tag, ",") {
		if i > 0 && o == option {
			return true
		}
	}
	return false
}

func (s shapes) readTags(f reflect.StructField, tag string) (name string, lim limits) {
	name, _, _ = strings.Cut(tag, ",")
	if name == "" || !f.IsExported() {
		panic(fmt.Sprintf("config: field %s has a yaml tag without a key, or is not exported", f.Name))
	}
	lim = limits{one: hasOption(tag, "one"), raw: hasOption(tag, "raw"), minText: f.Tag.Get("min"), maxText: f.Tag.Get("max")}
	lim.optional, lim.days = !hasOption(tag, "required"), f.Tag.Get("unit") == "days"
	lim.oneof = strings.Fields(f.Tag.Get("oneof"))
	lim.min, lim.max = readBound(f, lim.minText), readBound(f, lim.maxText)
	return name, lim
}

// readBound parses a min or max tag; nil if there is none.
func readBound(f reflect.StructField, text string) *float64 {
	if text == "" {
		return nil
	}
	if x, err := strconv.ParseFloat(text, 64); err == nil {
		return &x
	}
	d, err := ParseDuration(text)
	if err != nil {
		panic(fmt.Sprintf("config: field %s has the bound %q, which is neither a number nor a duration", f.Name, text))
	}
	x := float64(d)
	return &x
}

// keys returns the keys of a struct.
func (sh *shape) keys() []string {
	keys := make([]string, len(sh.fields))
	for i, f := range sh.fields {
		keys[i] = f.name
	}
	return keys
}

// requires reports whether any key is required.
func (sh *shape) requires() bool {
	return slices.ContainsFunc(sh.fields, func(f fieldShape) bool { return f.required })
}

// shortField returns the field that may stand for the whole struct; nil if
// there is none.
func (sh *shape) shortField() *fieldShape {
	for i := range sh.fields {
		if sh.fields[i].short {
			return &sh.fields[i]
		}
	}
	return nil
}

// words returns every key of every shape created so far.
func (s shapes) words() map[string]bool {
	words := map[string]bool{}
	for _, sh := range s {
		for _, f := range sh.fields {
			words[f.name] = true
		}
	}
	return words
}
