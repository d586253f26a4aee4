package room

import (
	"strconv"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/sanction"
)

// Log returns the places of the moderators' log.
func Log(c *bot.Community) []bot.Place { return c.Places[bot.Modlog] }

// ToLog posts a text to each place of the moderators' log, in the place's language.
func ToLog(t *bot.Turn, text func(*bot.Turn) string) {
	for _, p := range Log(t.Community) {
		t.Do(bot.Say{Place: p, Text: text(t.ToPlace(p)), Lane: bot.Moderation})
	}
}

// Publish notifies the case's member, once, and posts the case to the moderators' log.
func (r *Room) Publish(t *bot.Turn, c *sanction.Case) error {
	if err := r.inform(t, c); err != nil {
		return err
	}
	if err := r.markUndone(t, c); err != nil {
		return err
	}
	undoable := c.Undoable(t.Now())
	posts, err := r.Post(t, c, Log(t.Community), "", func(t *bot.Turn) [][]bot.Button {
		if undoable {
			return UndoButton(t, c.ID, c.ID)
		}
		return nil
	})
	if !undoable || len(posts) == 0 || err != nil {
		return err
	}
	for _, p := range posts {
		c.Undos = append(c.Undos, sanction.Undo{Post: p})
	}
	return r.File.Save(t.State(), t.Community.ID, c)
}

// Post posts a case in full to each place, optionally in reply to a message, with buttons in the
// place's language.
func (r *Room) Post(t *bot.Turn, c *sanction.Case, places []bot.Place, replyTo string, buttons func(*bot.Turn) [][]bot.Button) (posts []sanction.Post, err error) {
	for _, p := range places {
		room := t.ToPlace(p)
		text, err := r.Entry(room, c)
		if err != nil {
			return nil, err
		}
		ref := t.Do(bot.Say{Place: p, Text: text, ReplyTo: replyTo, Buttons: buttons(room), Lane: bot.Moderation})
		posts = append(posts, sanction.Post{Place: p, Ref: ref})
	}
	return posts, nil
}

// UndoButton returns a button that undoes the cases from first to last.
func UndoButton(t *bot.Turn, first, last uint64) [][]bot.Button {
	data := Name + ":undo:" + strconv.FormatUint(first, 10)
	if last > first {
		data += "-" + strconv.FormatUint(last, 10)
	}
	return [][]bot.Button{{{Label: t.Text("moderation.undo", nil), Data: data}}}
}

// ReadUndo parses an UndoButton's arguments, which may be forged.
func ReadUndo(s string) (first, last uint64, ok bool) {
	a, b, several := strings.Cut(s, "-")
	if !several {
		b = a
	}
	first, err := strconv.ParseUint(a, 10, 63)
	last, err2 := strconv.ParseUint(b, 10, 63)
	return first, last, err == nil && err2 == nil && first > 0 && first <= last && last-first < MostTargets
}

// CaseButton returns a button for a decision on a case. Its data are a verb, the case's number,
// and the decision.
func CaseButton(t *bot.Turn, label, verb string, id uint64, decision string) bot.Button {
	return bot.Button{Label: t.Text(label, nil), Data: Name + ":" + verb + ":" + strconv.FormatUint(id, 10) + ":" + decision}
}

// Pressed returns the case that a CaseButton is about, and what is decided;
// nil: none.
func (r *Room) Pressed(t *bot.Turn, args string) (c *sanction.Case, decision string, err error) {
	number, decision, _ := strings.Cut(args, ":")
	id, err := strconv.ParseUint(number, 10, 63)
	if err != nil || id == 0 {
		return nil, "", nil
	}
	c, err = r.File.Get(t.State(), t.Community.ID, id)
	return c, decision, err
}

// Named returns the case that an order names, or else the sender's latest; nil if there is none.
func (r *Room) Named(t *bot.Turn, o *Order) (*sanction.Case, error) {
	if o.Number == 0 {
		return r.File.Latest(t.State(), t.Community.ID, o.By)
	}
	return r.File.Get(t.State(), t.Community.ID, o.Number)
}

// AppealButtons returns the buttons for deciding on an appeal.
func AppealButtons(t *bot.Turn, id uint64) [][]bot.Button {
	return [][]bot.Button{{CaseButton(t, "moderation.lift", "appeal", id, Lift), CaseButton(t, "moderation.uphold", "appeal", id, Uphold)}}
}

// The decisions on an appeal.
const (
	Lift   = "lift"
	Uphold = "uphold"
)
