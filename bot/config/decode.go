package config

import (
	"cmp"
	"encoding"
	"errors"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/bot/spelling"
)

// value decodes a node into v, which holds the defaults. Faulty values are
// reported and keep their default.
func (l *loader) value(n *node, path string, sh *shape, lim limits, v reflect.Value) {
	if n.unusable {
		return
	}
	switch sh.form {
	case formPointer:
		if n.kind == Null {
			return
		}
		if v.IsNil() {
			v.Set(reflect.New(sh.elem.typ))
			setDefaults(v.Elem())
		}
		l.value(n, path, sh.elem, lim, v.Elem())
	case formNode:
		l.selfRead(n, path, v)
	case formList:
		l.list(n, path, sh, lim, v)
	case formMap:
		l.stringMap(n, path, sh, lim, v)
	case formStruct:
		l.structure(n, path, sh, v)
	case formLocal:
		l.local(n, path, lim, v)
	default:
		l.scalar(n, path, sh, lim, v)
	}
}

func setDefaults(v reflect.Value) {
	if d, ok := v.Addr().Interface().(defaulter); ok {
		d.SetDefaults()
	}
}

// wants reports that the value is not of the wanted kind, given as the code of
// a noun.
func (l *loader) wants(n *node, path, code string) {
	l.fault(n, path, phrase.New("config.wants", phrase.New(code), n.got()))
}

func (l *loader) list(n *node, path string, sh *shape, lim limits, v reflect.Value) {
	items := n.items
	switch {
	case n.kind == List:
	case n.kind == Null && n.commentFollows():
		l.fault(n, path, phrase.New("config.comment"))
		return
	case n.kind == Null:
		l.wants(n, path, "config.a_list")
		return
	case lim.one:
		items = []*node{n}
	default:
		l.wants(n, path, "config.wants_list")
		return
	}
	if sh.elem.form == formText && l.oneEntry(n, items, path) {
		return
	}
	out := reflect.MakeSlice(sh.typ, len(items), len(items))
	each := lim
	each.min, each.max = nil, nil
	for i, it := range items {
		at := path
		if n.kind == List {
			at = item(path, i)
		}
		setDefaults(out.Index(i))
		l.value(it, at, sh.elem, each, out.Index(i))
	}
	l.bounds(n, path, lim, float64(len(items)), "entry", strconv.Itoa(len(items)))
	v.Set(out)
}

func (l *loader) stringMap(n *node, path string, sh *shape, lim limits, v reflect.Value) {
	if n.kind != Map {
		l.wants(n, path, "config.a_group")
		return
	}
	out := reflect.MakeMapWithSize(sh.typ, len(n.fields))
	for _, f := range n.fields {
		one := reflect.New(sh.elem.typ).Elem()
		setDefaults(one)
		l.value(f.value, child(path, f.key), sh.elem, lim, one)
		out.SetMapIndex(reflect.ValueOf(f.key).Convert(sh.typ.Key()), one)
	}
	v.Set(out)
}

// switchOn and switchOff match words that other programs use for switches.
var (
	switchOn  = regexp.MustCompile(`^(?i:true|yes|on|enabled?|是|开|開)$`)
	switchOff = regexp.MustCompile(`^(?i:false|no|off|none|disabled?|否|关|關|无|無|不|不要)$`)
)

func (l *loader) structure(n *node, path string, sh *shape, v reflect.Value) {
	short := sh.shortField()
	switch {
	case n.kind == Null && (short == nil || !n.commentFollows()):
	case short != nil && short.shape.form == formLocal && n.kind == String && n.plain && !n.fromEnv && (switchOn.MatchString(n.text) || switchOff.MatchString(n.text)):
		l.fault(n, path, phrase.New("config.text_word_null", n.text))
		return
	case short != nil && (n.kind != Map || short.shape.form == formLocal && isLocal(n, sh.keys())):
		l.value(n, path, short.shape, short.limits, v.FieldByIndex(short.index))
		return
	case n.kind != Map:
		wrong := phrase.New("config.wants", phrase.New("config.a_group"), n.got())
		pair, plain := meantPair(n, sh.keys()), n.kind == Bool || n.kind == String && n.plain
		switch {
		case pair != "":
			wrong = write(wrong, pair)
		case plain && switchOn.MatchString(n.text) && !sh.requires():
			wrong = write(didYouMean(wrong, "", sh.keys()), "{}")
		case plain && switchOff.MatchString(n.text) && !strings.HasSuffix(path, "]"):
			wrong = phrase.New("hint.leave_out", wrong)
		default:
			wrong = didYouMean(wrong, "", sh.keys())
		}
		l.fault(n, path, wrong)
		return
	}
	l.group(n, path, sh.keys(), func(f field, at string) bool {
		for _, fs := range sh.fields {
			if fs.name == f.key {
				l.value(f.value, at, fs.shape, fs.limits, v.FieldByIndex(fs.index))
				return true
			}
		}
		return false
	})
	for _, fs := range sh.fields {
		if fs.required && n.get(fs.name) == nil {
			l.fault(n, child(path, fs.name), phrase.New("config.missing"))
		}
	}
}

// group passes each entry of a map to take and reports keys that take does not
// know.
func (l *loader) group(n *node, path string, known []string, take func(f field, path string) bool) {
	for _, f := range n.fields {
		if !take(f, child(path, f.key)) {
			l.unknown(f, path, known)
		}
	}
}

func (l *loader) unknown(f field, path string, known []string) {
	wrong := l.unknownKey(f, path)
	if cure := meantOtherwise(f.key); cure != "" && !underPlatforms(child(path, f.key)) {
		l.addUnknown(f, path, phrase.New(cure, wrong))
		return
	}
	likely := cmp.Or(meantKey(f.key, known), f.key)
	meant := meantKey(f.key, slices.Concat(l.keysIn(ScopeCommunity), l.shapes.of(coreType).keys(), l.keysIn(ScopeRoot), rootKeys()))
	switch place := l.elsewhere(cmp.Or(meant, f.key)); {
	case place == "" || spelling.Suggest(likely, known) != "":
		wrong = didYouMean(wrong, likely, known)
	case meant != "":
		wrong = phrase.New("hint.key_elsewhere", wrong, meant, phrase.New(place))
	case path == "":
		wrong = phrase.New("hint.belongs", wrong, phrase.New(place))
	default:
		wrong = didYouMean(phrase.New("hint.belongs", wrong, phrase.New(place)), "", known)
	}
	l.addUnknown(f, path, wrong)
}

func (l *loader) unknownKey(f field, path string) *phrase.Phrase {
	return phrase.New("config.unknown_key", l.shownKey(f, child(path, f.key)))
}

func (l *loader) addUnknown(f field, path string, message *phrase.Phrase) {
	if l.shownKey(f, child(path, f.key)) != notShown {
		path = child(path, f.key)
	}
	l.findings = append(l.findings, finding{pos: f.keyPos, endLine: f.value.lastLine(f.value.pos), path: path, message: message, unknown: true})
}

// lastLine returns the line on which a scalar ends; for a collection its first
// line, since its entries have their own positions.
func (n *node) lastLine(at pos) int {
	if n.kind == List || n.kind == Map {
		return at.line
	}
	return max(n.endLine, at.line)
}

func (l *loader) local(n *node, path string, lim limits, v reflect.Value) {
	if n.kind != Map {
		if text, ok := l.text(n, path, lim); ok {
			v.Set(reflect.ValueOf(Plain(text)))
		}
		return
	}
	out := Text{}
	for _, f := range n.fields {
		if !slices.Contains(textLanguages(), f.key) {
			l.addUnknown(f, path, meantLanguage(l.unknownKey(f, path), f.key, textLanguages()))
			continue
		}
		if text, ok := l.text(f.value, child(path, f.key), lim); ok {
			out[f.key] = text
		}
	}
	v.Set(reflect.ValueOf(out))
}

// isLocal reports whether a map is a text in several languages rather than one
// with the given keys.
func isLocal(n *node, keys []string) bool {
	known := func(list []string) bool {
		return slices.ContainsFunc(n.fields, func(f field) bool { return slices.Contains(list, f.key) })
	}
	return known(textLanguages()) && !known(keys)
}

// selfRead lets a type unmarshal itself. It never sees a scalar whose variable
// has no value.
func (l *loader) selfRead(n *node, path string, v reflect.Value) {
	if n.missing != "" {
		return
	}
	err := v.Addr().Interface().(NodeUnmarshaler).UnmarshalNode(Node{n, path, l})
	l.ownFaults(n, path, err)
}

// ownFaults reports the errors of a type's own unmarshalling.
func (l *loader) ownFaults(n *node, path string, err error) {
	var at *nodeError
	joined, many := err.(interface{ Unwrap() []error })
	switch {
	case err == nil || errors.Is(err, errReported) && !many:
	case many:
		for _, e := range joined.Unwrap() {
			l.ownFaults(n, path, e)
		}
	case errors.As(err, &at):
		l.fault(at.at.n, at.at.path, at.message)
	default:
		l.foreign(n, path, err)
	}
}

// foreign reports an error that may quote the value; if the value is private,
// the error's text is not shown.
func (l *loader) foreign(n *node, path string, err error) {
	if n.private {
		l.fault(n, path, phrase.New("config.private_value"))
		return
	}
	l.fault(n, path, l.withoutContent(path, phrase.New("as_is", err)))
}

// textual decodes a scalar with the type's UnmarshalText.
func (l *loader) textual(n *node, path string, v reflect.Value) {
	text, ok := l.text(n, path, limits{raw: true})
	if !ok {
		return
	}
	if err := v.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(text)); err != nil {
		l.foreign(n, path, err)
	}
}
