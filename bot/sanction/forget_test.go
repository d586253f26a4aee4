package sanction_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/sanction"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/memory"
)

// host provides what Forget needs from a turn.
type host struct {
	bot.Host
	tx store.Tx
}

func (h host) State() bot.State { return h.tx }

// TestForget: a closed case keeps what was done and when, but nothing of a ban that could reveal
// its reason; an active case stays complete.
func TestForget(t *testing.T) {
	s, f := memory.New(), sanction.New()
	open := sanction.Case{
		Kind: bot.ActBan, At: noon, Member: 1, User: "test:1", By: "test:mo", Reason: "adverts",
		Sanctions: []sanction.Sanction{{Act: bot.ActBan, Space: "test:room", User: "test:1", State: sanction.Done, Settled: noon, Mark: bot.MarkOf("adverts")}},
	}
	closed := open
	closed.Undone, closed.UndoneBy = noon, "test:mo"
	closed.Sanctions = []sanction.Sanction{open.Sanctions[0], {
		Act: bot.ActUnban, Space: "test:room", User: "test:1", State: sanction.Done, Settled: noon, Mark: bot.MarkOf("undone"),
		Ours: &bot.Ours{Since: noon, Mark: bot.MarkOf("adverts")},
	}}
	err := s.Update(func(tx store.Tx) error {
		for _, c := range []*sanction.Case{&open, &closed} {
			if err := f.Open(tx, "tea", c); err != nil {
				return err
			}
		}
		turn := bot.NewTurn(host{tx: tx}, noon)
		turn.Community = &bot.Community{ID: "tea"}
		return f.Forget(turn, &bot.Forgotten{Member: 1, Accounts: []bot.UserID{"test:1"}})
	})
	if err != nil {
		t.Fatal(err)
	}
	var got []sanction.Case
	err = s.View(func(r store.Reader) error {
		return sanction.Each(r, "tea", func(c sanction.Case) error {
			got = append(got, c)
			return nil
		})
	})
	want := sanction.Case{
		ID: 2, Kind: bot.ActBan, At: noon, Member: 1, By: "test:mo", Undone: noon, UndoneBy: "test:mo",
		Sanctions: []sanction.Sanction{
			{Act: bot.ActBan, Space: "test:room", State: sanction.Done, Settled: noon}, {Act: bot.ActUnban, Space: "test:room", State: sanction.Done, Settled: noon},
		},
	}
	if diff := cmp.Diff([]sanction.Case{open, want}, got); err != nil || diff != "" {
		t.Error(diff, err)
	}
}
