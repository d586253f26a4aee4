package link

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

var (
	// codeRows: code -> issued. Settled and void codes are deleted, others soon
	// after they expire.
	codeRows = store.Rows("link_codes", store.Text{}, store.JSON[issued]())
	// openRows: community, member -> the member's code.
	openRows = store.Rows("link_open", store.Shape2(store.Str[string]{}, store.Num[bot.MemberID]{}), store.Text{})
)

// Tables returns those of the feature.
func Tables() []store.Declared { return []store.Declared{codeRows, openRows, triesRows} }

const (
	lifetime = 10 * time.Minute
	// keep is how long a code is stored, so that one sent in time but delivered
	// late still counts.
	keep = time.Hour
)

// A code has length characters from an alphabet without look-alikes, with at
// least one digit and one letter, so that it is never a word.
const (
	alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
	length   = 8
)

// issued is a stored code.
type issued struct {
	Community string       `json:"community"`
	Member    bot.MemberID `json:"member"`
	User      bot.UserID   `json:"user"`               // who requested it
	Place     bot.Place    `json:"place"`              // and where
	Language  string       `json:"language,omitempty"` // in which they were told
	Expires   time.Time    `json:"expires"`
	// By is who sent it, if anybody; nobody else can use it then.
	By *answering `json:"by,omitempty"`
}

// answering is the account that said a code.
type answering struct {
	User      bot.UserID `json:"user"`
	Place     bot.Place  `json:"place"`
	Language  string     `json:"language,omitempty"`
	Confirmed bool       `json:"confirmed,omitempty"` // waiting for the other side
}

// normal returns a code in its stored form; empty if the text is not a code. It
// runs for every message.
func normal(text string) string {
	code, digit, letter := make([]byte, 0, length), false, false
	for i := range len(text) {
		c := text[i]
		if c == ' ' || c == '-' {
			continue
		}
		if c >= 'a' && c <= 'z' {
			c -= 'a' - 'A'
		}
		if len(code) == length || strings.IndexByte(alphabet, c) < 0 {
			return ""
		}
		digit, letter = digit || c <= '9', letter || c > '9'
		code = append(code, c)
	}
	if len(code) < length || !digit || !letter {
		return ""
	}
	return string(code)
}

// codeBehind returns the code after /link; in private, any word counts as an
// attempt.
func codeBehind(t *bot.Turn, text string) string {
	text = narrow(strings.Join(strings.Fields(text), ""))
	if code := normal(text); code != "" || !t.Event.Place.Private() {
		return code
	}
	return bot.Head(text, 2*length)
}

// voidIn voids the codes in a text that others may have read, even within a
// sentence. One with blanks only counts on its own. It runs for every message.
func voidIn(t *bot.Turn, text string) error {
	text = narrow(text)
	void, asked := void, 0
	for from, i := 0, 0; i <= len(text); i++ {
		if i < len(text) && inCode[text[i]] {
			continue
		}
		if i-from >= length {
			if code := normal(text[from:i]); code != "" {
				if asked++; asked > mostAsked {
					void = forgetCode
				}
				if err := void(t, code); err != nil {
					return err
				}
			}
		}
		from = i + 1
	}
	return nil
}

// mostAsked is how many words of a text are looked up in other partitions.
const mostAsked = 8

// inCode holds the bytes of a code within a sentence.
var inCode = func() (in [256]bool) {
	for _, c := range []byte("-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") {
		in[c] = true
	}
	return in
}()

// narrow converts full-width letters, digits and blanks, as Chinese keyboards
// type them.
func narrow(text string) string {
	if strings.IndexByte(text, "\uFF01"[0]) < 0 && !strings.Contains(text, "\u3000") {
		return text
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\u3000':
			return ' '
		case r >= '\uFF01' && r <= '\uFF5E':
			return r - 0xFEE0
		}
		return r
	}, text)
}

// newCode gives the turn's member a code, replacing an earlier one.
func newCode(t *bot.Turn) (string, error) {
	if err := forgetCodeOf(t, t.Member.ID); err != nil {
		return "", err
	}
	code, err := draw(t)
	if err != nil {
		return "", err
	}
	err = codeRows.Put(t.State(), code, issued{
		Community: t.Community.ID, Member: t.Member.ID, User: t.Event.User.ID, Place: t.Event.Place,
		Language: t.ToUser().Language(), Expires: t.At().Add(lifetime),
	})
	if err != nil {
		return "", err
	}
	if err := openRows.Put(t.State(), store.K2(t.Community.ID, t.Member.ID), code); err != nil {
		return "", err
	}
	return code, t.SetTimer(timer(t.Member.ID), t.Now().Add(lifetime+keep), store.AppendUint64(nil, uint64(t.Member.ID)))
}

// expired drops a member's open code when the member's timer fires, or the one
// that is voided.
func expired(t *bot.Turn) error {
	if t.Event.Tick.Name == tickVoid {
		return forgetCode(t, string(t.Event.Tick.Data))
	}
	m, rest, err := store.TakeUint64(t.Event.Tick.Data)
	if err != nil || len(rest) > 0 {
		return nil // not a timer of this feature
	}
	return forgetCodeOf(t, bot.MemberID(m))
}

// draw generates codes until one is unused and well-formed.
func draw(t *bot.Turn) (string, error) {
	random := t.Rand("code")
	for {
		var b [length]byte
		for i := range b {
			b[i] = alphabet[random.IntN(len(alphabet))]
		}
		if normal(string(b[:])) == "" {
			continue
		}
		_, taken, err := codeRows.Get(t.State(), string(b[:]))
		if err != nil || !taken {
			return string(b[:]), err
		}
	}
}

// find looks up a code; found is false if there is none, or it has expired by
// the turn's time.
func find(t *bot.Turn, code string) (c issued, found bool, err error) {
	c, found, err = codeRows.Get(t.State(), code)
	return c, found && t.At().Before(c.Expires), err
}

// goElsewhere passes the event on to the partition that issued a code; it does
// nothing if no other did, or the code has expired.
func goElsewhere(t *bot.Turn, code string) error {
	c, found, err := codeRows.Get(t.Others(), code)
	if err != nil || !found || !t.At().Before(c.Expires) {
		return err
	}
	_, err = t.Enter(c.Community)
	return err
}

// void voids a code, if it exists, also in another partition.
func void(t *bot.Turn, code string) error {
	_, found, err := codeRows.Get(t.State(), code)
	if err != nil || found {
		return errors.Join(err, forgetCode(t, code))
	}
	c, found, err := codeRows.Get(t.Others(), code)
	if err != nil || !found {
		return err
	}
	return t.TickElsewhere(c.Community, tickVoid, []byte(code))
}

// tickVoid is the tick of a code that others read in another partition; its data
// is the code.
const tickVoid = "void"

// keepOpen stores a code's progress; the person asked now gets the code's full
// validity.
func keepOpen(t *bot.Turn, code string, c issued) error {
	c.Expires = t.At().Add(lifetime)
	if err := codeRows.Put(t.State(), code, c); err != nil {
		return err
	}
	return t.SetTimer(timer(c.Member), t.Now().Add(lifetime+keep), store.AppendUint64(nil, uint64(c.Member)))
}

// forgetCode voids a code, if it exists.
func forgetCode(t *bot.Turn, code string) error {
	_, found, err := codeRows.Get(t.State(), code)
	if err != nil || !found {
		return err
	}
	return codeRows.Delete(t.State(), code)
}

// forgetCodeOf voids the open code of a member of the turn's community.
func forgetCodeOf(t *bot.Turn, m bot.MemberID) error {
	key := store.K2(t.Community.ID, m)
	code, found, err := openRows.Get(t.State(), key)
	if err != nil || !found {
		return err
	}
	if err := forgetCode(t, code); err != nil {
		return err
	}
	if err := openRows.Delete(t.State(), key); err != nil {
		return err
	}
	return t.SetTimer(timer(m), time.Time{}, nil)
}

func timer(m bot.MemberID) string { return fmt.Sprintf("code %d", m) }

// Forget implements bot.Routes: it voids the person's open code, and any that
// they sent.
func (*Feature) Forget(t *bot.Turn, who *bot.Forgotten) error {
	err := codeRows.Scan(t.State(), nil, nil, false, 0, func(_ string, c issued) (bool, error) {
		if c.By == nil || c.Community != t.Community.ID || !slices.Contains(who.Accounts, c.By.User) {
			return true, nil
		}
		return true, forgetCodeOf(t, c.Member)
	})
	if err != nil {
		return err
	}
	return forgetCodeOf(t, who.Member)
}
