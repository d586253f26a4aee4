package clustertest_test

import (
	"testing"

	"github.com/stewardbot/steward/bot/cluster/clustertest"
)

func TestContract(t *testing.T) {
	wire := clustertest.New()
	clustertest.Contract(t, wire, wire.Wipe)
}
