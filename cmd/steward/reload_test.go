package main

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stewardbot/steward/adapters/telegram/faketelegram"
	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/cmd/steward/wire"
)

// TestReloadsAreTold: the modlog reports once what a reload changed, or why it was rejected,
// without secrets and without repeats after another reload or a restart.
func TestReloadsAreTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		t.Setenv("DAILY", "7")
		w := newWired(t, faketelegram.Options{}, "")
		b, err := os.ReadFile(w.path)
		if err != nil {
			t.Fatal(err)
		}
		first := string(b) + fmt.Sprintf("    places: {modlog: [\"telegram:%d\"]}\n", w.group.ID)
		file, _ := config.Load(w.path, wire.Sections(), config.Options{RequireEnv: true})
		r := &reloader{in: w.in, path: w.path, began: file, read: file}
		told := func(text string, want ...string) {
			t.Helper()
			if err := os.WriteFile(w.path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			before := len(w.sent(w.group))
			r.reload(t.Context())
			time.Sleep(time.Minute) // because of the platform's rate limits
			synctest.Wait()
			w.told(before, want...)
		}
		told(first, fmt.Sprintf("+ places.modlog: [telegram:%d]", w.group.ID))
		told(first)
		told(first+"    check_in: {amount: nine}\n", "the one before stays in force:", "steward.yaml:10:24: communities[0].check_in.amount: wants a whole number")
		told(first + "    check_in: {amount: nine}\n")
		told(first+"    check_in: {amount: nine}\n    rules: 7\n", "communities[0].check_in.amount", "communities[0].rules")
		told(first, "has no faults any more")
		told("store: [\n"+first, "steward.yaml:", "stays in force")
		told(first+"    check_in: {amount: \"${DAILY}\"}\n", "+ check_in.amount\n")
		told(strings.ReplaceAll(first, w.tg.Token(), "4243:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0"),
			"platforms.telegram.token: changed", "- check_in.amount", "at the next start")
		told(first, "platforms.telegram.token: changed")
		before := len(w.sent(w.group))
		w.stop()
		w.start()
		time.Sleep(time.Minute)
		synctest.Wait()
		w.told(before)
		for _, text := range w.sent(w.group) {
			if strings.Contains(text, w.tg.Token()) || strings.Contains(text, "AAHdq") || strings.Contains(text, "amount: 7") {
				t.Errorf("a secret is told: %s", text)
			}
		}
	})
}

// told checks what was sent to the group since then: nothing, or one text that contains all of
// want.
func (w *wired) told(since int, want ...string) {
	w.t.Helper()
	texts := w.sent(w.group)[since:]
	if len(want) == 0 {
		if len(texts) > 0 {
			w.t.Errorf("told again: %q", texts)
		}
		return
	}
	if len(texts) != 1 {
		w.t.Errorf("told %q, want one text with %q", texts, want)
		return
	}
	plain := strings.NewReplacer("\u2068", "", "\u2069", "").Replace(texts[0]) + "\n"
	for _, part := range want {
		if !strings.Contains(plain, part) {
			w.t.Errorf("told %q, want %q in it", texts[0], part)
		}
	}
}
