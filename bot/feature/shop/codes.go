package shop

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// pool is the size of a pool of codes.
type pool struct {
	Free int64  `json:"free"`
	Last uint64 `json:"last"` // the number of the latest code
	Full int64  `json:"full"` // what there was when it was last filled up
	Told bool   `json:"low,omitempty"`
}

// TimerCodes is the name of the ticks that add codes, and MaxCodes how many one adds at most.
const (
	TimerCodes = "codes"
	MaxCodes   = 200
)

// maxCode bounds a code, in bytes.
const maxCode = 256

// Codes is the data of such a tick.
type Codes struct {
	Pool  string   `json:"pool"`
	Codes []string `json:"codes"`
}

// Line is a code in a file.
type Line struct {
	Number int // from 1
	Code   string
}

// ReadCodes returns the codes in a file: one a line, without blanks around them; empty lines and
// those that begin with # are skipped. twice are the lines with codes that stand above, bad those
// with no code.
func ReadCodes(text string) (codes []Line, twice, bad []int) {
	seen := map[string]bool{}
	for i, line := range strings.Split(text, "\n") {
		code := strings.TrimSpace(line)
		switch {
		case code == "" || code[0] == '#':
		case len(code) > maxCode || !utf8.ValidString(code) || strings.ContainsFunc(code, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }):
			bad = append(bad, i+1)
		case seen[code]:
			twice = append(twice, i+1)
		default:
			seen[code] = true
			codes = append(codes, Line{i + 1, code})
		}
	}
	return codes, twice, bad
}

// ValidPool reports whether a pool can have this name.
func ValidPool(name string) bool { return word.MatchString(name) }

// Known reports whether a code was imported into a pool before.
func Known(r store.Reader, community, pool, code string) (bool, error) {
	_, known, err := knownRows.Get(r, knownKey(community, pool, code))
	return known, err
}

func knownKey(community, pool, code string) store.Key3[string, string, string] {
	sum := sha256.Sum256([]byte(pool + "\x00" + code))
	return store.K3(community, pool, string(sum[:16]))
}

// addCodes puts codes into a pool, but for those that it had before.
func addCodes(t *bot.Turn) error {
	t.Conceal()
	var in Codes
	if err := json.Unmarshal(t.Event.Tick.Data, &in); err != nil {
		return errNoCodes // whose text would show the codes
	}
	key := store.K2(t.Community.ID, in.Pool)
	p, _, err := poolRows.Get(t.State(), key)
	if err != nil {
		return err
	}
	for _, code := range in.Codes {
		known, err := Known(t.State(), t.Community.ID, in.Pool, code)
		if err != nil {
			return err
		}
		if known {
			continue
		}
		if err := knownRows.Put(t.State(), knownKey(t.Community.ID, in.Pool, code), struct{}{}); err != nil {
			return err
		}
		p.Last++
		if err := codeRows.Put(t.State(), store.K3(t.Community.ID, in.Pool, p.Last), code); err != nil {
			return err
		}
		p.Free++
	}
	p.Full, p.Told = p.Free, false
	return poolRows.Put(t.State(), key, p)
}

var errNoCodes = fmt.Errorf("shop: not a list of codes")

// takeCode takes the first code of a pool; "" if there is none. item is the name of what it is for.
func takeCode(t *bot.Turn, name string, item bot.Text) (code string, err error) {
	var at uint64
	err = codeRows.ScanPrefix(t.State(), codeKeys.Under2(t.Community.ID, name), false, 1,
		func(k store.Key3[string, string, uint64], v string) (bool, error) {
			at, code = k.C, v
			return false, nil
		})
	if err != nil || code == "" {
		return "", err
	}
	if err := codeRows.Delete(t.State(), store.K3(t.Community.ID, name, at)); err != nil {
		return "", err
	}
	key := store.K2(t.Community.ID, name)
	p, _, err := poolRows.Get(t.State(), key)
	if err != nil {
		return "", err
	}
	p.Free--
	if !p.Told && low(p.Free, p.Full) {
		p.Told = true
		tellLow(t, item, p.Free)
	}
	return code, poolRows.Put(t.State(), key, p)
}
