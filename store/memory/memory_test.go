package memory_test

import (
	"testing"

	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/memory"
	"github.com/stewardbot/steward/store/storetest"
)

func TestStore(t *testing.T) {
	storetest.Run(t, func(*testing.T) store.Store { return memory.New() })
}
