package adaptertest

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/markup"
)

// Standing is a member's status in the group.
type Standing struct {
	Present, Banned bool
	MutedUntil      time.Time // zero if not muted
}

// sanctioning returns the checks on moderation and on rich posts.
func sanctioning() []check {
	stands := func(w *World) bool { return w.Stands != nil }
	return []check{
		{"mutes", stands, mutes},
		{"kicks", stands, kicks},
		{"bans", stands, bans},
		{"sanctions on who has authority", func(w *World) bool { return w.Stands != nil && w.Owner != "" }, sparesOwners},
		{"locks", func(w *World) bool { return w.Heard != nil }, locks},
		{"slow mode", func(w *World) bool { return w.Slow != nil }, slows},
		{"invites", func(w *World) bool { return w.Invited != nil }, invites},
		{"pins", func(w *World) bool { return w.Pinned != nil }, pins},
		{"markup", func(w *World) bool { return w.Looks != nil }, saysRichly},
		{"pictures", func(w *World) bool { return w.Pictured != nil }, showsPictures},
	}
}

// mutes performs each effect twice, as a retry would.
func mutes(t *testing.T, w *World) {
	s := start(t, w, nil)
	until := time.Now().Add(time.Hour)
	mute := bot.Mute{Place: w.Group.Space(), User: w.Ann, Until: until, Reason: "too loud 太吵\nreally"}
	for range 2 {
		s.must(t, mute)
		if got := w.Stands(w.Ann); got.MutedUntil.Sub(until).Abs() > 2*time.Second || !got.Present {
			t.Fatalf("Ann stands as %+v, want muted until %s", got, until)
		}
	}
	if got := w.Stands(w.Bob); !got.MutedUntil.IsZero() {
		t.Errorf("Bob stands as %+v", got)
	}
	mute.Until = time.Time{}
	for range 2 {
		s.doneOrGone(t, mute)
		if got := w.Stands(w.Ann); !got.MutedUntil.IsZero() || !got.Present {
			t.Fatalf("Ann stands as %+v, want to be heard", got)
		}
	}
}

func (s *session) doneOrGone(t *testing.T, e bot.Effect) {
	t.Helper()
	if code := s.code(t, e); code != "done" && code != bot.CodeGone {
		t.Errorf("%s: %s, want done or gone", bot.EffectKind(e), code)
	}
}

// kicks checks that a kicked member can rejoin, and that someone absent can't be kicked.
func kicks(t *testing.T, w *World) {
	s := start(t, w, nil)
	kick := bot.Kick{Place: w.Group.Space(), User: w.Bob, Reason: "enough"}
	s.must(t, kick)
	if got := w.Stands(w.Bob); got.Present || got.Banned {
		t.Errorf("Bob stands as %+v, want out and free to come back", got)
	}
	if code := s.code(t, kick); code != bot.CodeGone {
		t.Errorf("kicking who is out: %s, want gone", code)
	}
	if w.Join != nil {
		w.Join(w.Bob)
		if got := w.Stands(w.Bob); !got.Present {
			t.Errorf("Bob stands as %+v, want back", got)
		}
	}
}

// bans checks that no milder sanction lifts a ban.
func bans(t *testing.T, w *World) {
	s := start(t, w, nil)
	space := w.Group.Space()
	ban := bot.Ban{Place: space, User: w.Bob, Purge: time.Hour, Reason: "spam"}
	s.must(t, ban)
	s.doneOrGone(t, ban)
	s.doneOrGone(t, bot.Mute{Place: space, User: w.Bob, Until: time.Now().Add(time.Hour)})
	s.doneOrGone(t, bot.Mute{Place: space, User: w.Bob})
	s.doneOrGone(t, bot.Kick{Place: space, User: w.Bob})
	if got := w.Stands(w.Bob); got.Present || !got.Banned {
		t.Fatalf("Bob stands as %+v, want banned", got)
	}
	ban.Lift = true
	s.must(t, ban)
	if got := w.Stands(w.Bob); got.Banned {
		t.Errorf("Bob stands as %+v, want free to come back", got)
	}
	if code := s.code(t, ban); code != bot.CodeGone {
		t.Errorf("lifting what is lifted: %s, want gone", code)
	}
}

func sparesOwners(t *testing.T, w *World) {
	s := start(t, w, nil)
	space := w.Group.Space()
	stranger := bot.UserID("elsewhere:1")
	for _, who := range []bot.UserID{w.Owner, stranger} {
		for _, e := range []bot.Effect{
			bot.Mute{Place: space, User: who, Until: time.Now().Add(time.Hour)},
			bot.Kick{Place: space, User: who},
			bot.Ban{Place: space, User: who},
		} {
			if code := s.code(t, e); code != bot.CodeRefused {
				t.Errorf("%s of %s: %s, want refused", bot.EffectKind(e), who, code)
			}
		}
	}
	if got := w.Stands(w.Owner); !got.Present || got.Banned || !got.MutedUntil.IsZero() {
		t.Errorf("the owner stands as %+v", got)
	}
}

// locks performs each effect twice, as a retry would. Steward and the owner can still speak, and
// unlocking restores exactly the earlier permissions.
func locks(t *testing.T, w *World) {
	s := start(t, w, nil)
	found := func() string {
		t.Helper()
		out, err := s.try(t, bot.Permissions{Place: w.Group})
		if err != nil || out.Permissions == "" {
			t.Fatalf("what is allowed: %+v, %v", out, err)
		}
		return out.Permissions
	}
	before := found()
	lock := bot.Lock{Place: w.Group, Earlier: before, Reason: "a raid"}
	for range 2 {
		s.doneOrGone(t, lock)
		if w.Heard(w.Ann) {
			t.Fatal("Ann can speak in a locked group")
		}
	}
	if w.Owner != "" && !w.Heard(w.Owner) {
		t.Error("the owner can't speak in a locked group")
	}
	s.said(t, bot.Say{Place: w.Group, Text: "a moment, please"})
	lock.Lift = true
	for range 2 {
		s.doneOrGone(t, lock)
		if !w.Heard(w.Ann) {
			t.Fatal("Ann can't speak in a group that is open again")
		}
	}
	if after := found(); after != before {
		t.Errorf("allowed are now %s, want %s", after, before)
	}
	if code := s.code(t, bot.Lock{Place: w.Group, Earlier: "nonsense"}); code != bot.CodeRefused {
		t.Errorf("locking what could not be opened again: %s, want refused", code)
	}
	if !w.Heard(w.Ann) {
		t.Error("it was done all the same")
	}
}

func slows(t *testing.T, w *World) {
	s := start(t, w, nil)
	for _, every := range []time.Duration{30 * time.Second, 30 * time.Second, 0, 0} {
		s.must(t, bot.Slow{Place: w.Group, Every: every, Reason: "too fast"})
		if got := w.Slow(w.Group); got != every {
			t.Errorf("members wait %s, want %s", got, every)
		}
	}
}

func pins(t *testing.T, w *World) {
	s := start(t, w, nil)
	m, _ := s.said(t, bot.Say{Place: w.Group, Text: "the rules"})
	pin := bot.Pin{Place: w.Group, Target: bot.Target{Message: m}}
	for _, off := range []bool{false, false, true, true} {
		pin.Off = off
		s.doneOrGone(t, pin)
		if got := w.Pinned(w.Group, m.ID); got == off {
			t.Errorf("after %+v it is pinned: %v", pin, got)
		}
	}
	s.must(t, bot.Delete{Place: w.Group, Target: pin.Target})
	pin.Off = false
	if code := s.code(t, pin); code != bot.CodeGone {
		t.Errorf("pinning what is deleted: %s, want gone", code)
	}
}

// invites checks that each link is a new one, and that only an open one can be ended.
func invites(t *testing.T, w *World) {
	s := start(t, w, nil)
	before := len(w.Invited())
	var links []string
	for range 2 {
		out, err := s.try(t, bot.Invite{Place: w.Group, Until: time.Now().Add(bot.InviteLongest)})
		if err != nil || out.Status != bot.Done || !strings.HasPrefix(out.Link, "https://") {
			t.Fatalf("%+v, %v; want a link", out, err)
		}
		links = append(links, out.Link)
	}
	if got := w.Invited(); len(got) != before+2 || links[0] == links[1] {
		t.Errorf("links %q; the group can be joined by %q", links, got)
	}
	for _, want := range []string{"done", bot.CodeGone} {
		if code := s.code(t, bot.Uninvite{Place: w.Group, Link: links[0]}); code != want {
			t.Errorf("ending a link: %s, want %s", code, want)
		}
		if got := w.Invited(); len(got) != before+1 {
			t.Errorf("the group can be joined by %q", got)
		}
	}
}

// saysRichly checks that each text shows its formatting and nothing else.
func saysRichly(t *testing.T, w *World) {
	s := start(t, w, nil)
	for _, text := range []string{
		"**bold** *italic* ~~gone~~ `code` and 😀 **界**",
		"**a *b* c** ***both***",
		"the [house *rules*](https://example.com/a_b)",
		"> said\n> so\nyes\n- one\n- two",
		"so:\n```\nx := *p <b>&amp;\n```\nthat",
		"plain " + markup.Escape("*not* _this_ `or` <b> &lt; [x](https://example.com) @everyone"),
		"open **marks and 2 * 3",
	} {
		m, _ := s.said(t, bot.Say{Place: w.Group, Text: text, Rich: true})
		if diff := cmp.Diff(looks(markup.Parse(text)), looks(w.Looks(w.Group, m.ID))); diff != "" {
			t.Errorf("%q is shown otherwise: %s", text, diff)
		}
		s.must(t, bot.Edit{Place: w.Group, Target: bot.Target{Message: m}, Text: "now " + text, Rich: true})
		if diff := cmp.Diff(looks(markup.Parse("now "+text)), looks(w.Looks(w.Group, m.ID))); diff != "" {
			t.Errorf("edited to %q it is shown otherwise: %s", text, diff)
		}
	}
}

// looks returns the visible formatting of spans: blanks have none, and a bullet is ordinary text.
// The first element is the whole text.
func looks(spans []markup.Span) []markup.Span {
	out := []markup.Span{{}}
	for _, s := range spans {
		out[0].Text += s.Text
		s.Look &^= markup.Bullet
		s.Text = strings.Join(strings.Fields(s.Text), "")
		if n := len(out); n > 1 && out[n-1].Look == s.Look && out[n-1].Link == s.Link {
			out[n-1].Text += s.Text
		} else if s.Text != "" {
			out = append(out, s)
		}
	}
	return out
}

// pixel is a minimal PNG.
const pixel = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU" +
	"\x00\x00\x00\nIDATx\x9cc`\x00\x00\x00\x02\x00\x01H\xaf\xa4q\x00\x00\x00\x00IEND\xaeB`\x82"

// showsPictures checks uploaded pictures and pictures by URL, with and without a caption.
func showsPictures(t *testing.T, w *World) {
	s := start(t, w, nil)
	card := bot.Attachment{Blob: "1", Name: "card.png"}
	for _, picture := range []bot.Attachment{card, bot.PictureAt("https://example.com/card.png")} {
		for _, text := range []string{"", "your card"} {
			m, _ := s.said(t, bot.Say{Place: w.Group, Text: text, Picture: picture})
			if l := line(w, w.Group, m.ID); l == nil || l.Text != text || !w.Pictured(w.Group, m.ID) {
				t.Errorf("%q with a picture is shown as %+v", text, l)
			}
		}
	}
	m, _ := s.said(t, bot.Say{Place: w.Group, Text: "below", Picture: card})
	s.must(t, bot.Edit{Place: w.Group, Target: bot.Target{Message: m}, Text: "beside"})
	if l := line(w, w.Group, m.ID); l == nil || l.Text != "beside" || !w.Pictured(w.Group, m.ID) {
		t.Errorf("edited, a text with a picture is shown as %+v", l)
	}
}
