package desk_test

import (
	"net/url"
	"strings"
	"testing"
)

// calendarConfig has a post of the file and a draft.
var calendarConfig = strings.Replace(configuration, "    name: Tea", `    schedule:
      - {name: night, daily: "02:30", text: x, to: "test:1/5", theme: spring, owner: "Ann <b>"}
      - {name: launch, at: "2034-01-05T12:00", text: x, to: "test:1/5", draft: true}
    quizzes: [{name: trivia, bank: general, weekly: FRI 20:00, to: "test:1/5", draft: true}]
    name: Tea`, 1)

// move returns the form that moves a time of a job.
func (b *browser) move(job, from, to, what string) url.Values {
	form := b.form("/c/tea/calendar?view=week&at="+from[:10]+"&job="+job+"&due="+from, "schedule", "name", job, "what", what)
	form.Set("from", from)
	form.Set("to", to)
	return form
}

// week returns the calendar of the first days of 2034.
func (b *browser) week() string {
	_, csv := b.get("/c/tea/calendar?as=csv&view=week&at=2034-01-04")
	return csv
}

// TestCalendarMove: one time is moved, also one of the file, and moved back; of two editors, the second is told; all
// times of what was made here are moved together; a reload keeps what was moved.
func TestCalendarMove(t *testing.T) {
	w := open(t, "")
	w.reload(calendarConfig)
	own := w.signedIn("tea", "test:own")
	_, page := own.get("/c/tea/calendar?view=week&at=2034-01-04&job=night&due=2034-01-04T02:30&to=2034-01-05T02:30")
	for _, want := range []string{`id="move"`, `value="2034-01-05T02:30"`, "steward.yaml:", "Move this one only", "spring", "Ann &lt;b&gt;"} {
		if !strings.Contains(page, want) {
			t.Errorf("the form lacks %q: %s", want, page)
		}
	}
	if strings.Contains(page, `value="shift"`) {
		t.Error("the series of the file can be moved")
	}
	stale := own.move("night", "2034-01-04T02:30", "2034-01-06T05:00", "move")
	first := own.move("night", "2034-01-04T02:30", "2034-01-04T04:00", "move")
	own.send(first)
	own.send(first) // sent twice, it is one act
	if csv := own.week(); !strings.Contains(csv, "2034-01-04 04:00,schedule,night,,moved,") || strings.Contains(csv, "2034-01-04 02:30") || strings.Count(csv, ",night,") != 7 {
		t.Errorf("moved: %s", csv)
	}
	if page := own.send(stale); !strings.Contains(page, "may have been moved meanwhile") {
		t.Errorf("the second editor: %s", page)
	}
	if page := own.send(own.move("night", "2034-01-05T02:30", "2034-01-06T02:30", "move")); !strings.Contains(page, "as well") {
		t.Errorf("onto another: %s", page)
	}
	w.reload(calendarConfig + " ")
	if csv := own.week(); !strings.Contains(csv, "2034-01-04 04:00") {
		t.Errorf("after a reload: %s", csv)
	}
	if page := own.send(own.move("night", "2034-01-04T04:00", "2034-01-06T05:00", "shift")); !strings.Contains(page, "steward.yaml:") {
		t.Errorf("the file's series: %s", page)
	}
	own.send(own.move("night", "2034-01-04T04:00", "2034-01-04T02:30", "move"))
	if csv := own.week(); strings.Contains(csv, "moved,") || strings.Count(csv, " 02:30,") != 7 {
		t.Errorf("moved back: %s", csv)
	}
	own.send(own.thing("/c/tea/things/schedule", "text.name", "tea", "text.text", "hi", "lines.to", "test:1/5", "text.weekly", "SAT 20:00"))
	own.send(own.move("tea", "2034-01-07T20:00", "2034-01-06T21:00", "shift"))
	if got := w.defined("schedule"); len(got) != 1 || !strings.Contains(got[0], `weekly: "FRI 21:00"`) {
		t.Errorf("the series: %q", got)
	}
	edi := w.signedIn("tea", "test:edi")
	edi.send(edi.move("night", "2034-01-04T02:30", "2034-01-04T05:00", "move"))
	if csv := own.week(); strings.Contains(csv, "2034-01-04 05:00") {
		t.Errorf("an editor without a rank moved it: %s", csv)
	}
}

// TestCalendarDraft: a draft is shown as one and approved by its button, once, and only as it was shown.
func TestCalendarDraft(t *testing.T) {
	w := open(t, "")
	w.reload(calendarConfig)
	own := w.signedIn("tea", "test:own")
	csv := own.week()
	if !strings.Contains(csv, ",launch,,draft,") || !strings.Contains(csv, ",trivia,,draft,") || !strings.Contains(csv, ",spring,Ann <b>,false,") {
		t.Errorf("drafts: %s", csv)
	}
	_, page := own.get("/c/tea/calendar")
	var forms []url.Values
	for _, m := range pressField.FindAllStringSubmatch(page, -1) {
		forms = append(forms, url.Values{"id": {m[1]}, "button": {m[2]}, "back": {"/c/tea/calendar"}})
	}
	if len(forms) != 2 {
		t.Fatalf("%d buttons: %s", len(forms), page)
	}
	w.reload(strings.Replace(calendarConfig, "12:00\", text: x", "12:00\", text: y", 1))
	said := ""
	for _, f := range forms {
		_, page := own.pressed(f)
		said += page
	}
	if !strings.Contains(said, "trivia") || !strings.Contains(said, "has changed since") {
		t.Errorf("approving: %s", said)
	}
	csv = own.week()
	if !strings.Contains(csv, ",launch,,draft,") || !strings.Contains(csv, ",trivia,,,,,,true,<script>own") {
		t.Errorf("approved: %s", csv)
	}
	if _, audit := own.get("/c/tea/audit?as=csv"); strings.Count(audit, "schedule:approve:") != 2 {
		t.Errorf("audit: %s", audit)
	}
}
