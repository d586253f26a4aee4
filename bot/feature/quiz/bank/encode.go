package bank

import (
	"fmt"

	"github.com/goccy/go-yaml"
)

// Encode writes a bank as YAML, as Parse reads it.
func Encode(b *Bank) ([]byte, error) {
	out, err := yaml.MarshalWithOptions(b, yaml.IndentSequence(true))
	if err != nil {
		return nil, fmt.Errorf("write a bank: %w", err)
	}
	return out, nil
}
