package control

import (
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/store"
)

var (
	ofEffect = store.Shape2(store.Str[string]{}, store.Num[bot.Ref]{})
	// askedRows: community, an Examine -> the first of its inquiry.
	askedRows = store.Rows("control_asked", ofEffect, store.JSON[bot.Ref]())
	// inquiryRows: community, the first Examine -> inquiry.
	inquiryRows = store.Rows("control_inquiries", ofEffect, store.JSON[inquiry]())
)

const (
	// patience is how long the platforms get to answer.
	patience = 25 * time.Second
	// mostSpaces is the maximum number of spaces to ask about.
	mostSpaces = 20
)

// inquiry is a /status waiting for the platforms' answers.
type inquiry struct {
	Desk   answer.Desk `json:"desk"`
	Spaces []asked     `json:"spaces"`
}

// asked is one space and the answer about it.
type asked struct {
	Space bot.Place     `json:"space"`
	Ref   bot.Ref       `json:"ref"`
	Done  bool          `json:"done,omitempty"`
	Found *bot.Examined `json:"found,omitempty"` // nil: no answer in time
}

// Tables lists the feature's tables.
func Tables() []store.Declared {
	return []store.Declared{askedRows, inquiryRows, readingRows, missedRows}
}

// status asks the platforms, and answers once they have; immediately if there
// is nothing to ask.
func (f *Feature) status(t *bot.Turn, o *order) (saying, error) {
	q := inquiry{Desk: o.Desk}
	if !t.Now().Before(o.Desk.Until) {
		return nil, nil
	}
	for _, space := range t.Community.Spaces[:min(len(t.Community.Spaces), mostSpaces)] {
		ref := t.Do(bot.Examine{Place: space, Expires: t.Now().Add(patience)})
		q.Spaces = append(q.Spaces, asked{Space: space, Ref: ref})
	}
	if len(q.Spaces) == 0 {
		return nil, f.report(t, q)
	}
	first := q.Spaces[0].Ref
	for _, s := range q.Spaces {
		if err := askedRows.Put(t.State(), store.K2(t.Community.ID, s.Ref), first); err != nil {
			return nil, err
		}
	}
	return nil, inquiryRows.Put(t.State(), store.K2(t.Community.ID, first), q)
}

// outcome records one platform's answer, and replies with the last.
func (f *Feature) outcome(t *bot.Turn) error {
	out, id := t.Event.Outcome, t.Community.ID
	first, ok, err := askedRows.Get(t.State(), store.K2(id, out.Ref))
	if err != nil || !ok {
		return err
	}
	if err := askedRows.Delete(t.State(), store.K2(id, out.Ref)); err != nil {
		return err
	}
	q, ok, err := inquiryRows.Get(t.State(), store.K2(id, first))
	if err != nil || !ok {
		return err
	}
	waiting := false
	for i := range q.Spaces {
		s := &q.Spaces[i]
		if s.Ref == out.Ref {
			s.Done, s.Found = true, out.Examined
		}
		waiting = waiting || !s.Done
	}
	if waiting {
		return inquiryRows.Put(t.State(), store.K2(id, first), q)
	}
	if err := inquiryRows.Delete(t.State(), store.K2(id, first)); err != nil {
		return err
	}
	return f.report(t, q)
}

// report answers with all that is known.
func (f *Feature) report(t *bot.Turn, q inquiry) error {
	r := q.Desk.Reader(t)
	blocks := [][]string{{r.Text("control.status", bot.Args{"Name": bot.Isolate(t.Community.Name)})}}
	var last *bot.Examined
	told := map[bot.Check]bool{}
	for _, s := range q.Spaces {
		blocks = append(blocks, f.spaceLines(r, s, told))
		if s.Found != nil {
			last = s.Found
		}
	}
	rules, err := f.rulesLines(r)
	if err != nil {
		return err
	}
	config, err := f.configLines(r)
	if err != nil {
		return err
	}
	if last != nil {
		config = append(config, r.Text("control.waiting", bot.Args{"Count": last.Waiting}))
		if last.Failed > 0 {
			config = append(config, r.Text("control.failed", bot.Args{"Count": last.Failed}))
		}
	}
	missed, err := f.missedLines(r)
	if err != nil {
		return err
	}
	var parts []string
	for _, b := range append(blocks, rules, config, missed) {
		if len(b) > 0 {
			parts = append(parts, strings.Join(b, "\n"))
		}
	}
	q.Desk.Tell(t, strings.Join(parts, "\n\n"))
	return nil
}

// spaceLines describe one space: whether its platform is connected, and what is
// missing there. Problems of a whole platform are only listed once.
func (f *Feature) spaceLines(t *bot.Turn, s asked, told map[bot.Check]bool) []string {
	args := bot.Args{"Space": bot.Isolate(string(s.Space))}
	if s.Found == nil {
		return []string{t.Text("control.space_silent", args)}
	}
	state := t.Text("control.space_connected", args)
	if s.Found.Offline != "" {
		args["Reason"] = s.Found.Offline
		state = t.Text("control.space_offline", args)
	} else if s.Found.Late >= time.Minute {
		args["Late"] = strings.TrimSuffix(s.Found.Late.Round(time.Minute).String(), "0s")
		state = t.Text("control.space_late", args)
	}
	lines := []string{state}
	for _, c := range s.Found.Checks {
		if c.Cure == "" || c.Aside || told[c] {
			continue
		}
		told[c] = true
		found, cure := c.Found.In(t.Language()), c.Cure.In(t.Language())
		if c.Subject != string(s.Space) {
			found = c.Subject + ": " + found
		}
		lines = append(lines, t.Text("control.lack", bot.Args{"Found": bot.Isolate(found), "Cure": bot.Isolate(cure)}))
	}
	if len(lines) == 1 && len(s.Found.Checks) > 0 {
		lines = append(lines, t.Text("control.nothing_lacks", nil))
	}
	return lines
}
