package faketelegram

import (
	"bytes"
	"encoding/json"
	"hash/fnv"
	"net/http"
	"strings"
)

// looseWriter responds like a third-party server that speaks the Bot API: some numbers are strings,
// some fields are null, and errors have no code.
type looseWriter struct{ http.ResponseWriter }

// Unwrap gives access to the connection, so that it can be cut.
func (w looseWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// Write must get the whole response at once.
func (w looseWriter) Write(b []byte) (int, error) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var o map[string]any
	if !json.Valid(b) || d.Decode(&o) != nil {
		return w.ResponseWriter.Write(b)
	}
	delete(o, "error_code")
	if _, err := w.ResponseWriter.Write(encode(loosen("", o))); err != nil {
		return 0, err
	}
	return len(b), nil
}

func loosen(name string, v any) any {
	switch v := v.(type) {
	case map[string]any:
		for key := range v {
			v[key] = loosen(key, v[key])
		}
		if v["message_id"] != nil {
			v["via_bot"] = nil
		}
	case []any:
		for i := range v {
			v[i] = loosen(name, v[i])
		}
	case json.Number:
		if h := fnv.New32a(); strings.HasSuffix(name, "id") || strings.HasSuffix(name, "date") || name == "retry_after" || name == "length" {
			h.Write([]byte(name + string(v))) //nolint:errcheck // never fails
			if h.Sum32()%2 == 0 {
				return string(v)
			}
		}
	}
	return v
}
