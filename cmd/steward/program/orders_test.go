package program_test

import (
	"strings"
	"testing"
)

// TestOrders gives orders on both platforms: who was banned by hand can't be kicked,
// an administrator whom Steward has not met is spared for the platform's own reason, the
// same each time, and what may be a time or something else is asked about.
func TestOrders(t *testing.T) {
	t.Parallel()
	p := newPair(t, "")
	p.each(func(t *testing.T, s side) {
		for _, name := range []string{"ann", "bob"} {
			s.add(name)
		}
		said := s.say("ann", "hello")
		s.admin("boss")
		s.ban("ann")
		s.ban("stranger")
		before := p.cases(t)
		for _, c := range []struct{ order, answer, to string }{
			{"/kick " + s.mention("ann"), "ann is banned already.", ""},
			{"/踢", "ann is banned already.", said},
			{"/skick " + s.mention("stranger") + " spam", "stranger is banned already.", ""},
			{"/mute " + s.mention("bob") + " 5M", "I can't read 5M as a duration. Write 10m, 2h or 7d, from a minute to ten years.", ""},
			{"/ban " + s.mention("bob") + " spam 2 Tage", "I can't read 2 Tage as a duration. Write 10m, 2h or 7d, from a minute to ten years.", ""},
			{"/lock raid, 2 hours please", "I can't read 2 hours as a duration. Write 10m, 2h or 7d, from a minute to ten years.", ""},
		} {
			var to []string
			if c.to != "" {
				to = append(to, c.to)
			}
			if got := p.tell(t, s, c.order, to...); got != c.answer {
				t.Errorf("%s: %q, want %q", c.order, got, c.answer)
			}
		}
		if n := p.cases(t); n != before {
			t.Errorf("there are %d cases, want %d", n, before)
		}
		why := map[string]string{
			"telegram": "Telegram lets bots act on ordinary members only, and this one is an administrator of the group",
			"discord":  "Discord lets nobody time out an administrator of the server",
		}[s.name()]
		for _, order := range []string{"/mute " + s.mention("boss"), "/mute " + s.mention("boss") + " 10 min loud", "/禁言 " + s.mention("boss")} {
			if got := p.tell(t, s, order); !strings.HasPrefix(got, "Nothing was done about boss.") || !strings.HasSuffix(got, "Refused in Tea: "+why) {
				t.Errorf("%s: %q", order, got)
			}
		}
	})
	p.leave()
}
