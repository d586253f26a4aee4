package privacy

import (
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/stats"
)

// keptMessages is how long the engine remembers the authors of messages.
const keptMessages = 15 * 24 * time.Hour

// policy describes what is kept under the current configuration.
func policy(t *bot.Turn) string {
	kept := bot.Setting[*Kept](t.Community, Section)
	list := []string{
		t.Text("privacy.head", bot.Args{"Community": t.Community.Name}),
		t.Text("privacy.profile", nil),
		t.Text("privacy.points", nil),
		t.Text("activity.privacy", nil),
		t.Text("imports.privacy", nil),
		t.Text("privacy.stats", bot.Args{"Time": answer.Span(t, stats.LongestDays*24*time.Hour)}),
		t.Text("privacy.shop", nil),
		t.Text("privacy.cases", nil),
		t.Text("hush.privacy", nil),
		t.Text("campaign.privacy", nil),
		t.Text("dashboard.privacy", nil),
		t.Text("schedule.post_privacy", nil),
		t.Text("privacy.messages", bot.Args{"Time": answer.Span(t, keptMessages)}),
	}
	if kept.Journal == 0 {
		list = append(list, t.Text("privacy.no_journal", nil))
	} else {
		list = append(list, t.Text("privacy.journal", bot.Args{"Time": answer.Span(t, kept.Journal)}))
	}
	if len(kept.Except) > 0 && kept.Journal > 0 {
		list = append(list, t.Text("privacy.except", bot.Args{"Places": strings.Join(places(t, kept.Except), ", ")}))
	}
	return lines(append(list, t.Text("privacy.rights", nil))...)
}

// places returns the excepted places; private chats are described in words.
func places(t *bot.Turn, except []string) (names []string) {
	for _, p := range except {
		if bot.Place(p).Local() == "dm" {
			p = t.Text("privacy.private", bot.Args{"Platform": bot.Place(p).Platform()})
		}
		names = append(names, p)
	}
	return names
}

// show answers /mydata.
func (f *Feature) show(t *bot.Turn, _ *bot.Input) error {
	t = t.ToUser()
	switch {
	case !alone(t):
		answer.Privately(t, answer.Reply{Text: t.Text("privacy.only_private", nil)})
		return nil
	case t.Member == nil:
		answer.Privately(t, answer.Reply{Text: t.Text("privacy.nothing", nil)})
		return nil
	}
	list, err := f.profile(t)
	if err != nil {
		return err
	}
	points, err := f.points(t)
	if err != nil {
		return err
	}
	list = append(list, points...)
	more, err := t.Disclose(t.Member.ID)
	if err != nil {
		return err
	}
	list = append(list, more...)
	answer.Privately(t, answer.Reply{Text: lines(list...)})
	return nil
}

func (f *Feature) profile(t *bot.Turn) ([]string, error) {
	m := t.Member
	accounts, err := f.members.Accounts(t.State(), t.Community.ID, m.ID)
	if err != nil {
		return nil, err
	}
	names, err := f.members.Names(t.State(), t.Community.ID, m.ID)
	if err != nil {
		return nil, err
	}
	for i := range names {
		names[i] = bot.ShowName(names[i])
	}
	list := []string{
		t.Text("privacy.member", bot.Args{"Number": uint64(m.ID), "Community": t.Community.Name}),
		t.Text("privacy.names", bot.Args{"Names": strings.Join(names, ", ")}),
	}
	for _, u := range accounts {
		list = append(list, t.Text("privacy.account", bot.Args{"User": string(u)}))
		for _, space := range t.Community.Spaces {
			roles, err := f.members.Roles(t.State(), space, u)
			if err != nil {
				return nil, err
			}
			if len(roles) > 0 {
				list = append(list, t.Text("privacy.roles", bot.Args{"Space": string(space), "Roles": strings.Join(roles, ", ")}))
			}
		}
	}
	return append(list, t.Text("privacy.since", bot.Args{"Since": t.Community.Clock(m.Since), "Seen": t.Community.Clock(t.At())})), nil
}

// counted is how many entries are counted at most.
const counted = 1000

func (f *Feature) points(t *bot.Turn) ([]string, error) {
	figures, err := f.book.Balance(t, t.Member.ID)
	if err != nil {
		return nil, err
	}
	entries, err := f.book.History(t, t.Member.ID, 0, counted+1)
	if err != nil {
		return nil, err
	}
	args := bot.Args{"Balance": answer.Points(t, figures.Balance), "Earned": answer.Points(t, figures.Earned), "Count": len(entries)}
	if len(entries) > counted {
		args["Count"] = counted
		return []string{t.Text("privacy.many_entries", args)}, nil
	}
	return []string{t.Text("privacy.entries", args)}, nil
}
