package bot

import (
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot/duration"
	"github.com/stewardbot/steward/bot/phrase"
)

// Act is something that moderation does. The command of that name does it, a case is
// of that kind, and a platform lets its administrators do it, or not.
type Act string

// The acts.
const (
	ActWarn   Act = "warn"
	ActMute   Act = "mute"
	ActUnmute Act = "unmute"
	ActKick   Act = "kick"
	ActBan    Act = "ban"
	ActUnban  Act = "unban"
	ActDelete Act = "del" // of one message; written "delete" in configurations
	ActPurge  Act = "purge"
	ActNote   Act = "note"
	ActAward  Act = "award"
	ActFine   Act = "fine"
	ActPin    Act = "pin"
	ActUnpin  Act = "unpin"
	ActSlow   Act = "slow"
	ActLock   Act = "lock"
	ActUnlock Act = "unlock"
	ActReport Act = "report"
)

// written is what configurations call ActDelete, and former versions did in snapshots
// of who has authority.
const written = "delete"

// Written is what configurations call the act.
func (a Act) Written() string {
	if a == ActDelete {
		return written
	}
	return string(a)
}

// MarshalText implements encoding.TextMarshaler.
func (a Act) MarshalText() ([]byte, error) { return []byte(string(a)), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (a *Act) UnmarshalText(b []byte) error {
	*a = Act(b)
	if *a == written {
		*a = ActDelete
	}
	return nil
}

// Sanction is what may follow when somebody breaks a rule, as configurations
// write it: "warn", "mute 1h", "ban 7d", "ban purge 1d", "ban 7d purge 1d".
type Sanction struct {
	Act Act           // ActDelete, ActWarn, ActMute, ActKick or ActBan
	For time.Duration // of a mute or a ban; 0: a mute as long as is usual, a ban for good
	// Purge: of the banned one's messages, those so young are deleted; 0: none.
	Purge time.Duration
}

// ParseSanction reads what a configuration writes.
func ParseSanction(s string) (Sanction, error) {
	if words := strings.FieldsFunc(s, notLetter); len(words) > 1 && namesAct(words[0]) && slices.ContainsFunc(words[1:], namesAct) {
		return Sanction{}, phrase.New("act.several", s)
	}
	word, rest, timed := strings.Cut(strings.TrimSpace(s), " ")
	if !namesAct(word) {
		return Sanction{}, phrase.New("act.unknown", s)
	}
	act := Act(word)
	if word == written {
		act = ActDelete
	}
	if !timed {
		return Sanction{Act: act}, nil
	}
	if act != ActMute && act != ActBan {
		return Sanction{}, phrase.New("act.alone", word, strings.TrimSpace(rest))
	}
	long, young, purges := strings.Cut(" "+rest, " purge ")
	x, ok := Sanction{Act: act}, !purges || act == ActBan
	if long = strings.TrimSpace(long); ok && (long != "" || !purges) {
		x.For, ok = duration.Parse(long)
	}
	if ok && purges {
		x.Purge, ok = duration.Parse(strings.TrimSpace(young))
	}
	if !ok && act == ActBan {
		return Sanction{}, phrase.New("act.ban_time", strings.TrimSpace(rest))
	}
	if !ok {
		return Sanction{}, phrase.New("act.time", strings.TrimSpace(rest))
	}
	return x, nil
}

// namesAct reports whether a word of configurations names what a Sanction may be.
func namesAct(word string) bool {
	switch Act(word) {
	case written, ActWarn, ActKick, ActMute, ActBan:
		return true
	}
	return false
}

func notLetter(r rune) bool { return r < 'a' || r > 'z' }
