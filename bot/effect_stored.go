package bot

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// stored describes how a kind of effect is stored: the format's version, from
// 1, and how to decode the body of every version.
type stored struct {
	version int
	read    func(version int, body []byte) (Effect, error)
}

var effects = map[string]stored{}

// declare registers an effect type with the store. Its format is the type's
// JSON. When that changes incompatibly, older converts each earlier version to
// the next, starting with version 1.
func declare[E Effect](older ...func(body []byte) ([]byte, error)) bool {
	read := func(version int, body []byte) (Effect, error) {
		var e E
		for _, upgrade := range older[version-1:] {
			var err error
			if body, err = upgrade(body); err != nil {
				return nil, err
			}
		}
		err := json.Unmarshal(body, &e)
		return e, err
	}
	var e E
	effects[e.kind()] = stored{len(older) + 1, read}
	return true
}

// EffectKinds returns the names of all effects, sorted.
func EffectKinds() []string { return slices.Sorted(maps.Keys(effects)) }

type envelope struct {
	Kind    string          `json:"kind"`
	Version int             `json:"version,omitempty"` // 0 means 1
	Body    json.RawMessage `json:"body"`
}

// EncodeEffect encodes an effect for the store.
func EncodeEffect(e Effect) ([]byte, error) {
	s, ok := effects[e.kind()]
	if !ok {
		return nil, fmt.Errorf("encode effect: %q is not declared", e.kind())
	}
	body, err := json.Marshal(e)
	if err != nil {
		return nil, fmt.Errorf("encode effect: %w", err)
	}
	env := envelope{Kind: e.kind(), Body: body}
	if s.version > 1 {
		env.Version = s.version
	}
	return json.Marshal(env)
}

// DecodeEffect decodes what EncodeEffect wrote. It fails on an unknown kind or
// version.
func DecodeEffect(b []byte) (Effect, error) {
	var env envelope
	if err := json.Unmarshal(b, &env); err != nil {
		return nil, fmt.Errorf("decode effect: %w", err)
	}
	s, ok := effects[env.Kind]
	version := max(env.Version, 1)
	if !ok || version > s.version {
		return nil, fmt.Errorf("decode effect: no kind %q of version %d", env.Kind, version)
	}
	e, err := s.read(version, env.Body)
	if err != nil {
		return nil, fmt.Errorf("decode effect: %w", err)
	}
	return e, nil
}
