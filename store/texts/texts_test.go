package texts_test

import (
	"context"
	"testing"

	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/memory"
	"github.com/stewardbot/steward/store/storetest"
	"github.com/stewardbot/steward/store/texts"
)

func TestTexts(t *testing.T) {
	s := memory.New()
	defer s.Close()
	storetest.Texts(t, texts.NewTable("community").In(s.View, func(_ context.Context, fn func(store.Tx) error) error { return s.Update(fn) }))
}

// TestStale: what is wrong is said.
func TestStale(t *testing.T) {
	for want, err := range map[string]*texts.StaleError{
		"tea is in the store already":                       {ID: "tea", Version: 2},
		"tea is not in the store any more":                  {ID: "tea", Want: 2},
		"tea has version 3 by now, not 2; look at it again": {ID: "tea", Version: 3, Want: 2},
	} {
		if err.Error() != want {
			t.Errorf("%+v: %s", *err, err)
		}
	}
}
