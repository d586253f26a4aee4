package bot

import (
	"fmt"
	"strings"
	"time"
)

// Sanction is what may follow when somebody breaks a rule, as configurations
// write it: "warn", "mute 1h", "ban 7d".
type Sanction struct {
	Act string        // delete, warn, mute, kick or ban
	For time.Duration // of a mute or a ban; 0: a mute as long as is usual, a ban for good
}

// The acts of a Sanction.
const (
	ActDelete = "delete"
	ActWarn   = "warn"
	ActMute   = "mute"
	ActKick   = "kick"
	ActBan    = "ban"
)

// What else a platform may let its administrators do, or not.
const (
	ActPin  = "pin"
	ActSlow = "slow"
	ActLock = "lock"
)

// ParseSanction reads what a configuration writes.
func ParseSanction(s string) (Sanction, error) {
	act, rest, timed := strings.Cut(strings.TrimSpace(s), " ")
	switch act {
	case ActDelete, ActWarn, ActKick, ActMute, ActBan:
	default:
		return Sanction{}, fmt.Errorf("there is no action %q; there are delete, warn, mute 1h, kick and ban", s)
	}
	if !timed {
		return Sanction{Act: act}, nil
	}
	if act != ActMute && act != ActBan {
		return Sanction{}, fmt.Errorf("%s takes no time; write just %s", act, act)
	}
	d, ok := ParseDuration(strings.TrimSpace(rest))
	if !ok {
		return Sanction{}, fmt.Errorf("%q is no time from 1m to 3650d, such as 10m, 2h or 7d", rest)
	}
	return Sanction{Act: act, For: d}, nil
}
