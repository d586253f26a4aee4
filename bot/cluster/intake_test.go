package cluster_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stewardbot/steward/adapters/adaptertest"
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/cluster"
	"github.com/stewardbot/steward/bot/cluster/clustertest"
	"github.com/stewardbot/steward/store/memory"
)

// stuck is a sink that takes nothing, such as while another partition can't be asked.
type stuck struct{ *adaptertest.Sink }

func (stuck) Submit(ctx context.Context, _ bot.Batch) (bot.Wait, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

// TestStuckRequest: an event that comes by request is given up before its gateway
// asks again, else each try would wait beside those before it.
func TestStuckRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		wire := clustertest.New()
		in := cluster.NewIntake(cluster.IntakeOptions{Store: memory.New(), Transport: wire})
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- in.Run(ctx, stuck{adaptertest.NewSink(nil)}) }()
		synctest.Wait()
		soon, stop := context.WithTimeout(t.Context(), 6*time.Second)
		defer stop()
		b, err := wire.Ask(soon, "st.ev.0", []byte(`{"v":1,"source":"test","session":1,"events":[{"id":"1","kind":"press","place":"test:1"}]}`))
		if err != nil || string(b) == "committed" {
			t.Errorf("answer %q, %v", b, err)
		}
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}
