package bottest

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
)

// sentence is one way to write an action; its regexp groups are the arguments.
type sentence struct {
	pattern *regexp.Regexp
	whom    func(args []string) []string // the people it mentions
	do      func(w *world, at time.Time, args []string) error
}

// sentences are tried in order; the last matches anything with a colon.
func sentences() []sentence {
	p := func(pattern string, whom func([]string) []string, do func(*world, time.Time, []string) error) sentence {
		return sentence{regexp.MustCompile("^" + pattern + "$"), whom, do}
	}
	return []sentence{
		p(`again`, nobody, func(w *world, _ time.Time, _ []string) error { return w.again() }),
		p(`restart(?: after (\S+))?`, nobody, (*world).restart),
		p(`reload (\S+)`, nobody, (*world).reload),
		p(`rights (.+)`, ranked, (*world).rights),
		p(`crowd (\d+): (.*)`, crowd, (*world).crowd),
		p(`crowd (\d+) joins`, crowd, (*world).crowdJoins),
		p(`(refuse|allow) (roles|tags|mutes|kicks|bans|locks|slows|pins|says|invites)`, nobody, (*world).refuses),
		p(`(\S+?) becomes (\S+)`, nobody, (*world).becomes),
		p(`(\S+?) (joins|leaves) with a notice`, first, (*world).noticed),
		p(`(\S+?) (joins|leaves)(?: (\S+))?`, first, (*world).moves),
		p(`(\S+?) has (?:no roles|roles (.+))`, first, (*world).hasRoles),
		p(`(\S+?) (bans|unbans|mutes|unmutes) (\S+) by hand(?: for (\S+))?`, firstAndThird, (*world).byHand),
		p(`(\S+?) (talks|is deaf) in (\S+)`, first, (*world).talks),
		p(`(\S+?) is imported with (\d+)`, first, (*world).imported),
		p(`(\S+?) bought for (\S+)`, first, (*world).bought),
		p(`(\S+?) opens the desk`, first, (*world).opensDesk),
		p(`(\S+?) at the desk: /(\S+)((?: \S+=\S+)*)`, first, (*world).atDesk),
		p(`pool (\S+) gets (.+)`, nobody, (*world).pool),
		p(`(\S+?) (shuts|opens) the chat`, first, (*world).shuts),
		p(`(\S+?) hangs up`, first, (*world).hangsUp),
		p(`voice is(?: empty|: (.+))`, listed, (*world).voiceIs),
		p(`(\S+?) deletes (\S+)`, first, (*world).deletes),
		p(`(\S+?) (reacts|unreacts) (\S+) (?:to|from) (\S+)`, first, (*world).reacts),
		p(`(\S+?) (presses|sends) (".*") (?:on (\S+)|blindly)`, first, (*world).presses),
		p(`(\S+?) fills in(?: (".*"))?: ?(.*)`, first, (*world).fills),
		p(`(\S+?) types /(\S+) (\S+): ?(.*)`, first, (*world).types),
		p(`(\S+?) edits (\S+): (.*)`, first, (*world).edits),
		p(`(\S+?) shows (\d+) photos`, first, (*world).album),
		p(`(\S+?) shows (\S+)( privately)?(?:: (.*))?`, first, (*world).shows),
		p(`(\S+?)(?: in (\S+?))?( privately| secretly)?( comments)?(?: mentions (\S+?))?(?: replies to (\S+))?: ?(.*)`, speaker, (*world).says),
	}
}

func (w *world) act(action string, at time.Time) error {
	for _, p := range w.scenario.sentences {
		if m := p.pattern.FindStringSubmatch(action); m != nil {
			return p.do(w, at, m[1:])
		}
	}
	return fmt.Errorf("it is not clear what %q means", action)
}

// event returns an event with a unique id.
func (w *world) event(kind bot.Kind, at time.Time, p bot.Place, u *bot.User) bot.Event {
	w.events++
	return bot.Event{ID: fmt.Sprintf("%s/e%d", p, w.events), Kind: kind, At: at, Place: p, User: u}
}

func (w *world) says(at time.Time, args []string) error {
	u := w.user(args[0])
	p, err := w.place(args[1], u)
	if err != nil {
		return err
	}
	if args[2] == " privately" {
		p = bot.PrivatePlace(u.ID)
	}
	msg := &bot.Message{Comment: args[3] != "", Hidden: args[2] == " secretly"}
	if msg.Text, err = textOf(args[6]); err != nil {
		return err
	}
	msg.Text = w.showCodes(msg.Text)
	if args[4] != "" {
		msg.Mentions = []bot.User{*w.user(args[4])}
	}
	if args[5] != "" {
		to, err := w.find(args[5])
		if err != nil {
			return err
		}
		author := w.account(to.user)
		if to.user == "" {
			author = &bot.User{ID: bot.UserID(p.Platform() + ":steward"), Persona: bot.Robot}
		}
		msg.ReplyTo = &bot.Replied{ID: to.id.ID, User: author, Text: bot.Head(to.text, bot.RepliedBytes), Files: to.files}
	}
	return w.happen(w.message(args[0], at, p, msg))
}

func (w *world) message(speaker string, at time.Time, p bot.Place, msg *bot.Message) bot.Event {
	u := w.user(speaker)
	e := w.event(bot.KindMessage, at, p, u)
	e.Message = msg
	msg.ID = strconv.Itoa(w.events)
	w.name(speaker, said{id: bot.MessageID{Place: p, ID: msg.ID}, user: u.ID, text: msg.Text})
	return e
}

// textOf returns a text as is, or unquoted if it is a Go string.
func textOf(s string) (string, error) {
	if strings.HasPrefix(s, `"`) {
		return strconv.Unquote(s)
	}
	return s, nil
}

func (w *world) shows(at time.Time, args []string) error {
	p, err := w.place("", w.user(args[0]))
	if err != nil {
		return err
	}
	if args[2] != "" {
		p = bot.PrivatePlace(w.user(args[0]).ID)
	}
	m := &bot.Message{Text: args[3], Media: []string{args[1]}, Files: []bot.File{{ID: "1", Kind: args[1]}}}
	e := w.message(args[0], at, p, m)
	w.named[args[0]].files = m.Files
	return w.happen(e)
}

// album posts photos, each as a message of its own.
func (w *world) album(at time.Time, args []string) error {
	p, err := w.place("", w.user(args[0]))
	if err != nil {
		return err
	}
	n, _ := strconv.Atoi(args[1])
	album := fmt.Sprintf("album%d", w.events)
	for range n {
		if err := w.happen(w.message(args[0], at, p, &bot.Message{Media: []string{"photo"}, Album: album})); err != nil {
			return err
		}
	}
	return nil
}

func (w *world) crowd(at time.Time, args []string) error {
	n, _ := strconv.Atoi(args[0])
	var events []bot.Event
	for i := range n {
		name := fmt.Sprintf("p%d", i+1)
		p, err := w.place("", w.user(name))
		if err != nil {
			return err
		}
		events = append(events, w.message(name, at, p, &bot.Message{Text: args[1]}))
	}
	return w.happen(events...)
}

func (w *world) edits(at time.Time, args []string) error {
	m, err := w.find(args[1])
	if err != nil {
		return err
	}
	e := w.event(bot.KindEdit, at, m.id.Place, w.user(args[0]))
	e.Message = &bot.Message{ID: m.id.ID, Text: w.showCodes(args[2])}
	return w.happen(e)
}

func (w *world) deletes(at time.Time, args []string) error {
	m, err := w.find(args[1])
	if err != nil {
		return err
	}
	e := w.event(bot.KindDelete, at, m.id.Place, nil)
	e.Deleted = []string{m.id.ID}
	return w.happen(e)
}

func (w *world) reacts(at time.Time, args []string) error {
	m, err := w.find(args[3])
	if err != nil {
		return err
	}
	e := w.event(bot.KindReaction, at, m.id.Place, w.user(args[0]))
	e.Reaction = &bot.Reaction{Message: m.id.ID}
	if args[1] == "reacts" {
		e.Reaction.Added = []string{args[2]}
	} else {
		e.Reaction.Removed = []string{args[2]}
	}
	return w.happen(e)
}

// presses ignores the time: platforms report none for a press.
func (w *world) presses(_ time.Time, args []string) error {
	data, err := strconv.Unquote(w.showCodes(args[2]))
	if err != nil {
		return fmt.Errorf("%s: %w", args[2], err)
	}
	m := &said{id: bot.MessageID{Place: bot.PrivatePlace(w.user(args[0]).ID)}}
	if args[3] != "" {
		if m, err = w.find(args[3]); err != nil {
			return err
		}
	}
	if args[1] == "presses" {
		if data, err = m.button(data); err != nil {
			return err
		}
	}
	w.on = m
	e := w.event(bot.KindPress, time.Time{}, m.id.Place, w.user(args[0]))
	e.Press = &bot.Press{ID: e.ID, Message: m.id.ID, Data: data, Hidden: m.hidden}
	return w.happen(e)
}

// fills sends the latest form, or one that was made up.
func (w *world) fills(_ time.Time, args []string) error {
	data := w.form.Data
	if args[1] != "" {
		var err error
		if data, err = strconv.Unquote(args[1]); err != nil {
			return fmt.Errorf("%s: %w", args[1], err)
		}
	}
	if w.on == nil || len(w.form.Fields) == 0 {
		return fmt.Errorf("no form was shown yet")
	}
	e := w.event(bot.KindPress, time.Time{}, w.on.id.Place, w.user(args[0]))
	e.Press = &bot.Press{ID: e.ID, Message: w.on.id.ID, Data: data, Hidden: w.on.hidden, Filled: []bot.Given{}}
	all, err := textOf(args[2])
	for i, text := range strings.Split(all, " | ") {
		e.Press.Filled = append(e.Press.Filled, bot.Given{Name: w.form.Fields[min(i, len(w.form.Fields)-1)].Name, Value: text})
	}
	if err != nil {
		return err
	}
	return w.happen(e)
}

func (s *said) button(label string) (string, error) {
	var labels []string
	for _, b := range s.buttons {
		if b.Label == label {
			return b.Data, nil
		}
		labels = append(labels, b.Label)
	}
	return "", fmt.Errorf("there is no button %q, only %q", label, labels)
}

func (w *world) moves(at time.Time, args []string) error {
	u := w.user(args[0])
	p, err := w.place(args[2], u)
	if err != nil {
		return err
	}
	kind := bot.KindJoin
	if args[1] == "leaves" {
		kind = bot.KindLeave
	}
	return w.happen(w.event(kind, at, p, u))
}

func (w *world) rights(at time.Time, args []string) error {
	admins := map[bot.UserID]bot.Authority{}
	var space bot.Place
	for _, pair := range strings.Split(args[0], ",") {
		name, rank, _ := strings.Cut(strings.TrimSpace(pair), "=")
		u := w.user(name)
		admins[u.ID] = map[string]bot.Authority{"admin": bot.Admin, "owner": bot.Owner}[rank]
		var err error
		if space, err = w.place("", u); err != nil {
			return err
		}
	}
	e := w.event(bot.KindStanding, at, space, nil)
	e.Standing = &bot.Standing{Admins: admins}
	return w.happen(e)
}

func (w *world) restart(_ time.Time, args []string) error {
	if err := w.stop(); err != nil {
		return err
	}
	if args[0] != "" {
		d, err := time.ParseDuration(args[0])
		if err != nil {
			return err
		}
		w.pass(d)
	}
	return w.start()
}

func (w *world) reload(_ time.Time, args []string) error {
	if err := w.configure(args[0]); err != nil {
		return err
	}
	for n, p := range w.parts {
		if err := p.engine.Reload(w.share(n)); err != nil {
			return err
		}
	}
	return w.settle() // its consequences come before anything that follows
}

// imported lets the operator import a member's points from another bot.
func (w *world) imported(_ time.Time, args []string) error {
	chunk := fmt.Sprintf(`{"source": "mee6", "accounts": [{"user": %q, "points": %s}]}`, w.venue.Account(w.user(args[0]).ID), args[1])
	if err := w.first().engine.Fire(context.Background(), w.config.Communities[0].ID, "imports", "pay", []byte(chunk)); err != nil {
		return err
	}
	return w.settle()
}

// bought lets the operator import what somebody bought elsewhere just now.
func (w *world) bought(at time.Time, args []string) error {
	amount, err := strconv.ParseFloat(args[1], 64)
	if err != nil {
		return err
	}
	list := fmt.Sprintf(`[{"user": %q, "at": %q, "amount": %d}]`, w.venue.Account(w.user(args[0]).ID), at.UTC().Format(time.RFC3339), int64(math.Round(amount*100)))
	if err := w.first().engine.Fire(context.Background(), w.config.Communities[0].ID, "imports", "buy", []byte(list)); err != nil {
		return err
	}
	return w.settle()
}

// pool lets the operator import codes for the shop.
func (w *world) pool(_ time.Time, args []string) error {
	data, err := json.Marshal(map[string]any{"pool": args[0], "codes": strings.Fields(args[1])})
	if err != nil {
		return err
	}
	if err := w.first().engine.Fire(context.Background(), w.config.Communities[0].ID, "shop", "codes", data); err != nil {
		return err
	}
	return w.settle()
}

func (w *world) again() error {
	if err := w.venue.Again(); err != nil {
		return err
	}
	return w.settle()
}
