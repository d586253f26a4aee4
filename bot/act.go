package bot

import (
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot/duration"
	"github.com/stewardbot/steward/bot/phrase"
)

// Act is a moderation act. It names the command that does it, the kind of the
// resulting case, and the platform right it needs.
type Act string

// The acts.
const (
	ActWarn   Act = "warn"
	ActMute   Act = "mute"
	ActUnmute Act = "unmute"
	ActKick   Act = "kick"
	ActBan    Act = "ban"
	ActUnban  Act = "unban"
	ActDelete Act = "del" // of one message; configurations write "delete"
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

// written is how configurations spell ActDelete. Old snapshots of who has
// authority hold this spelling too.
const written = "delete"

// Written returns the name of the act in configurations.
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

// Sanction is the penalty for breaking a rule, as configurations write it:
// "warn", "mute 1h", "ban 7d", "ban purge 1d", "ban 7d purge 1d".
type Sanction struct {
	Act Act           // ActDelete, ActWarn, ActMute, ActKick or ActBan
	For time.Duration // of a mute or a ban; 0: the default length for a mute, permanent for a ban
	// Purge deletes messages of the banned user that are younger than this; 0:
	// none.
	Purge time.Duration
}

// actWords are words that people write for the acts, from other bots and in
// Chinese.
var actWords = map[string]string{
	"del": written, "remove": written, "删除": written, "刪除": written, "warning": string(ActWarn), "警告": string(ActWarn), "timeout": string(ActMute), "tempmute": string(ActMute), "禁言": string(ActMute),
	"踢": string(ActKick), "踢出": string(ActKick), "tempban": string(ActBan), "封禁": string(ActBan), "封鎖": string(ActBan), "封号": string(ActBan), "封號": string(ActBan), "拉黑": string(ActBan),
}

// ParseSanction parses a sanction as configurations write it.
func ParseSanction(s string) (Sanction, error) {
	if words := strings.FieldsFunc(s, notLetter); len(words) > 1 && namesAct(words[0]) && slices.ContainsFunc(words[1:], namesAct) {
		return Sanction{}, phrase.New("act.several", s)
	}
	word, rest, timed := strings.Cut(strings.TrimSpace(s), " ")
	if !namesAct(word) {
		unknown := phrase.New("act.unknown", s)
		if meant := actWords[strings.ToLower(word)]; meant != "" {
			unknown = phrase.New("hint.meant", unknown, meant)
		}
		return Sanction{}, unknown
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

// namesAct reports whether word names an act that a Sanction may have.
func namesAct(word string) bool {
	switch Act(word) {
	case written, ActWarn, ActKick, ActMute, ActBan:
		return true
	}
	return false
}

func notLetter(r rune) bool { return r < 'a' || r > 'z' }
