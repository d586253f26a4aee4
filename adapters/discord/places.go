package discord

import (
	"slices"
	"strconv"
	"time"

	"github.com/stewardbot/steward/adapters/kit"
	"github.com/stewardbot/steward/bot"
)

// epoch is when snowflakes begin, in Unix milliseconds:
// https://discord.com/developers/docs/reference#snowflakes.
const epoch = 1420070400000

// snowflake is a Discord id, whose upper bits are a time. 0 means none.
type snowflake uint64

// parseSnowflake returns 0 for an invalid id.
func parseSnowflake(s string) snowflake {
	if s == "" || s[0] == '0' || s[0] == '+' { // never written so, and the same id must read the same
		return 0
	}
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil {
		return 0
	}
	return snowflake(n)
}

// at returns when the id was made.
func (s snowflake) at() time.Time { return time.UnixMilli(int64(s>>22) + epoch).UTC() }

// snowflakeAt returns the first id that could be made at t.
func snowflakeAt(t time.Time) snowflake {
	return snowflake(uint64(max(t.UnixMilli()-epoch, 0)) << 22)
}

// lastBefore returns the last id that could be created before a time.
func lastBefore(t time.Time) snowflake { return max(snowflakeAt(t), 1) - 1 }

// less returns the id moved back by a duration.
func (s snowflake) less(d time.Duration) snowflake {
	return s - min(s, snowflake(uint64(d.Milliseconds())<<22))
}

func (s snowflake) String() string { return strconv.FormatUint(uint64(s), 10) }

// isID reports whether a string looks like a Discord id; anything else could be
// confused with another place or event.
func isID(s string) bool { return parseSnowflake(s) != 0 }

func userID(id string) bot.UserID { return bot.UserID(Platform + ":" + id) }

func spacePlace(guild string) bot.Place { return bot.Place(Platform + ":" + guild) }

func channelPlace(guild, channel string) bot.Place {
	return bot.Place(Platform + ":" + guild + "/" + channel)
}

func threadPlace(guild, parent, thread string) bot.Place {
	return bot.Place(Platform + ":" + guild + "/" + parent + "/" + thread)
}

func privatePlace(user string) bot.Place { return bot.PrivatePlace(userID(user)) }

// destination is a place in Discord's own terms.
type destination struct {
	guild   string // empty in a private chat
	channel string // where to post, a thread if the place is one; empty for a whole guild
	parent  string // the thread's channel; empty if channel is none
	user    string // of a private chat
}

// parsePlace parses a place; ok is false for an invalid one.
func parsePlace(p bot.Place) (d destination, ok bool) {
	ids, private, ok := kit.Split(p, Platform)
	if !ok || slices.ContainsFunc(ids, func(id string) bool { return !isID(id) }) {
		return d, false
	}
	switch n := len(ids); {
	case private:
		return destination{user: ids[0]}, true
	case n == 1:
		return destination{guild: ids[0]}, true
	case n == 2:
		return destination{guild: ids[0], channel: ids[1]}, true
	case n == 3:
		return destination{guild: ids[0], parent: ids[1], channel: ids[2]}, true
	}
	return d, false
}

// parseUser returns the id of an account; ok is false for other platforms'.
func parseUser(u bot.UserID) (id string, ok bool) {
	return u.Local(), u.Platform() == Platform && isID(u.Local())
}
