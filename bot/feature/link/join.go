package link

import (
	"fmt"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
)

// wanted is how long the other account is still told about a link.
const wanted = 24 * time.Hour

// redeem asks the turn's account whether to link it to the account that a code
// was issued to, or explains why that is impossible.
func (f *Feature) redeem(t *bot.Turn, code string) error {
	t.Choices = nil // the code determines the community
	tried, err := tries(t)
	if err != nil {
		return err
	}
	if tried >= maxTries {
		refuse(t, "link.too_many")
		return nil
	}
	user := t.Event.User.ID
	c, found, err := find(t, code)
	if err == nil && !found {
		err = goElsewhere(t, code)
	}
	if err != nil {
		return err
	}
	refusal := "link.unknown"
	if found && (c.By == nil || c.By.User == user) {
		if refusal, err = f.refusal(t, c, user); err != nil {
			return err
		}
	}
	if refusal == "link.unknown" {
		if err := countTry(t, tried); err != nil {
			return err
		}
	}
	if refusal != "" {
		refuse(t, refusal)
		return nil
	}
	if ok, err := t.Enter(c.Community); err != nil || !ok {
		refuse(t, "link.unknown")
		return err
	}
	if c.By != nil && c.By.Confirmed {
		answer.Give(t, answer.Reply{Text: t.Text("link.waiting", nil)})
		return nil
	}
	c.By = &answering{User: user, Place: t.Event.Place, Language: t.ToUser().Language()}
	if err := keepOpen(t, code, c); err != nil {
		return err
	}
	text, err := f.question(t, c.User, user)
	if err != nil {
		return err
	}
	answer.Give(t, answer.Reply{Text: text, Buttons: buttons(t, code)})
	return nil
}

func refuse(t *bot.Turn, key string) {
	t.Find(bot.Finding{Code: "refused"})
	answer.Give(t, answer.Reply{Text: t.Text(key, nil)})
}

// refusal returns the text that explains why the account can't be linked by the
// code; empty if it can. It makes nobody a member.
func (f *Feature) refusal(t *bot.Turn, c issued, user bot.UserID) (string, error) {
	if user == c.User {
		return "link.same_account", nil
	}
	first, err := f.members.ByUser(t.State(), c.Community, c.User)
	if err != nil || first == nil {
		return "link.unknown", err
	}
	theirs, err := f.members.Accounts(t.State(), c.Community, first.ID)
	if err != nil {
		return "", err
	}
	second, err := f.members.ByUser(t.State(), c.Community, user)
	if err != nil {
		return "", err
	}
	own := []bot.UserID{user}
	barred, err := f.barred(t, c.Community, first.ID)
	if err != nil {
		return "", err
	}
	if second != nil {
		if second.ID == first.ID {
			return "link.already", nil
		}
		theirsToo, err := f.barred(t, c.Community, second.ID)
		if err != nil {
			return "", err
		}
		barred = barred || theirsToo
		if own, err = f.members.Accounts(t.State(), c.Community, second.ID); err != nil {
			return "", err
		}
	}
	for _, u := range own {
		if anyOn(theirs, u.Platform()) {
			return "link.same_platform", nil
		}
	}
	if barred {
		return "link.barred", nil
	}
	return "", nil
}

// barred reports whether a member is banned or muted by a case. Such accounts can't be linked,
// so that neither speaks for the other nor shares its ban.
func (f *Feature) barred(t *bot.Turn, community string, m bot.MemberID) (bool, error) {
	return f.file.Holds(t.State(), community, m, t.Now(), bot.ActBan, bot.ActMute)
}

// join links the account that requested a code and the one that sent it, and tells both and
// the moderators. The turn belongs to either.
func (f *Feature) join(t *bot.Turn, c issued) error {
	first, err := f.members.ByUser(t.State(), c.Community, c.User)
	if err != nil {
		return err
	}
	second, err := f.members.ByUser(t.State(), c.Community, c.By.User)
	if err != nil {
		return err
	}
	ranks, err := f.ranks(t, c.User, c.By.User)
	if err != nil {
		return err
	}
	into, err := f.unite(t, first.ID, second.ID)
	if err != nil {
		return err
	}
	if _, err := t.Enter(c.Community); err != nil { // as the remaining member
		return err
	}
	figures, err := f.book.Balance(t, into)
	if err != nil {
		return err
	}
	tell := func(u bot.UserID, place bot.Place, language string, other *bot.Member) {
		said := t
		if u != t.Event.User.ID {
			said = t.Speaking(language)
		}
		text := said.Text("link.done", bot.Args{"Name": answer.Name(other, nil), "Points": answer.Points(said, figures.Balance)})
		if u == t.Event.User.ID {
			answer.Replace(t, answer.Reply{Text: text}, text)
		} else {
			t.Do(bot.Say{Place: place, Text: text, Expires: t.Now().Add(wanted)})
		}
	}
	tell(c.By.User, c.By.Place, c.By.Language, first)
	tell(c.User, c.Place, c.Language, second)
	for _, p := range t.Community.Places[bot.Modlog] {
		room := t.ToPlace(p)
		text := room.Text("link.log", bot.Args{
			"Name": answer.Name(second, nil), "User": string(c.By.User), "Other": answer.Name(first, nil), "Account": string(c.User),
		})
		t.Do(bot.Say{Place: p, Text: text + ranks.told(room), Lane: bot.Moderation})
	}
	t.Find(bot.Finding{Code: "linked", Member: into, Args: bot.Args{"User": string(c.By.User), "Other": string(c.User)}})
	return nil
}

// unite merges two members everywhere, and returns the remaining one.
func (f *Feature) unite(t *bot.Turn, a, b bot.MemberID) (bot.MemberID, error) {
	for _, m := range []bot.MemberID{a, b} {
		if err := forgetCodeOf(t, m); err != nil {
			return 0, err
		}
	}
	from, into, err := f.members.Link(t.State(), t.Community.ID, a, b)
	if err != nil {
		return 0, err
	}
	if _, err := f.book.Join(t, from, into, t.Event.ID); err != nil {
		return 0, err
	}
	if err := t.Merge(from, into); err != nil {
		return 0, fmt.Errorf("unite members %d and %d: %w", into, from, err)
	}
	return into, nil
}
