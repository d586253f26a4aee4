package bot

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// stored is how a kind of effect is kept: the version of its form, counted from 1,
// and how the body of any version so far is read.
type stored struct {
	version int
	read    func(version int, body []byte) (Effect, error)
}

var effects = map[string]stored{}

// declare makes a type one that the store takes. Its form is the type in JSON. Where
// that no longer reads what was stored, older brings each earlier version, beginning
// with the first, to the next.
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

// EffectKinds are the names of all effects, in order.
func EffectKinds() []string { return slices.Sorted(maps.Keys(effects)) }

type envelope struct {
	Kind    string          `json:"kind"`
	Version int             `json:"version,omitempty"` // 0: the first
	Body    json.RawMessage `json:"body"`
}

// EncodeEffect writes an effect for the store; DecodeEffect reads it.
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

// DecodeEffect reads what EncodeEffect wrote. It fails on a kind or a version that
// is not known.
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
