package bot

import (
	"bytes"
	"strings"
	"testing"
)

// wave is an effect whose stored form once had a single hand.
type wave struct {
	Ack
	Hands int `json:"hands"`
}

func (wave) kind() string { return "wave" }

// TestEarlierVersions checks that older stored forms of an effect are read and unknown ones are
// rejected.
func TestEarlierVersions(t *testing.T) {
	t.Cleanup(func() { delete(effects, "wave") })
	declare[wave](
		func(b []byte) ([]byte, error) { return bytes.ReplaceAll(b, []byte("paw"), []byte("hand")), nil },
		func(b []byte) ([]byte, error) { return bytes.ReplaceAll(b, []byte(`"hand"`), []byte(`"hands"`)), nil },
	)
	now, err := EncodeEffect(wave{Hands: 2})
	if err != nil {
		t.Fatal(err)
	}
	for row, ok := range map[string]bool{
		`{"kind":"wave","body":{"paw":2}}`:              true,
		`{"kind":"wave","version":2,"body":{"hand":2}}`: true,
		string(now): true,
		`{"kind":"wave","version":4,"body":{"hands":2}}`: false,
		`{"kind":"bow","body":{}}`:                       false,
		`{"kind":"wave","version":2,"body":{"hand":""}}`: false,
	} {
		e, err := DecodeEffect([]byte(row))
		if (err == nil) != ok {
			t.Errorf("%s: %v", row, err)
		}
		if w, is := e.(wave); ok && (!is || w.Hands != 2) {
			t.Errorf("%s is read as %+v", row, e)
		}
	}
	if !strings.Contains(string(now), `"version":3`) {
		t.Errorf("written as %s", now)
	}
	if _, err := EncodeEffect(undeclared{}); err == nil {
		t.Error("what the store could not read again was written")
	}
}

type undeclared struct{ Ack }

func (undeclared) kind() string { return "undeclared" }
