package engine

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/markup"
	"github.com/stewardbot/steward/store"
)

// When a person is forgotten, the engine erases them from what it records: first
// what waits in the outbox, then journal, table of messages and outcomes, a chunk
// a transaction (redact.go says what goes from each row). How far that is stands
// in a row of its own, so that it goes on after a restart; with the last chunk
// the row, which names them, goes too.

// erasing is a person on the way to be forgotten.
type erasing struct {
	bot.Forgotten
	Community string  `json:"community"`
	Before    bot.Ref `json:"before"` // effects of a later time are about something else
	Stage     int     `json:"stage"`
	After     []byte  `json:"after,omitempty"` // the last key that the stage has looked at
}

// eraseChunk is how many rows one transaction looks at.
const eraseChunk = 500

// Pseudonym implements bot.Host.
func (d *decider) Pseudonym(u bot.UserID) []byte {
	mac := hmac.New(sha256.New, d.e.secret)
	fmt.Fprintf(mac, "pseudonym\x00%s\x00%s", d.com.ID, u)
	return mac.Sum(nil)[:16]
}

// Forget implements bot.Host.
func (d *decider) Forget(t *bot.Turn, who *bot.Forgotten) error {
	err := d.each(func(r *bot.Routes) error {
		if r.Forget == nil {
			return nil
		}
		return r.Forget(t, who)
	})
	if err != nil {
		return fmt.Errorf("forget member %d: %w", who.Member, err)
	}
	e := erasing{Forgotten: *who, Community: d.com.ID, Before: bot.Ref(d.nextRef)}
	if err := d.dropHeld(&e); err != nil {
		return err
	}
	for _, u := range who.Accounts {
		if err := shownRows.Delete(d.tx, string(bot.PrivatePlace(u))); err != nil {
			return err
		}
		chosen, err := d.tx.Get(tableChoice, []byte(u))
		if err != nil {
			return err
		}
		if string(chosen) == d.com.ID {
			if err := d.tx.Delete(tableChoice, []byte(u)); err != nil {
				return err
			}
		}
	}
	if d.member != nil && d.member.ID == who.Member {
		d.member = nil
	}
	d.g.after = append(d.g.after, d.e.eraseSoon)
	return erasingRows.Put(d.tx, store.K2(e.Community, who.Member), e)
}

// erasingRows: community, member.
var erasingRows = store.Rows(tableErasing, store.Shape2(store.Str[string]{}, store.Num[bot.MemberID]{}), store.JSON[erasing]())

type erasingKey = store.Key2[string, bot.MemberID]

func (e *Engine) eraseSoon() {
	select {
	case e.eraseWake <- struct{}{}:
	default:
	}
}

// erase goes on with whoever is being forgotten until ctx ends.
func (e *Engine) erase(ctx context.Context) {
	for ctx.Err() == nil {
		wait := time.Duration(0)
		if err := e.Erase(ctx); err != nil && ctx.Err() == nil {
			e.log.Error("a member's traces could not be erased", "err", err)
			wait = pruneEvery
		}
		var again <-chan time.Time
		if wait > 0 {
			again = time.After(wait)
		}
		select {
		case <-e.eraseWake:
		case <-again:
		case <-ctx.Done():
		}
	}
}

// Erase returns when nothing is left of whoever was forgotten before it was
// called.
func (e *Engine) Erase(ctx context.Context) error {
	for more := true; more; {
		err := e.exec(ctx, func(d *decider) (err error) {
			more, err = d.eraseChunk()
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// eraseChunk does one chunk for the first who is to be forgotten; more: something
// is left to do.
func (d *decider) eraseChunk() (more bool, err error) {
	var key erasingKey
	var e erasing
	err = erasingRows.Scan(d.tx, nil, nil, false, 1, func(k erasingKey, v erasing) (bool, error) {
		key, e, more = k, v, true
		return false, nil
	})
	if err != nil || !more {
		return false, err
	}
	stages := []struct {
		table string
		row   func(k, v []byte) error
	}{
		{tableOutbox, d.redactLine(&e)},
		{tableJournal, d.redactEvent(&e)},
		{tableMessages, d.redactMessage(&e)},
		{tableOutcomes, d.redactOutcome(&e)},
	}
	if e.Stage >= len(stages) {
		return true, erasingRows.Delete(d.tx, key)
	}
	from, n := e.After, 0
	if from != nil {
		from = append(bytes.Clone(from), 0)
	}
	err = d.tx.Scan(stages[e.Stage].table, from, nil, false, eraseChunk, func(k, v []byte) (bool, error) {
		n++
		e.After = bytes.Clone(k)
		return true, stages[e.Stage].row(k, v)
	})
	if err != nil {
		return false, fmt.Errorf("erase from table %s: %w", stages[e.Stage].table, err)
	}
	if n < eraseChunk {
		e.Stage, e.After = e.Stage+1, nil
	}
	return true, erasingRows.Put(d.tx, key, e)
}

// named tells whether a row has the person's account, name or handle in it.
func (e *erasing) named(row []byte) bool {
	for _, u := range e.Accounts {
		id := u.Local()
		if len(id) < telling {
			id = string(u)
		}
		if bytes.Contains(row, []byte(id)) || bytes.Contains(row, []byte(bot.PrivatePlace(u))) {
			return true
		}
	}
	for _, name := range e.Names {
		quoted, _ := json.Marshal(name) // a string never fails
		if bytes.Contains(row, quoted[1:len(quoted)-1]) {
			return true
		}
	}
	return false
}

// telling is how long a name must be, in bytes, to be looked for in a text where
// it is not set apart as names are: a shorter one may be part of any word.
const telling = 6

// mention finds the person in what others wrote: <@id>, @name, the account, or its
// id alone where that is long enough to be nothing else.
func (e *erasing) mention() *regexp.Regexp {
	forms := []string{`\b\B`} // nothing
	for _, u := range e.Accounts {
		id := regexp.QuoteMeta(u.Local())
		forms = append(forms, `<@!?`+id+`>`, `\b`+regexp.QuoteMeta(string(u))+`\b`)
		if len(u.Local()) >= telling {
			forms = append(forms, `\b`+id+`\b`)
		}
	}
	for _, name := range e.Names {
		end := `(?:["”]|\b)`
		if name[len(name)-1] >= utf8.RuneSelf { // \b knows ASCII alone
			end = `["”]?`
		}
		forms = append(forms, `@["“]?`+regexp.QuoteMeta(name)+end)
	}
	return regexp.MustCompile(`(?i)` + strings.Join(forms, "|"))
}

// mentionedIn tells whether a text of Steward's names the person.
func (e *erasing) mentionedIn(text string) bool {
	return slices.ContainsFunc(e.Names, func(name string) bool {
		return setApart(text, name) || text == name || len(name) >= telling && strings.Contains(text, name)
	})
}

// setApart tells whether a text has a name as answers have it.
func setApart(text, name string) bool {
	name = bot.ShowName(name)
	return strings.Contains(text, name) || strings.Contains(text, markup.Escape(name))
}

func (e *erasing) is(u *bot.User) bool { return u != nil && slices.Contains(e.Accounts, u.ID) }

func (e *erasing) private(p bot.Place) bool {
	return slices.ContainsFunc(e.Accounts, func(u bot.UserID) bool { return p == bot.PrivatePlace(u) })
}
