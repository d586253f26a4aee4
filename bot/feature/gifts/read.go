package gifts

import (
	"strconv"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// Given calls fn for what one member gave another on each of the last seven days, up to today.
func Given(r store.Reader, community string, today bot.Day, fn func(giver, whom bot.MemberID, points int64)) error {
	for d := today - window + 1; d <= today; d++ {
		err := givenRows.ScanPrefix(r, pair.Under2(community, d), false, 0, func(k pairKey, points int64) (bool, error) {
			if k.D != 0 {
				fn(k.C, k.D, points)
			}
			return true, nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Odd is a pattern of gifts that was reported to the moderators' log: points that went around a ring of members, or to
// one member from many.
type Odd struct {
	What    string // "ring" or "drain"
	Members []bot.MemberID
	Day     bot.Day
}

// Reported calls fn for the patterns that were reported in the last 30 days, in no particular order.
func Reported(r store.Reader, community string, fn func(Odd) error) error {
	return reportedRows.ScanPrefix(r, store.AppendString(nil, community), false, 0, func(k store.Key2[string, string], day int64) (bool, error) {
		what, list, _ := strings.Cut(k.B, "[")
		o := Odd{What: what, Day: bot.Day(day)}
		for _, word := range strings.Fields(strings.TrimSuffix(list, "]")) {
			n, err := strconv.ParseUint(word, 10, 64)
			if err != nil {
				return true, nil // not one of ours
			}
			o.Members = append(o.Members, bot.MemberID(n))
		}
		return true, fn(o)
	})
}
