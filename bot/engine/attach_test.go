package engine_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
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

// rows counts a table's rows.
func rows(t *testing.T, s store.Store, table string) (n int) {
	t.Helper()
	err := s.View(func(r store.Reader) error {
		return r.Scan(table, nil, nil, false, 0, func(_, _ []byte) (bool, error) {
			n++
			return true, nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// file creates a file in a temporary directory.
func file(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// showing posts a picture in each place for every message.
func showing(a bot.Attachment, places ...bot.Place) script {
	return onMessages(func(t *bot.Turn) {
		for _, p := range places {
			t.Do(bot.Say{Place: p, Picture: a})
		}
	})
}

// kept is a platform that is down at first and later keeps what it is sent.
type kept struct {
	*desk
	away bool
	sent []string // name: content
}

func newKept() *kept {
	k := &kept{desk: newDesk()}
	k.perform = func(_ int, d bot.Delivery) (bot.Outcome, error) {
		k.mu.Lock()
		defer k.mu.Unlock()
		if k.away {
			return bot.Outcome{}, &bot.DeliveryError{Code: bot.CodeRetry, Reason: "nobody is there"}
		}
		k.sent = append(k.sent, bot.AttachmentOf(d.Effect).Name+": "+string(d.Content))
		return bot.Outcome{}, nil
	}
	return k
}

func (k *kept) setAway(away bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.away = away
}

// TestPicturesAreKept checks that a post goes out to each place with the file content from when
// it was decided, whatever happens to the file, even across a restart. The content is stored once
// and removed with the last line that needs it.
func TestPicturesAreKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, k := memory.New(), newKept()
		path := file(t, "tea.png", "green")
		f := showing(bot.PictureAt(path), "test:room", "test:room/5")
		k.setAway(true)
		r := open(t, s, k.desk, f)
		r.submit(t, message(1, "x"))
		time.Sleep(time.Minute)
		if b, l := rows(t, s, "blobs"), rows(t, s, "blob_refs"); b != 1 || l != 2 {
			t.Fatalf("%d blobs, %d lines with them", b, l)
		}
		if traces := everything(t, s, path); len(traces) > 0 {
			t.Errorf("the path is kept: %s", traces)
		}
		r.stop()
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		r = open(t, s, k.desk, f)
		k.setAway(false)
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		if want := []string{"tea.png: green", "tea.png: green"}; !slices.Equal(k.sent, want) {
			t.Errorf("sent %q, want %q", k.sent, want)
		}
		if b, l := rows(t, s, "blobs"), rows(t, s, "blob_refs"); b != 0 || l != 0 {
			t.Errorf("afterwards %d blobs, %d lines with them", b, l)
		}
	})
}

// TestPicturesGoWithTheirLines checks that stored pictures are removed with their lines,
// including lines dropped by hand, unless another line needs the same content.
func TestPicturesGoWithTheirLines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, k := memory.New(), newKept()
		k.setAway(true)
		a, b := file(t, "a.png", "green"), file(t, "b.png", "green")
		r := open(t, s, k.desk, onMessages(func(t *bot.Turn) {
			t.Do(bot.Say{Place: "test:room", Picture: bot.PictureAt(a)})
			t.Do(bot.Say{Place: "test:room", Picture: bot.PictureAt(b)})
		}))
		r.submit(t, message(1, "x"))
		time.Sleep(time.Minute)
		if n := rows(t, s, "blobs"); n != 1 {
			t.Errorf("the same content is kept %d times", n)
		}
		if err := r.DropLine(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
		if n := rows(t, s, "blobs"); n != 1 {
			t.Errorf("%d blobs while a line waits", n)
		}
		r.stop()
		if err := engine.DropLineOffline(s, 2); err != nil {
			t.Fatal(err)
		}
		if n, l := rows(t, s, "blobs"), rows(t, s, "blob_refs"); n != 0 || l != 0 {
			t.Errorf("%d blobs, %d lines with them when none waits", n, l)
		}
	})
}

// TestPicturesOfFailedTurns checks that pictures of failed turns aren't kept.
func TestPicturesOfFailedTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, k := memory.New(), newKept()
		path := file(t, "a.png", "green")
		r := open(t, s, k.desk, script(func(t *bot.Turn) error {
			if t.Event.Kind != bot.KindMessage {
				return nil
			}
			t.Do(bot.Say{Place: "test:room", Picture: bot.PictureAt(path)})
			if t.Event.Message.Text == "fail" {
				return errors.New("it fails")
			}
			return nil
		}))
		r.submit(t, message(1, "fail"))
		if n := rows(t, s, "blobs"); n != 0 {
			t.Errorf("%d blobs of a turn that failed", n)
		}
		k.setAway(true)
		r.submit(t, message(2, "fail"), message(3, "x")) // in one commit
		if n := rows(t, s, "blobs"); n != 1 {
			t.Errorf("%d blobs of one that did not", n)
		}
	})
}

// TestPicturesThatCannotBeRead: errors show the file's name, not its path. A file that exists by
// the time the post goes out is read then.
func TestPicturesThatCannotBeRead(t *testing.T) {
	huge := file(t, "huge.png", "")
	if err := os.Truncate(huge, 11<<20); err != nil {
		t.Fatal(err)
	}
	late := filepath.Join(t.TempDir(), "late.png")
	for name, c := range map[string]struct {
		path   string
		status bot.Status
		reason string
	}{
		"missing":  {filepath.Join(t.TempDir(), "missing.png"), bot.Refused, `there is no picture "missing.png"`},
		"a folder": {t.TempDir(), bot.Refused, "can't be read"},
		"too huge": {huge, bot.Refused, `"huge.png" has 11 MB`},
		"late":     {late, bot.Done, ""},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, k := memory.New(), newKept()
				r := open(t, s, k.desk, script(func(t *bot.Turn) error {
					if t.Event.Kind == bot.KindMessage {
						t.Do(bot.Say{Place: "test:room", Picture: bot.PictureAt(c.path)})
						if c.path == late {
							return os.WriteFile(late, []byte("x"), 0o600)
						}
					}
					return nil
				}))
				r.submit(t, message(1, "x"))
				time.Sleep(time.Minute)
				act := actOf(t, s, 1)
				if act.Status != c.status || !strings.Contains(act.Reason.String(), c.reason) || strings.Contains(act.Reason.String(), filepath.Dir(c.path)) {
					t.Errorf("%s: %s", act.Status, act.Reason)
				}
			})
		})
	}
}

// actOf returns the state of a line.
func actOf(t *testing.T, s store.Store, ref bot.Ref) (act engine.Act) {
	t.Helper()
	err := s.View(func(r store.Reader) error {
		_, acts, _, err := engine.Explain(r, "test:room/m1", time.Now())
		for _, a := range acts {
			if a.Ref == ref {
				act = a
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return act
}

// TestDrawings checks that each retry draws from the stored version and data. A drawing that
// fails is refused with the reason, and nothing else is affected.
func TestDrawings(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, k := memory.New(), newKept()
		drawn := 0
		with := func(o *engine.Options) {
			o.Drawers = map[string]bot.Drawer{
				"card": func(version int, data []byte) ([]byte, error) {
					drawn++
					return fmt.Appendf(nil, "card %d %s %d", version, data, drawn), nil
				},
				"broken": func(int, []byte) ([]byte, error) { return nil, errors.New("no such colour") },
				"panic":  func(int, []byte) ([]byte, error) { panic("out of paint") },
				"huge":   func(int, []byte) ([]byte, error) { return make([]byte, bot.MaxAttachment+1), nil },
			}
		}
		kinds := []string{"card", "broken", "panic", "huge", "unknown"}
		f := onMessages(func(t *bot.Turn) {
			for _, kind := range kinds {
				t.Do(bot.Say{Place: "test:room", Picture: bot.Attachment{Drawing: &bot.Drawing{Kind: kind, Version: 3, Data: []byte(`{"level":5}`)}}})
			}
		})
		k.setAway(true)
		r := open(t, s, k.desk, f, with)
		r.submit(t, message(1, "x"))
		time.Sleep(time.Second)
		r.stop()
		before := drawn
		k.setAway(false)
		open(t, s, k.desk, f, with)
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		if want := []string{fmt.Sprintf(`picture.png: card 3 {"level":5} %d`, before+1)}; before == 0 || !slices.Equal(k.sent, want) {
			t.Errorf("sent %q, want %q", k.sent, want)
		}
		for i, reason := range []string{"", "no such colour", "out of paint", "bytes", "nobody draws"} {
			act := actOf(t, s, bot.Ref(i+1))
			if refused := act.Status == bot.Refused; refused != (reason != "") || !strings.Contains(act.Reason.String(), reason) {
				t.Errorf("%s: %s, %s", kinds[i], act.Status, act.Reason)
			}
		}
	})
}

// TestPicturesInWords: if a picture can't be drawn or the platform refuses it, its text is sent
// once, on the same line.
func TestPicturesInWords(t *testing.T) {
	for name, c := range map[string]struct {
		kind    string
		refused int // refusals before one is accepted
		want    []string
	}{
		"shown":           {kind: "card", want: []string{"rank.png: drawn below"}},
		"can't be drawn":  {kind: "broken", want: []string{"below\nLevel 5"}},
		"nobody draws it": {kind: "unknown", want: []string{"below\nLevel 5"}},
		"refused":         {kind: "card", refused: 1, want: []string{"below\nLevel 5"}},
		"words, too":      {kind: "card", refused: 9},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := newDesk()
				var said []string
				d.perform = func(_ int, del bot.Delivery) (bot.Outcome, error) {
					if c.refused--; c.refused >= 0 {
						return bot.Outcome{}, &bot.DeliveryError{Code: bot.CodeRefused, Reason: "not enough rights"}
					}
					s := del.Effect.(bot.Say)
					text := s.Text
					if s.Picture.Drawing != nil {
						text = s.Picture.Name + ": " + string(del.Content) + " " + text
					}
					said = append(said, text)
					return bot.Outcome{Status: bot.Done, Receipt: bot.Receipt{Messages: []string{"1"}}}, nil
				}
				s := memory.New()
				r := open(t, s, d, onMessages(func(t *bot.Turn) {
					t.Do(bot.Say{Place: "test:room", Text: "below", Picture: bot.Attachment{
						Drawing: &bot.Drawing{Kind: c.kind, Version: 1}, Name: "rank.png", Alt: "Level 5",
					}})
				}), func(o *engine.Options) {
					o.Drawers = map[string]bot.Drawer{
						"card":   func(int, []byte) ([]byte, error) { return []byte("drawn"), nil },
						"broken": func(int, []byte) ([]byte, error) { return nil, errors.New("no such colour") },
					}
				})
				r.submit(t, message(1, "x"))
				time.Sleep(time.Minute)
				synctest.Wait()
				if !slices.Equal(said, c.want) {
					t.Errorf("said %q, want %q", said, c.want)
				}
				want := map[bool]bot.Status{true: bot.Done, false: bot.Refused}[len(c.want) > 0]
				if act := actOf(t, s, 1); act.Status != want {
					t.Errorf("%s: %s", act.Status, act.Reason)
				}
			})
		})
	}
}

// TestDrawingsOfWhoIsForgotten checks that drawings of a forgotten person aren't sent.
func TestDrawingsOfWhoIsForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, k := memory.New(), newKept()
		k.setAway(true)
		r := open(t, s, k.desk, script(func(t *bot.Turn) error {
			switch {
			case t.Event.Kind != bot.KindMessage:
			case t.Event.Message.Text == "forget":
				return t.Forget(&bot.Forgotten{Member: 77, Accounts: []bot.UserID{"test:770077"}, Names: []string{"Ann Lee"}})
			default:
				data := fmt.Appendf(nil, `{"name":%q}`, t.Event.Message.Text)
				t.Do(bot.Say{Place: "test:room", Picture: bot.Attachment{Drawing: &bot.Drawing{Kind: "card", Version: 1, Data: data}}})
			}
			return nil
		}), func(o *engine.Options) {
			o.Drawers = map[string]bot.Drawer{"card": func(int, []byte) ([]byte, error) { return []byte("x"), nil }}
		})
		r.submit(t, message(1, "Ann Lee"), message(2, "Bob"), message(3, "forget"))
		time.Sleep(time.Minute)
		if n := rows(t, s, "outbox"); n != 1 || len(everything(t, s, `{"name":"Ann Lee"}`)) > 0 {
			t.Errorf("%d lines wait, want Bob's alone", n)
		}
	})
}

// TestPicturesOfEarlierLines: lines from earlier versions hold a file name, which is read on
// delivery.
func TestPicturesOfEarlierLines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, k := memory.New(), newKept()
		row := fmt.Sprintf(`{"ref":7,"community":"tea","event":"e","created":%q,"effect":{"kind":"say","body":{"place":"test:room","text":"","picture":%q}}}`,
			time.Now().Format(time.RFC3339), file(t, "old.png", "black"))
		err := s.Update(func(tx store.Tx) error { return tx.Put("outbox", store.AppendUint64(nil, 7), []byte(row)) })
		if err != nil {
			t.Fatal(err)
		}
		open(t, s, k.desk, script(func(*bot.Turn) error { return nil }))
		time.Sleep(time.Minute)
		synctest.Wait()
		if want := []string{"old.png: black"}; !slices.Equal(k.sent, want) {
			t.Errorf("sent %q, want %q", k.sent, want)
		}
	})
}
