package poll

import (
	"strconv"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/activity"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/phrase"
)

// The choices of /poll.
var (
	several = []bot.Choice{{Value: many, Words: []string{"多选/多選"}}}
	hidden  = []bot.Choice{{Value: "anonymous", Words: []string{"匿名"}}}
	orders  = []bot.Choice{{Value: "cancel", Words: []string{"取消"}}}
)

// Bounds of a poll that /poll starts.
const (
	usual    = 24 * time.Hour
	shortest = time.Minute
	longest  = 90 * 24 * time.Hour
)

// command handles /poll "Which tea?" Green | Black 24h, and /poll cancel 3.
func (f *Feature) command(t *bot.Turn, in *bot.Input) error {
	if t.Late || t.Event.User == nil {
		return nil
	}
	text := in.Text("text")
	if in.Has("number") && in.Text("do") == "" { // "3 teas: which?"
		text = strings.TrimSpace(strconv.FormatUint(in.Number("number"), 10) + " " + text)
	}
	if in.Text("do") != "" && in.Has("number") {
		return f.cancel(t, in.Number("number"))
	}
	question, options, ok := written(text)
	p := Poll{Name: name, Question: bot.Plain(question), Choose: 1, Open: usual, Anonymous: in.Has("votes"), To: []string{string(t.Event.Place)}}
	if in.Has("choose") {
		p.Choose = Many
	}
	if in.Has("time") {
		p.Open = in.Duration("time")
	}
	for _, o := range options {
		p.Options = append(p.Options, bot.Plain(o))
	}
	switch {
	case t.Event.Place.Private():
		return refuse(t, "poll.private", nil)
	case !ok:
		return refuse(t, "poll.how", nil)
	case p.Open < shortest || p.Open > longest:
		return refuse(t, "poll.time_range", bot.Args{"Count": int(longest.Hours() / 24)})
	}
	var wrong phrase.Line
	p.validate("", func(_, code string, args ...any) {
		if wrong == "" {
			wrong = phrase.Cause(phrase.New(code, args...))
		}
	})
	if wrong != "" {
		return refuse(t, "poll.wrong", bot.Args{"Reason": wrong})
	}
	a, err := f.start(t, &p, "")
	if err != nil {
		return err
	}
	answer.Privately(t, answer.Reply{Text: t.ToUser().Text("poll.begun", bot.Args{"Number": a.ID})})
	return nil
}

// refuse answers the user privately.
func refuse(t *bot.Turn, key string, args bot.Args) error {
	t.Find(bot.Finding{Code: "refused"})
	answer.Privately(t, answer.Reply{Text: t.ToUser().Text(key, args)})
	return nil
}

// cancel ends a poll before its votes are counted.
func (f *Feature) cancel(t *bot.Turn, id uint64) error {
	a, err := f.life.Load(t, id)
	if err != nil {
		return err
	}
	args := bot.Args{"Number": id}
	switch {
	case a == nil:
		return refuse(t, "poll.unknown", args)
	case a.Stage != activity.Announced && a.Stage != activity.Open:
		return refuse(t, "poll.cancel_late", args)
	}
	t.Find(bot.Finding{Code: "stopped", Args: args})
	answer.Privately(t, answer.Reply{Text: t.ToUser().Text("poll.cancelled_reply", args)})
	if err := f.life.Cancel(t, a); err != nil {
		return err
	}
	return f.life.Scrub(t, a)
}
