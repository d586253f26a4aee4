package cluster

import (
	"context"
	"errors"
	"strconv"
)

// Transport carries packets between processes. It may lose, repeat and forget
// anything, but must not reorder what one sender appends to one partition, one
// call after another. It is safe for concurrent use.
type Transport interface {
	// Append adds a packet to the stream of a partition and returns once the
	// server has it.
	Append(ctx context.Context, part int, packet []byte) error
	// Follow calls fn for the packets of a partition, in order, from the one
	// after a position on. If the stream is another than the position's, it
	// begins at its beginning. As soon as it follows, it calls fn once without a
	// packet. It returns fn's error, or why it can't go on, or ctx's error.
	Follow(ctx context.Context, part int, after Position, fn func(Position, []byte) error) error
	// Ask returns the answer of whoever answers for a subject; ErrNobody if
	// nobody does, and so nobody has seen the request.
	Ask(ctx context.Context, subject string, request []byte) ([]byte, error)
	// Answer has fn answer the requests for a subject, each in a goroutine of its
	// own, until stop. The ctx ends with stop.
	Answer(subject string, fn func(ctx context.Context, request []byte) []byte) (stop func(), err error)
	// Tell sends a note to all who listen now.
	Tell(subject string, note []byte) error
	// Listen calls fn for the notes on a subject, one after another, until stop.
	Listen(subject string, fn func(note []byte)) (stop func(), err error)
	// Largest is the size of the largest packet or request, in bytes.
	Largest() int
}

// Position is a place in a stream.
type Position struct {
	// Stream identifies the stream, such as by when it was made; empty: the
	// beginning of any. Those of later streams sort after it, unless a clock was
	// set back.
	Stream string `json:"stream,omitempty"`
	Seq    uint64 `json:"seq,omitempty"`
}

func (p Position) after(q Position) bool {
	return p.Stream > q.Stream || p.Stream == q.Stream && p.Seq > q.Seq
}

// Errors of a Transport.
var (
	ErrNobody   = errors.New("nobody answers")
	ErrTooLarge = errors.New("larger than the transport takes")
)

// The subjects.
const (
	subjectUp  = "st.up"  // note: what a gateway is connected to
	subjectWho = "st.who" // note: gateways are to tell at once
)

func subjectDone(source string) string { return "st.done." + token(source) }

func subjectEvent(part int) string { return "st.ev." + strconv.Itoa(part) }

func subjectPass(part int) string { return "st.pass." + strconv.Itoa(part) }

func subjectDo(source string, session int64) string {
	return "st.do." + token(source) + "." + strconv.FormatInt(session, 10)
}

// token is a source's name as a part of a subject.
func token(source string) string {
	b := []byte(source)
	for i, c := range b {
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-') {
			b[i] = '_'
		}
	}
	return string(b)
}
