package bottest

import (
	"fmt"
	"maps"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/store"
)

// manyActs: of more acts than this, those that are alike but for whom they
// concern are counted rather than listed.
const manyActs = 40

// acts is what was performed since the last call, as lines of a file.
func (w *world) acts() []string {
	var done []deed
	for _, name := range slices.Sorted(maps.Keys(w.platforms)) {
		done = append(done, w.platforms[name].take()...)
	}
	sort.SliceStable(done, func(i, j int) bool { return done[i].Ref < done[j].Ref })
	var lines []string
	alike := map[string]int{}
	for _, d := range done {
		if line := d.summary(); line != "" && len(done) > manyActs {
			alike[line]++
			continue
		}
		written := w.write(d.Delivery)
		if d.refused {
			written[0] += ", refused"
		}
		lines = append(lines, written...)
	}
	for _, line := range slices.Sorted(maps.Keys(alike)) {
		lines = append(lines, fmt.Sprintf(line, alike[line]))
	}
	return lines
}

// summary is a format for the number of acts like this one; empty: each is
// listed.
func (d deed) summary() string {
	switch e := d.Effect.(type) {
	case bot.React:
		return "< " + e.Emoji + " on %d messages"
	case bot.Lookup:
		return "< looks up %d people"
	case bot.Role:
		verb := map[bool]string{false: "gives", true: "takes from"}[e.Take]
		return "< " + verb + " %d people role " + e.Role
	case bot.Tag:
		return "< tags %d people " + strconv.Quote(e.Tag)
	}
	return ""
}

func (w *world) write(d bot.Delivery) []string {
	switch e := d.Effect.(type) {
	case bot.Say:
		return w.writeSay(d.Ref, e)
	case bot.Edit:
		name := w.target(e.Target)
		if s := w.named[name]; s != nil {
			s.buttons = flat(e.Buttons)
		}
		return text("< edits "+name+": ", e.Text, e.Buttons)
	case bot.Delete:
		return []string{"< deletes " + w.target(e.Target)}
	case bot.React:
		return []string{"< " + e.Emoji + " on " + w.target(e.Target)}
	case bot.Ack:
		return []string{strings.TrimSuffix("< ack: "+e.Text, ": ")}
	case bot.Lookup:
		return []string{"< looks up " + w.person(e.User) + w.in(e.Place)}
	case bot.Role:
		verb := map[bool]string{false: "gives", true: "takes from"}[e.Take]
		return []string{"< " + verb + " " + w.person(e.User) + " role " + e.Role + w.in(e.Place)}
	case bot.Tag:
		return []string{"< tags " + w.person(e.User) + " " + strconv.Quote(e.Tag) + w.in(e.Place)}
	case bot.Mute:
		return []string{w.writeMute(e)}
	case bot.Kick:
		return []string{"< kicks " + w.person(e.User) + w.in(e.Place)}
	case bot.Ban:
		verb := map[bool]string{false: "bans", true: "unbans"}[e.Lift]
		return []string{"< " + verb + " " + w.person(e.User) + w.in(e.Place)}
	}
	return []string{w.writePlace(d.Effect)}
}

// writePlace is what is done to a place and everybody in it.
func (w *world) writePlace(e bot.Effect) string {
	place := w.placeName(e.Where())
	switch e := e.(type) {
	case bot.Pin:
		return map[bool]string{false: "< pins ", true: "< unpins "}[e.Off] + w.target(e.Target)
	case bot.Slow:
		return "< slows " + place + " to " + e.Every.String()
	case bot.Permissions:
		return "< asks what is allowed in " + place
	case bot.Lock:
		if !e.Lift {
			return "< locks " + place
		}
		return "< unlocks " + place + ": " + e.Earlier
	}
	return fmt.Sprintf("< %#v", e)
}

func (w *world) writeMute(e bot.Mute) string {
	if e.Until.IsZero() {
		return "< unmutes " + w.person(e.User) + w.in(e.Place)
	}
	return "< mutes " + w.person(e.User) + w.in(e.Place) + " until " + e.Until.In(w.zone).Format("Mon 15:04")
}

// writeSay says who sees it: all, one alone, or all though it is for one.
func (w *world) writeSay(ref bot.Ref, e bot.Say) []string {
	s := said{id: bot.MessageID{Place: e.Place, ID: botMessage(ref)}, buttons: flat(e.Buttons)}
	head := "< " + w.placeName(e.Place)
	if e.To != "" && !e.Place.Private() {
		s.hidden = w.can(e.Place, "private")
		head += map[bool]string{true: ", only ", false: ", for "}[s.hidden] + w.person(e.To)
	}
	if e.ReplyTo != "" {
		head += ", re " + w.messages[bot.MessageID{Place: e.Place, ID: e.ReplyTo}]
	}
	w.name("bot", s)
	return text(head+": ", w.hideCodes(e.Text), e.Buttons)
}

// in names a space that is not the lobby.
func (w *world) in(p bot.Place) string {
	if name := w.placeName(p); name != "lobby" {
		return " in " + name
	}
	return ""
}

func flat(rows [][]bot.Button) []bot.Button { return slices.Concat(rows...) }

func (w *world) target(t bot.Target) string {
	if name, ok := w.messages[t.Message]; ok {
		return name
	}
	return "a message " + t.Message.ID
}

// text leaves out the marks around names, which no editor shows.
func text(head, s string, buttons [][]bot.Button) []string {
	s = strings.NewReplacer("\u2068", "", "\u2069", "").Replace(s)
	lines := strings.Split(s, "\n")
	out := []string{head + lines[0]}
	for _, l := range lines[1:] {
		out = append(out, strings.TrimRight("| "+l, " "))
	}
	for _, row := range buttons {
		var labels []string
		for _, b := range row {
			labels = append(labels, "["+b.Label+"]")
		}
		out = append(out, "| "+strings.Join(labels, " "))
	}
	return out
}

// findings is why the last event was decided as it was.
func (w *world) findings() (lines []string, err error) {
	err = w.store.View(func(r store.Reader) error {
		for _, e := range w.last {
			rec, _, _, err := engine.Explain(r, e.ID, w.clock.Now())
			if err != nil {
				return err
			}
			for _, f := range rec.Findings {
				line := "? " + f.Feature + "." + f.Code
				if f.N != 0 {
					line += fmt.Sprintf(" %d", f.N)
				}
				lines = append(lines, line)
			}
		}
		return nil
	})
	return lines, err
}

// balances is what each of the named has: "ann 5" in the first community,
// "tea/ann 5" in another.
func (w *world) balances(named []string) (out []string, err error) {
	err = w.store.View(func(r store.Reader) error {
		for _, n := range named {
			who, _, _ := strings.Cut(n, " ")
			community, name, other := strings.Cut(who, "/")
			if !other {
				community, name = w.config.Communities[0].ID, who
			}
			points, err := balance(r, community, w.user(name).ID)
			if err != nil {
				return err
			}
			out = append(out, fmt.Sprintf("%s %d", who, points))
		}
		return nil
	})
	return out, err
}

func balance(r store.Reader, community string, u bot.UserID) (points int64, err error) {
	owner := bot.MemberID(0)
	err = member.New().Each(r, community, func(m *bot.Member, accounts []bot.UserID) error {
		if slices.Contains(accounts, u) {
			owner = m.ID
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	err = ledger.Balances(r, community, func(m bot.MemberID, f ledger.Figures) error {
		if m == owner {
			points = f.Balance
		}
		return nil
	})
	return points, err
}
