package desk_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stewardbot/steward/adapters/web/webtest"
	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/store"
)

// traded is a world in which points were awarded, given and spent.
func traded(t *testing.T) (w *world, own *browser) {
	w = open(t, "")
	own = w.signedIn("tea", "test:own")
	own.post("/c/tea/act", own.form("/c/tea/members/1", "award", "member", "test:ann", "amount", "50"))
	w.buy("1 Leaf Lane", "2 Leaf Lane")
	packer := w.signedIn("tea", "test:packer")
	packer.pressed(packer.pressForm("/c/tea/queue", "shop:sent:1"))
	packer.pressed(packer.pressForm("/c/tea/queue", "shop:refund:2"))
	w.say("test:ann", "g1", "/give @mod 6", nil)
	return w, own
}

// TestEconomy: the figures of the page are those of the ledger's entries.
func TestEconomy(t *testing.T) {
	w, own := traded(t)
	var issued, spent, given int64
	err := w.engine.View(func(r store.Reader) error {
		return inspect.Entries(r, "tea", 0, func(e inspect.Entry) error {
			_, taken := e.To.Member()
			_, gave := e.From.Member()
			switch kind, _ := e.From.Split(); {
			case kind == "mint":
				issued += e.Amount
			case taken && gave:
				given += e.Amount
			}
			if kind, _ := e.To.Split(); kind == "shop" {
				spent += e.Amount
			}
			return nil
		})
	})
	if err != nil || issued < 50 || spent != 20 || given != 6 {
		t.Fatalf("issued %d, spent %d, given %d; %v", issued, spent, given, err)
	}
	_, csv := own.get("/c/tea/economy?as=csv")
	lines := strings.Split(strings.TrimSpace(csv), "\n")
	if want := fmt.Sprintf(",%d,0,%d,0,%d", issued, spent, issued-spent); len(lines) != 29 || !strings.HasSuffix(strings.TrimSpace(lines[28]), want) {
		t.Errorf("today is not %s: %s", want, csv)
	}
	_, body := own.get("/c/tea/economy")
	for _, want := range []string{"given by a moderator", "&lt;script&gt;ann", "&lt;script&gt;mod", "Mug", `<td class="number">8</td>`} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q: %s", want, body)
		}
	}
	if strings.Contains(body, " style=") || strings.Contains(body, "<script>") {
		t.Error("markup that the policy or nobody wants")
	}
	if _, body := w.signedIn("tea", "test:ana").get("/c/tea/economy"); strings.Contains(body, "script&gt;ann") || !strings.Contains(body, "given by a moderator") {
		t.Error("an analyst sees who gave points to whom, or no figures")
	}
	if _, body := own.get("/c/tea/economy?days=364"); !strings.Contains(body, "364 days") {
		t.Error("no other lengths of time")
	}
	if _, body := w.signedIn("zen", "test:own2").get("/c/zen/economy"); !strings.Contains(body, "Nothing was earned") {
		t.Errorf("an empty community: %s", body)
	}
}

// TestEconomyInABrowser: it looks right, with and without trade.
func TestEconomyInABrowser(t *testing.T) {
	w, _ := traded(t)
	b := webtest.Browser(t)
	w.enter(b, "test:own")
	w.looksRight(b, "economy", "/c/tea/economy?days=84&")
}
