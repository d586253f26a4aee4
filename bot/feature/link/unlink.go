package link

import (
	"errors"
	"fmt"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/member"
)

// maxReason is the longest reason that is told, in bytes.
const maxReason = 500

// unlink takes an account out of its member, for a moderator with a reason.
func (f *Feature) unlink(t *bot.Turn) error {
	user, reason, err := target(t)
	if err != nil {
		return err
	}
	if user == "" || reason == "" {
		say(t, "link.unlink_how", nil)
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

// say answers the moderator alone.
func say(t *bot.Turn, key string, args bot.Args) {
	answer.Privately(t, answer.Reply{Text: t.ToUser().Text(key, args)})
}

// tell says why to both sides, and notes who did it.
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

// target is the account that /unlink is about, and the reason: of whoever is
// mentioned, wrote the message it replies to, or is named first, by @name or
// account. Empty if nobody is.
func target(t *bot.Turn) (user bot.UserID, reason string, err error) {
	msg, args := t.Event.Message, t.Call.Args
	switch {
	case len(msg.Mentions) > 0:
		if len(args) > 0 && names(args[0], msg.Mentions[0]) {
			args = args[1:]
		}
		user, err = account(t, msg.Mentions[0])
	case msg.ReplyTo != nil && msg.ReplyTo.User != nil && msg.ReplyTo.User.Persona == bot.Person:
		user = msg.ReplyTo.User.ID
	case len(args) > 0:
		user, err = named(t, args[0])
		args = args[1:]
	}
	return user, strings.TrimSpace(bot.Head(strings.Join(args, " "), maxReason)), err
}

// names tells whether a word stands for the user: as "@name", "<@id>" or the id.
func names(word string, u bot.User) bool {
	return strings.HasPrefix(word, "@") || strings.HasPrefix(word, "<@") ||
		word == u.ID.Local() || word == string(u.ID)
}

func account(t *bot.Turn, u bot.User) (bot.UserID, error) {
	if u.ID != "" {
		return u.ID, nil
	}
	return byHandle(t, u.Handle)
}

func named(t *bot.Turn, word string) (bot.UserID, error) {
	if handle, ok := strings.CutPrefix(word, "@"); ok {
		return byHandle(t, handle)
	}
	if strings.Contains(word, ":") {
		return bot.UserID(word), nil
	}
	return bot.UserID(t.Event.Place.Platform() + ":" + word), nil
}

func byHandle(t *bot.Turn, handle string) (bot.UserID, error) {
	m, err := t.MemberByHandle(t.Event.Place.Platform(), handle)
	if err != nil || m == nil {
		return "", err
	}
	return m.User, nil
}
