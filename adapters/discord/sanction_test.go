package discord_test

import (
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	fake "github.com/stewardbot/steward/adapters/discord/fakediscord"
	"github.com/stewardbot/steward/bot"
)

// TestSanctionsRefused checks that each refusal names the obstacle, and that requests bound to fail
// are not sent.
func TestSanctionsRefused(t *testing.T) {
	without := func(p int64) func(*town) {
		return func(w *town) { w.SetBotPermissions(w.guild, fake.DefaultBotPermissions&^p) }
	}
	role := func(rights int64, position int) func(*town) {
		return func(w *town) {
			r := w.guild.AddRole("Staff", rights)
			w.guild.SetMemberRoles(w.bob, r.ID)
			if position != 0 {
				w.guild.BotRole().SetPosition(position)
			}
		}
	}
	later := time.Now().Add(time.Hour)
	for _, c := range []struct {
		name  string
		spoil func(*town)
		do    func(*town) bot.Effect
		says  string
	}{
		{"no right to mute", without(fake.PermModerateMembers), func(w *town) bot.Effect {
			return bot.Mute{Place: w.space(), User: userID(w.bob), Until: later}
		}, "Moderate Members"},
		{"no right to kick", without(fake.PermKick), func(w *town) bot.Effect { return bot.Kick{Place: w.space(), User: userID(w.bob)} }, "Kick Members"},
		{"no right to ban", without(fake.PermBan), func(w *town) bot.Effect { return bot.Ban{Place: w.space(), User: userID(w.bob)} }, "Ban Members"},
		{"an administrator", role(fake.PermAdministrator, 0), func(w *town) bot.Effect {
			return bot.Mute{Place: w.space(), User: userID(w.bob), Until: later}
		}, "administrator"},
		{"a role above", role(0, 1), func(w *town) bot.Effect { return bot.Ban{Place: w.space(), User: userID(w.bob)} }, "\"Staff\""},
		{"nobody", nil, func(w *town) bot.Effect { return bot.Ban{Place: w.space(), User: "discord:4242"} }, "no such account"},
		{"a private chat", nil, func(w *town) bot.Effect {
			return bot.Kick{Place: bot.PrivatePlace(userID(w.bob)), User: userID(w.bob)}
		}, "private chat"},
		{"itself", nil, func(w *town) bot.Effect { return bot.Kick{Place: w.space(), User: userID(w.Bot())} }, "itself"},
		{"no right to pin", without(fake.PermPinMessages | fake.PermManageMessages), func(w *town) bot.Effect {
			id := w.Server.Say(w.ann, w.hall.ID, "x")
			return bot.Pin{Place: w.place(w.hall), Target: bot.Target{Message: bot.MessageID{ID: id}}}
		}, "Pin Messages"},
		{"no right to attach", func(w *town) { w.hall.SetOverwrite(w.Bot().ID, 0, fake.PermAttachFiles) }, func(w *town) bot.Effect {
			return bot.Say{Place: w.place(w.hall), Picture: bot.Attachment{Blob: "1", Name: "card.png"}}
		}, "Attach Files"},
		{"no right to embed", func(w *town) { w.hall.SetOverwrite(w.Bot().ID, 0, fake.PermEmbedLinks) }, func(w *town) bot.Effect {
			return bot.Say{Place: w.place(w.hall), Picture: bot.PictureAt("https://example.com/card.png")}
		}, "Embed Links"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newTown(t, fake.Options{})
			if c.spoil != nil {
				c.spoil(w)
			}
			_, err := try(t, w.still(), bot.Delivery{Effect: c.do(w), Content: []byte("x")})
			if err == nil || err.Code != bot.CodeRefused || !strings.Contains(err.Reason.String(), c.says) {
				t.Fatalf("%v, want refused with %q", err, c.says)
			}
			if w.Count("PATCH", "/guilds/*/members/*")+w.Count("DELETE", "/guilds/*/members/*") > 0 {
				t.Error("Discord was asked for what it can only refuse")
			}
		})
	}
}

// TestReasons checks that the audit log shows reasons with any characters, and that a ban deletes
// at most a week of messages.
func TestReasons(t *testing.T) {
	w := newTown(t, fake.Options{})
	reason := "spam: 广告 100%\n" + strings.Repeat("x", 600)
	w.Server.Say(w.bob, w.hall.ID, "buy now")
	if _, err := try(t, w.still(), bot.Delivery{Effect: bot.Ban{Place: w.space(), User: userID(w.bob), Purge: 30 * 24 * time.Hour, Reason: reason}}); err != nil {
		t.Fatal(err)
	}
	calls := w.Calls("PUT", "/guilds/*/bans/*")
	if len(calls) != 1 || !strings.HasPrefix(calls[0].Reason, "spam: 广告 100% xxx") {
		t.Errorf("banned with %+v", calls)
	}
	if left := w.Server.Shown(w.hall.ID); len(left) > 0 {
		t.Errorf("left: %+v", left)
	}
}

// TestTooManyPins checks the limit of fifty pins per channel.
func TestTooManyPins(t *testing.T) {
	w := newTown(t, fake.Options{})
	for range 50 {
		w.hall.Pin(w.Server.Say(w.ann, w.hall.ID, "x"))
	}
	id := w.Server.Say(w.ann, w.hall.ID, "one more")
	_, err := try(t, w.still(), bot.Delivery{Effect: bot.Pin{Place: w.place(w.hall), Target: bot.Target{Message: bot.MessageID{ID: id}}}})
	if err == nil || err.Code != bot.CodeRefused || !strings.Contains(err.Reason.String(), "unpin one") {
		t.Errorf("the last: %v", err)
	}
}

// TestForumPosts checks that a forum post has a title and tags by name, and is created only once,
// however the first attempt ended.
func TestForumPosts(t *testing.T) {
	w := newTown(t, fake.Options{})
	forum := w.guild.AddForum("ideas")
	tag := forum.AddTag("Tea")
	forum.AddTag("Cake")
	forum.RequireTag()
	a := w.still()
	say := bot.Say{Place: w.place(forum), Text: "**Which** tea?", Rich: true, Title: "Tea of the week", Tags: []string{"tea"}}
	if a.Capabilities(say.Place).Titles {
		t.Error("a channel that was never seen is taken for a forum")
	}
	if _, err := try(t, a, bot.Delivery{Effect: bot.Say{Place: say.Place, Text: "x"}}); err == nil || err.Code != bot.CodeRetry {
		t.Fatalf("the first try: %v, want another once it is known for a forum", err)
	}
	if !a.Capabilities(say.Place).Titles {
		t.Error("a forum is not known for one")
	}
	refused := func(tags []string, want string) {
		t.Helper()
		wrong := say
		wrong.Tags = tags
		if _, err := try(t, a, bot.Delivery{Effect: wrong}); err == nil || err.Code != bot.CodeRefused || !strings.Contains(err.Reason.String(), want) {
			t.Errorf("tags %q: %v, want refused with %q", tags, err, want)
		}
	}
	refused([]string{"coffee"}, `"Tea", "Cake"`)
	refused(nil, "need a tag")

	d := bot.Delivery{Key: "one", Since: time.Now(), Effect: say}
	w.FailNext("POST", "/channels/*/threads", 1, fake.Fault{Kind: fake.HTTPError, Status: http.StatusBadGateway, Applied: true})
	if _, err := try(t, a, d); err == nil || err.Code != bot.CodeUnknown {
		t.Fatalf("an answer that was lost: %v", err)
	}
	d.Again = true
	out, err := try(t, a, d)
	if err != nil {
		t.Fatal(err)
	}
	threads := forum.Threads()
	if len(threads) != 1 || len(out.Receipt.Messages) != 1 || out.Receipt.Messages[0] != threads[0] {
		t.Fatalf("receipt %+v, threads %q", out.Receipt, threads)
	}
	post := w.Channel(threads[0])
	if post.Name != say.Title || fmt.Sprint(post.Tags()) != fmt.Sprint([]string{tag}) {
		t.Errorf("posted as %q with %q", post.Name, post.Tags())
	}
	target := bot.Target{Message: bot.MessageID{Place: say.Place, ID: threads[0]}}
	for _, e := range []bot.Effect{
		bot.Edit{Place: say.Place, Target: target, Text: "Green tea."},
		bot.Pin{Place: say.Place, Target: target},
		bot.Delete{Place: say.Place, Target: target},
	} {
		if _, err := try(t, a, bot.Delivery{Effect: e}); err != nil {
			t.Errorf("%s: %v", bot.EffectKind(e), err)
		}
	}
	if left := forum.Threads(); len(left) > 0 {
		t.Errorf("left: %q", left)
	}
	if edits := w.Calls("PATCH", "/channels/*/messages/*"); len(edits) != 1 || edits[0].Status != http.StatusOK {
		t.Errorf("edited by %+v", edits)
	}
}

// TestPictureToPress checks that the response to a command can have a picture.
func TestPictureToPress(t *testing.T) {
	w := newTown(t, fake.Options{})
	a, sink := w.running(t)
	press := heard(t, sink, w.Slash(w.ann, w.hall.ID, "points"))
	out, err := try(t, a, bot.Delivery{
		Effect:  bot.Say{Place: w.place(w.hall), To: userID(w.ann), Press: press, Text: "yours", Picture: bot.Attachment{Blob: "1", Name: "card.png", Alt: strings.Repeat("Level 5. ", 200)}},
		Content: []byte("x"),
	})
	if err != nil || !out.Receipt.Hidden {
		t.Fatalf("%+v, %v", out, err)
	}
	shown := w.Server.Shown(w.hall.ID, w.ann)
	if len(shown) != 1 || len(shown[0].Attachments) != 1 || !strings.HasPrefix(shown[0].Attachments[0].Description, "Level 5. ") {
		t.Errorf("shown: %+v", shown)
	}
}

// TestLockKeepsWhatAChannelSays checks that a lock only affects sending messages, and that
// unlocking restores all overwrites. Steward and roles with an explicit permission can still speak.
func TestLockKeepsWhatAChannelSays(t *testing.T) {
	w := newTown(t, fake.Options{})
	host := w.guild.AddRole("hosts", 0)
	w.guild.SetMemberRoles(w.bob, host.ID)
	w.hall.SetOverwrite(w.guild.ID, fake.PermAttachFiles, fake.PermAddReactions)
	w.hall.SetOverwrite(host.ID, fake.PermSendMessages, 0)
	before := byID(w.hall.Overwrites())
	a, place := w.still(), w.place(w.hall)
	out, err := try(t, a, bot.Delivery{Effect: bot.Permissions{Place: place}})
	if err != nil {
		t.Fatal(err)
	}
	lock := bot.Lock{Place: place, Earlier: out.Permissions}
	if _, err := try(t, a, bot.Delivery{Effect: lock}); err != nil {
		t.Fatal(err)
	}
	if w.Server.Heard(w.ann, w.hall.ID) || !w.Server.Heard(w.bob, w.hall.ID) {
		t.Errorf("in the locked channel Ann is heard: %v, Bob, who is a host: %v", w.Server.Heard(w.ann, w.hall.ID), w.Server.Heard(w.bob, w.hall.ID))
	}
	locked := byID(w.hall.Overwrites())[w.guild.ID]
	if locked.Allow != fake.PermAttachFiles || locked.Deny&fake.PermAddReactions == 0 {
		t.Errorf("the locked channel says of everybody %+v", locked)
	}
	if _, err := try(t, a, bot.Delivery{Effect: bot.Say{Place: place, Text: "a moment"}}); err != nil {
		t.Errorf("Steward speaks: %v", err)
	}
	lock.Lift = true
	if _, err := try(t, a, bot.Delivery{Effect: lock}); err != nil {
		t.Fatal(err)
	}
	if after := byID(w.hall.Overwrites()); !maps.Equal(after, before) {
		t.Errorf("the channel says %+v, want %+v", after, before)
	}
}

func byID(list []fake.Overwrite) map[string]fake.Overwrite {
	out := map[string]fake.Overwrite{}
	for _, o := range list {
		out[o.ID] = o
	}
	return out
}

// TestLiftsOnlyItsOwn checks that a sanction set manually in the meantime stays, however similar it
// is to Steward's.
func TestLiftsOnlyItsOwn(t *testing.T) {
	const why = "mo, case 7"
	now := time.Now()
	own := &bot.Ours{Since: now, Until: now.Add(time.Hour), Mark: bot.MarkOf(why)}
	for _, c := range []struct {
		name  string
		since func(*town)
		code  string
	}{
		{"nobody did anything", func(*town) {}, ""},
		{"unbanned by hand", func(w *town) { w.guild.Unban(w.bob) }, bot.CodeGone},
		{"banned again by hand", func(w *town) { w.guild.Unban(w.bob); w.guild.Ban(w.bob) }, bot.CodeByHand},
		{"banned again by hand, without a reason", func(w *town) { w.guild.Unban(w.bob); w.guild.BanFor(w.bob, "") }, bot.CodeByHand},
		{"banned again by hand, as another case", func(w *town) { w.guild.Unban(w.bob); w.guild.BanFor(w.bob, "mo, case 8") }, bot.CodeByHand},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newTown(t, fake.Options{})
			w.SetBotPermissions(w.guild, fake.DefaultBotPermissions|fake.PermViewAuditLog)
			a := w.still()
			if _, err := try(t, a, bot.Delivery{Effect: bot.Ban{Place: w.space(), User: userID(w.bob), Until: own.Until, Reason: why}}); err != nil {
				t.Fatal(err)
			}
			c.since(w)
			_, err := try(t, a, bot.Delivery{Effect: bot.Ban{Place: w.space(), User: userID(w.bob), Lift: true, Ours: own}})
			if got := codeOf(err); got != c.code {
				t.Errorf("lifted: %q, want %q", got, c.code)
			}
			if want := c.code == bot.CodeByHand; w.guild.Banned(w.bob) != want {
				t.Errorf("banned: %v", !want)
			}
		})
	}
	for _, c := range []struct {
		name  string
		since func(*town)
		until time.Time // in the effect
		code  string
	}{
		{"nobody did anything", func(*town) {}, time.Time{}, ""},
		{"unmuted by hand", func(w *town) { w.guild.SetTimeout(w.bob, time.Time{}) }, time.Time{}, bot.CodeGone},
		{"muted for longer by hand", func(w *town) { w.guild.SetTimeout(w.bob, now.Add(5*time.Hour)) }, time.Time{}, bot.CodeByHand},
		{"renewed", func(*town) {}, now.Add(90 * time.Minute), ""},
		{"to be renewed, unmuted by hand", func(w *town) { w.guild.SetTimeout(w.bob, time.Time{}) }, now.Add(90 * time.Minute), bot.CodeByHand},
	} {
		t.Run("a mute: "+c.name, func(t *testing.T) {
			w := newTown(t, fake.Options{})
			a := w.still()
			if _, err := try(t, a, bot.Delivery{Effect: bot.Mute{Place: w.space(), User: userID(w.bob), Until: own.Until}}); err != nil {
				t.Fatal(err)
			}
			c.since(w)
			_, err := try(t, a, bot.Delivery{Effect: bot.Mute{Place: w.space(), User: userID(w.bob), Until: c.until, Ours: own}})
			if got := codeOf(err); got != c.code {
				t.Errorf("%q, want %q", got, c.code)
			}
		})
	}
}

func codeOf(err *bot.DeliveryError) string {
	if err == nil {
		return ""
	}
	return err.Code
}
