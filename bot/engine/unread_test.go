package engine_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/memory"
)

// TestDamagedRowsStopNoStart: unreadable rows are logged and kept, readable ones are processed
// once, and unreadable lines can be listed and dropped.
func TestDamagedRowsStopNoStart(t *testing.T) {
	line := func(ref int, text string) string {
		return fmt.Sprintf(`{"ref":%d,"community":"tea","event":"e","created":%q,"effect":{"kind":"say","body":{"place":"test:room","text":%q}}}`,
			ref, time.Now().Format(time.RFC3339), text)
	}
	number := func(n uint64) string { return string(store.AppendUint64(nil, n)) }
	synctest.Test(t, func(t *testing.T) {
		hour := string(binary.BigEndian.AppendUint32(nil, uint32(time.Now().Unix()/3600)))
		s := memory.New()
		damaged := []struct{ table, key, value string }{
			{"outbox", "odd", line(6, "under an odd key")},
			{"outbox", number(7), "garbage"},
			{"outbox", number(8), line(3, "under another line's key")},
			{"outbox", number(9), "null"},
			{"outbox", number(10) + "x", line(10, "under a key that is too long")},
			{"outbox", number(12), `{"ref":12,"effect":{"kind":"teleport","body":{}}}`},
			{"timers", "odd", "garbage"},
			{"timers", "\x00", "garbage"},
			{"standing", "test:room", "garbage"},
			{"standing", "test:other", `{"admins":[1]}`},
			{"seen", hour + "short", "12345"},
			{"seen", hour + "message", string(make([]byte, 16)) + "test:room\x00\x02m9"},
			{"messages", "test:room\x00\x02m9", "\xff"},
		}
		if err := s.Update(func(tx store.Tx) error {
			for _, d := range damaged {
				if err := tx.Put(d.table, []byte(d.key), []byte(d.value)); err != nil {
					return err
				}
			}
			return tx.Put("outbox", []byte(number(11)), []byte(line(11, "the one that is whole")))
		}); err != nil {
			t.Fatal(err)
		}
		d := newDesk()
		var log bytes.Buffer
		begin := func() running {
			log.Reset()
			return open(t, s, d, script(func(t *bot.Turn) error {
				switch t.Event.Kind {
				case bot.KindMessage:
					t.Do(bot.Say{Place: "test:room", Text: "heard"})
					return t.SetTimer("alarm", t.Now().Add(10*time.Second), nil)
				case bot.KindTick:
					t.Do(bot.Say{Place: "test:room", Text: "rang"})
				}
				return nil
			}), func(opt *engine.Options) { opt.Log = slog.New(slog.NewTextHandler(&log, nil)) })
		}
		r := begin()
		r.submit(t, message(1, "x"))
		time.Sleep(time.Minute)
		r.stop()
		for _, row := range damaged {
			want := fmt.Sprintf("table=%s key=%x ", row.table, row.key)
			if row.table == "seen" && strings.HasSuffix(row.key, "message") {
				continue // this one is readable, but refers to one that isn't
			}
			if n := strings.Count(log.String(), want); n != 1 {
				t.Errorf("warned %d times of %s", n, want)
			}
		}
		if n := strings.Count(log.String(), "level=WARN"); n != len(damaged)-1 || !strings.Contains(log.String(), `remove="steward outbox drop 7"`) {
			t.Errorf("%d warnings:\n%s", n, log.String())
		}

		r = begin()
		time.Sleep(time.Minute)
		var said []string
		for _, a := range d.acts {
			said = append(said, a.text())
		}
		if slices.Sort(said); !slices.Equal(said, []string{"heard", "rang", "the one that is whole"}) {
			t.Errorf("said after two starts: %q", said)
		}
		for _, ref := range []bot.Ref{7, 8, 9, 12} {
			if err := r.DropLine(t.Context(), ref); err != nil {
				t.Errorf("drop %d: %v", ref, err)
			}
		}
		if err := r.DropLine(t.Context(), 7); err == nil || err.Error() != "no line 7 is waiting" {
			t.Errorf("drop 7 once more: %v", err)
		}
		r.stop()
		var left []string
		must(t, s.View(func(reader store.Reader) error {
			return engine.Outbox(reader, func(a engine.Act) error {
				left = append(left, a.Reason.String())
				return nil
			})
		}))
		want := []string{"the row under key 000000000000000a78 can't be read: it holds line 10", "the row under key 6f6464 can't be read: it holds line 6"}
		if !slices.EqualFunc(left, want, strings.HasPrefix) {
			t.Errorf("the list has %q, want %q", left, want)
		}
	})
}

// TestManyDamagedRows: a table full of damaged rows doesn't flood the log.
func TestManyDamagedRows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := memory.New()
		must(t, s.Update(func(tx store.Tx) error {
			for i := range 500 {
				if err := tx.Put("standing", fmt.Appendf(nil, "test:%d", i), []byte("x")); err != nil {
					return err
				}
			}
			return nil
		}))
		var log bytes.Buffer
		open(t, s, newDesk(), script(func(*bot.Turn) error { return nil }), func(opt *engine.Options) { opt.Log = slog.New(slog.NewTextHandler(&log, nil)) }).stop()
		if n := strings.Count(log.String(), "table=standing"); n != 11 || !strings.Contains(log.String(), "more rows of the table can't be read") {
			t.Errorf("%d warnings:\n%s", n, log.String())
		}
	})
}

// TestNumbersAreNotGuessed: the engine refuses to start if the number of the last line, which
// identifies lines to the platforms, can't be read.
func TestNumbersAreNotGuessed(t *testing.T) {
	for _, key := range []string{"ref", "journal"} {
		for _, value := range []string{"", "1234567", "123456789"} {
			s := memory.New()
			must(t, s.Update(func(tx store.Tx) error { return tx.Put("engine", []byte(key), []byte(value)) }))
			_, err := engine.New(engine.Options{Store: s, Directory: nil, Text: func(_, key string, _ bot.Args) string { return key }, Config: engine.Config{Communities: []*bot.Community{community()}}})
			if err == nil || !strings.Contains(err.Error(), "table engine, key "+key) || !strings.Contains(err.Error(), "steward restore") {
				t.Errorf("%s is %q: %v", key, value, err)
			}
		}
	}
}
