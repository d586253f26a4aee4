// Package loosely parses JSON of servers that imitate a platform's API. They
// may write a number as text, an account instead of an id, or null for a
// required value. Whatever can be converted to the field's type is; anything
// else counts as absent, without losing the rest.
package loosely

import (
	"bytes"
	"encoding"
	stdjson "encoding/json"
	"math"
	"reflect"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// lenient takes text that is not UTF-8, with its bad bytes replaced, and names
// that occur twice: neither is a reason to lose an event.
var lenient = json.JoinOptions(jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true))

var loose = json.JoinOptions(lenient, json.WithUnmarshalers(json.UnmarshalFromFunc(takeLoosely)))

// Parse parses raw into out, a zero value. It reports false for invalid JSON,
// and for JSON of a different kind than out as a whole: text instead of an
// object. Only deviations cost extra time.
func Parse(raw []byte, out any) bool {
	if json.Unmarshal(raw, out, lenient) == nil {
		return true
	}
	into := reflect.ValueOf(out).Elem()
	into.SetZero()
	if !suits(jsontext.Value(raw).Kind(), into.Type()) {
		return false
	}
	return json.Unmarshal(raw, out, loose) == nil
}

// takeLoosely parses one value that does not match its field.
func takeLoosely(d *jsontext.Decoder, out any) error {
	into := reflect.ValueOf(out).Elem()
	if suits(d.PeekKind(), into.Type()) {
		return json.SkipFunc
	}
	raw, err := d.ReadValue()
	if err != nil {
		return err
	}
	fit(raw, into, d.Options())
	return nil
}

// suits reports whether the standard decoder accepts a value of that kind.
// Numbers are left to fit, since they may be too large or have a fraction.
func suits(found jsontext.Kind, t reflect.Type) bool {
	if found == 0 || readsItself(t) {
		return true // broken, or its own business
	}
	switch t.Kind() {
	case reflect.Pointer:
		return found == 'n' || suits(found, t.Elem())
	case reflect.String:
		return found == '"'
	case reflect.Bool:
		return found == 't' || found == 'f'
	case reflect.Struct, reflect.Map:
		return found == '{'
	case reflect.Slice:
		return found == '['
	case reflect.Interface:
		return true
	}
	return false
}

func readsItself(t reflect.Type) bool {
	p := reflect.PointerTo(t)
	return p.Implements(reflect.TypeFor[stdjson.Unmarshaler]()) || p.Implements(reflect.TypeFor[json.UnmarshalerFrom]()) ||
		p.Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
}

// fit converts a value to a field's type, or leaves the field empty.
func fit(raw jsontext.Value, into reflect.Value, o json.Options) {
	into.SetZero()
	text := Scalar(raw)
	switch into.Kind() {
	case reflect.Pointer:
		p := reflect.New(into.Type().Elem())
		if fit(raw, p.Elem(), o); !p.Elem().IsZero() {
			into.Set(p)
		}
	case reflect.String:
		if raw.Kind() != 't' { // nothing is called so
			into.SetString(text)
		}
	case reflect.Bool:
		yes, err := strconv.ParseBool(strings.ToLower(text))
		into.SetBool(err == nil && yes)
	case reflect.Int, reflect.Int64:
		into.SetInt(whole(text))
	case reflect.Struct: // an id stands for the object
		if id := into.FieldByName("ID"); id.IsValid() && whole(text) != 0 {
			fit(raw, id, o)
		}
	case reflect.Slice: // keyed by id, or a single one
		fitList(raw, into, o)
	}
}

// fitList accepts an object for a list of objects: some servers key them by id.
func fitList(raw jsontext.Value, into reflect.Value, o json.Options) {
	if raw.Kind() != '{' || into.Type().Elem().Kind() != reflect.Struct {
		return
	}
	values := reflect.New(reflect.MapOf(reflect.TypeFor[string](), into.Type().Elem()))
	if json.Unmarshal(raw, values.Interface(), o) != nil {
		return
	}
	for _, v := range values.Elem().Seq2() {
		into.Set(reflect.Append(into, v))
	}
}

// Scalar returns a value as text: a number as written, an object as its id;
// empty for anything else.
func Scalar(raw jsontext.Value) string {
	switch raw.Kind() {
	case '"':
		var s string
		if json.Unmarshal(raw, &s, lenient) != nil {
			return ""
		}
		return s
	case '0', 't':
		return string(bytes.TrimSpace(raw))
	case '{':
		var o struct {
			ID jsontext.Value `json:"id"`
		}
		if json.Unmarshal(raw, &o, lenient) == nil && (o.ID.Kind() == '"' || o.ID.Kind() == '0') {
			return Scalar(o.ID)
		}
	}
	return ""
}

// whole returns 0 for anything but an integer, and for floats too large to be
// exact.
func whole(text string) int64 {
	text = strings.TrimSpace(text)
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return n
	}
	if f, err := strconv.ParseFloat(text, 64); err == nil && math.Abs(f) < 1<<53 && f == math.Trunc(f) {
		return int64(f)
	}
	return 0
}
