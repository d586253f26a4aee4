package engine_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/store/memory"
)

// One account that presses hundreds of buttons does not keep others waiting for an
// answer: beyond twenty in ten seconds it gets none, and then again.
func TestPressesOfOneAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ran []string
		d := newDesk()
		r := open(t, memory.New(), d, careless{&ran}, func(o *engine.Options) {
			o.Authorize = func(*bot.Turn, bot.Audience) (bool, error) { return true, nil }
		})
		n := 0
		press := func(who string) {
			n++
			r.submit(t, bot.Event{
				ID: fmt.Sprint("test:room/p", n), Kind: bot.KindPress, At: time.Now(), Place: "test:room",
				User: &bot.User{ID: bot.UserID("test:" + who), Name: who}, Press: &bot.Press{ID: fmt.Sprint(n), Message: "1", Data: "careless:look:x"},
			})
		}
		for range 300 {
			press("mal")
		}
		press("ann")
		if len(ran) != 21 || ran[20] != "ann x" {
			t.Errorf("%d presses did something, the last of them %v; want 20, and ann's", len(ran), ran[max(len(ran)-1, 0):])
		}
		time.Sleep(10 * time.Second)
		press("mal")
		if len(ran) != 22 {
			t.Errorf("ten seconds later %d presses did something, want 22", len(ran))
		}
	})
}
