package loosely

// Field parses a value of the expected shape and ignores any other, so that one
// odd field doesn't lose the rest of the object.
type Field[T any] struct {
	There bool // and not null
	Value T
}

// UnmarshalJSON never fails.
func (f *Field[T]) UnmarshalJSON(b []byte) error {
	if f.There = string(b) != "null"; f.There {
		_ = Parse(b, &f.Value)
	}
	return nil
}
