package bot

import (
	"encoding/json"
	"fmt"
)

func (Say) kind() string         { return "say" }
func (Edit) kind() string        { return "edit" }
func (Delete) kind() string      { return "delete" }
func (React) kind() string       { return "react" }
func (Ack) kind() string         { return "ack" }
func (Complete) kind() string    { return "complete" }
func (Examine) kind() string     { return "examine" }
func (Lookup) kind() string      { return "lookup" }
func (Role) kind() string        { return "role" }
func (Tag) kind() string         { return "tag" }
func (Mute) kind() string        { return "mute" }
func (Kick) kind() string        { return "kick" }
func (Ban) kind() string         { return "ban" }
func (Pin) kind() string         { return "pin" }
func (Slow) kind() string        { return "slow" }
func (Permissions) kind() string { return "permissions" }
func (Lock) kind() string        { return "lock" }

// EffectKind is the effect's name in logs and in the store.
func EffectKind(e Effect) string { return e.kind() }

// EncodeEffect writes an effect for the store; DecodeEffect reads it.
func EncodeEffect(e Effect) ([]byte, error) {
	body, err := json.Marshal(e)
	if err != nil {
		return nil, fmt.Errorf("encode effect: %w", err)
	}
	return json.Marshal(envelope{Kind: e.kind(), Body: body})
}

type envelope struct {
	Kind string          `json:"kind"`
	Body json.RawMessage `json:"body"`
}

// DecodeEffect reads what EncodeEffect wrote.
func DecodeEffect(b []byte) (Effect, error) {
	var env envelope
	if err := json.Unmarshal(b, &env); err != nil {
		return nil, fmt.Errorf("decode effect: %w", err)
	}
	switch env.Kind {
	case "say":
		return decodeAs[Say](env.Body)
	case "edit":
		return decodeAs[Edit](env.Body)
	case "delete":
		return decodeAs[Delete](env.Body)
	case "react":
		return decodeAs[React](env.Body)
	case "ack":
		return decodeAs[Ack](env.Body)
	case "complete":
		return decodeAs[Complete](env.Body)
	case "lookup":
		return decodeAs[Lookup](env.Body)
	case "examine":
		return decodeAs[Examine](env.Body)
	case "role":
		return decodeAs[Role](env.Body)
	case "tag":
		return decodeAs[Tag](env.Body)
	case "mute":
		return decodeAs[Mute](env.Body)
	case "kick":
		return decodeAs[Kick](env.Body)
	case "ban":
		return decodeAs[Ban](env.Body)
	case "pin":
		return decodeAs[Pin](env.Body)
	case "slow":
		return decodeAs[Slow](env.Body)
	case "permissions":
		return decodeAs[Permissions](env.Body)
	case "lock":
		return decodeAs[Lock](env.Body)
	}
	return nil, fmt.Errorf("decode effect: no kind %q", env.Kind)
}

func decodeAs[E Effect](b []byte) (Effect, error) {
	var e E
	if err := json.Unmarshal(b, &e); err != nil {
		return nil, fmt.Errorf("decode effect: %w", err)
	}
	return e, nil
}
