package schedule

import (
	"errors"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/bot/timing"
)

// maxText is the longest text of a post from the chat, in bytes.
const maxText = 8 << 10

var postActions = []bot.Choice{
	{Value: "edit", Words: []string{"修改", "更正"}}, {Value: "remove", Words: []string{"删除/刪除", "撤回"}}, {Value: "list", Words: []string{"列表"}},
}

func (f *Feature) announceCommand() bot.Command {
	return bot.Command{
		Name: "post", Aliases: []string{"公告", "发公告/發公告"}, Who: bot.Operators,
		Params: []bot.Param{
			{Name: "what", Kind: bot.ParamChoice, OneOf: postActions},
			{Name: "name", Kind: bot.ParamChoice, Suggest: f.madeNames},
			{Name: "text", Kind: bot.ParamText},
		},
		Run: f.announce,
	}
}

// madeNames returns the names of all posts that can be corrected or removed.
func (f *Feature) madeNames(t *bot.Turn) (names []string, err error) {
	posts, err := f.posts.All(t)
	for _, p := range posts {
		if _, managed, _, _ := f.posts.Find(t, p.Name); !managed {
			names = append(names, p.Name)
		}
	}
	if err != nil {
		return nil, err
	}
	list, err := allSent(t)
	for _, s := range list {
		names = append(names, s.Name)
	}
	return names, err
}

// announce is /post: it begins a draft, or corrects, removes or lists posts.
func (f *Feature) announce(t *bot.Turn, in *bot.Input) error {
	if t.Late || t.Event.User == nil {
		return nil
	}
	what, name, text := asked(t, in)
	t = t.ToUser()
	var say string
	var err error
	switch what {
	case "list":
		say, err = f.listMade(t)
	case "edit":
		say, err = f.edit(t, name, text)
	case "remove":
		say, err = f.remove(t, name)
	default:
		d := draft{Text: text, Here: t.Event.Place}
		d.takePicture(t)
		return f.draft(t, &d)
	}
	if why, ok := errors.AsType[*phrase.Phrase](err); ok {
		say, err = refusal(t, why), nil
	}
	if err == nil {
		answer.Privately(t, answer.Reply{Text: say})
	}
	return err
}

// asked returns the arguments of /post: the text with its lines, as it was
// written. A text that begins with the word list is no list.
func asked(t *bot.Turn, in *bot.Input) (what, name, text string) {
	what = in.Text("what")
	if t.Call.Form != nil {
		return what, in.Text("name"), in.Text("text")
	}
	text = strings.TrimSpace(t.Call.Words)
	if what != "edit" && what != "remove" {
		if what == "list" && len(strings.Fields(text)) == 1 {
			return what, "", ""
		}
		return "", "", text
	}
	_, text = firstWord(text)
	name, text = firstWord(text)
	return what, name, text
}

func firstWord(s string) (word, rest string) {
	i := strings.IndexFunc(s, unicode.IsSpace)
	if i < 0 {
		return s, ""
	}
	return s[:i], strings.TrimSpace(s[i:])
}

func refusal(t *bot.Turn, why *phrase.Phrase) string {
	return t.Text("schedule.post_refused", bot.Args{"Reason": why.In(t.Language())})
}

// edit replaces the text of a post, where it is still to come and where it is.
func (f *Feature) edit(t *bot.Turn, name, text string) (string, error) {
	if name == "" || text == "" {
		return t.Text("schedule.post_how", nil), nil
	}
	_, managed, found, err := f.posts.Find(t, name)
	if err != nil {
		return "", err
	}
	s, has, err := sentOf(t, name)
	if err != nil {
		return "", err
	}
	if !found && !managed && !has {
		return t.Text("schedule.post_unknown", nil), nil
	}
	said := bot.Plain(text)
	if found {
		err = f.posts.Change(t, name, func(p *Post) { p.Text, p.Texts = said, nil })
	} else {
		err = f.checkText(t, text)
	}
	if err != nil {
		return "", err
	}
	var lines []string
	if found {
		lines = append(lines, t.Text("schedule.post_changed", bot.Args{"Name": name}))
	}
	if !has {
		return strings.Join(lines, "\n"), nil
	}
	n, long, err := f.correct(t, s, said)
	if n > 0 {
		lines = append(lines, t.Text("schedule.post_edited", bot.Args{"Name": name, "Count": n}))
	}
	for _, p := range long {
		lines = append(lines, t.Text("schedule.post_long", bot.Args{"Place": string(p)}))
	}
	if len(lines) == 0 {
		lines = append(lines, t.Text("schedule.post_unknown", nil))
	}
	return strings.Join(lines, "\n"), err
}

// remove drops a post that is to come, and deletes its copies.
func (f *Feature) remove(t *bot.Turn, name string) (string, error) {
	if name == "" {
		return t.Text("schedule.post_how", nil), nil
	}
	s, has, err := sentOf(t, name)
	if err != nil {
		return "", err
	}
	dropped := f.posts.Drop(t, name)
	if _, refused := errors.AsType[*phrase.Phrase](dropped); dropped != nil && (!refused || !has) {
		return "", dropped
	}
	if has {
		refs, err := s.takeDown(t)
		if err == nil {
			err = answer.Promise(t, refs...)
		}
		if err != nil {
			return "", err
		}
	}
	return t.Text("schedule.post_removed", bot.Args{"Name": name}), f.arm(t)
}

// checkText returns a phrase if a text can't be posted.
func (f *Feature) checkText(t *bot.Turn, text string) error {
	if len(text) > maxText {
		return phrase.New("define.long", maxText>>10)
	}
	p := Post{Name: "text", To: []string{string(t.Event.Place)}, When: timing.Once(t.Now(), t.Community.Zone), Text: bot.Plain(text)}
	for _, flaw := range f.posts.Flaws(t, p) {
		if strings.HasPrefix(flaw.Path, "text") {
			return phrase.New("define.flaw", flaw.Path, flaw.Message)
		}
	}
	return nil
}

// publish posts a finished draft, or stores it for later. It returns what to
// tell its author, and the post's name.
func (f *Feature) publish(t *bot.Turn, d *draft) (say, name string, err error) {
	if name, err = f.freeName(t); err != nil {
		return "", "", err
	}
	p := Post{Name: name, To: d.To, Text: bot.Plain(d.Text), Picture: d.Picture, When: timing.Once(t.Now(), t.Community.Zone)}
	args := bot.Args{"Name": name}
	if !d.Now {
		p.When = d.When[0]
		j, _ := timing.NewJob(t.Community, name, p.When)
		at := j.Next(t.Now()).At
		if at.IsZero() {
			return "", "", phrase.New("timing.over")
		}
		if err := d.pictureLasts(p.When, at); err != nil {
			return "", "", err
		}
		if err := f.posts.Add(t, p); err != nil {
			return "", "", err
		}
		args["Time"] = t.Community.Clock(at)
		return t.Text("schedule.post_scheduled", args), name, f.arm(t)
	}
	if p, err = f.posts.Check(t, p); err != nil {
		return "", "", err
	}
	copies, err := f.post(t, &p, 0, t.Now(), t.Now().Add(time.Hour))
	if err == nil {
		err = record(t, name, t.Now(), copies)
	}
	if err == nil {
		err = answer.Promise(t, refsOf(copies)...)
	}
	return t.Text("schedule.post_sent", args), name, err
}

// freeName returns a short name that no post has.
func (f *Feature) freeName(t *bot.Turn) (string, error) {
	for n := 1; ; n++ {
		name := "p" + strconv.Itoa(n)
		taken, err := f.posts.Has(t, name)
		for _, planner := range f.all[1:] {
			jobs, err := planner.Jobs(t.Community, t.State())
			if err != nil {
				return "", err
			}
			_, is := timing.Find(jobs, name)
			taken = taken || is
		}
		if err != nil {
			return "", err
		}
		if _, has, err := sentOf(t, name); !taken && !has || err != nil {
			return name, err
		}
	}
}
