package program_test

import (
	"context"
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/stewardbot/steward/store/pgstore/pgtest"
)

// lifetime is how long a world may live.
func lifetime() time.Duration {
	d := time.Duration(300+*kills*10) * time.Second
	if *postgres || *clusters { // a lease has to end after each kill
		d *= 3
	}
	return d
}

// lease is the lease of a store in a database.
type lease struct {
	url string
	db  *pgx.Conn
}

func newLease(t *testing.T) *lease {
	l := &lease{url: pgtest.Start(t).URL(t)}
	var err error
	if l.db, err = pgx.Connect(t.Context(), l.url); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.db.Close(context.Background()) })
	return l
}

// owner returns who has the store open, and "" if nobody has; so it is as well before the first start.
func (l *lease) owner(ctx context.Context) (owner string) {
	_ = l.db.QueryRow(ctx, "select owner from lease where until >= clock_timestamp()").Scan(&owner)
	return owner
}

func (l *lease) awaitFree(ctx context.Context, t *testing.T) {
	for l.owner(ctx) != "" {
		if pause(ctx, 20*time.Millisecond); ctx.Err() != nil {
			t.Fatal("the lease does not end")
		}
	}
}

// awaitOwner waits until a process has the store open.
func (c *crash) awaitOwner(ctx context.Context, p *running) {
	for !strings.HasSuffix(c.lease.owner(ctx), fmt.Sprintf(" process %d", p.cmd.Process.Pid)) {
		if pause(ctx, 20*time.Millisecond); ctx.Err() != nil {
			c.t.Fatalf("a process does not take over\n%s", c.lastLog())
		}
	}
}

// overtake stops a process until another has taken over, and lets it go on: it must notice, and end by
// itself. It returns the other.
func (c *crash) overtake(ctx context.Context, first *running) *running {
	c.awaitOwner(ctx, first)
	second := c.launch(ctx, nil)
	_ = first.cmd.Process.Signal(syscall.SIGSTOP)
	c.awaitOwner(ctx, second)
	pause(ctx, 300*time.Millisecond)
	_ = first.cmd.Process.Signal(syscall.SIGCONT)
	select {
	case <-first.ended:
	case <-time.After(30 * time.Second):
		c.t.Fatalf("a process whose store was taken over goes on\n%s", c.lastLog())
	}
	pause(ctx, 200*time.Millisecond)
	return second
}
