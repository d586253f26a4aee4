// Package definer lets operators define entries of the configuration's lists in the chat, such as
// items, draws, polls and badges, with /define.
//
// An entry is written as in the file, and package define checks and keeps it. The features that own
// the lists notice by themselves: those with timers ask Kind.Changed after each event.
package definer

import (
	"errors"
	"strings"
	"unicode"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/define"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/bot/script"
)

// Feature implements bot.Feature.
type Feature struct{ lists []define.List }

// New returns the feature for the lists of those features that own one.
func New(features ...bot.Feature) *Feature {
	f := &Feature{}
	for _, one := range features {
		f.lists = append(f.lists, define.ListsOf(one)...)
	}
	return f
}

// Name implements bot.Feature.
func (*Feature) Name() string { return "define" }

// Routes implements bot.Feature.
func (f *Feature) Routes() bot.Routes {
	return bot.Routes{Commands: []bot.Command{{
		Name: "define", Aliases: []string{"定义/定義"}, Who: bot.Operators, Run: f.run,
		Params: []bot.Param{{Name: "list", Kind: bot.ParamChoice, Suggest: f.sections}, {Name: "entry", Kind: bot.ParamText}},
	}}}
}

func (f *Feature) sections(*bot.Turn) (keys []string, _ error) {
	for _, l := range f.lists {
		keys = append(keys, l.Section())
	}
	return keys, nil
}

// run answers privately, and tells modlog of a change.
func (f *Feature) run(t *bot.Turn, in *bot.Input) error {
	if t.Late || t.Event.User == nil {
		return nil
	}
	key, entry := asked(t, in)
	t = t.ToUser()
	var say string
	var err error
	switch list := f.list(key); {
	case list == nil:
		say, err = f.show(t, f.lists...)
		say = t.Text("define.how", nil) + say
	case entry == "":
		say, err = f.show(t, list)
	default:
		say, err = f.change(t, list, entry)
	}
	if why, ok := errors.AsType[*phrase.Phrase](err); ok {
		say, err = t.Text("define.refused", bot.Args{"Reason": why.In(t.Language())}), nil
	}
	if err == nil {
		answer.Privately(t, answer.Reply{Text: strings.TrimSpace(say)})
	}
	return err
}

// asked returns the arguments; an entry keeps its lines.
func asked(t *bot.Turn, in *bot.Input) (key, entry string) {
	if t.Call.Form != nil {
		return in.Text("list"), in.Text("entry")
	}
	return firstWord(t.Call.Words)
}

func firstWord(s string) (word, rest string) {
	s = strings.TrimSpace(s)
	i := strings.IndexFunc(s, unicode.IsSpace)
	if i < 0 {
		return s, ""
	}
	return s[:i], strings.TrimSpace(s[i:])
}

func (f *Feature) list(key string) define.List {
	for _, l := range f.lists {
		if strings.EqualFold(l.Section(), key) {
			return l
		}
	}
	return nil
}

// removes are the words that remove the thing named behind them.
var removes = script.Variants([]string{"remove", "删除/刪除"})

// change stores the entry, or removes a thing.
func (f *Feature) change(t *bot.Turn, list define.List, entry string) (string, error) {
	word, name := firstWord(entry)
	said, told := "define.removed", "define.told_removed"
	removing := false
	for _, w := range removes {
		removing = removing || strings.EqualFold(w, word)
	}
	if !removing {
		said, told = "define.stored", "define.told_stored"
		name, _ = list.Normal(t.Community, entry)
	}
	if err := current(t, list, name); err != nil {
		return "", err
	}
	var err error
	if removing {
		err = list.Drop(t, name)
	} else {
		name, err = list.PutText(t, entry)
	}
	if err != nil {
		return "", err
	}
	args := bot.Args{"Name": bot.Isolate(name), "Kind": list.Section(), "By": answer.Name(t.Member, t.Event.User)}
	for _, p := range t.Community.Places[bot.Modlog] {
		t.Do(bot.Say{Place: p, Text: t.ToPlace(p).Text(told, args), Lane: bot.Moderation})
	}
	return t.Text(said, args), nil
}

// current returns a phrase if the command comes from a form that was made of
// another entry than the store has: Was is the entry's define.Print.
func current(t *bot.Turn, list define.List, name string) error {
	if t.Event.Message == nil {
		return nil
	}
	for _, o := range t.Event.Message.Options {
		if o.Name != Was {
			continue
		}
		now, err := list.Text(t, name)
		if err == nil && define.Print(now) != o.Value {
			err = phrase.New("define.stale")
		}
		return err
	}
	return nil
}

// Was is the name of the option in which the desk's forms say what they were made
// of; nobody types it.
const Was = "was"

// show lists what the file and the store have.
func (f *Feature) show(t *bot.Turn, lists ...define.List) (string, error) {
	text := ""
	for _, l := range lists {
		file, made, err := l.Names(t)
		if err != nil {
			return "", err
		}
		args := bot.Args{"Kind": l.Section(), "File": strings.Join(file, ", "), "Made": strings.Join(made, ", ")}
		switch {
		case len(file) > 0 && len(made) > 0:
			text += "\n" + t.Text("define.list_both", args)
		case len(file) > 0:
			text += "\n" + t.Text("define.list_file", args)
		case len(made) > 0:
			text += "\n" + t.Text("define.list_made", args)
		default:
			text += "\n" + t.Text("define.list_none", args)
		}
	}
	return text, nil
}
