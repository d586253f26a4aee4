package about

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
)

// wordStart is the alias of /help that platforms send when a chat with Steward
// is first opened.
const wordStart = "start"

// start introduces Steward and says what to do next: one line in a group, all
// commands in private. Administrators of a space without a community get the
// line to write.
func (f *Feature) start(t *bot.Turn) error {
	switch private := t.Event.Place.Private(); {
	case t.Community == nil && private:
		answer.Give(t, answer.Reply{Text: t.Text("about.start_stranger", nil)})
	case t.Community == nil:
		startUnowned(t)
	case private:
		return f.startMember(t)
	default:
		text := t.Text("about.start_room", bot.Args{"Community": bot.Isolate(t.Community.Name)})
		answer.Give(t, answer.Reply{Text: text, Room: true})
	}
	return nil
}

func (f *Feature) startMember(t *bot.Turn) error {
	list, err := f.overview(t)
	if err == nil {
		text := t.Text("about.start", bot.Args{"Community": bot.Isolate(t.Community.Name)})
		answer.Give(t, answer.Reply{Text: text + "\n\n" + list, Buttons: choices(t, t.Community.ID)})
	}
	return err
}

func startUnowned(t *bot.Turn) {
	space := t.Event.Place.Space()
	if t.Authority(space, t.Event.User.ID) < bot.Admin {
		answer.Give(t, answer.Reply{Text: t.Text("about.start_unowned", nil), Room: true})
		return
	}
	answer.Privately(t, answer.Reply{Text: t.ToUser().Text("about.start_line", bot.Args{"Space": string(space)})})
}
