package fakediscord

import (
	"bytes"
	"encoding/json"
	"hash/fnv"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Options.Loose emulates a third-party server that speaks Discord's API: it behaves the same but
// formats its responses differently.

// looseSession is the id of every session.
const looseSession = "always-the-same"

// looseDispatch returns a dispatch's data and sequence number as a loose server sends them.
func looseDispatch(f frame) (json.RawMessage, string) {
	v, ok := decodeAny(f.data)
	o, isObject := v.(map[string]any)
	if !ok || !isObject {
		return f.data, strconv.FormatInt(f.seq, 10)
	}
	switch f.kind {
	case "READY": // sequence 0 and only the required fields
		return encode(map[string]any{"session_id": looseSession, "user": loosen("user", o["user"]), "guilds": guildIDs(o["guilds"]), "v": "9"}), "0"
	case "GUILD_CREATE":
		for _, name := range []string{"roles", "members", "threads"} {
			delete(o, name)
		}
	case "MESSAGE_CREATE", "MESSAGE_UPDATE":
		if odd(f.kind, str(o["id"])) {
			delete(o, "guild_id")
		}
		if f.kind == "MESSAGE_UPDATE" && o["edited_timestamp"] != nil && odd(f.kind, f.kind, str(o["id"])) {
			delete(o, "edited_timestamp")
		}
	}
	number := strconv.FormatInt(f.seq-1, 10)
	if odd("s", number) {
		number = strconv.Quote(number)
	}
	return encode(loosen("", o)), number
}

func guildIDs(list any) (ids []any) {
	guilds, _ := list.([]any)
	for _, g := range guilds {
		if o, ok := g.(map[string]any); ok {
			ids = append(ids, o["id"])
		}
	}
	return ids
}

// looseAnswer returns a response as a loose server sends it: without rate limit headers and error
// codes, and with a body where Discord sends none.
func looseAnswer(c Call, w http.ResponseWriter) answer {
	for name := range w.Header() {
		if strings.HasPrefix(name, "X-Ratelimit-") {
			delete(w.Header(), name)
		}
	}
	a := c.answer
	switch {
	case strings.HasSuffix(c.Route, "/callback") && a.status/100 == 2:
		return answer{status: http.StatusNoContent}
	case a.status == http.StatusNoContent && odd(c.Method, c.Path):
		return answer{status: http.StatusOK, body: []byte("OK")}
	}
	v, ok := decodeAny(a.body)
	if !ok {
		return a
	}
	if o, isObject := v.(map[string]any); isObject {
		switch {
		case a.status == http.StatusUnauthorized:
			a.status, o["code"] = http.StatusBadRequest, 40001
		case a.status == http.StatusBadRequest && odd(c.Path, c.Method): // from a proxy
			return answer{status: a.status, body: []byte("<html>Bad Request</html>")}
		case a.status >= 400:
			o["code"] = a.status
			if odd(c.Method, c.Path) {
				o = map[string]any{"error": o["message"]}
			}
		case c.Route == "/guilds/{guild}":
			delete(o, "roles")
		}
		v = o
	}
	a.body = encode(loosen("", v))
	return a
}

// unsettled reports whether a new message can't be fetched by its id yet; only the first fetch
// fails.
func (s *Server) unsettled(m *Message) bool {
	if !s.opts.Loose || m.settled || s.now().Sub(m.at) > 2*time.Second {
		return false
	}
	m.settled = true
	return true
}

// loosen varies the format of the value of a field, recursively.
func loosen(name string, v any) any {
	switch v := v.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			switch {
			case key == "value" || key == "permission_overwrites": // user content and echoed values stay
			case key == "nonce", v[key] == nil && odd(key, name), key == "member" && v["content"] != nil && odd(key, str(v["id"])):
				delete(v, key)
			default:
				v[key] = loosen(key, v[key])
			}
		}
	case []any:
		for i := range v {
			v[i] = loosen(strings.TrimSuffix(name, "s")+"_id", v[i])
		}
	case string:
		return loosenText(name, v)
	case json.Number:
		if odd(name, string(v)) || name == "public_flags" {
			return string(v)
		}
	case bool:
		if odd(name, strconv.FormatBool(v)) {
			return strconv.FormatBool(v)
		}
	}
	return v
}

func loosenText(name, s string) any {
	whole := len(s) > 0 && strings.Trim(s, "0123456789") == ""
	switch {
	case whole && name == "role_id":
		return map[string]any{"id": s, "name": "a role"}
	case whole && (name == "id" || strings.HasSuffix(name, "_id") || name == "permissions") && odd(name, s):
		return json.Number(s)
	}
	at, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return s
	}
	switch shape(name, s) % 4 {
	case 0:
		return at.UnixMilli()
	case 1:
		return at.Format("2006-01-02 15:04:05.000000")
	case 2:
		return at.Format("2006-01-02T15:04:05.000000-0700")
	}
	return s
}

// shape hashes its arguments, to make choices reproducible.
func shape(parts ...string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(strings.Join(parts, "\x00"))) //nolint:errcheck // never fails
	return h.Sum32()
}

func odd(parts ...string) bool { return shape(parts...)%2 == 1 }

func str(v any) string { s, _ := v.(string); return s }

func decodeAny(b []byte) (v any, ok bool) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	return v, d.Decode(&v) == nil && json.Valid(b)
}
