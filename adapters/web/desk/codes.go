package desk

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strconv"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/desk"
	"github.com/stewardbot/steward/bot/phrase"
)

// codesForm is the form by which codes come into a pool, with what became of the last ones.
type codesForm struct {
	Action string
	Told   bool
	desk.AddedCodes
}

// codesForm returns the form; nil if the session may not send it.
func (v *Visit) codesForm() *codesForm {
	if v.Desk.opt.AddCodes == nil || !v.Powers.Any(desk.Operator) {
		return nil
	}
	n := func(name string) int {
		x, _ := strconv.ParseUint(v.Query(name), 10, 24)
		return int(x)
	}
	return &codesForm{
		Action: v.Base() + "codes", Told: v.Query("added") != "", AddedCodes: desk.AddedCodes{Added: n("added"), Before: n("before"), Twice: n("twice"), Bad: n("bad")},
	}
}

// codes adds the codes of a file or of a field to a pool. They are in no address, answer, log or act. Sent twice, they are
// added once.
func (d *Desk) codes(w http.ResponseWriter, v *Visit) {
	r := v.Request
	if err := r.ParseMultipartForm(maxBody); err != nil || d.opt.AddCodes == nil { // all of it is kept in memory
		d.fault(w, r, v.tongue, http.StatusBadRequest, "fault.bad")
		return
	}
	text := []byte(r.PostFormValue("codes"))
	if file, _, err := r.FormFile("file"); err == nil {
		more, err := io.ReadAll(file)
		if err != nil {
			d.fault(w, r, v.tongue, http.StatusBadRequest, "fault.bad")
			return
		}
		if len(more) > 0 {
			text = more
		}
	}
	pool := r.PostFormValue("pool")
	lines := strconv.Itoa(bytes.Count(bytes.TrimSpace(text), []byte("\n")) + 1)
	err := d.opt.Engine.Fire(r.Context(), v.Community.ID, desk.Feature, desk.TimerCodes, desk.Change{
		Account: v.Session.Account, Options: []bot.Given{{Name: "pool", Value: bot.Head(pool, 64)}, {Name: "lines", Value: lines}},
	}.Data())
	var n desk.AddedCodes
	if err == nil {
		n, err = d.opt.AddCodes(r.Context(), v.Community.ID, pool, text)
	}
	if why, ok := errors.AsType[*phrase.Phrase](err); ok {
		d.plain(w, r, v.tongue, http.StatusUnprocessableEntity, "fault", why.In(v.Tag))
		return
	}
	if err != nil {
		d.broken(w, r, v.tongue, errors.New("codes were not added"))
		return
	}
	q := "?added=" + strconv.Itoa(n.Added) + "&before=" + strconv.Itoa(n.Before) + "&twice=" + strconv.Itoa(n.Twice) + "&bad=" + strconv.Itoa(n.Bad)
	http.Redirect(w, r, v.Base()+"things/"+shopSection+q+"#codes", http.StatusSeeOther)
}
