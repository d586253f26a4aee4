package config

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"

	"github.com/stewardbot/steward/bot/phrase"
)

// Kind is the kind of value in the file, whatever is expected there.
type Kind int

const (
	Null   Kind = iota // nothing, or null, or ~
	Bool               // true or false, without quotes
	Number             // a number without quotes
	String             // any other text
	List
	Map
)

// node is a value in the file. Nodes are built once by parse and do not change
// after environment variables are substituted; an alias shares the node it
// names.
type node struct {
	kind      Kind
	text      string         // of a scalar, quotes and escapes resolved
	plain     bool           // written without quotes, or from the environment
	block     bool           // a collection that begins on the line after its key
	private   bool           // must not appear in a message
	platforms bool           // is below platforms
	secret    bool           // a secret by the type of its key, elsewhere
	vars      []string       // variables it names
	fromEnv   bool           // contains a variable, so quotes don't determine its type
	missing   string         // a variable without a value
	badEnv    *phrase.Phrase // a syntax error in ${...}
	unusable  bool           // its fault is reported elsewhere
	pos       pos
	endLine   int
	size      int // number of nodes in it, itself included, aliases counted each time
	depth     int // number of levels in it, its own included
	items     []*node
	fields    []field
	twice     []field // duplicate keys; not in fields
}

// field is an entry of a map.
type field struct {
	key    string
	keyPos pos
	value  *node
}

func (n *node) get(key string) *node {
	for _, f := range n.fields {
		if f.key == key {
			return f.value
		}
	}
	return nil
}

// got describes the value in plain words, for "wants a list, got ...".
func (n *node) got() any {
	switch n.kind {
	case Null:
		return phrase.New("config.nothing")
	case Bool:
		if n.private {
			return phrase.New("config.true_or_false")
		}
		return n.text
	case List:
		return phrase.New("config.a_list")
	case Map:
		return phrase.New("config.a_group")
	case Number:
		if n.private {
			return phrase.New("config.a_number")
		}
		return phrase.New("config.the_number", shorten(n.text))
	}
	if n.private {
		return phrase.New("config.hidden_text")
	}
	return phrase.New("config.the_text", quoted(n.text))
}

// named returns a text for use in a message, hidden if private.
func (n *node) named() any {
	if n.private {
		return phrase.New("config.by_variable")
	}
	return quoted(n.text)
}

// shorten makes a text fit on one readable line.
func shorten(s string) string {
	s = withoutLogin(tokenShape.ReplaceAllString(s, hidden))
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

func quoted(s string) string { return strconv.Quote(shorten(s)) }

// child returns the path of a key in the map at path.
func child(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// item returns the path of an item of the list at path.
func item(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

// Node is a value in the file, for types with UnmarshalNode(Node) error.
type Node struct {
	n    *node
	path string
	l    *loader
}

// Field is an entry of a map in the file.
type Field struct {
	Key   string
	Value Node
}

// Kind returns the kind of the value.
func (n Node) Kind() Kind { return n.n.kind }

// Text returns the text of a scalar with quotes and environment variables
// resolved, "" for lists and maps. It may be a secret: don't pass it to Errorf.
func (n Node) Text() string {
	if n.n.kind == List || n.n.kind == Map || n.n.kind == Null {
		return ""
	}
	return n.n.text
}

// Items returns the items of a list; none for anything else.
func (n Node) Items() []Node {
	items := make([]Node, len(n.n.items))
	for i, v := range n.n.items {
		items[i] = Node{v, item(n.path, i), n.l}
	}
	return items
}

// Fields returns the entries of a map in file order; none for anything else.
func (n Node) Fields() []Field {
	fields := make([]Field, len(n.n.fields))
	for i, f := range n.n.fields {
		fields[i] = Field{f.key, Node{f.value, child(n.path, f.key), n.l}}
	}
	return fields
}

// Get returns the value of a key in a map and whether it is present.
func (n Node) Get(key string) (Node, bool) {
	if v := n.n.get(key); v != nil {
		return Node{v, child(n.path, key), n.l}, true
	}
	return Node{}, false
}

// Decode decodes the value into v, a pointer, as strictly as the loader. Faults
// are reported at their positions; the error only says that there were some,
// and may be returned from UnmarshalNode unchanged.
func (n Node) Decode(v any) error {
	target := reflect.ValueOf(v)
	before := len(n.l.findings)
	n.l.value(n.n, n.path, n.l.shapes.of(target.Type().Elem()), limits{}, target.Elem())
	if len(n.l.findings) > before {
		return errReported
	}
	return nil
}

// errReported stands for faults that are already reported.
var errReported = errors.New("the value has faults that are already reported")

// Errorf returns a fault at this value. Several can be joined with errors.Join.
// The message says what is wrong and what to do, without a full stop and
// without the path.
func (n Node) Errorf(format string, args ...any) error {
	return &nodeError{n, phrase.New("as_is", fmt.Sprintf(format, args...))}
}

type nodeError struct {
	at      Node
	message *phrase.Phrase
}

func (e *nodeError) Error() string { return e.message.Error() }
