package config

import (
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/invopop/jsonschema"
)

// Schema returns the JSON Schema (draft 2020-12) of a file with the given
// sections, for editors and for steward config schema. It accepts what Load
// accepts, except for checks across several values: duplicate ids, places
// outside a community's spaces, the owners' checks, and aliases, which a
// validator resolves first.
//
// The schema is generated from the same shapes that Load decodes with, so the
// two cannot diverge. jsonschema only provides its types, because its
// reflection describes what encoding/json accepts, not what a file may hold.
func Schema(sections []Section) ([]byte, error) {
	m := &schemaMaker{shapes: shapes{}, defs: jsonschema.Definitions{}, names: map[*shape]string{}}
	l := newLoader("", sections, Options{})
	top := m.object()
	top.Version = jsonschema.Version
	top.Title = "Steward configuration"
	scopes := map[Scope]*jsonschema.Schema{ScopeRoot: top, ScopePlatform: m.object(), ScopeCommunity: m.object()}
	community := scopes[ScopeCommunity]
	start := reflect.ValueOf(newCore())
	m.fields(community, m.shapes.of(coreType), start)
	for _, s := range l.sections {
		if s.Scope == ScopePlace {
			continue
		}
		v := reflect.ValueOf(s.New()).Elem()
		one := m.described(m.schema(m.shapes.of(v.Type()), limits{one: s.One}, v), s.Doc)
		scopes[s.Scope].Properties.Set(s.Key, one)
	}
	if places, ok := community.Properties.Get("places"); ok {
		places.Properties = jsonschema.NewProperties()
		for _, s := range l.in(ScopePlace) {
			places.Properties.Set(s.Key, m.described(m.orList(text(limits{raw: true}), limits{one: true}), s.Doc))
		}
	}
	scopes[ScopePlatform].MinProperties = nil
	top.Properties.Set("platforms", m.described(scopes[ScopePlatform], "how Steward reaches each platform"))
	list := &jsonschema.Schema{Type: "array", Items: community, MinItems: count(1)}
	top.Properties.Set("communities", m.described(anyOf(list, &jsonschema.Schema{Const: inStore}), "who is looked after; store: those of steward community"))
	top.Properties.Set("files", m.described(m.schema(m.shapes.of(filesType), limits{}, reflect.ValueOf(files{})), "which files may be taken"))
	name := &jsonschema.Schema{Type: "string"}
	top.Properties.Set("include", m.described(m.orList(name, limits{one: true}), "more files with the same keys: more/*.yaml"))
	m.defs["variable"] = &jsonschema.Schema{Type: "string", Pattern: `\$\{[A-Za-z_][A-Za-z0-9_]*\}`, Description: "an environment variable: ${NAME}"}
	top.Definitions = m.defs
	out, err := json.MarshalIndent(top, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write the schema: %w", err)
	}
	return append(out, '\n'), nil
}

// schemaMaker converts shapes into schemas. Recursive types go into defs.
type schemaMaker struct {
	shapes shapes
	defs   jsonschema.Definitions
	names  map[*shape]string // of shapes being described or already described
	inside []*shape
}

func (m *schemaMaker) object() *jsonschema.Schema {
	return &jsonschema.Schema{Type: "object", Properties: jsonschema.NewProperties(), AdditionalProperties: jsonschema.FalseSchema}
}

func (m *schemaMaker) described(s *jsonschema.Schema, doc string) *jsonschema.Schema {
	s.Description = doc
	return s
}

func count(n uint64) *uint64 { return &n }

func anyOf(of ...*jsonschema.Schema) *jsonschema.Schema { return &jsonschema.Schema{AnyOf: of} }

// orVariable also allows a variable.
func orVariable(s *jsonschema.Schema) *jsonschema.Schema {
	return anyOf(s, &jsonschema.Schema{Ref: "#/$defs/variable"})
}

// schema describes a shape. The value holds the defaults.
func (m *schemaMaker) schema(sh *shape, lim limits, v reflect.Value) *jsonschema.Schema {
	switch sh.form {
	case formPointer:
		v = reflect.New(sh.elem.typ).Elem()
		setDefaults(v)
		return anyOf(m.schema(sh.elem, lim, v), &jsonschema.Schema{Type: "null"})
	case formNode, formWords:
		return m.selfRead(sh, v)
	case formList:
		return m.list(sh, lim, v)
	case formMap:
		return &jsonschema.Schema{Type: "object", AdditionalProperties: m.fresh(sh.elem, lim)}
	case formStruct:
		return m.structure(sh, v)
	}
	s := m.scalar(sh, lim)
	s.Default = defaultOf(v)
	return s
}

// fresh describes values that the loader creates.
func (m *schemaMaker) fresh(sh *shape, lim limits) *jsonschema.Schema {
	v := reflect.New(sh.typ).Elem()
	setDefaults(v)
	s := m.schema(sh, lim, v)
	if s.Default != nil && v.IsZero() {
		s.Default = nil
	}
	return s
}

func (m *schemaMaker) scalar(sh *shape, lim limits) *jsonschema.Schema {
	switch sh.form {
	case formBool:
		return orVariable(&jsonschema.Schema{Type: "boolean"})
	case formInt, formUint:
		return orVariable(integerSchema(sh, lim))
	case formFloat:
		return orVariable(&jsonschema.Schema{Type: "number", Minimum: numeral(lim.min), Maximum: numeral(lim.max)})
	case formDuration:
		return durationSchema(lim)
	case formLocal:
		byLanguage := m.object()
		for _, lang := range textLanguages() {
			byLanguage.Properties.Set(lang, text(lim))
		}
		return anyOf(text(lim), byLanguage)
	}
	return text(lim)
}

// integerSchema describes an integer within its tags and its Go type.
func integerSchema(sh *shape, lim limits) *jsonschema.Schema {
	s := &jsonschema.Schema{Type: "integer", Minimum: numeral(lim.min), Maximum: numeral(lim.max)}
	low, high := int64(0), int64(0)
	if bits := sh.typ.Bits(); bits < 64 {
		high = 1<<bits - 1
		if sh.form == formInt {
			low, high = -1<<(bits-1), 1<<(bits-1)-1
		}
	}
	if s.Minimum == "" && (sh.form == formUint || low < 0) {
		s.Minimum = json.Number(strconv.FormatInt(low, 10))
	}
	if s.Maximum == "" && high > 0 {
		s.Maximum = json.Number(strconv.FormatInt(high, 10))
	}
	return s
}

// durationSchema describes a duration. Its bounds can only be given in words.
func durationSchema(lim limits) *jsonschema.Schema {
	pattern := durationPattern
	if lim.min == nil || *lim.min >= 0 {
		pattern = strings.Replace(pattern, "-?", "", 1)
	}
	s := &jsonschema.Schema{Type: "string", Pattern: pattern, Description: within(lim)}
	if lim.min != nil && *lim.min > 0 {
		return orVariable(s)
	}
	return anyOf(s, &jsonschema.Schema{Const: 0}, &jsonschema.Schema{Ref: "#/$defs/variable"})
}

func numeral(x *float64) json.Number {
	if x == nil {
		return ""
	}
	return json.Number(strconv.FormatFloat(*x, 'f', -1, 64))
}

// within describes the bounds of a duration, which a schema cannot express.
func within(lim limits) string {
	var words []string
	if lim.minText != "" {
		words = append(words, "at least "+lim.minText)
	}
	if lim.maxText != "" {
		words = append(words, "at most "+lim.maxText)
	}
	return strings.Join(words, ", ")
}

// text describes a text, which may be written as a number. The length of a file
// name or a variable is independent of the text it stands for.
func text(lim limits) *jsonschema.Schema {
	if len(lim.oneof) > 0 {
		s := &jsonschema.Schema{Type: "string"}
		for _, w := range lim.oneof {
			s.Enum = append(s.Enum, w)
		}
		return orVariable(s)
	}
	s := &jsonschema.Schema{Type: "string"}
	bounded := lim.min != nil || lim.max != nil
	if lim.min != nil {
		s.MinLength = count(uint64(*lim.min))
	}
	if lim.max != nil {
		s.MaxLength = count(uint64(*lim.max))
	}
	all := anyOf(s, &jsonschema.Schema{Type: "number"})
	if bounded {
		all.AnyOf = append(all.AnyOf, &jsonschema.Schema{Ref: "#/$defs/variable"})
		if !lim.raw {
			all.AnyOf = append(all.AnyOf, &jsonschema.Schema{Type: "string", Pattern: "^file:"})
		}
	}
	return all
}

func (m *schemaMaker) list(sh *shape, lim limits, v reflect.Value) *jsonschema.Schema {
	each := lim
	each.min, each.max = nil, nil
	s := m.orList(m.fresh(sh.elem, each), lim)
	var defaults []any
	for i := range v.Len() {
		d := defaultOf(v.Index(i))
		if d == nil {
			return s
		}
		defaults = append(defaults, d)
	}
	if len(defaults) > 0 {
		s.Default = defaults
	}
	return s
}

func (m *schemaMaker) orList(item *jsonschema.Schema, lim limits) *jsonschema.Schema {
	list := &jsonschema.Schema{Type: "array", Items: item}
	if lim.min != nil {
		list.MinItems = count(uint64(*lim.min))
	}
	if lim.max != nil {
		list.MaxItems = count(uint64(*lim.max))
	}
	if !lim.one {
		return list
	}
	return anyOf(item, list)
}

// structure describes a struct; in defs if it is recursive.
func (m *schemaMaker) structure(sh *shape, v reflect.Value) *jsonschema.Schema {
	for _, outer := range m.inside {
		if outer == sh {
			name, ok := m.names[sh]
			if !ok {
				name = strings.ReplaceAll(sh.typ.String(), ".", "_")
				m.names[sh] = name
			}
			return &jsonschema.Schema{Ref: "#/$defs/" + name}
		}
	}
	m.inside = append(m.inside, sh)
	obj := m.object()
	m.fields(obj, sh, v)
	m.inside = m.inside[:len(m.inside)-1]
	s := obj
	if name, recursive := m.names[sh]; recursive {
		m.defs[name] = obj
		s = &jsonschema.Schema{Ref: "#/$defs/" + name}
	}
	of := []*jsonschema.Schema{s}
	if short := sh.shortField(); short != nil {
		of = append(of, m.schema(short.shape, short.limits, v.FieldByIndex(short.index)))
	}
	if len(obj.Required) == 0 {
		of = append(of, &jsonschema.Schema{Type: "null"})
	}
	if len(of) == 1 {
		return s
	}
	return anyOf(of...)
}

func (m *schemaMaker) fields(obj *jsonschema.Schema, sh *shape, v reflect.Value) {
	for _, f := range sh.fields {
		s := m.schema(f.shape, f.limits, v.FieldByIndex(f.index))
		obj.Properties.Set(f.name, m.described(s, f.doc))
		if f.required {
			obj.Required = append(obj.Required, f.name)
		}
	}
}

// selfRead describes a type that unmarshals itself, as far as it declares a
// schema.
func (m *schemaMaker) selfRead(sh *shape, v reflect.Value) *jsonschema.Schema {
	zero := reflect.New(sh.typ)
	if own, ok := zero.Interface().(schemaText); ok {
		s := &jsonschema.Schema{}
		if err := json.Unmarshal([]byte(own.ConfigSchema()), s); err != nil {
			panic(fmt.Sprintf("config: the schema of %v is not JSON Schema: %v", sh.typ, err))
		}
		s = orVariable(s)
		s.Default = defaultOf(v)
		return s
	}
	var of []*jsonschema.Schema
	for _, other := range sh.others {
		of = append(of, m.fresh(other, limits{}))
	}
	switch {
	case len(of) > 0:
		return anyOf(of...)
	case sh.form == formWords:
		s := text(limits{})
		s.Default = defaultOf(v)
		return s
	}
	return &jsonschema.Schema{}
}

// defaultOf returns a default as the file could have it; nil if it is not worth
// showing.
func defaultOf(v reflect.Value) any {
	if !v.IsValid() || v.IsZero() && v.Kind() != reflect.Bool {
		return nil
	}
	switch x := v.Interface().(type) {
	case time.Duration:
		return Duration(x).String()
	case Secret:
		return nil
	case Text:
		if s, ok := x[""]; ok && len(x) == 1 {
			return s
		}
		return x
	case encoding.TextMarshaler:
		if b, err := x.MarshalText(); err == nil {
			return string(b)
		}
		return nil
	}
	switch v.Kind() {
	case reflect.Struct, reflect.Map, reflect.Slice, reflect.Pointer, reflect.Interface:
		return nil
	}
	return v.Interface()
}
