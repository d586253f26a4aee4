package desk_test

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stewardbot/steward/adapters/web/desk"
	"github.com/stewardbot/steward/bot"
	room "github.com/stewardbot/steward/bot/desk"
)

func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "steward.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// example fills in the addresses.
var example = strings.NewReplacer("{community}", "tea", "{member}", "1", "{list}", "schedule", "{thing}", "hello", "{rest...}", "nowhere")

// everybody are accounts of tea with exactly these powers.
var everybody = map[bot.UserID]room.Powers{
	"test:own": room.All, "test:ope": room.All, "test:mod": room.Moderator, "test:ana": room.Analyst, "test:edi": room.Editor,
	"test:ful": room.Fulfilment, "test:packer": room.Fulfilment, "test:ann": 0,
}

// TestPrivileges asks for every address with every power, without a session, and with one of another community.
func TestPrivileges(t *testing.T) {
	w := open(t, "")
	stranger, other := w.browser(), w.signedIn("zen", "test:own2")
	insiders := map[bot.UserID]*browser{}
	for u := range everybody {
		insiders[u] = w.signedIn("tea", u)
	}
	for _, a := range desk.Addresses(w.server.Config.Handler.(*desk.Desk)) {
		method, path, _ := strings.Cut(a.Pattern, " ")
		if a.Powers == 0 {
			continue // signing in, and files
		}
		path = example.Replace(path)
		ask := func(b *browser) int {
			form := url.Values(nil)
			if method == http.MethodPost {
				form = url.Values{}
			}
			resp, _ := b.do(method, path, form, nil)
			return resp.StatusCode
		}
		for name, b := range map[string]*browser{"no session": stranger, "another community": other} {
			if got := ask(b); got != http.StatusUnauthorized {
				t.Errorf("%s with %s: %d", a.Pattern, name, got)
			}
		}
		if strings.HasSuffix(path, "/end") || strings.HasSuffix(path, "/live") {
			continue // ends the session, see TestSessionEnds; doesn't end, see TestLiveFollowsThePowers
		}
		for u, powers := range everybody {
			got, allowed := ask(insiders[u]), powers.Any(a.Powers)
			switch refused := got == http.StatusForbidden || got == http.StatusUnauthorized; {
			case method == http.MethodPost && allowed: // the form is judged by its command
			case refused == allowed, got >= 500:
				t.Errorf("%s as %s (%s): %d", a.Pattern, u, powers, got)
			}
		}
	}
}

// TestActPrivileges sends the form of every command with every power.
func TestActPrivileges(t *testing.T) {
	w := open(t, "")
	for u, powers := range everybody {
		if powers == 0 {
			continue
		}
		b := w.signedIn("tea", u)
		for command, needs := range desk.Commands() {
			form := url.Values{"command": {command}, "id": {room.NewSecret()}, "back": {"/c/tea/overview"}}
			want := http.StatusForbidden
			if powers.Any(needs) {
				want = http.StatusSeeOther
			}
			if got, _ := b.post("/c/tea/act", form); got != want {
				t.Errorf("%s as %s (%s): %d, want %d", command, u, powers, got, want)
			}
		}
		for verb, needs := range desk.Presses() {
			form := url.Values{"button": {verb + ":1:x"}, "id": {room.NewSecret()}, "back": {"/c/tea/overview"}}
			want := http.StatusForbidden
			if powers.Any(needs) {
				want = http.StatusSeeOther
			}
			if got, _ := b.post("/c/tea/press", form); got != want {
				t.Errorf("%s as %s (%s): %d, want %d", verb, u, powers, got, want)
			}
		}
		for _, data := range []string{"dashboard:end:1", "shop:address:1", "shop:", ":", "moderation:undo:1", "moderation:report:" + strings.Repeat("1", 64)} {
			form := url.Values{"button": {data}, "id": {room.NewSecret()}}
			if got, _ := b.post("/c/tea/press", form); got != http.StatusForbidden {
				t.Errorf("the button %q is not listed: %d", data, got)
			}
		}
		for _, command := range []string{"dashboard", "forgetme", "nothing", ""} {
			form := url.Values{"command": {command}, "id": {room.NewSecret()}}
			if got, _ := b.post("/c/tea/act", form); got != http.StatusForbidden {
				t.Errorf("%q is not listed: %d", command, got)
			}
		}
	}
}
