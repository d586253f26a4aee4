package store

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Codec turns a T into bytes and back.
type Codec[T any] interface {
	// Append appends the bytes of v to dst.
	Append(dst []byte, v T) []byte
	// Decode parses the bytes. It must not keep b, and must accept any bytes:
	// invalid ones are an error, never a panic.
	Decode(b []byte) (T, error)
}

// StringKey, Uint64Key, Int64Key and TimeKey are codecs of single-part keys;
// they sort like their values.
type (
	StringKey struct{}
	Uint64Key struct{}
	Int64Key  struct{}
	TimeKey   struct{}
)

func (StringKey) Append(dst []byte, s string) []byte  { return AppendString(dst, s) }
func (StringKey) Decode(b []byte) (string, error)     { return whole(TakeString(b)) }
func (Uint64Key) Append(dst []byte, n uint64) []byte  { return AppendUint64(dst, n) }
func (Uint64Key) Decode(b []byte) (uint64, error)     { return whole(TakeUint64(b)) }
func (Int64Key) Append(dst []byte, n int64) []byte    { return AppendInt64(dst, n) }
func (Int64Key) Decode(b []byte) (int64, error)       { return whole(TakeInt64(b)) }
func (TimeKey) Append(dst []byte, t time.Time) []byte { return AppendTime(dst, t) }
func (TimeKey) Decode(b []byte) (time.Time, error)    { return whole(TakeTime(b)) }

// whole returns an error if a part leaves a remainder.
func whole[T any](v T, rest []byte, err error) (T, error) {
	if err == nil && len(rest) > 0 {
		err = fmt.Errorf("%w: %d bytes too many", errKeyPart, len(rest))
	}
	return v, err
}

// Uvarint is the codec of small numbers.
type Uvarint[T ~uint64] struct{}

func (Uvarint[T]) Append(dst []byte, n T) []byte { return binary.AppendUvarint(dst, uint64(n)) }
func (Uvarint[T]) Decode(b []byte) (T, error) {
	n, size := binary.Uvarint(b)
	if size <= 0 || size != len(b) {
		return 0, errNumber
	}
	return T(n), nil
}

var errNumber = errors.New("not a number")

// Nothing is the codec of tables without values.
type Nothing struct{}

func (Nothing) Append(dst []byte, _ struct{}) []byte { return dst }
func (Nothing) Decode(b []byte) (v struct{}, _ error) {
	if len(b) > 0 {
		return v, errors.New("a value where there is none")
	}
	return v, nil
}

// Record returns the codec of a value that knows how to append itself and is
// read by a function of its package.
func Record[T any](append func(v T, dst []byte) []byte, decode func(b []byte) (T, error)) Codec[T] {
	return record[T]{append, decode}
}

type record[T any] struct {
	append func(v T, dst []byte) []byte
	decode func(b []byte) (T, error)
}

func (r record[T]) Append(dst []byte, v T) []byte { return r.append(v, dst) }
func (r record[T]) Decode(b []byte) (T, error)    { return r.decode(b) }

// Bytes and Text are the codecs of values that are bytes already. They can be a
// whole key, but not a part before another.
type (
	Bytes struct{}
	Text  struct{}
)

func (Bytes) Append(dst []byte, v []byte) []byte { return append(dst, v...) }
func (Bytes) Decode(b []byte) ([]byte, error)    { return append([]byte{}, b...), nil }
func (Text) Append(dst []byte, v string) []byte  { return append(dst, v...) }
func (Text) Decode(b []byte) (string, error)     { return string(b), nil }

// JSON returns a codec for records that are read and written rarely.
// encoding/json must accept every value of T: Append panics otherwise.
func JSON[T any]() Codec[T] { return jsonCodec[T]{} }

type jsonCodec[T any] struct{}

func (jsonCodec[T]) Append(dst []byte, v T) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Errorf("store: encode: %w", err))
	}
	return append(dst, b...)
}

func (jsonCodec[T]) Decode(b []byte) (v T, err error) {
	err = json.Unmarshal(b, &v)
	return v, err
}
