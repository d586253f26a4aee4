package telegram

import (
	"strconv"
	"strings"

	"github.com/stewardbot/steward/adapters/kit"
	"github.com/stewardbot/steward/bot"
)

// Telegram's own accounts, which speak for others.
const (
	serviceAccount = 777000     // forwards channel posts; "Telegram" itself
	anonymousAdmin = 1087968824 // GroupAnonymousBot
	channelBot     = 136817688  // Channel Bot, in whose name channels speak
)

func spacePlace(chat int64) bot.Place { return bot.Place(Platform + ":" + itoa(chat)) }

// placeOf returns the place of a message. General, the first topic of a forum,
// is the group itself: it has no thread id.
func placeOf(m *origin) bot.Place {
	switch {
	case m.Chat.Type == "private":
		return bot.PrivatePlace(userID(m.Chat.ID))
	case m.IsTopic && m.ThreadID > 0:
		return spacePlace(m.Chat.ID) + bot.Place("/"+itoa(m.ThreadID))
	}
	return spacePlace(m.Chat.ID)
}

func userID(id int64) bot.UserID { return bot.UserID(Platform + ":" + itoa(id)) }

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// destination is a place in Telegram's own terms.
type destination struct {
	chat    int64
	thread  int64 // 0: none
	private bool
}

// parsePlace reverses placeOf; ok is false for any other place.
func parsePlace(p bot.Place) (d destination, ok bool) {
	ids, private, ok := kit.Split(p, Platform)
	if !ok || len(ids) > 2 {
		return d, false
	}
	d.private = private
	if len(ids) == 2 {
		if d.thread, ok = parseID(ids[1]); !ok || d.thread < 0 {
			return destination{}, false
		}
	}
	d.chat, ok = parseID(ids[0])
	return d, ok && (!private || d.chat > 0)
}

// parseID parses a nonzero number.
func parseID(s string) (n int64, ok bool) {
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil && n != 0
}

// parseUser returns the number of an account; ok is false unless it is a person
// or a bot: channels and groups have negative numbers.
func parseUser(u bot.UserID) (int64, bool) {
	id, ok := parseID(u.Local())
	return id, ok && id > 0 && u.Platform() == Platform
}

// messageKey returns a message's id within its chat. Ephemeral messages,
// visible to a single member, have a number per member: "e<number>:<user>".
func messageKey(id, ephemeral, user int64) string {
	if ephemeral != 0 {
		return "e" + itoa(ephemeral) + ":" + itoa(user)
	}
	return itoa(id)
}

// parsedMessage is a parsed messageKey.
type parsedMessage struct{ id, ephemeral, user int64 }

func parseMessage(key string) (m parsedMessage, ok bool) {
	if rest, is := strings.CutPrefix(key, "e"); is {
		number, user, _ := strings.Cut(rest, ":")
		var known bool
		m.ephemeral, ok = parseID(number)
		m.user, known = parseID(user)
		return m, ok && known && m.user > 0
	}
	m.id, ok = parseID(key)
	return m, ok && m.id > 0
}

// rooms caches facts about groups, in memory only.
type rooms struct {
	titles  *kit.Learnt[int64, string]
	linked  *kit.Learnt[int64, int64] // group -> its channel, 0 if certainly none
	threads *kit.Learnt[thread, bool] // whether a thread hangs below a channel's post
}

type thread struct{ chat, root int64 }

const maxRooms, maxThreads = 10_000, 50_000

func newRooms() *rooms {
	return &rooms{kit.NewLearnt[int64, string](maxRooms), kit.NewLearnt[int64, int64](maxRooms), kit.NewLearnt[thread, bool](maxThreads)}
}

// comments reports whether a thread is below a channel's post. An unknown root
// counts as one if the group has a channel.
func (r *rooms) comments(group, root int64) bool {
	if post, known := r.threads.Get(thread{group, root}); known {
		return post
	}
	channel, _ := r.linked.Get(group)
	return channel != 0
}
