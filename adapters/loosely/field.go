package loosely

// Field reads a value if it has the expected shape and ignores it otherwise, so that one
// odd field doesn't cost the rest of the object.
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
