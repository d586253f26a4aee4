package config

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"

	"github.com/stewardbot/steward/bot/phrase"
)

// Kind is what stands in the file, before anybody says what should stand there.
type Kind int

const (
	Null   Kind = iota // nothing, or null, or ~
	Bool               // true or false, without quotes
	Number             // a number without quotes
	String             // any other text
	List
	Map
)

// node is a value in the file. Nodes are built once by parse and never change after environment variables are put in; an
// alias shares the node it names.
type node struct {
	kind      Kind
	text      string         // of a scalar, quotes and escapes resolved
	plain     bool           // written without quotes, or taken from the environment
	block     bool           // a collection that begins on the line after its key
	private   bool           // its text must not appear in a message
	platforms bool           // it stands below platforms
	vars      []string       // the variables that it names
	fromEnv   bool           // a variable was put in, so quotes say nothing about its type
	missing   string         // the variable that has no value
	badEnv    *phrase.Phrase // what is wrong with a ${ in it
	unusable  bool           // what is wrong with it is said elsewhere
	pos       pos
	endLine   int
	size      int // how many nodes there are below and with it, aliases counted each time
	depth     int // how many levels there are below and with it
	items     []*node
	fields    []field
	twice     []field // keys that stand a second time; they are not among fields
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

// got says in plain words what stands there, for "wants a list, got ...".
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

// named shows a text that a message is about, unless it is private.
func (n *node) named() any {
	if n.private {
		return phrase.New("config.by_variable")
	}
	return quoted(n.text)
}

// shorten keeps a message to one readable line.
func shorten(s string) string {
	s = tokenShape.ReplaceAllString(s, hidden)
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

// Node is a value as it stands in the file, given to types that read themselves with UnmarshalNode(Node) error.
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

// Kind says what stands there.
func (n Node) Kind() Kind { return n.n.kind }

// Text returns the text of a scalar with quotes resolved and environment variables put in, "" for lists and maps. It may be a
// secret: use Errorf without it.
func (n Node) Text() string {
	if n.n.kind == List || n.n.kind == Map || n.n.kind == Null {
		return ""
	}
	return n.n.text
}

// Items returns the items of a list, none for anything else.
func (n Node) Items() []Node {
	items := make([]Node, len(n.n.items))
	for i, v := range n.n.items {
		items[i] = Node{v, item(n.path, i), n.l}
	}
	return items
}

// Fields returns the entries of a map in the file's order, none for anything else.
func (n Node) Fields() []Field {
	fields := make([]Field, len(n.n.fields))
	for i, f := range n.n.fields {
		fields[i] = Field{f.key, Node{f.value, child(n.path, f.key), n.l}}
	}
	return fields
}

// Get returns the value of a key in a map and whether it is there.
func (n Node) Get(key string) (Node, bool) {
	if v := n.n.get(key); v != nil {
		return Node{v, child(n.path, key), n.l}, true
	}
	return Node{}, false
}

// Decode reads the value into v, a pointer, as strictly as the loader itself. Faults are reported where they stand; the error
// then only says that there were some, and may be returned from UnmarshalNode as it is.
func (n Node) Decode(v any) error {
	target := reflect.ValueOf(v)
	before := len(n.l.findings)
	n.l.value(n.n, n.path, n.l.shapes.of(target.Type().Elem()), limits{}, target.Elem())
	if len(n.l.findings) > before {
		return errReported
	}
	return nil
}

// errReported stands for faults that are already in the list.
var errReported = errors.New("the value has faults that are already reported")

// Errorf returns a fault that stands at this value. Several may be joined with errors.Join. The message says what is wrong and
// what to do, without a full stop and without the path.
func (n Node) Errorf(format string, args ...any) error {
	return &nodeError{n, phrase.New("as_is", fmt.Sprintf(format, args...))}
}

type nodeError struct {
	at      Node
	message *phrase.Phrase
}

func (e *nodeError) Error() string { return e.message.Error() }
