package setup

import (
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"github.com/stewardbot/steward/bot/phrase"
)

// The edits of a configuration by init: each inserts one thing where it belongs
// and leaves every other character as it is. An unfamiliar layout is an error,
// and left to the operator.

var errNotEditable = phrase.New("init.not_editable")

// withPlatform sets a platform up.
func withPlatform(text string, e platformLine) (string, error) {
	root, err := rootOf(text)
	if err != nil {
		return "", err
	}
	return withField(text, valueOf(root, "platforms"), "", e.Name, e.Value)
}

// withSpaces adds spaces to a community.
func withSpaces(text, community string, spaces []string) (string, error) {
	for _, s := range spaces {
		com, err := communityIn(text, community)
		if err != nil {
			return "", err
		}
		list, there := field(com, "spaces")
		switch {
		case !there:
			text, err = withField(text, com, "id", "spaces", "["+strconv.Quote(s)+"]")
		default:
			text, err = withItem(text, list, strconv.Quote(s))
		}
		if err != nil {
			return "", err
		}
	}
	return text, nil
}

// withPlace gives a place of a community a new name.
func withPlace(text, community, name, place string) (string, error) {
	com, err := communityIn(text, community)
	if err != nil {
		return "", err
	}
	value := "[" + strconv.Quote(place) + "]"
	if places, there := field(com, "places"); there {
		return withField(text, places.Value, "", name, value)
	}
	return withField(text, com, "spaces", "places", "{"+name+": "+value+"}")
}

func rootOf(text string) (root ast.Node, err error) {
	defer func() {
		if recover() != nil { // the library's, at a text that it can't read
			err = errNotEditable
		}
	}()
	f, err := parser.ParseBytes([]byte(text), 0)
	if err != nil || len(f.Docs) != 1 {
		return nil, errNotEditable
	}
	return f.Docs[0].Body, nil
}

func communityIn(text, id string) (ast.Node, error) {
	root, err := rootOf(text)
	if err != nil {
		return nil, err
	}
	list, ok := valueOf(root, "communities").(*ast.SequenceNode)
	if !ok {
		return nil, errNotEditable
	}
	for _, com := range list.Values {
		if v := valueOf(com, "id"); v != nil && v.GetToken().Value == id {
			return com, nil
		}
	}
	return nil, errNotEditable
}

// fields returns the entries of a map.
func fields(n ast.Node) []*ast.MappingValueNode {
	switch n := n.(type) {
	case *ast.MappingNode:
		return n.Values
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}
	}
	return nil
}

func field(n ast.Node, key string) (*ast.MappingValueNode, bool) {
	for _, f := range fields(n) {
		if f.Key.GetToken().Value == key {
			return f, true
		}
	}
	return nil, false
}

func valueOf(n ast.Node, key string) ast.Node {
	if f, ok := field(n, key); ok {
		return f.Value
	}
	return nil
}

// withField adds a field to a map: within its braces, or on a line of its own
// before the named field, or before the first one on its own line.
func withField(text string, n ast.Node, before, key, value string) (string, error) {
	if m, ok := n.(*ast.MappingNode); ok && m.IsFlowStyle {
		return insertInto(text, m.End, len(m.Values) > 0, key+": "+value)
	}
	list := fields(n)
	if f, ok := field(n, before); ok {
		list = append([]*ast.MappingValueNode{f}, list...)
	}
	for _, f := range list {
		at := f.Key.GetToken().Position
		line, indent, ok := lineOf(text, at.Line)
		if ok && strings.TrimSpace(text[line:line+len(indent)]) == "" && len([]rune(indent)) == at.Column-1 {
			return text[:line] + indent + key + ": " + value + "\n" + text[line:], nil
		}
	}
	return "", errNotEditable
}

// withItem puts an item into the list that is a field's value.
func withItem(text string, f *ast.MappingValueNode, item string) (string, error) {
	switch v := f.Value.(type) {
	case *ast.SequenceNode:
		if v.IsFlowStyle {
			return insertInto(text, v.End, len(v.Values) > 0, item)
		}
		line, indent, ok := lineOf(text, v.Start.Position.Line)
		if !ok {
			return "", errNotEditable
		}
		return text[:line] + indent + "- " + item + "\n" + text[line:], nil
	case *ast.NullNode:
		at := offset(text, f.Start.Position) // of the colon
		if at < 0 || at >= len(text) || text[at] != ':' {
			return "", errNotEditable
		}
		return text[:at+1] + " [" + item + "]" + text[at+1:], nil
	}
	return "", errNotEditable
}

// insertInto puts something before the bracket or brace that ends a list or map.
func insertInto(text string, end *token.Token, more bool, what string) (string, error) {
	at := offset(text, end.Position)
	if at < 0 || at >= len(text) || text[at] != ']' && text[at] != '}' {
		return "", errNotEditable
	}
	if more {
		what = ", " + what
	}
	return text[:at] + what + text[at:], nil
}

// lineOf returns where a line begins, counted from 1, and its indentation.
func lineOf(text string, n int) (start int, indent string, ok bool) {
	for ; n > 1; n-- {
		i := strings.IndexByte(text[start:], '\n')
		if i < 0 {
			return 0, "", false
		}
		start += i + 1
	}
	rest := text[start:]
	return start, rest[:len(rest)-len(strings.TrimLeft(rest, " "))], true
}

// offset returns the byte offset of a position; -1 if there is none. Columns
// count characters.
func offset(text string, p *token.Position) int {
	start, _, ok := lineOf(text, p.Line)
	if !ok {
		return -1
	}
	column := 1
	for i := range text[start:] {
		if column == p.Column {
			return start + i
		}
		column++
	}
	return -1
}
