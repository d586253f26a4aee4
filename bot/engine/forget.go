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

// When a person is forgotten, the engine erases them from its records: first
// from the outbox, then from journal, message table and outcomes, one chunk per
// transaction (redact.go says what is removed from each row). The progress is
// stored, so that it resumes after a restart. The row with the progress, which
// names them, is deleted with the last chunk.

// erasing is a person being forgotten.
type erasing struct {
	bot.Forgotten
	Community string  `json:"community"`
	Before    bot.Ref `json:"before"` // later effects are about something else
	Stage     int     `json:"stage"`
	After     []byte  `json:"after,omitempty"` // the last key that the stage has processed
}

// eraseChunk is how many rows one transaction processes.
const eraseChunk = 500

// Pseudonym implements bot.Host.
func (d *decider) Pseudonym(u bot.UserID) []byte { return pseudonym(d.e.secret, d.com.ID, u) }

func pseudonym(secret []byte, community string, u bot.UserID) []byte {
	mac := hmac.New(sha256.New, secret)
	fmt.Fprintf(mac, "pseudonym\x00%s\x00%s", community, u)
	return mac.Sum(nil)[:16]
}

// Pseudonyms returns what a community's features call accounts whose names they don't keep. The function is good while the
// reader is.
func Pseudonyms(r store.Reader, community string) (func(bot.UserID) []byte, error) {
	secret, err := r.Get(tableMeta, keySecret)
	return func(u bot.UserID) []byte { return pseudonym(secret, community, u) }, err
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
	if err := d.eraseFrom(e); err != nil {
		return err
	}
	d.eraseElsewhere(e)
	if d.member != nil && d.member.ID == who.Member {
		d.member = nil
	}
	if d.e.opt.Counter != nil {
		if err := d.e.opt.Counter.Forget(d.tx, d.com.ID, who.Member); err != nil {
			return err
		}
	}
	return nil
}

// eraseFrom begins to erase a person from the engine's records.
func (d *decider) eraseFrom(e erasing) error {
	if err := d.dropHeld(&e); err != nil {
		return err
	}
	for _, u := range e.Accounts {
		if err := shownRows.Delete(d.tx, string(bot.PrivatePlace(u))); err != nil {
			return err
		}
		chosen, err := d.tx.Get(tableChoice, []byte(u))
		if err != nil {
			return err
		}
		if string(chosen) == e.Community {
			if err := d.tx.Delete(tableChoice, []byte(u)); err != nil {
				return err
			}
		}
	}
	d.g.after = append(d.g.after, d.e.eraseSoon)
	return erasingRows.Put(d.tx, store.K2(e.Community, e.Member), e)
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

// eraseAgain is the pause after an error.
const eraseAgain = time.Minute

// erase continues erasing until ctx ends.
func (e *Engine) erase(ctx context.Context) {
	for ctx.Err() == nil {
		wait := time.Duration(0)
		if err := e.Erase(ctx); err != nil && ctx.Err() == nil {
			e.log.Error("a member's traces could not be erased", "err", err)
			wait = eraseAgain
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

// Erase returns once everybody who was forgotten before the call is fully
// erased.
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

// eraseChunk processes one chunk for the first person to be forgotten, or else of the
// statistics of linked and forgotten members. more reports whether work is left.
func (d *decider) eraseChunk() (more bool, err error) {
	var key erasingKey
	var e erasing
	err = erasingRows.Scan(d.tx, nil, nil, false, 1, func(k erasingKey, v erasing) (bool, error) {
		key, e, more = k, v, true
		return false, nil
	})
	if err != nil {
		return false, err
	}
	if !more {
		return d.advance()
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

// named reports whether a row contains the person's account, name or handle.
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

// telling is the minimum length of a name, in bytes, to search for it in
// running text. A shorter one may be part of any word, and only counts where it
// is set apart.
const telling = 6

// mention matches the person in others' texts: <@id>, @name, the account, or
// the bare id if it is long enough to be unambiguous.
func (e *erasing) mention() *regexp.Regexp {
	forms := []string{`\b\B`} // matches nothing
	for _, u := range e.Accounts {
		id := regexp.QuoteMeta(u.Local())
		forms = append(forms, `<@!?`+id+`>`, `\b`+regexp.QuoteMeta(string(u))+`\b`)
		if len(u.Local()) >= telling {
			forms = append(forms, `\b`+id+`\b`)
		}
	}
	for _, name := range e.Names {
		end := `(?:["”]|\b)`
		if name[len(name)-1] >= utf8.RuneSelf { // \b only knows ASCII
			end = `["”]?`
		}
		forms = append(forms, `@["“]?`+regexp.QuoteMeta(name)+end)
	}
	return regexp.MustCompile(`(?i)` + strings.Join(forms, "|"))
}

// mentionedIn reports whether one of Steward's texts names the person.
func (e *erasing) mentionedIn(text string) bool {
	return slices.ContainsFunc(e.Names, func(name string) bool {
		return setApart(text, name) || text == name || len(name) >= telling && strings.Contains(text, name)
	})
}

// setApart reports whether a text contains a name in the form that answers use.
func setApart(text, name string) bool {
	name = bot.ShowName(name)
	return strings.Contains(text, name) || strings.Contains(text, markup.Escape(name))
}

func (e *erasing) is(u *bot.User) bool { return u != nil && slices.Contains(e.Accounts, u.ID) }

func (e *erasing) private(p bot.Place) bool {
	return slices.ContainsFunc(e.Accounts, func(u bot.UserID) bool { return p == bot.PrivatePlace(u) })
}
