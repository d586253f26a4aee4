package pgstore

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/store"
)

func init() { store.Register(backend{}, "postgres", "postgresql") }

// backend implements store.SharedBackend.
type backend struct{}

func (b backend) Open(at string, opts store.Options) (store.Store, error) {
	s, err := Open(context.Background(), at, Options{Options: opts})
	if err != nil {
		return nil, err
	}
	return s, nil
}

func (backend) Await(ctx context.Context, at string, opts store.Options, held func(error)) (store.Store, error) {
	s, err := Await(ctx, at, Options{Options: opts}, held)
	if err != nil {
		return nil, err
	}
	return s, nil
}

// Valid implements store.SharedBackend.
func (backend) Valid(at string) error {
	rest, _, err := partition(at)
	if err == nil {
		_, err = parse(rest)
	}
	if errors.Is(err, fs.ErrNotExist) { // such as a certificate that another machine has
		return nil
	}
	return err
}

// Await is Open that waits as long as another process has the store open for
// writing: see store.SharedBackend.
func Await(ctx context.Context, at string, opts Options, told func(error)) (*Store, error) {
	var last string
	for {
		s, err := Open(ctx, at, opts)
		if err == nil || !errors.Is(err, store.ErrLocked) && (last == "" || !lost(err)) {
			return s, err
		}
		if h, ok := errors.AsType[held](err); ok && h.owner != last {
			last = h.owner
			told(err)
		}
		select {
		case <-time.After(cmp.Or(opts.Lease, defaultLease) / 4):
		case <-ctx.Done():
			return nil, explain("store.open", store.Shown(at), ctx.Err())
		}
	}
}

// partitionKey names the partition in a URL.
const partitionKey = "partition"

// partition returns a URL without the number of the partition that it names.
func partition(at string) (rest string, part int, err error) {
	u, err := url.Parse(at)
	if err != nil || !u.Query().Has(partitionKey) {
		return at, 0, nil // connecting says what is wrong with it
	}
	values := u.Query()
	number := values.Get(partitionKey)
	part, err = strconv.Atoi(number)
	if err != nil || checkPart(part) != nil {
		return "", 0, phrase.New("store.bad_partition", number)
	}
	values.Del(partitionKey)
	u.RawQuery = values.Encode()
	return u.String(), part, nil
}

// parse reads a URL. The error tells no password.
func parse(at string) (*pgxpool.Config, error) {
	cfg, err := pgxpool.ParseConfig(at)
	if err == nil {
		return cfg, nil
	}
	_, why, named := strings.Cut(err.Error(), "`: ")
	if _, whole := errors.AsType[*url.Error](err); whole || !named { // it would be repeated
		return nil, phrase.New("store.bad_url")
	}
	return nil, phrase.New("store.bad_parameter", &reason{why, err})
}

// reason is the part of an error that says why.
type reason struct {
	why   string
	cause error
}

func (r *reason) Error() string { return r.why }
func (r *reason) Unwrap() error { return r.cause }
