package room

import (
	"errors"
	"slices"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/sanction"
	"github.com/stewardbot/steward/store"
)

// noticeRows keeps whom to tell when cases are settled: community, number of the
// first case -> notice.
var noticeRows = store.Rows("moderation_notices", store.Shape2(store.Str[string]{}, store.Num[uint64]{}), store.JSON[notice]())

// notice is an announcement that waits until its cases are settled.
type notice struct {
	Desk  answer.Desk `json:"desk"`
	First uint64      `json:"first"`
	Last  uint64      `json:"last"`
}

// Tables returns the room's tables.
func Tables() []store.Declared { return []store.Declared{noticeRows} }

// AnnounceLater announces the cases from first to last at a desk once they are settled, possibly
// at once.
func (r *Room) AnnounceLater(t *bot.Turn, d answer.Desk, first, last uint64) error {
	if err := noticeRows.Put(t.State(), store.K2(t.Community.ID, first), notice{d, first, last}); err != nil {
		return err
	}
	_, err := r.announce(t, first)
	return err
}

// announce announces the cases of a notice, in the moderators' log and where the command was
// given, if all are settled. found is false if there is no such notice.
func (r *Room) announce(t *bot.Turn, first uint64) (found bool, err error) {
	n, found, err := noticeRows.Get(t.State(), store.K2(t.Community.ID, first))
	if err != nil || !found {
		return found, err
	}
	var list []*sanction.Case
	for id := n.First; id <= n.Last; id++ {
		c, err := r.File.Get(t.State(), t.Community.ID, id)
		if err != nil {
			return true, err
		}
		if c == nil || !c.Settled() {
			return true, nil
		}
		list = append(list, c)
	}
	if err := noticeRows.Delete(t.State(), store.K2(t.Community.ID, first)); err != nil {
		return true, err
	}
	var idle []string
	list = slices.DeleteFunc(list, func(c *sanction.Case) bool {
		if err != nil || !c.Idle() {
			return false
		}
		var why string
		why, err = r.Words.Idle(n.Desk.Reader(t), c)
		idle = append(idle, why)
		err = errors.Join(err, r.File.Drop(t.State(), t.Community.ID, c))
		return true
	})
	if err != nil {
		return true, err
	}
	n.Desk.Tell(t, idle...)
	if len(list) == 0 {
		return true, nil
	}
	for _, c := range list {
		if err := r.Publish(t, c); err != nil {
			return true, err
		}
		if err := r.TellAppeal(t, c); err != nil {
			return true, err
		}
	}
	return true, r.sayCases(t, &n.Desk, list)
}

// Settle records the outcome of a sanction. The last one of a case announces it.
func (r *Room) Settle(t *bot.Turn) error {
	c, err := r.File.Settle(t)
	if err != nil || c == nil {
		return err
	}
	if len(Log(t.Community)) > 0 {
		t.Undelivered = "" // the case reports it there
	}
	if err := r.File.Keep(t, c); err != nil || !c.Settled() {
		return err
	}
	if found, err := r.announce(t, c.Answer); found || err != nil {
		t.Undelivered = "" // or the sender is told
		return err
	}
	return r.Publish(t, c)
}

// sayCases answers a command with its results: publicly if they concern everybody, otherwise, or
// if refused, only to the moderator. A silent command is answered only on refusal.
func (r *Room) sayCases(t *bot.Turn, d *answer.Desk, list []*sanction.Case) error {
	if !d.Silent && d.Message == "" && d.Press == "" && told(t, d.Place, list) {
		return nil
	}
	asker := d.Reader(t)
	room := asker
	if !d.Place.Private() {
		room = t.ToPlace(d.Place)
	}
	var open, alone []string
	canUndo := false
	for _, c := range list {
		if d.Silent && !c.Failed() {
			continue
		}
		reader, lines := room, &open
		if d.Silent || c.Failed() && !c.Warning || sanction.Quiet(c.Kind) {
			reader, lines = asker, &alone
		}
		line, err := r.Line(reader, c)
		if err != nil {
			return err
		}
		*lines = append(*lines, line)
		canUndo = canUndo || c.Undoable(t.Now())
	}
	var buttons [][]bot.Button
	if canUndo {
		buttons = UndoButton(room, list[0].ID, list[len(list)-1].ID)
	}
	ref := d.Announce(t, answer.Reply{Text: strings.Join(open, "\n"), Buttons: buttons})
	d.Tell(t, alone...)
	if ref == 0 || buttons == nil {
		return nil
	}
	first, last := list[0].ID, list[len(list)-1].ID
	for _, c := range list {
		c.Undos = append(c.Undos, sanction.Undo{Post: sanction.Post{Place: d.Place, Ref: ref}, First: first, Last: last})
		if err := r.File.Save(t.State(), t.Community.ID, c); err != nil {
			return err
		}
	}
	return nil
}

// told reports whether a button was pressed where all can see what became of
// it: in the log, which has just told it, or on a message that has just been
// changed.
func told(t *bot.Turn, place bot.Place, list []*sanction.Case) bool {
	return slices.Contains(Log(t.Community), place) || !slices.ContainsFunc(list, func(c *sanction.Case) bool {
		return c.Open() || !slices.ContainsFunc(c.Undos, func(u sanction.Undo) bool { return u.Place == place })
	})
}
