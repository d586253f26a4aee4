package fakediscord_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	fake "github.com/stewardbot/steward/adapters/discord/fakediscord"
)

// Each row is a request that the platform rejects, with the status and error code.
func TestRejections(t *testing.T) {
	long := strings.Repeat("字", 2001)
	row := func(buttons ...string) string {
		return `{"type":1,"components":[` + strings.Join(buttons, ",") + `]}`
	}
	button := func(id string) string { return `{"type":2,"style":1,"label":"x","custom_id":"` + id + `"}` }
	components := func(rows ...string) string {
		return `{"content":"x","components":[` + strings.Join(rows, ",") + `]}`
	}
	tests := []struct {
		name, method, path, body string
		status, code             int
		says                     string
	}{
		{"no route", "GET", "/nothing", "", 404, 0, ""},
		{"no method", "PUT", "/users/@me", "", 405, 0, ""},
		{"no JSON", "POST", "/channels/{c}/messages", "{", 400, 50109, ""},
		{"a wrong type", "POST", "/channels/{c}/messages", `{"flags":"x"}`, 400, 50035, "flags"},
		{"unknown channel", "GET", "/channels/1", "", 404, 10003, ""},
		{"unknown guild", "GET", "/guilds/1", "", 404, 10004, ""},
		{"unknown user", "GET", "/users/1", "", 404, 10013, ""},
		{"unknown member", "GET", "/guilds/{g}/members/{stranger}", "", 404, 10007, ""},
		{"member who never was", "GET", "/guilds/{g}/members/1", "", 404, 10013, ""},
		{"empty", "POST", "/channels/{c}/messages", `{"content":" "}`, 400, 50006, ""},
		{"too long", "POST", "/channels/{c}/messages", `{"content":"` + long + `"}`, 400, 50035, "BASE_TYPE_MAX_LENGTH"},
		{"long nonce", "POST", "/channels/{c}/messages", `{"content":"x","nonce":"` + strings.Repeat("n", 26) + `"}`, 400, 50035, "nonce"},
		{"unknown reference", "POST", "/channels/{c}/messages", `{"content":"x","message_reference":{"message_id":"1"}}`, 400, 50035, "message_reference"},
		{"mentions that exclude each other", "POST", "/channels/{c}/messages", `{"content":"x","allowed_mentions":{"parse":["users"],"users":["1"]}}`, 400, 50035, "allowed_mentions"},
		{"six rows", "POST", "/channels/{c}/messages", components(row(button("a")), row(button("b")), row(button("c")), row(button("d")), row(button("e")), row(button("f"))), 400, 50035, "components"},
		{"six buttons", "POST", "/channels/{c}/messages", components(row(button("a"), button("b"), button("c"), button("d"), button("e"), button("f"))), 400, 50035, "1 and 5"},
		{"an empty row", "POST", "/channels/{c}/messages", components(row()), 400, 50035, "1 and 5"},
		{"a button without a row", "POST", "/channels/{c}/messages", components(button("a")), 400, 50035, "type"},
		{"the same id twice", "POST", "/channels/{c}/messages", components(row(button("a"), button("a"))), 400, 50035, "DUPLICATED"},
		{"no id", "POST", "/channels/{c}/messages", components(row(button(""))), 400, 50035, "custom_id"},
		{"a long id", "POST", "/channels/{c}/messages", components(row(button(strings.Repeat("x", 101)))), 400, 50035, "custom_id"},
		{"eleven embeds", "POST", "/channels/{c}/messages", `{"embeds":[` + strings.TrimSuffix(strings.Repeat(`{"title":"x"},`, 11), ",") + `]}`, 400, 50035, "embeds"},
		{"an empty embed", "POST", "/channels/{c}/messages", `{"embeds":[{}]}`, 400, 50035, "embeds"},
		{"embeds too large together", "POST", "/channels/{c}/messages", `{"embeds":[{"description":"` + long + long + `"},{"description":"` + long + `"}]}`, 400, 50035, "MAX_EMBED_SIZE"},
		{"content beside components v2", "POST", "/channels/{c}/messages", `{"content":"x","flags":32768,"components":[{"type":10,"content":"x"}]}`, 400, 50035, "V2"},
		{"into a forum", "POST", "/channels/{forum}/messages", `{"content":"x"}`, 400, 50008, ""},
		{"into a channel without access", "POST", "/channels/{hidden}/messages", `{"content":"x"}`, 403, 50001, ""},
		{"into a channel without the right", "POST", "/channels/{quiet}/messages", `{"content":"x"}`, 403, 50013, ""},
		{"an embed without the right", "POST", "/channels/{plain}/messages", `{"embeds":[{"title":"x"}]}`, 403, 50013, ""},
		{"a message to who refuses", "POST", "/channels/{refusing}/messages", `{"content":"x"}`, 403, 50007, ""},
		{"an unknown message", "GET", "/channels/{c}/messages/1", "", 404, 10008, ""},
		{"another's message", "PATCH", "/channels/{c}/messages/{m}", `{"content":"x"}`, 403, 50005, ""},
		{"deleting another's without the right", "DELETE", "/channels/{plain}/messages/{plain m}", "", 403, 50013, ""},
		{"deleting another's in private", "DELETE", "/channels/{private}/messages/{private m}", "", 403, 50003, ""},
		{"one at once", "POST", "/channels/{c}/messages/bulk-delete", `{"messages":["1"]}`, 400, 50016, ""},
		{"twice the same at once", "POST", "/channels/{c}/messages/bulk-delete", `{"messages":["{m}","{m}"]}`, 400, 50035, "SET_TYPE"},
		{"too old at once", "POST", "/channels/{c}/messages/bulk-delete", `{"messages":["1","2"]}`, 400, 50034, ""},
		{"no emoji", "PUT", "/channels/{c}/messages/{m}/reactions/x/@me", "", 400, 10014, ""},
		{"a limit beyond", "GET", "/channels/{c}/messages?limit=101", "", 400, 50035, "limit"},
		{"a role above", "PUT", "/guilds/{g}/members/{ann}/roles/{above}", "", 403, 50013, ""},
		{"a managed role", "PUT", "/guilds/{g}/members/{ann}/roles/{managed}", "", 403, 50013, ""},
		{"an unknown role", "PUT", "/guilds/{g}/members/{ann}/roles/1", "", 404, 10011, ""},
		{"a timeout too long", "PATCH", "/guilds/{g}/members/{ann}", `{"communication_disabled_until":"{in 29 days}"}`, 400, 50035, "28 days"},
		{"a timeout of an administrator", "PATCH", "/guilds/{g}/members/{admin}", `{"communication_disabled_until":"{in 1 day}"}`, 403, 50013, ""},
		{"a timeout of the owner", "PATCH", "/guilds/{g}/members/{owner}", `{"communication_disabled_until":"{in 1 day}"}`, 403, 50013, ""},
		{"a ban of the owner", "PUT", "/guilds/{g}/bans/{owner}", "{}", 403, 50013, ""},
		{"a kick of who is above", "DELETE", "/guilds/{g}/members/{bob}", "", 403, 50013, ""},
		{"no such ban", "DELETE", "/guilds/{g}/bans/{ann}", "", 404, 10026, ""},
		{"another's commands", "GET", "/applications/1/commands", "", 403, 50001, ""},
		{"no such interaction", "POST", "/interactions/1/x/callback", `{"type":4}`, 404, 10062, ""},
		{"a bad webhook token", "POST", "/webhooks/{app}/x", `{"content":"x"}`, 401, 50027, ""},
	}
	h := open(t, fake.Options{})
	names := h.furnish()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := h.raw(tt.method, names.Replace(tt.path), names.Replace(tt.body))
			if a.status != tt.status || a.code != tt.code || !strings.Contains(a.body, tt.says) {
				t.Errorf("%d %s", a.status, a.body)
			}
		})
	}
	if h.InvalidRequests() == 0 {
		t.Error("no invalid request was counted")
	}
}

// furnish creates the things that the rows refer to.
func (h *house) furnish() *strings.Replacer {
	hidden, quiet, plain := h.guild.AddChannel("hidden"), h.guild.AddChannel("quiet"), h.guild.AddChannel("plain")
	hidden.SetOverwrite(h.guild.BotRole().ID, 0, fake.PermViewChannel)
	quiet.SetOverwrite(h.guild.BotRole().ID, 0, fake.PermSendMessages)
	plain.SetOverwrite(h.guild.BotRole().ID, 0, fake.PermEmbedLinks|fake.PermManageMessages)
	above := h.guild.AddRole("above", 0)
	above.SetPosition(100)
	h.guild.SetMemberRoles(h.bob, above.ID)
	admin := h.AddUser("admin")
	h.guild.AddMember(admin, h.guild.AddRole("admins", fake.PermAdministrator).ID)
	refusing := h.AddUser("refusing")
	h.RefuseDMs(refusing, true)
	in := func(d time.Duration) string { return time.Now().Add(d).UTC().Format(time.RFC3339) }
	pairs := map[string]string{
		"c": h.channel.ID, "g": h.guild.ID, "app": h.ApplicationID(), "ann": h.ann.ID, "bob": h.bob.ID, "owner": h.owner.ID,
		"stranger": h.AddUser("stranger").ID, "forum": h.guild.AddForum("forum").ID, "hidden": hidden.ID, "quiet": quiet.ID,
		"plain": plain.ID, "refusing": h.PrivateChannel(refusing), "m": h.Say(h.ann, h.channel.ID, "x"),
		"plain m": h.Say(h.ann, plain.ID, "x"), "private": h.PrivateChannel(h.ann), "private m": h.DM(h.ann, "x"),
		"above": above.ID, "managed": h.guild.AddManaged("bot").ID, "admin": admin.ID,
		"in 29 days": in(29 * 24 * time.Hour), "in 1 day": in(24 * time.Hour),
	}
	var list []string
	for k, v := range pairs {
		list = append(list, "{"+k+"}", v)
	}
	return strings.NewReplacer(list...)
}

func TestCommandRejections(t *testing.T) {
	option := func(n int, required bool) string {
		return fmt.Sprintf(`{"type":3,"name":"o%d","description":"x","required":%t}`, n, required)
	}
	many := make([]string, 26)
	for i := range many {
		many[i] = option(i, false)
	}
	tests := []struct{ name, body, says string }{
		{"capitals", `{"name":"Ping","description":"x"}`, "name"},
		{"a space", `{"name":"pi ng","description":"x"}`, "name"},
		{"too long a name", `{"name":"` + strings.Repeat("签", 33) + `","description":"x"}`, "name"},
		{"no description", `{"name":"ping"}`, "description"},
		{"too long a description", `{"name":"ping","description":"` + strings.Repeat("x", 101) + `"}`, "description"},
		{"a menu with a description", `{"name":"Report","type":3,"description":"x"}`, "description"},
		{"an unknown type", `{"name":"ping","type":9,"description":"x"}`, "type"},
		{"an unknown locale", `{"name":"ping","description":"x","name_localizations":{"zh-Hans":"x"}}`, "locale"},
		{"a localized name with capitals", `{"name":"ping","description":"x","name_localizations":{"de":"X"}}`, "INVALID_NAME"},
		{"required after optional", `{"name":"ping","description":"x","options":[` + option(1, false) + `,` + option(2, true) + `]}`, "REQUIRED_INVALID"},
		{"options of one name", `{"name":"ping","description":"x","options":[` + option(1, true) + `,` + option(1, true) + `]}`, "ALREADY_EXISTS"},
		{"too many options", `{"name":"ping","description":"x","options":[` + strings.Join(many, ",") + `]}`, "25"},
		{"choices beside autocompletion", `{"name":"ping","description":"x","options":[{"type":3,"name":"a","description":"x","autocomplete":true,"choices":[{"name":"x","value":"x"}]}]}`, "AUTOCOMPLETE"},
		{"permissions that are no number", `{"name":"ping","description":"x","default_member_permissions":"ban"}`, "PERMISSIONS"},
		{"a context that is none", `{"name":"ping","description":"x","contexts":[3]}`, "contexts"},
	}
	h := open(t, fake.Options{})
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := h.raw("POST", "/applications/"+h.ApplicationID()+"/commands", tt.body)
			if a.status != 400 || a.code != 50035 || !strings.Contains(strings.ToUpper(a.body), strings.ToUpper(tt.says)) {
				t.Errorf("%d %s", a.status, a.body)
			}
		})
	}
	if n := len(h.Commands("")); n != 0 {
		t.Errorf("%d commands", n)
	}
}

func TestAnonymous(t *testing.T) {
	h := open(t, fake.Options{})
	h.rest.Token = "Bot wrong"
	if _, err := h.rest.User("@me"); err == nil || !strings.Contains(err.Error(), "401") {
		t.Errorf("%v", err)
	}
	if n := h.InvalidRequests(); n != 1 {
		t.Errorf("%d invalid requests", n)
	}
	if url, err := h.rest.Gateway(); err != nil || strings.TrimSuffix(url, "/") != h.GatewayURL() {
		t.Errorf("%q, %v", url, err)
	}
}
