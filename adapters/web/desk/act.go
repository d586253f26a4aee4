package desk

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/define"
	"github.com/stewardbot/steward/bot/desk"
	"github.com/stewardbot/steward/bot/markup"
	"github.com/stewardbot/steward/store"
)

// Form is what the templates "act" and "done" need for a form that gives a command.
type Form struct {
	Action, Command, ID, Back string
}

// Press returns a form for a button; its template adds the field "button".
func (v *Visit) Press() Form {
	return Form{Action: v.Base() + "press", ID: desk.NewSecret(), Back: v.here()}
}

// Act returns a form for a command. Sent twice, it is one act.
func (v *Visit) Act(command string) Form {
	return Form{v.Base() + "act", command, desk.NewSecret(), v.here()}
}

// here returns the request's own address, without the act that it shows.
func (v *Visit) here() string {
	u := *v.Request.URL
	q := u.Query()
	q.Del("act")
	u.RawQuery = q.Encode()
	return u.RequestURI()
}

var formID = regexp.MustCompile(`^[A-Z2-7]{26}$`)

// Bounds of a form.
const (
	mostOptions = 20
	optionBytes = define.MaxEntry + 100 // an entry with the name of its option
)

// act gives the command of a form.
func (d *Desk) act(w http.ResponseWriter, v *Visit) {
	r := v.Request
	if err := r.ParseForm(); err != nil {
		d.fault(w, r, v.tongue, http.StatusRequestEntityTooLarge, "fault.long")
		return
	}
	command := r.PostFormValue("command")
	powers, ok := acts()[command]
	if !ok || !v.Powers.Any(powers) {
		d.fault(w, r, v.tongue, http.StatusForbidden, "fault.forbidden")
		return
	}
	var options []bot.Given
	for name, values := range r.PostForm {
		if name, ok := strings.CutPrefix(name, "o."); ok && len(values) > 0 && strings.TrimSpace(values[0]) != "" {
			options = append(options, bot.Given{Name: name, Value: strings.ReplaceAll(values[0], "\r\n", "\n")})
		}
	}
	if to := r.PostFormValue("to"); command == "schedule" && to != "" {
		options = append(options, bot.Given{Name: "times", Value: r.PostFormValue("from") + " " + to})
	}
	if command == "define" && r.PostFormValue("fields") != "" {
		options = append(options, fillEntry(v, r)...)
	}
	slices.SortFunc(options, func(a, b bot.Given) int { return strings.Compare(a.Name, b.Name) })
	if len(options) > mostOptions || slices.ContainsFunc(options, func(o bot.Given) bool { return len(o.Name)+len(o.Value) > optionBytes }) {
		d.fault(w, r, v.tongue, http.StatusRequestEntityTooLarge, "fault.long")
		return
	}
	d.submit(w, v, bot.Event{Kind: bot.KindMessage, Message: &bot.Message{Command: command, Options: options}}, patience)
}

// press presses a button: one of those in the table of presses, or of an answer to an earlier act of the account.
func (d *Desk) press(w http.ResponseWriter, v *Visit) {
	r := v.Request
	if data := r.PostFormValue("button"); data != "" {
		powers, ok := presses()[verbOf(data)]
		if !ok || len(data) > mostButton || !v.Powers.Any(powers) {
			d.fault(w, r, v.tongue, http.StatusForbidden, "fault.forbidden")
			return
		}
		d.submit(w, v, bot.Event{Kind: bot.KindPress, Press: &bot.Press{Data: data}}, haste)
		return
	}
	var button *bot.Button
	var ref bot.Ref
	err := d.opt.Engine.View(func(reader store.Reader) error {
		a, err := desk.ByID(reader, v.Community.ID, r.PostFormValue("of"))
		if err != nil || a == nil || a.Account != v.Session.Account {
			return err
		}
		i, x, y := number(r, "answer"), number(r, "row"), number(r, "column")
		if i < len(a.Answers) && x < len(a.Answers[i].Buttons) && y < len(a.Answers[i].Buttons[x]) {
			button, ref = &a.Answers[i].Buttons[x][y], a.Answers[i].Ref
		}
		return nil
	})
	switch {
	case err != nil:
		d.broken(w, r, v.tongue, err)
	case button == nil || button.Data == "":
		d.fault(w, r, v.tongue, http.StatusNotFound, "fault.missing")
	default:
		d.submit(w, v, bot.Event{Kind: bot.KindPress, Press: &bot.Press{Message: strconv.FormatUint(uint64(ref), 10), Data: button.Data}}, patience)
	}
}

// mostButton is the longest data of a button, in bytes.
const mostButton = 64

// verbOf returns the feature and the verb of a button's data: "moderation:report" for "moderation:report:12:ban".
func verbOf(data string) string {
	feature, rest, _ := strings.Cut(data, ":")
	verb, _, _ := strings.Cut(rest, ":")
	return feature + ":" + verb
}

// number returns a whole number of a form, at least 0; a large one if it is none.
func number(r *http.Request, name string) int {
	n, err := strconv.ParseUint(r.PostFormValue(name), 10, 16)
	if err != nil {
		return 1 << 16
	}
	return int(n)
}

// submit has an event of the session's account decided, unless the form was sent before, and leads back to the page, which
// shows the answer if there is one soon.
func (d *Desk) submit(w http.ResponseWriter, v *Visit, ev bot.Event, soon time.Duration) {
	r, id := v.Request, v.Request.PostFormValue("id")
	if !formID.MatchString(id) {
		d.fault(w, r, v.tongue, http.StatusBadRequest, "fault.bad")
		return
	}
	before, err := d.did(v, id)
	switch {
	case err != nil:
		d.broken(w, r, v.tongue, err)
		return
	case before != nil && before.Account != v.Session.Account:
		d.fault(w, r, v.tongue, http.StatusConflict, "fault.bad")
		return
	case before == nil:
		ev.ID, ev.Place = bot.Desk+":"+v.Community.ID+"/"+id, bot.DeskPlace(v.Community.ID, id)
		ev.User = &bot.User{ID: v.Session.Account, Language: v.Tag}
		if ev.Press != nil {
			ev.Press.ID = id
		}
		if err := d.decide(r.Context(), ev); err != nil {
			d.log.Error("the desk can't act", "err", err)
			d.fault(w, r, v.tongue, http.StatusServiceUnavailable, "fault.stopping")
			return
		}
	}
	d.await(r.Context(), v, id, soon)
	http.Redirect(w, r, v.back(id), http.StatusSeeOther)
}

// How long a form waits for its first answer: some only come when the platform has done what was asked. Whoever decides on
// one thing after the other does not wait for that.
const (
	patience = 2 * time.Second
	haste    = 300 * time.Millisecond
)

func (d *Desk) await(ctx context.Context, v *Visit, id string, soon time.Duration) {
	ctx, cancel := context.WithTimeout(ctx, soon)
	defer cancel()
	for {
		a, err := d.did(v, id)
		if err != nil || a != nil && len(a.Answers) > 0 {
			return
		}
		select {
		case <-time.After(30 * time.Millisecond):
		case <-ctx.Done():
			return
		}
	}
}

// decide returns once the event is decided and stored.
func (d *Desk) decide(ctx context.Context, ev bot.Event) error {
	ctx, cancel := context.WithTimeout(ctx, writing)
	defer cancel()
	wait, err := d.opt.Engine.Submit(ctx, bot.Batch{Adapter: bot.Desk, Events: []bot.Event{ev}})
	if err != nil {
		return err
	}
	return wait(ctx)
}

func (d *Desk) did(v *Visit, id string) (a *desk.Act, err error) {
	err = d.opt.Engine.View(func(reader store.Reader) (err error) {
		a, err = desk.ByID(reader, v.Community.ID, id)
		return err
	})
	return a, err
}

// back returns the page of the form, which must be one of the community's, with the act to show.
func (v *Visit) back(id string) string {
	u, err := url.Parse(v.Request.PostFormValue("back"))
	if err != nil || u.Scheme != "" || u.Host != "" || !strings.HasPrefix(u.Path, v.Base()) || strings.Contains(u.Path, "..") {
		u = &url.URL{Path: v.Base() + "overview"}
	}
	q := u.Query()
	q.Set("act", id)
	u.RawQuery = q.Encode()
	return u.RequestURI()
}

// said is one answer to the act that a page shows.
type said struct {
	Text    string
	Buttons []pressable
}

// pressable is a button with its form, or a link.
type pressable struct {
	Label                string
	URL                  string // empty: it is pressed
	Action, ID, Of, Back string
	Answer, Row, Column  int
}

// shownAct returns the answers to the act that the address names, if it is the account's own; nil if there is none.
func (v *Visit) shownAct() (list []said, err error) {
	id := v.Query("act")
	if !formID.MatchString(id) {
		return nil, nil
	}
	a, err := desk.ByID(v.Reader, v.Community.ID, id)
	if err != nil || a == nil || a.Account != v.Session.Account {
		return nil, err
	}
	for i, x := range a.Answers {
		s := said{Text: x.Text}
		if x.Rich {
			s.Text = markup.Plain(x.Text)
		}
		if x.Secret {
			s.Text = v.T("act.secret")
		}
		for row, buttons := range x.Buttons {
			for column, b := range buttons {
				p := pressable{Label: strings.TrimSpace(b.Label + " " + b.Means), Answer: i, Row: row, Column: column}
				if b.URL != "" {
					p.URL = b.URL
				} else {
					p.Action, p.ID, p.Of, p.Back = v.Base()+"press", desk.NewSecret(), id, v.here()
				}
				s.Buttons = append(s.Buttons, p)
			}
		}
		list = append(list, s)
	}
	if len(list) == 0 {
		list = []said{{Text: v.T("act.silent")}}
	}
	return list, nil
}
