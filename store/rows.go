package store

import "time"

// Rows with composite keys use a Table whose key is a Key2, a Key3 and so on,
// and whose key codec is the Shape with as many parts:
//
//	var answers = store.Rows("answers", store.Shape2(store.Str[string]{}, store.Num[bot.MemberID]{}), store.JSON[answer]())
//
//	err := answers.Put(state, store.K2(community, member), a)
//
// The bytes are those of AppendString and its siblings, one part after another,
// so that keys sort by their parts, first part first.

// Rows returns the Table of that name, with its codecs.
func Rows[K, V any](name string, key Codec[K], value Codec[V]) *Table[K, V] {
	return &Table[K, V]{place{Name: name}, key, value}
}

// Part encodes one part of a key.
type Part[T any] interface {
	// AppendPart appends the bytes of v to dst.
	AppendPart(dst []byte, v T) []byte
	// TakePart decodes the first part of key; rest is the remainder. It accepts
	// any bytes: invalid ones are an error, never a panic.
	TakePart(key []byte) (v T, rest []byte, err error)
}

// The parts. A Tail is the unescaped rest of the key, and must be the last
// part.
type (
	Str[T ~string]         struct{} // as AppendString writes it
	Num[T ~uint64]         struct{} // as AppendUint64 writes it
	Int[T ~int32 | ~int64] struct{} // as AppendInt64 writes it
	At                     struct{} // as AppendTime writes it
	Tail[T ~string]        struct{}
)

func (Str[T]) AppendPart(dst []byte, v T) []byte        { return AppendString(dst, string(v)) }
func (Num[T]) AppendPart(dst []byte, v T) []byte        { return AppendUint64(dst, uint64(v)) }
func (Int[T]) AppendPart(dst []byte, v T) []byte        { return AppendInt64(dst, int64(v)) }
func (At) AppendPart(dst []byte, v time.Time) []byte    { return AppendTime(dst, v) }
func (Tail[T]) AppendPart(dst []byte, v T) []byte       { return append(dst, v...) }
func (At) TakePart(b []byte) (time.Time, []byte, error) { return TakeTime(b) }
func (Tail[T]) TakePart(b []byte) (T, []byte, error)    { return T(b), nil, nil }

func (Str[T]) TakePart(b []byte) (T, []byte, error) {
	s, rest, err := TakeString(b)
	return T(s), rest, err
}

func (Num[T]) TakePart(b []byte) (T, []byte, error) {
	n, rest, err := TakeUint64(b)
	return T(n), rest, err
}

func (Int[T]) TakePart(b []byte) (T, []byte, error) {
	n, rest, err := TakeInt64(b)
	return T(n), rest, err
}

// Keys of two parts.
type (
	Key2[A, B any] struct {
		A A
		B B
	}
	shape2[A, B any] struct {
		a Part[A]
		b Part[B]
	}
)

// K2 returns the key of these parts.
func K2[A, B any](a A, b B) Key2[A, B] { return Key2[A, B]{a, b} }

// Both combines two parts into one, for keys with more parts than the Shapes
// have.
func Both[A, B any](a Part[A], b Part[B]) Part[Key2[A, B]] { return shape2[A, B]{a, b} }

// Shape2 returns the codec of keys of two parts.
func Shape2[A, B any](a Part[A], b Part[B]) interface {
	Codec[Key2[A, B]]
	// Under returns the prefix of exactly the keys with this first part.
	Under(a A) []byte
} {
	return shape2[A, B]{a, b}
}

func (s shape2[A, B]) Under(a A) []byte { return s.a.AppendPart(make([]byte, 0, keyRoom), a) }

func (s shape2[A, B]) Append(dst []byte, k Key2[A, B]) []byte { return s.AppendPart(dst, k) }

func (s shape2[A, B]) Decode(b []byte) (Key2[A, B], error) { return whole(s.TakePart(b)) }

func (s shape2[A, B]) AppendPart(dst []byte, k Key2[A, B]) []byte {
	return s.b.AppendPart(s.a.AppendPart(dst, k.A), k.B)
}

func (s shape2[A, B]) TakePart(b []byte) (k Key2[A, B], rest []byte, err error) {
	if k.A, rest, err = s.a.TakePart(b); err == nil {
		k.B, rest, err = s.b.TakePart(rest)
	}
	return k, rest, err
}

// Keys of three parts.
type (
	Key3[A, B, C any] struct {
		A A
		B B
		C C
	}
	shape3[A, B, C any] struct {
		shape2[A, B]
		c Part[C]
	}
)

// K3 returns the key of these parts.
func K3[A, B, C any](a A, b B, c C) Key3[A, B, C] { return Key3[A, B, C]{a, b, c} }

// Shape3 returns the codec of keys of three parts.
func Shape3[A, B, C any](a Part[A], b Part[B], c Part[C]) interface {
	Codec[Key3[A, B, C]]
	// Under and Under2 return the prefix of exactly the keys with these first
	// parts.
	Under(a A) []byte
	Under2(a A, b B) []byte
} {
	return shape3[A, B, C]{shape2[A, B]{a, b}, c}
}

func (s shape3[A, B, C]) Under2(a A, b B) []byte {
	return s.shape2.Append(make([]byte, 0, keyRoom), K2(a, b))
}

func (s shape3[A, B, C]) Append(dst []byte, k Key3[A, B, C]) []byte {
	return s.c.AppendPart(s.shape2.Append(dst, K2(k.A, k.B)), k.C)
}

func (s shape3[A, B, C]) Decode(b []byte) (Key3[A, B, C], error) { return whole(s.take(b)) }

func (s shape3[A, B, C]) take(b []byte) (k Key3[A, B, C], rest []byte, err error) {
	ab, rest, err := s.shape2.TakePart(b)
	if err == nil {
		k.C, rest, err = s.c.TakePart(rest)
	}
	k.A, k.B = ab.A, ab.B
	return k, rest, err
}

// Keys of four parts.
type (
	Key4[A, B, C, D any] struct {
		A A
		B B
		C C
		D D
	}
	shape4[A, B, C, D any] struct {
		shape3[A, B, C]
		d Part[D]
	}
)

// K4 returns the key of these parts.
func K4[A, B, C, D any](a A, b B, c C, d D) Key4[A, B, C, D] { return Key4[A, B, C, D]{a, b, c, d} }

// Shape4 returns the codec of keys of four parts.
func Shape4[A, B, C, D any](a Part[A], b Part[B], c Part[C], d Part[D]) interface {
	Codec[Key4[A, B, C, D]]
	// Under, Under2 and Under3 return the prefix of exactly the keys with these first
	// parts.
	Under(a A) []byte
	Under2(a A, b B) []byte
	Under3(a A, b B, c C) []byte
} {
	return shape4[A, B, C, D]{shape3[A, B, C]{shape2[A, B]{a, b}, c}, d}
}

func (s shape4[A, B, C, D]) Under3(a A, b B, c C) []byte {
	return s.shape3.Append(make([]byte, 0, keyRoom), K3(a, b, c))
}

func (s shape4[A, B, C, D]) Append(dst []byte, k Key4[A, B, C, D]) []byte {
	return s.d.AppendPart(s.shape3.Append(dst, K3(k.A, k.B, k.C)), k.D)
}

func (s shape4[A, B, C, D]) Decode(b []byte) (Key4[A, B, C, D], error) {
	abc, rest, err := s.shape3.take(b)
	k := Key4[A, B, C, D]{A: abc.A, B: abc.B, C: abc.C}
	if err == nil {
		k.D, rest, err = s.d.TakePart(rest)
	}
	return whole(k, rest, err)
}
