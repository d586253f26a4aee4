package main

import (
	"bytes"
	"fmt"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"go.etcd.io/bbolt"

	"github.com/stewardbot/steward/adapters/telegram/faketelegram"
	"github.com/stewardbot/steward/store"
)

// traces returns the rows of a store file that contain one of the texts.
func traces(t *testing.T, path string, texts ...string) (rows []string) {
	t.Helper()
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var walk func(name string, b *bbolt.Bucket) error
	walk = func(name string, b *bbolt.Bucket) error {
		return b.ForEach(func(k, v []byte) error {
			if v == nil {
				return walk(name+"/"+string(k), b.Bucket(k))
			}
			for _, text := range texts {
				if bytes.Contains(k, []byte(text)) || bytes.Contains(v, []byte(text)) {
					rows = append(rows, fmt.Sprintf("%s %q: %s", name, k, v))
				}
			}
			return nil
		})
	}
	err = db.View(func(tx *bbolt.Tx) error {
		return tx.ForEach(func(name []byte, b *bbolt.Bucket) error { return walk(string(name), b) })
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

const forgetConfig = `    moderators: [telegram:8]
    check_in: {amount: 5}
    levels: [{at: 0, name: New}, {at: 5, name: Regular, tag: Regular}]
    replies: {level_up: {from: 1, merge: 1m}, check_in: public}
    welcome: {text: "Welcome, {name}.", delete_after: 0s}
    rules: [{name: adverts, when: {words: casino}, then: [delete, warn], say: "Not here, {name}."}]
`

// TestNothingIsLeftOfWhoIsForgotten uses a word in every possible way, forgets the person who
// said it, and searches everything stored. The names are unique.
func TestNothingIsLeftOfWhoIsForgotten(t *testing.T) {
	for _, way := range []string{"by herself", "by the operator", "while nothing runs"} {
		t.Run(way, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				const word, name, handle = "plughword", "Xanthippe", "zwiebelkuchen"
				ann := faketelegram.User{ID: 770077, FirstName: name, Username: handle}
				bob, mo := person(9, "Bob"), person(8, "Mo")
				w := newWired(t, faketelegram.Options{}, forgetConfig, ann, bob, mo)
				defer w.stop()
				private := w.tg.Private(ann)
				wait := func() { time.Sleep(2 * time.Minute); synctest.Wait() }
				early := w.tg.Say(bob, w.group, "I speak a lot")
				for range 600 { // more than one batch scans
					w.tg.Say(bob, w.group, "a lot")
				}
				wait()
				hello := w.tg.Say(ann, w.group, "hello "+word)
				w.tg.Edit(hello, "hello again "+word)
				w.tg.Say(bob, w.group, "I see", faketelegram.ReplyTo(hello))
				w.tg.Say(bob, w.group, "hi @"+handle)
				w.tg.Say(ann, w.group, "签到")
				w.tg.React(ann, hello, "👍")
				w.tg.React(bob, hello, "👍")
				w.tg.Say(ann, private, "a secret "+word)
				w.tg.Say(ann, private, "/points")
				w.tg.Say(ann, w.group, "/checkin "+word)
				wait()
				w.tg.Say(bob, w.group, "/top")
				w.tg.Say(ann, w.group, "casino "+word) // case 1, undone below
				wait()
				w.tg.Say(mo, w.group, "/undo 1")
				w.tg.Say(mo, w.group, "/warn telegram:770077 for that") // case 2, undone too
				wait()
				w.tg.Say(mo, w.group, "/undo")
				w.tg.Say(ann, w.group, "/report "+word, faketelegram.ReplyTo(early))
				w.tg.Say(ann, private, "/mydata")
				wait()
				file := w.in.store.(store.Copier).Path()
				switch way {
				case "by herself":
					w.tg.Say(ann, private, "/forgetme")
					wait()
					sent := w.tg.Sent(private)
					w.tg.Press(ann, sent[len(sent)-1], "Delete my data")
					wait()
				case "by the operator":
					if err := w.in.forget(t.Context(), act{Community: "tea", Member: "telegram:770077"}); err != nil {
						t.Fatal(err)
					}
					wait()
				}
				copied := filepath.Join(t.TempDir(), "copy.db")
				if way != "while nothing runs" {
					w.earned() // verifies the ledger
					if err := backUp(w.in.store, copied); err != nil {
						t.Fatal(err)
					}
				}
				w.stop()
				if way == "while nothing runs" {
					if len(traces(t, file, word)) < 5 || len(traces(t, file, name)) < 5 || len(traces(t, file, handle)) < 3 {
						t.Fatal("hardly anything was kept in the first place")
					}
					var out, errs bytes.Buffer
					if status := execute(t.Context(), []string{"forget", "-c", w.path, "--community", "tea", "telegram:770077"}, &out, &errs); status != 0 {
						t.Fatalf("forget: %s", &errs)
					}
					copied = file
				}
				for _, path := range []string{file, copied} {
					for _, row := range traces(t, path, word, name) {
						t.Error(row)
					}
				}
			})
		})
	}
}
