package main

import (
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	jsonv1 "github.com/go-json-experiment/json/v1"

	"github.com/stewardbot/steward/bot/phrase"
)

// encode encodes a row of an answer like encoding/json, but with each phrase.Line in the
// client's language.
func encode(lang string, row any) ([]byte, error) {
	return json.Marshal(row, jsonv1.DefaultOptionsV1(), json.WithMarshalers(json.MarshalToFunc(func(to *jsontext.Encoder, l phrase.Line) error {
		return to.WriteToken(jsontext.String(l.In(lang)))
	})))
}
