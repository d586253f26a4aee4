package link

import (
	"errors"
	"fmt"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/member"
)

// maxReason is the maximum length of a reason, in bytes.
const maxReason = 500

// unlink takes an account out of its member, for a moderator with a reason.
func (f *Feature) unlink(t *bot.Turn, in *bot.Input) error {
	user, err := target(t, in)
	if err != nil {
		return err
	}
	reason := strings.TrimSpace(bot.Head(bot.Visible(in.Text("reason")), maxReason))
	if user == "" {
		say(t, "link.nobody", nil)
		return nil
	}
	kept, left, err := f.members.Unlink(t.State(), t.Community.ID, user, t.At())
	switch {
	case errors.Is(err, member.ErrNobody):
		say(t, "link.nobody", nil)
		return nil
	case errors.Is(err, member.ErrOnly):
		say(t, "link.not_linked", nil)
		return nil
	case err != nil:
		return err
	}
	if err := forgetCodeOf(t, kept.ID); err != nil {
		return err
	}
	if err := t.Part(kept.ID, left.ID); err != nil {
		return fmt.Errorf("separate member %d from %d: %w", left.ID, kept.ID, err)
	}
	say(t, "link.separated", bot.Args{"User": string(user), "Name": answer.Name(kept, nil)})
	return f.tell(t, kept, left, reason)
}

// say answers the moderator privately.
func say(t *bot.Turn, key string, args bot.Args) {
	answer.Privately(t, answer.Reply{Text: t.ToUser().Text(key, args)})
}

// tell tells both sides the reason, and records who did it.
func (f *Feature) tell(t *bot.Turn, kept, left *bot.Member, reason string) error {
	t.Find(bot.Finding{Code: "unlinked", Member: left.ID, Args: bot.Args{
		"User": string(left.User), "By": string(t.Event.User.ID), "Reason": reason,
	}})
	others, err := f.members.Accounts(t.State(), t.Community.ID, kept.ID)
	if err != nil {
		return err
	}
	args := bot.Args{"User": string(left.User), "Name": answer.Name(kept, nil), "Reason": reason}
	tell := func(u bot.UserID, key string) {
		chat := bot.PrivatePlace(u)
		t.Do(bot.Say{Place: chat, Text: t.ToPlace(chat).Text(key, args), Expires: t.Now().Add(wanted)})
	}
	tell(left.User, "link.left")
	for _, u := range others {
		tell(u, "link.parted")
	}
	return nil
}

// target returns the account that /unlink is about; empty if unknown.
func target(t *bot.Turn, in *bot.Input) (bot.UserID, error) {
	list := in.Members("member")
	if len(list) == 0 || list[0].Persona != bot.Person && list[0].Persona != bot.Unknown {
		return "", nil
	}
	if list[0].ID != "" {
		return list[0].ID, nil
	}
	m, err := t.MemberByHandle(t.Event.Place.Platform(), list[0].Handle)
	if err != nil || m == nil {
		return "", err
	}
	return m.User, nil
}
