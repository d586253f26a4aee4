package loosely

// Field is a part of an object of which only what is of the known form is read, so that
// nothing else is lost by it.
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
