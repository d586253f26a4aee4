package bottest

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/markup"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/store"
)

// manyActs is the number of acts in a step above which acts that differ only in their target are
// counted instead of listed.
const manyActs = 40

// acts returns the acts since the last call as lines of a file, expected ones first in their
// expected order.
func (w *world) acts(expected []string) ([]string, error) {
	done, err := w.venue.Take()
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(done, func(a, b Deed) int { return int(a.Order) - int(b.Order) })
	if !w.venue.Whispers() {
		done = slices.DeleteFunc(done, func(d Deed) bool { return w.tidies(d) && !slices.Contains(expected, w.write(d)[0]) })
	}
	counted := func(d Deed) bool { return len(done) > manyActs && d.summary() != "" }
	var lines []string
	alike, told := map[string]int{}, make([]bool, len(done))
	tell := func(i int) {
		told[i] = true
		if counted(done[i]) {
			alike[done[i].summary()]++
			return
		}
		lines = append(lines, w.write(done[i])...)
		w.note(done[i])
	}
	if w.venue.Real() || w.divided() {
		for _, block := range blocks(expected) {
			for i, d := range done {
				if !told[i] && !counted(d) && slices.Equal(w.write(d), block) {
					tell(i)
					break
				}
			}
		}
	}
	for i := range done {
		if !told[i] {
			tell(i)
		}
	}
	for _, line := range slices.Sorted(maps.Keys(alike)) {
		lines = append(lines, fmt.Sprintf(line, alike[line]))
	}
	return lines, nil
}

// tidies reports whether an act deletes one of Steward's own messages or a command, to clean up
// after a private answer.
func (w *world) tidies(d Deed) bool {
	e, ok := d.Effect.(bot.Delete)
	if !ok {
		return false
	}
	name := w.messages[e.Target.Message]
	return strings.HasPrefix(name, "bot#") || w.named[name] != nil && strings.HasPrefix(w.named[name].text, "/")
}

// note names one of Steward's messages, and remembers its buttons and the latest form.
func (w *world) note(d Deed) {
	switch e := d.Effect.(type) {
	case bot.Say:
		id := bot.MessageID{Place: e.Place, ID: d.Message}
		w.name("bot", said{id: id, hidden: d.Hidden, buttons: flat(e.Buttons)})
	case bot.Form:
		w.form = e
	case bot.Edit:
		if s := w.named[w.target(e.Target)]; s != nil {
			s.buttons = flat(e.Buttons)
		}
	}
}

// summary returns a format for the number of acts like this one; empty if each is listed.
func (d Deed) summary() string {
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

func (w *world) write(d Deed) []string {
	lines := w.describe(d)
	if d.Refused {
		lines[0] += ", refused"
	}
	return lines
}

func (w *world) describe(d Deed) []string {
	switch e := d.Effect.(type) {
	case bot.Say:
		return w.writeSay(d, e)
	case bot.Edit:
		return text("< edits "+w.target(e.Target)+": ", w.hideCodes(canonical(e.Text, e.Rich)), e.Buttons)
	case bot.Delete:
		return []string{"< deletes " + w.target(e.Target)}
	case bot.React:
		return []string{"< " + e.Emoji + " on " + w.target(e.Target)}
	case bot.Ack:
		return []string{strings.TrimSuffix("< ack: "+w.hideCodes(e.Text), ": ")}
	case bot.Complete:
		return []string{strings.TrimSuffix("< offers: "+strings.Join(e.Choices, ", "), ": ")}
	case bot.Form:
		lines := []string{"< form: " + bare(e.Title)}
		for _, f := range e.Fields {
			lines = append(lines, "| "+bare(f.Label)+" ___")
		}
		return lines
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
		line := "< " + verb + " " + w.person(e.User) + w.in(e.Place)
		if e.Purge > 0 { // platforms differ in how far back they go
			line += " with all messages"
		}
		return []string{line}
	}
	return []string{w.writePlace(d.Effect)}
}

// writePlace returns the line for an effect on a whole place.
func (w *world) writePlace(e bot.Effect) string {
	place := w.placeName(e.Where())
	switch e := e.(type) {
	case bot.Pin:
		return map[bool]string{false: "< pins ", true: "< unpins "}[e.Off] + w.target(e.Target)
	case bot.Slow:
		return "< slows " + place + " to " + e.Every.String()
	case bot.Invite:
		return "< makes a link to " + place
	case bot.Uninvite:
		return "< ends " + w.hideCodes(e.Link) + " to " + place
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

// writeSay includes the audience: everyone, one person only, or everyone although it is meant for
// one.
func (w *world) writeSay(d Deed, e bot.Say) []string {
	head := "< " + w.placeName(e.Place)
	if e.To != "" && !e.Place.Private() {
		head += map[bool]string{true: ", only ", false: ", for "}[d.Hidden] + w.person(e.To)
	}
	if e.ReplyTo != "" {
		head += ", re " + w.messages[bot.MessageID{Place: e.Place, ID: e.ReplyTo}]
	}
	lines := text(head+": ", pictured(e.Picture, w.hideCodes(canonical(e.Text, e.Rich))), e.Buttons)
	if len(e.Ping) > 0 {
		var names []string
		for _, u := range e.Ping {
			names = append(names, w.person(u.ID))
		}
		lines = append(lines, "| pings "+strings.Join(names, ", "))
	}
	return lines
}

// pictured puts a picture before its text, with its alt text if there is one.
func pictured(p bot.Attachment, text string) string {
	switch {
	case p == (bot.Attachment{}):
		return text
	case p.Alt == "":
		return strings.TrimSpace("[picture] " + text)
	}
	return strings.TrimSpace("[picture: " + strings.ReplaceAll(p.Alt, "\n", " ") + "] " + text)
}

// canonical returns a text as people see it, in normalized markup if it has any formatting.
func canonical(text string, rich bool) string {
	if !rich {
		return text
	}
	spans, plain := markup.Parse(text), true
	for i := range spans {
		spans[i].Look &^= markup.Bullet // bullets are ordinary text
		plain = plain && spans[i].Look == 0 && spans[i].Link == ""
	}
	if plain {
		return markup.Plain(text)
	}
	return markup.Format(spans)
}

// in names a space other than the lobby.
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

// bare drops the isolation marks around names, which editors don't show.
func bare(s string) string {
	return strings.NewReplacer("\u2068", "", "\u2069", "", "\u2060", `\u2060`).Replace(s)
}

func text(head, s string, buttons [][]bot.Button) []string {
	s = bare(s)
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

// findings returns the reasons for the decisions in the last step.
func (w *world) findings() (lines []string, err error) {
	err = w.view(func(r store.Reader, _ int) error {
		ids, err := w.latest(r)
		for _, id := range ids {
			rec, _, _, err := engine.Explain(r, id, w.clock.Now())
			if err != nil {
				return err
			}
			for _, f := range rec.Findings {
				if f.Feature == bot.Partition {
					continue
				}
				line := "? " + f.Feature + "." + f.Code
				if f.N != 0 {
					line += fmt.Sprintf(" %d", f.N)
				}
				lines = append(lines, line)
			}
		}
		return err
	})
	return lines, err
}

// latest returns the ids of the last events. At a real platform they come from the journal, which
// has each event once.
func (w *world) latest(r store.Reader) (ids []string, err error) {
	if !w.venue.Real() {
		for _, e := range w.last {
			ids = append(ids, e.ID)
		}
		return ids, nil
	}
	err = engine.Events(r, w.line+1, false, func(rec engine.Recorded) error {
		if slices.ContainsFunc(w.last, func(e bot.Event) bool { return e.Kind == rec.Event.Kind }) {
			ids = append(ids, rec.Event.ID)
		}
		return nil
	})
	if len(ids) > 0 {
		w.recorded = ids
	}
	return w.recorded, err
}

// lastLine returns the number of the journal's latest line.
func (w *world) lastLine() (line uint64, err error) {
	err = w.parts[0].store.View(func(r store.Reader) error {
		return engine.Events(r, w.line, false, func(rec engine.Recorded) error {
			line = rec.Line
			return nil
		})
	})
	return line, err
}

// balances returns each named account's balance: "ann 5" in the first community, "tea/ann 5" in
// another.
func (w *world) balances(named []string) (out []string, err error) {
	for _, n := range named {
		who, _, _ := strings.Cut(n, " ")
		community, name, other := strings.Cut(who, "/")
		if !other {
			community, name = w.config.Communities[0].ID, who
		}
		points := int64(0)
		err := w.parts[w.partOf(community)].store.View(func(r store.Reader) (err error) {
			points, err = balance(r, community, w.venue.Account(w.user(name).ID))
			return err
		})
		if err != nil {
			return nil, err
		}
		out = append(out, fmt.Sprintf("%s %d", who, points))
	}
	return out, nil
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
