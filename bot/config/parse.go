package config

import (
	"errors"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/bot/textfile"
)

const (
	maxKeys   = 20_000  // in one file; the parser's time grows with the square of the keys in a map
	maxValues = 100_000 // in one file, aliases counted each time they are used
	maxDepth  = textfile.MaxDepth
)

// syntaxError is the error for a text that is not YAML, or not the subset
// allowed here.
type syntaxError struct {
	*phrase.Phrase
	code      string // of the parser's error, if a slip may explain it
	line, col int
}

// parse converts a source into nodes. The root is nil for an empty file. Faults
// that leave the rest readable are returned as findings without a path; with an
// error there is no tree.
func parse(src *source) (root *node, faults []finding, err error) {
	// The parser is third-party code, and its input can be anything.
	defer func() {
		if r := recover(); r != nil {
			root, err = nil, &syntaxError{phrase.New("config.not_yaml"), "", 1, 1}
		}
	}()
	tokens := rejoin(lexer.Tokenize(src.text))
	if err := bound(tokens); err != nil {
		return nil, nil, err
	}
	tree, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		return nil, nil, src.inWords(err)
	}
	b := &builder{src: src, anchors: map[string]*node{}, idle: map[string]pos{}}
	var bodies []ast.Node
	for _, doc := range tree.Docs {
		if _, directive := doc.Body.(*ast.DirectiveNode); directive || doc.Body == nil {
			continue
		}
		bodies = append(bodies, doc.Body)
	}
	if len(bodies) == 0 {
		return nil, nil, nil
	}
	root = b.build(bodies[0])
	for _, at := range b.idle {
		b.fault(at, phrase.New("yaml.mark"))
	}
	for _, extra := range bodies[1:] {
		b.fault(b.build(extra).pos, phrase.New("config.second_document"))
	}
	return root, b.faults, nil
}

// rejoin repairs what the lexer splits wrongly: inside { } it takes every colon
// for the end of a key, so that the place in {news: [telegram:-100/5]} becomes
// a map. In YAML a colon only ends a plain key before a space, a comma or a
// bracket.
func rejoin(tokens token.Tokens) token.Tokens {
	var out token.Tokens
	for i := 0; i < len(tokens); i++ {
		t := tokens[i]
		if i+2 < len(tokens) && isPlain(t) && tokens[i+1].Type == token.MappingValueType && touches(tokens[i+1], tokens[i+2]) {
			rest := tokens[i+2]
			t = token.New(t.Value+":"+rest.Value, t.Origin+":"+rest.Origin, t.Position)
			i += 2
		}
		t.Prev, t.Next = nil, nil
		out.Add(t)
	}
	return out
}

// touches reports whether a plain scalar begins directly after a colon.
func touches(colon, t *token.Token) bool {
	c, p := colon.Position, t.Position
	return isPlain(t) && p.Line == c.Line && p.Column == c.Column+1
}

func isPlain(t *token.Token) bool {
	switch t.Type {
	case token.StringType, token.IntegerType, token.FloatType, token.BoolType, token.NullType, token.BinaryIntegerType,
		token.OctetIntegerType, token.HexIntegerType, token.InfinityType, token.NanType:
		return true
	}
	return false
}

// bound rejects input that is too deep or too large, before the parser
// recurses.
func bound(tokens token.Tokens) error {
	if t := textfile.TooDeep(tokens); t != nil {
		return &syntaxError{tooDeep, "", t.Position.Line, t.Position.Column}
	}
	keys := 0
	for _, t := range tokens {
		if t.Type == token.MappingValueType {
			keys++
		}
		if keys > maxKeys {
			return &syntaxError{phrase.New("config.many_keys", maxKeys), "", t.Position.Line, t.Position.Column}
		}
	}
	return nil
}

var tooDeep = phrase.New("config.deep", maxDepth)

// inWords rephrases the parser's message for people.
func (s *source) inWords(err error) error {
	var ye yaml.Error
	if !errors.As(err, &ye) || ye.GetToken() == nil {
		return &syntaxError{textfile.YAMLFault(""), "", 1, 1}
	}
	at, said := ye.GetToken().Position, ye.GetMessage()
	code := textfile.YAMLCode(said)
	if askew := s.misaligned(code, s.within(at.Line)); askew != nil {
		return askew
	}
	return &syntaxError{phrase.New(code), code, at.Line, at.Column}
}

// builder converts the parser's tree into nodes.
type builder struct {
	src     *source
	anchors map[string]*node
	idle    map[string]pos // anchors on texts that no alias names
	faults  []finding
}

func (b *builder) fault(at pos, message *phrase.Phrase) {
	b.faults = append(b.faults, finding{pos: at, endLine: at.line, path: wholeFile, message: message})
}

func (b *builder) at(t *token.Token) pos {
	return pos{b.src, t.Position.Line, t.Position.Column}.clamp()
}

func (b *builder) build(a ast.Node) *node {
	n := b.raw(a)
	n.size, n.depth = 1, 1
	for _, v := range n.items {
		n.add(v)
	}
	for _, f := range n.fields {
		n.add(f.value)
	}
	if n.size > maxValues || n.depth > maxDepth {
		message := tooDeep
		if n.size > maxValues {
			message = phrase.New("config.many_values", maxValues)
		}
		b.fault(n.pos, message)
		return &node{kind: Null, pos: n.pos, endLine: n.endLine, size: 1, depth: 1, unusable: true}
	}
	return n
}

// add includes a child's size and depth.
func (n *node) add(c *node) {
	n.size += c.size
	n.depth = max(n.depth, c.depth+1)
	if c.pos.src == n.pos.src {
		n.endLine = max(n.endLine, c.endLine)
	}
}

func (b *builder) raw(a ast.Node) *node {
	switch a := a.(type) {
	case *ast.MappingNode:
		return b.mapping(a)
	case *ast.MappingValueNode:
		return b.mapping(ast.Mapping(a.GetToken(), false, a))
	case *ast.SequenceNode:
		n := &node{kind: List, pos: b.at(a.GetToken()), block: !a.IsFlowStyle}
		for _, v := range a.Values {
			n.items = append(n.items, b.build(v))
		}
		return n
	case *ast.AnchorNode:
		n := b.build(a.Value)
		name := a.Name.GetToken().Value
		if b.anchors[name] = n; !n.unusable && (n.kind == String && n.plain || n.kind == Null) {
			b.idle[name] = b.at(a.GetToken())
		}
		return n
	case *ast.AliasNode:
		delete(b.idle, a.Value.GetToken().Value)
		if n := b.anchors[a.Value.GetToken().Value]; n != nil {
			return n
		}
		b.fault(b.at(a.GetToken()), phrase.New("yaml.star"))
	case *ast.TagNode:
		return b.tag(a)
	case *ast.LiteralNode:
		at := b.at(a.GetToken())
		return &node{kind: String, text: a.Value.Value, pos: at, endLine: b.src.within(at.line + strings.Count(a.Value.GetToken().Origin, "\n"))}
	default:
		return b.scalar(a.GetToken())
	}
	at := b.at(a.GetToken())
	return &node{kind: Null, pos: at, endLine: at.line, unusable: true}
}

func (b *builder) tag(a *ast.TagNode) *node {
	n := &node{kind: Null, pos: b.at(a.GetToken())}
	if a.Value != nil {
		n = b.build(a.Value)
	}
	if a.GetToken().Value != string(token.StringTag) {
		b.fault(b.at(a.GetToken()), phrase.New("yaml.tag"))
		return n
	}
	text := *n
	text.kind, text.plain = String, false
	return &text
}

func (b *builder) scalar(t *token.Token) *node {
	origin := strings.TrimSpace(t.Origin)
	first, _, more := strings.Cut(origin, "\n")
	at, end := b.at(t), strings.Count(origin, "\n")
	for i := max(at.line-end, 1); more && isPlain(t) && i <= at.line; i++ { // the lexer may report the end of a multi-line text
		if before, found := strings.CutSuffix(strings.TrimRight(b.src.lines[i-1], " \t"), strings.TrimRight(first, " \t")); found {
			at = pos{b.src, i, utf8.RuneCountInString(before) + 1}
			break
		}
	}
	n := &node{text: t.Value, pos: at, endLine: b.src.within(at.line + end)}
	switch t.Type {
	case token.SingleQuoteType, token.DoubleQuoteType:
		n.kind = String
	case token.ImplicitNullType:
		n.text, n.kind, n.plain = "", Null, true
	default:
		n.kind, n.plain = kindOf(t.Value), true
	}
	return n
}

var number = regexp.MustCompile(`^[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?$`)

// kindOf returns the kind of an unquoted scalar. Only what everybody reads as a
// number is one: 0x1f and 1_000 are texts.
func kindOf(text string) Kind {
	switch text {
	case "true", "True", "TRUE", "false", "False", "FALSE":
		return Bool
	case "null", "Null", "NULL", "~":
		return Null
	}
	if number.MatchString(text) {
		return Number
	}
	return String
}

func (b *builder) mapping(a *ast.MappingNode) *node {
	n := &node{kind: Map, block: !a.IsFlowStyle, pos: b.at(a.GetToken())}
	if n.block && len(a.Values) > 0 {
		n.pos = b.at(a.Values[0].Key.GetToken())
	}
	n.endLine = n.pos.line
	var merged []field
	for _, mv := range a.Values {
		at := b.at(mv.Key.GetToken())
		value := b.build(mv.Value)
		if mv.Key.IsMergeKey() {
			merged = append(merged, b.merge(value, at)...)
			continue
		}
		key, ok := keyText(mv.Key)
		if !ok {
			b.fault(at, phrase.New("yaml.key_word"))
			continue
		}
		if b.belongsToKey(value, at) {
			moved := *value
			moved.pos = at
			value = &moved
		}
		if n.get(key) != nil {
			n.twice = append(n.twice, field{key, at, value})
			continue
		}
		n.fields = append(n.fields, field{key, at, value})
	}
	for _, f := range merged {
		if n.get(f.key) == nil {
			n.fields = append(n.fields, f)
		}
	}
	return n
}

// belongsToKey reports whether a fault of the value is better shown at its key:
// the value is empty or begins on a later line.
func (b *builder) belongsToKey(v *node, key pos) bool {
	if v.kind == Null && v.plain && v.text == "" {
		return true
	}
	return v.block && v.pos.src == key.src && v.pos.line > key.line
}

// merge returns the fields that << merges in.
func (b *builder) merge(v *node, at pos) []field {
	switch v.kind {
	case Map:
		return v.fields
	case List:
		var all []field
		for _, one := range v.items {
			all = append(all, b.merge(one, at)...)
		}
		return all
	}
	b.fault(at, phrase.New("yaml.merge"))
	return nil
}

func keyText(k ast.MapKeyNode) (string, bool) {
	var a ast.Node = k
	if mk, ok := a.(*ast.MappingKeyNode); ok {
		a = mk.Value
	}
	switch a.(type) {
	case *ast.StringNode, *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return a.GetToken().Value, true
	}
	return "", false
}
