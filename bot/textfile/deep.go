package textfile

import "github.com/goccy/go-yaml/token"

// MaxDepth is the maximum nesting of lists and maps in a YAML file.
const MaxDepth = 64

// TooDeep returns the token at which YAML exceeds MaxDepth; nil if none. It
// must run before the parser, whose memory use grows with the square of the
// depth.
func TooDeep(tokens token.Tokens) *token.Token {
	flow := 0
	var columns []int // of the open blocks
	for _, t := range tokens {
		switch t.Type {
		case token.MappingValueType, token.SequenceEntryType, token.MappingKeyType, token.TagType, token.AnchorType:
			for len(columns) > 0 && columns[len(columns)-1] >= t.Position.Column {
				columns = columns[:len(columns)-1]
			}
			columns = append(columns, t.Position.Column)
		case token.MappingStartType, token.SequenceStartType:
			flow++
		case token.MappingEndType, token.SequenceEndType:
			flow = max(flow-1, 0)
		}
		if flow > MaxDepth || len(columns) > 4*MaxDepth {
			return t
		}
	}
	return nil
}
