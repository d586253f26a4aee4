package pgstore

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/store"
)

// Codes of the server's: a division by zero, and a key that is there already.
const (
	fenced    = "22012"
	duplicate = "23505"
)

// failure is every error of a store: what was to be done, why it failed, and a
// remedy. Kind is of package store or io/fs.
type failure struct {
	*phrase.Phrase
	kind, cause error
}

func (f *failure) Unwrap() []error {
	if f.kind == nil {
		return []error{f.cause}
	}
	return []error{f.kind, f.cause}
}

// LogValue implements slog.LogValuer: who has a lease, and until when at least;
// any other failure is its text.
func (f *failure) LogValue() slog.Value {
	if h, ok := errors.AsType[held](f); ok {
		return slog.GroupValue(slog.String("by", h.owner), slog.Time("until", h.until.UTC()))
	}
	return slog.StringValue(f.Error())
}

// explain wraps err in a failure, once.
func explain(op, shown string, err error) error {
	if _, ok := errors.AsType[*failure](err); ok || err == nil {
		return err
	}
	cure, kind := kindOf(err)
	why := plain(err)
	if kind != nil && kind != fs.ErrNotExist && !errors.Is(err, kind) { // what isn't there is no file
		why = phrase.New("store.cause", kind, why)
	}
	failed := phrase.New(op, shown, why)
	if cure != "" {
		failed = phrase.New("store.cure", failed, phrase.New(cure))
	}
	return &failure{failed, kind, err}
}

// plain returns the part of an error that says why: what the server said, or
// what became of the connection. The rest names addresses that were tried.
func plain(err error) error {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return fmt.Errorf("%s, %s", e.Message, e.Code)
	}
	if e, ok := errors.AsType[*net.OpError](err); ok {
		return e
	}
	if e, ok := errors.AsType[*net.DNSError](err); ok {
		return e
	}
	if e, ok := errors.AsType[*pgconn.ConnectError](err); ok { // such as one of TLS
		return phrase.New("as_is", strings.Join(strings.Fields(e.Unwrap().Error()), " "))
	}
	return err
}

// kindOf returns the code of the remedy, and what an error means.
func kindOf(err error) (cure string, kind error) {
	if errors.Is(err, store.ErrLocked) {
		return "store.stop_or_wait", store.ErrLocked
	}
	e, ok := errors.AsType[*pgconn.PgError](err)
	if !ok {
		return "", nil
	}
	switch {
	case e.Code == "53100":
		return "store.make_room", store.ErrNoSpace
	case e.Code == "25006":
		return "store.other_server", store.ErrReadOnly
	case e.Code == "3D000":
		return "store.make_database", fs.ErrNotExist
	case e.Code == "3F000":
		return "store.make_schema", fs.ErrNotExist
	case e.Code == "42501":
		return "store.grant", fs.ErrPermission
	case strings.HasPrefix(e.Code, "28"):
		return "store.sign_in", fs.ErrPermission
	case e.Code == "XX001", e.Code == "XX002":
		return "", store.ErrDamaged
	}
	return "", nil
}

func isCode(err error, code string) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && e.Code == code
}

// lost reports whether err says nothing of the statement: the connection or the
// server went away, or another transaction was in the way. A transaction may
// count all the same, unless the server says otherwise.
func lost(err error) bool {
	if err == nil || isOne(err, store.ErrFenced, store.ErrClosed, store.ErrUncertain, store.ErrLocked) {
		return false
	}
	e, ok := errors.AsType[*pgconn.PgError](err)
	if !ok {
		return true
	}
	switch e.Code {
	case "57P01", "57P02", "57P03", "57P05", "57014", "53300", "40001", "40P01", "55P03":
		return true
	}
	return strings.HasPrefix(e.Code, "08") || strings.HasPrefix(e.Code, "58") && e.Severity == "FATAL"
}

func isOne(err error, targets ...error) bool {
	for _, t := range targets {
		if errors.Is(err, t) {
			return true
		}
	}
	return false
}
