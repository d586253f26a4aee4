package config

import "encoding/json"

// AsJSON returns a file as JSON, as Load reads it.
func AsJSON(text string) ([]byte, error) {
	root, _, err := parse(newSource("steward.yaml", text))
	if err != nil {
		return nil, err
	}
	return json.Marshal(plainValue(root))
}

func plainValue(n *node) any {
	switch n.kind {
	case Null:
		return nil
	case Bool:
		return n.text == "true"
	case Number:
		return json.Number(n.text)
	case List:
		list := []any{}
		for _, it := range n.items {
			list = append(list, plainValue(it))
		}
		return list
	case Map:
		m := map[string]any{}
		for _, f := range n.fields {
			m[f.key] = plainValue(f.value)
		}
		return m
	}
	return n.text
}
