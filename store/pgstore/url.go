package pgstore

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/stewardbot/steward/store"
)

func init() { store.Register(backend{}, "postgres", "postgresql") }

// backend implements store.SharedBackend.
type backend struct{}

func (b backend) Open(url string, opts store.Options) (store.Store, error) {
	s, err := Open(context.Background(), url, Options{Options: opts})
	if err != nil {
		return nil, err
	}
	return s, nil
}

func (backend) Await(ctx context.Context, url string, opts store.Options, held func(error)) (store.Store, error) {
	s, err := Await(ctx, url, Options{Options: opts}, held)
	if err != nil {
		return nil, err
	}
	return s, nil
}

// Await is Open that waits as long as another process has the store open for
// writing: see store.SharedBackend.
func Await(ctx context.Context, url string, opts Options, told func(error)) (*Store, error) {
	var last string
	for {
		s, err := Open(ctx, url, opts)
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
			return nil, explain("store.open", store.Shown(url), ctx.Err())
		}
	}
}
