package link

import (
	"fmt"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
)

// wanted is how long the news of a link is still news to the other account.
const wanted = 24 * time.Hour

// redeem links the turn's account to the one that a code was issued to, or says
// kindly why not.
func (f *Feature) redeem(t *bot.Turn, code string) error {
	t.Choices = nil // a code says by itself which community is meant
	tried, err := tries(t)
	if err != nil {
		return err
	}
	if tried >= maxTries {
		refuse(t, "link.too_many")
		return nil
	}
	c, found, err := find(t, code)
	if err != nil {
		return err
	}
	refusal := "link.unknown"
	if found {
		if refusal, err = f.refusal(t, c); err != nil {
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
	return f.join(t, c)
}

func refuse(t *bot.Turn, key string) {
	t.Find(bot.Finding{Code: "refused"})
	answer.Give(t, answer.Reply{Text: t.Text(key, nil)})
}

// refusal is the text that says why the account can't be linked by the code;
// empty if it can. It makes nobody a member.
func (f *Feature) refusal(t *bot.Turn, c issued) (string, error) {
	user := t.Event.User.ID
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
	if second != nil {
		if second.ID == first.ID {
			return "link.already", nil
		}
		if own, err = f.members.Accounts(t.State(), c.Community, second.ID); err != nil {
			return "", err
		}
	}
	for _, u := range own {
		if anyOn(theirs, u.Platform()) {
			return "link.same_platform", nil
		}
	}
	return "", nil
}

// join makes one of the turn's member and the one who has the code, and tells
// both accounts.
func (f *Feature) join(t *bot.Turn, c issued) error {
	first, err := f.members.ByUser(t.State(), c.Community, c.User)
	if err != nil {
		return err
	}
	name, other := answer.Name(t.Member, t.Event.User), answer.Name(first, nil)
	into, err := f.unite(t, first.ID, t.Member.ID)
	if err != nil {
		return err
	}
	if _, err := t.Enter(c.Community); err != nil { // as the one who is kept
		return err
	}
	figures, err := f.book.Balance(t, into)
	if err != nil {
		return err
	}
	done := func(t *bot.Turn, with string) string {
		return t.Text("link.done", bot.Args{"Name": with, "Points": answer.Points(t, figures.Balance)})
	}
	answer.Give(t, answer.Reply{Text: done(t, other)})
	t.Do(bot.Say{Place: c.Place, Text: done(t.Speaking(c.Language), name), Expires: t.Now().Add(wanted)})
	t.Find(bot.Finding{Code: "linked", Member: into, Args: bot.Args{"User": string(t.Event.User.ID), "Other": string(c.User)}})
	return nil
}

// unite makes one member of two everywhere, and returns which is kept.
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
