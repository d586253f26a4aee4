package bot_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
)

// TestTraits checks each effect's delivery traits. with is an effect of another kind in the same
// queue, apart one of the same kind in another queue.
func TestTraits(t *testing.T) {
	end := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	on := func(id string) bot.Target { return bot.Target{Message: bot.MessageID{Place: "x:a/5", ID: id}} }
	const place, space, user = bot.Place("x:a/5"), bot.Place("x:a"), bot.UserID("x:1")
	seen := []string{}
	for _, c := range []struct {
		effect, apart, with bot.Effect
		lane                bot.Lane
		pace                bot.Pace
		expires, once       bool
		doubt               bot.Doubt
	}{
		{effect: bot.Say{Place: place, Expires: end}, apart: bot.Say{Place: "x:a/6"}, with: bot.Edit{Place: place}, lane: bot.Answers, pace: bot.PaceSpeech, expires: true, once: true},
		{effect: bot.Say{Place: place, Lane: bot.Posts, InDoubt: bot.Drop}, apart: bot.Say{Place: place}, lane: bot.Posts, pace: bot.PaceSpeech, once: true, doubt: bot.Drop},
		{effect: bot.Edit{Place: place, Target: on("1"), Expires: end}, apart: bot.Edit{Place: "x:a/6", Target: on("1")}, with: bot.Edit{Place: place, Target: on("2")}, lane: bot.Answers, pace: bot.PaceSpeech, expires: true},
		{effect: bot.Delete{Place: place, Target: on("1")}, apart: bot.Delete{Place: place, Target: on("2")}, lane: bot.Moderation, pace: bot.PaceTidying},
		{effect: bot.Delete{Place: place, Target: on("1"), Lane: bot.Answers}, apart: bot.Delete{Place: place, Target: on("1")}, lane: bot.Answers, pace: bot.PaceTidying},
		{effect: bot.React{Place: place, Target: on("1"), Expires: end}, apart: bot.React{Place: place, Target: on("2")}, lane: bot.Answers, pace: bot.PaceReaction, expires: true},
		{effect: bot.Ack{Place: place, Press: "1", Expires: end}, apart: bot.Ack{Place: place, Press: "2"}, lane: bot.Answers, expires: true},
		{effect: bot.Form{Place: place, Press: "1", Expires: end}, apart: bot.Form{Place: place, Press: "2"}, with: bot.Ack{Place: place, Press: "1"}, lane: bot.Answers, expires: true},
		{effect: bot.Complete{Place: place, Typing: "1", Expires: end}, apart: bot.Complete{Place: place, Typing: "2"}, lane: bot.Answers, expires: true},
		{effect: bot.Lookup{Place: space, User: user}, apart: bot.Lookup{Place: space, User: "x:2"}, lane: bot.Answers},
		{effect: bot.Examine{Place: space, Expires: end}, apart: bot.Examine{Place: "x:b"}, lane: bot.Answers, expires: true},
		{effect: bot.Role{Place: space, User: user, Role: "1"}, apart: bot.Role{Place: space, User: "x:2", Role: "1"}, with: bot.Role{Place: space, User: user, Role: "2"}, lane: bot.Posts},
		{effect: bot.Tag{Place: space, User: user}, apart: bot.Tag{Place: space, User: "x:2"}, lane: bot.Posts},
		{effect: bot.Mute{Place: space, User: user, Until: end}, apart: bot.Mute{Place: space, User: "x:2"}, with: bot.Ban{Place: space, User: user}, lane: bot.Moderation, expires: true},
		{effect: bot.Kick{Place: space, User: user}, apart: bot.Kick{Place: "x:b", User: user}, with: bot.Mute{Place: space, User: user}, lane: bot.Moderation, once: true, doubt: bot.Drop},
		{effect: bot.Ban{Place: space, User: user}, apart: bot.Ban{Place: space, User: "x:2"}, with: bot.Kick{Place: space, User: user}, lane: bot.Moderation},
		{effect: bot.Pin{Place: place, Target: on("1")}, apart: bot.Pin{Place: "x:a/6"}, with: bot.Pin{Place: place, Target: on("2")}, lane: bot.Posts},
		{effect: bot.Slow{Place: place}, apart: bot.Slow{Place: "x:a/6"}, lane: bot.Moderation},
		{effect: bot.Permissions{Place: place}, apart: bot.Permissions{Place: "x:a/6"}, with: bot.Lock{Place: place}, lane: bot.Moderation},
		{effect: bot.Fetch{URL: "https://a.example/1", Expires: end}, apart: bot.Fetch{URL: "https://b.example/1"}, with: bot.Fetch{URL: "http://u:p@A.example/2?k"}, lane: bot.Answers, expires: true},
		{effect: bot.Fetch{URL: "https://a.example", Method: "POST"}, apart: bot.Fetch{URL: "https://a.example:8080"}, lane: bot.Answers, once: true, doubt: bot.Drop},
		{effect: bot.Fetch{URL: "https://a.example", Method: "POST", Key: "Idempotency-Key"}, apart: bot.Fetch{}, lane: bot.Answers, once: true},
		{effect: bot.Invite{Place: space, Until: end}, apart: bot.Invite{Place: "x:b"}, with: bot.Uninvite{Place: place}, lane: bot.Posts, expires: true, once: true, doubt: bot.Drop},
		{effect: bot.Uninvite{Place: space, Link: "l"}, apart: bot.Uninvite{Place: "x:b", Link: "l"}, with: bot.Invite{Place: space}, lane: bot.Posts},
		{effect: bot.Pass{To: 17, Account: user, Expires: end}, apart: bot.Pass{To: 17, Account: "x:2"}, with: bot.Pass{To: 3, Account: user}, lane: bot.Answers, expires: true},
		{effect: bot.Lock{Place: place}, apart: bot.Lock{Place: "x:a/6"}, with: bot.Permissions{Place: place}, lane: bot.Moderation},
	} {
		name, got := bot.EffectKind(c.effect), bot.TraitsOf(c.effect)
		seen = append(seen, name)
		if got.Lane != c.lane || got.Pace != c.pace || got.Once != c.once || got.InDoubt != c.doubt || got.Expires.Equal(end) != c.expires {
			t.Errorf("%s: %+v", name, got)
		}
		if bot.TraitsOf(c.apart).Order == got.Order {
			t.Errorf("%s waits for one that it has nothing to do with: %q", name, got.Order)
		}
		if c.with != nil && bot.TraitsOf(c.with).Order != got.Order {
			t.Errorf("%s goes out by %q, %s by %q", name, got.Order, bot.EffectKind(c.with), bot.TraitsOf(c.with).Order)
		}
		if there := bot.InSpace(c.effect, "x:new"); there.Where().Space() != "x:new" && there.Where() != "web:a.example" && there.Where() != "partition:17" || there.Where().Sub() != c.effect.Where().Sub() {
			t.Errorf("%s in another space is in %s", name, there.Where())
		}
	}
	for _, kind := range bot.EffectKinds() {
		if !slices.Contains(seen, kind) {
			t.Errorf("how %s travels is not told here", kind)
		}
	}
}
