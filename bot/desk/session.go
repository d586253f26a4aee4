package desk

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

const (
	// LinkLife is how long a link can be used.
	LinkLife = 10 * time.Minute
	// Idle and Longest end a session: so long after its last request, and after it began.
	Idle    = 12 * time.Hour
	Longest = 7 * 24 * time.Hour
	// Touch is how often the time of the last request is stored.
	Touch = 10 * time.Minute
	// mostSessions bounds those of one account; the oldest ends.
	mostSessions = 10
	mostAgent    = 120 // bytes
)

// Invitation is a one-time link that nobody has used yet.
type Invitation struct {
	Account bot.UserID `json:"account"`
	Expires time.Time  `json:"expires"`
	Own     bool       `json:"own,omitempty"` // it opens nothing but the member's own page
}

// Session is one account's, in one community.
type Session struct {
	Hash    string     `json:"-"` // of its secret
	Account bot.UserID `json:"account"`
	Began   time.Time  `json:"began"`
	Seen    time.Time  `json:"seen"`
	Agent   string     `json:"agent,omitempty"` // the browser, as it calls itself
	Own     bool       `json:"own,omitempty"`   // for nothing but the member's own page
}

// Ended reports whether a session is over at a time.
func (s *Session) Ended(now time.Time) bool {
	return now.Sub(s.Seen) >= Idle || now.Sub(s.Began) >= Longest
}

// NewSecret returns a secret for a link or a session: 26 characters that are safe in addresses.
func NewSecret() string { return rand.Text() }

// Hash returns what is stored of a secret.
func Hash(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// Issue stores a link for an account, to the desk or only to the member's own page. The hash is that of a secret from NewSecret; the secret is in the link only.
func Issue(t *bot.Turn, account bot.UserID, hash string, own bool) error {
	err := each(linkRows, t.State(), t.Community.ID, func(k hashKey, l Invitation) error {
		if t.Now().Before(l.Expires) {
			return nil
		}
		return linkRows.Delete(t.State(), k)
	})
	if err != nil {
		return err
	}
	return linkRows.Put(t.State(), store.K2(t.Community.ID, hash), Invitation{account, t.Now().Add(LinkLife), own})
}

// LinkFor returns a link by its hash; ok is false if it is used, too old or unknown.
func LinkFor(r store.Reader, community, hash string, now time.Time) (l Invitation, ok bool, err error) {
	l, ok, err = linkRows.Get(r, store.K2(community, hash))
	return l, ok && now.Before(l.Expires), err
}

// SignIn uses a link up and opens a session with the hash of a new secret. It reports whether the link was good.
func SignIn(t *bot.Turn, linkHash, sessionHash, agent string) (bool, error) {
	s, com := t.State(), t.Community.ID
	l, ok, err := LinkFor(s, com, linkHash, t.Now())
	if err != nil || !ok {
		return false, err
	}
	if err := linkRows.Delete(s, store.K2(com, linkHash)); err != nil {
		return false, err
	}
	if err := bound(t, l.Account); err != nil {
		return false, err
	}
	now := t.Now()
	return true, sessionRows.Put(s, store.K2(com, sessionHash), Session{
		Account: l.Account, Own: l.Own, Began: now, Seen: now, Agent: bot.Head(agent, mostAgent),
	})
}

// bound makes room for one more session of an account, and drops those of anybody that are over.
func bound(t *bot.Turn, account bot.UserID) error {
	own := 0
	var oldest Session
	err := each(sessionRows, t.State(), t.Community.ID, func(k hashKey, x Session) error {
		if x.Ended(t.Now()) {
			return sessionRows.Delete(t.State(), k)
		}
		if x.Account == account {
			if x.Hash = k.B; own == 0 || x.Seen.Before(oldest.Seen) {
				oldest = x
			}
			own++
		}
		return nil
	})
	if err != nil || own < mostSessions {
		return err
	}
	return End(t, oldest.Hash)
}

// Find returns an open session by its hash; nil if there is none.
func Find(r store.Reader, community, hash string, now time.Time) (*Session, error) {
	s, ok, err := sessionRows.Get(r, store.K2(community, hash))
	if err != nil || !ok || s.Ended(now) {
		return nil, err
	}
	s.Hash = hash
	return &s, nil
}

// Sessions returns the open sessions of some accounts, in no particular order.
func Sessions(r store.Reader, community string, accounts []bot.UserID, now time.Time) (list []Session, err error) {
	err = each(sessionRows, r, community, func(k hashKey, s Session) error {
		if s.Hash = k.B; !s.Ended(now) && contains(accounts, s.Account) {
			list = append(list, s)
		}
		return nil
	})
	return list, err
}

// End ends a session.
func End(t *bot.Turn, hash string) error {
	return sessionRows.Delete(t.State(), store.K2(t.Community.ID, hash))
}

// EndAll ends all sessions of some accounts and voids their links. It returns how many sessions there were.
func EndAll(t *bot.Turn, accounts []bot.UserID) (n int, err error) {
	s := t.State()
	err = each(linkRows, s, t.Community.ID, func(k hashKey, l Invitation) error {
		if !contains(accounts, l.Account) {
			return nil
		}
		return linkRows.Delete(s, k)
	})
	if err != nil {
		return 0, err
	}
	err = each(sessionRows, s, t.Community.ID, func(k hashKey, x Session) error {
		if !contains(accounts, x.Account) {
			return nil
		}
		n++
		return sessionRows.Delete(s, k)
	})
	return n, err
}

// Seen stores that a session was used now.
func Seen(t *bot.Turn, hash string) error {
	key := store.K2(t.Community.ID, hash)
	s, ok, err := sessionRows.Get(t.State(), key)
	if err != nil || !ok || s.Ended(t.Now()) {
		return err
	}
	s.Seen = t.Now()
	return sessionRows.Put(t.State(), key, s)
}

// Move keeps all sessions open when the clock is moved: they are as old afterwards as they are now.
func Move(t *bot.Turn, by time.Duration) error {
	return each(sessionRows, t.State(), t.Community.ID, func(k hashKey, s Session) error {
		if s.Ended(t.Now()) {
			return nil
		}
		s.Began, s.Seen = s.Began.Add(by), s.Seen.Add(by)
		return sessionRows.Put(t.State(), k, s)
	})
}
