package bank

import (
	"errors"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"github.com/stewardbot/steward/bot/textfile"
)

// parseYAML returns the body of the only document; nil if there is none, or a
// fault was told.
func (r *reader) parseYAML(text string) ast.Node {
	tokens := lexer.Tokenize(text)
	if t := textfile.TooDeep(tokens); t != nil {
		r.fault(t.Position.Line, t.Position.Column, "config.deep", textfile.MaxDepth)
		return nil
	}
	file, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		r.syntax(err)
		return nil
	}
	var body ast.Node
	for _, doc := range file.Docs {
		if doc.Body == nil {
			continue
		}
		if body != nil {
			r.at(doc.Body, "bank.second_document")
			return nil
		}
		body = doc.Body
	}
	return body
}

func (r *reader) syntax(err error) {
	line, col, said := 1, 1, ""
	var at yaml.Error
	if errors.As(err, &at) && at.GetToken() != nil && at.GetToken().Position != nil {
		line, col, said = at.GetToken().Position.Line, at.GetToken().Position.Column, at.GetMessage()
	}
	r.fault(line, col, "bank.not_yaml", textfile.YAMLFault(said))
}

func (r *reader) at(n ast.Node, code string, args ...any) {
	line, col := placeOf(n)
	r.fault(line, col, code, args...)
}

func placeOf(n ast.Node) (line, col int) {
	if t := n.GetToken(); t != nil && t.Position != nil {
		return t.Position.Line, t.Position.Column
	}
	return 1, 1
}

// leaveSince makes the faults that were found since there were so many those of a
// question; false if there are none.
func (r *reader) leaveSince(before int) bool {
	found := r.faults[before:]
	r.left, r.faults = append(r.left, found...), r.faults[:before]
	return len(found) > 0
}

func (r *reader) yaml(text string) {
	body := r.parseYAML(text)
	if body == nil {
		r.redByEntry(text)
		return
	}
	known := []string{"title", "source", "questions"}
	if list, ok := body.(*ast.SequenceNode); ok && (len(list.Values) == 0 || slices.ContainsFunc(list.Values, func(v ast.Node) bool { _, ok := entriesOf(v); return ok })) {
		r.questions(body)
		return
	}
	entries, _ := entriesOf(body)
	if slices.ContainsFunc(entries, isRed) && !slices.ContainsFunc(entries, func(e *ast.MappingValueNode) bool { return slices.Contains(known, textOf(e.Key)) }) {
		r.red(entries)
		return
	}
	r.fields(body, known, func(key string, v ast.Node) {
		switch key {
		case "title":
			r.bank.Title = strings.TrimSpace(r.text(v))
		case "source":
			r.bank.Source = strings.TrimSpace(r.text(v))
		default:
			r.questions(v)
		}
	})
}

// fields gives each entry of a mapping to fn, and tells of keys that are unknown
// or stand twice.
func (r *reader) fields(n ast.Node, known []string, fn func(key string, v ast.Node)) {
	var seen []string
	entries, ok := entriesOf(n)
	if !ok {
		r.at(n, "bank.not_group", strings.Join(known, ", "))
		return
	}
	for _, e := range entries {
		key := textOf(e.Key)
		switch {
		case !slices.Contains(known, key):
			r.at(e.Key, "bank.unknown_key", key, strings.Join(known, ", "))
			continue
		case slices.Contains(seen, key):
			r.at(e.Key, "bank.repeated_key", key)
			continue
		}
		seen = append(seen, key)
		if e.Value == nil {
			r.at(e.Key, "bank.empty_key", key)
			continue
		}
		fn(key, e.Value)
	}
}

func entriesOf(n ast.Node) ([]*ast.MappingValueNode, bool) {
	switch n := n.(type) {
	case *ast.MappingNode:
		return n.Values, true
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}, true
	}
	return nil, false
}

func (r *reader) questions(n ast.Node) {
	list, ok := n.(*ast.SequenceNode)
	if !ok {
		r.at(n, "bank.not_list")
		return
	}
	for _, v := range list.Values {
		before := len(r.faults)
		var q Question
		r.fields(v, []string{"question", "choices", "answer", "explanation", "tags"}, func(key string, v ast.Node) {
			switch key {
			case "question":
				q.Text = r.text(v)
			case "explanation":
				q.Explanation = r.text(v)
			case "choices":
				q.Choices = r.list(v)
			case "answer":
				q.Answers = r.list(v)
			default:
				q.Tags = r.list(v)
			}
		})
		if r.leaveSince(before) {
			continue
		}
		if entries, _ := entriesOf(v); len(entries) > 0 {
			v = entries[0].Key // a mapping's own place is its first colon
		}
		line, col := placeOf(v)
		r.add(line, col, q)
	}
}

// list reads a list of texts; one alone stands for a list of it.
func (r *reader) list(n ast.Node) (list []string) {
	seq, ok := n.(*ast.SequenceNode)
	if !ok {
		return []string{r.text(n)}
	}
	for _, v := range seq.Values {
		list = append(list, r.text(v))
	}
	return list
}

// text reads a scalar as it is written, be it a number or a yes.
func (r *reader) text(n ast.Node) string {
	_, ok := n.(ast.ScalarNode)
	switch n.(type) {
	case *ast.AliasNode, *ast.AnchorNode, *ast.TagNode:
		ok = false
	}
	if !ok {
		r.at(n, "bank.not_text")
		return ""
	}
	return textOf(n)
}

func textOf(n ast.Node) string {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value
	case *ast.LiteralNode:
		return n.Value.Value
	case *ast.NullNode:
		if n.Token.Type == token.ImplicitNullType {
			return ""
		}
	}
	if n == nil || n.GetToken() == nil {
		return ""
	}
	return n.GetToken().Value
}
