package grant

import (
	"encoding/json"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot"
)

// server is a platform that performs or refuses requests in order.
type server struct {
	roles []string
	tag   string
	asked []request
	next  bot.Ref
}

type request struct {
	act
	ref bot.Ref
}

// needless fails the test if an act would change nothing once all earlier ones are performed.
func (s *server) needless(t *rapid.T, acts []act) {
	roles, tag := slices.Clone(s.roles), s.tag
	for _, r := range s.asked {
		roles, tag = after(r.act, roles, tag)
	}
	for _, a := range acts {
		if a.Role != "" && slices.Contains(roles, a.Role) != a.Take || a.Role == "" && tag == a.Tag {
			t.Fatalf("%+v is asked for where it is so: roles %q, tag %q", a, roles, tag)
		}
		roles, tag = after(a, roles, tag)
	}
}

func (s *server) ask(acts []act) (refs []bot.Ref) {
	for _, a := range acts {
		s.next++
		s.asked = append(s.asked, request{a, s.next})
		refs = append(refs, s.next)
	}
	return refs
}

func after(a act, roles []string, tag string) ([]string, string) {
	switch {
	case a.Role == "":
		return roles, a.Tag
	case a.Take:
		return slices.DeleteFunc(slices.Clone(roles), func(r string) bool { return r == a.Role }), tag
	}
	if slices.Contains(roles, a.Role) { // already assigned
		return roles, tag
	}
	return append(slices.Clone(roles), a.Role), tag
}

// perform performs or refuses the oldest request.
func (s *server) perform(g *granted, done bool) {
	r := s.asked[0]
	s.asked = s.asked[1:]
	if done {
		s.roles, s.tag = after(r.act, s.roles, s.tag)
	}
	g.ended(r.act, r.ref, done)
}

// TestOnlyTheDifference: whatever levels a member goes through while acts are pending or done,
// nothing redundant is requested. In the end the account has exactly the roles and tag of its
// level and keeps its unrelated roles.
func TestOnlyTheDifference(t *testing.T) {
	named := []string{"a", "b", "c"}
	rapid.Check(t, func(t *rapid.T) {
		s, g := &server{roles: []string{"other"}}, new(granted)
		var w wants
		settle := func() {
			acts := g.missing(w, nil, true)
			s.needless(t, acts)
			for i, ref := range s.ask(acts) {
				g.begun(acts[i], ref)
			}
		}
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			switch rapid.SampledFrom([]string{"level", "level", "perform", "tell"}).Draw(t, "step") {
			case "level":
				w = wants{roles: rapid.SliceOfDistinct(rapid.SampledFrom(named), rapid.ID[string]).Draw(t, "roles"), named: named,
					tag: rapid.SampledFrom([]string{"", "x", "y"}).Draw(t, "tag")}
				settle()
			case "perform":
				if len(s.asked) > 0 {
					s.perform(g, true)
				}
			case "tell": // the platform reports its roles while nothing is pending
				if len(s.asked) == 0 {
					g.seen(s.roles)
				}
			}
			g = stored(t, g)
		}
		settle()
		for len(s.asked) > 0 {
			s.perform(g, true)
		}
		got := slices.DeleteFunc(slices.Sorted(slices.Values(s.roles)), func(r string) bool { return r == "other" })
		if !slices.Equal(got, slices.Sorted(slices.Values(w.roles))) || s.tag != w.tag || len(s.roles) != len(got)+1 {
			t.Fatalf("the account has roles %q and tag %q, want %+v", s.roles, s.tag, w)
		}
		if acts := g.missing(w, s.roles, true); len(acts) > 0 {
			t.Fatalf("still asked for: %+v", acts)
		}
	})
}

// TestRefusalsCountForNothing: a refused act is retried at the next opportunity, after which
// nothing is left to do.
func TestRefusalsCountForNothing(t *testing.T) {
	named := []string{"a", "b"}
	rapid.Check(t, func(t *rapid.T) {
		s, g := new(server), new(granted)
		var w wants
		for range rapid.IntRange(1, 10).Draw(t, "levels") {
			w = wants{roles: rapid.SliceOfDistinct(rapid.SampledFrom(named), rapid.ID[string]).Draw(t, "roles"), named: named,
				tag: rapid.SampledFrom([]string{"", "x"}).Draw(t, "tag")}
			acts := g.missing(w, nil, true)
			for i, ref := range s.ask(acts) {
				g.begun(acts[i], ref)
			}
			for range rapid.IntRange(0, len(s.asked)).Draw(t, "performed") {
				s.perform(g, rapid.Bool().Draw(t, "done"))
			}
			g = stored(t, g)
		}
		for len(s.asked) > 0 {
			s.perform(g, rapid.Bool().Draw(t, "done"))
		}
		acts := g.missing(w, nil, false)
		if len(acts) > 0 && !g.Failed {
			t.Fatalf("a refusal was forgotten, and with it %+v", acts)
		}
		for i, ref := range s.ask(acts) {
			g.begun(acts[i], ref)
		}
		for len(s.asked) > 0 {
			s.perform(g, true)
		}
		if slices.Sort(s.roles); !slices.Equal(s.roles, slices.Sorted(slices.Values(w.roles))) || s.tag != w.tag {
			t.Fatalf("the account has roles %q and tag %q, want %+v", s.roles, s.tag, w)
		}
	})
}

func stored(t *rapid.T, g *granted) *granted {
	b, err := json.Marshal(g)
	back := new(granted)
	if err == nil {
		err = json.Unmarshal(b, back)
	}
	if err != nil {
		t.Fatal(err)
	}
	return back
}
