package bot

import "slices"

// A turn's text has an audience: the turn's user alone, or everybody in a
// place. Text uses the language of that audience. A feature that addresses
// somebody else says so first:
//
//	t.ToPlace(p).Text(...)   for everybody in a place: the moderators' log, a room
//	t.ToUser().Text(...)     for the turn's user alone: a notice on a button
//
// Functions that take a turn to make a text expect such a turn as well.

// Language returns the language of the turn's answer. If only the user sees the
// answer (in a private chat, to a hidden message, or to a command that the
// community answers privately), it is the user's; otherwise the place's. The
// user's language is the one that the platform reported last; if it is unknown
// or Steward doesn't speak it, the place's is used. Empty if nothing is known.
func (t *Turn) Language() string {
	switch {
	case t.language != "":
		return t.language
	case t.Community == nil || t.alone():
		return t.ofUser()
	}
	return t.Community.LanguageOf(t.Event.Place)
}

// ToUser returns the turn addressing its user alone.
func (t *Turn) ToUser() *Turn { return t.Speaking(t.ofUser()) }

// ToPlace returns the turn addressing everybody in a place; in a private chat,
// the person it is with.
func (t *Turn) ToPlace(p Place) *Turn {
	u := t.Event.User
	if t.Community == nil || u != nil && p == PrivatePlace(u.ID) {
		return t.ToUser()
	}
	if p.Private() {
		// A member that can't be read is treated as one without a known
		// language.
		if m, _ := t.MemberByUser(User{ID: UserID(p.Platform() + ":" + p.Sub())}); m != nil {
			if language := t.host.Speaks(m.Language); language != "" {
				return t.Speaking(language)
			}
		}
	}
	return t.Speaking(t.Community.LanguageOf(p))
}

// Speaking returns the turn with its language set.
func (t *Turn) Speaking(language string) *Turn {
	other := *t
	other.language = language
	return &other
}

// alone reports whether only the turn's user sees the answer.
func (t *Turn) alone() bool {
	e := t.Event
	switch {
	case e.Place.Private(), e.Message != nil && e.Message.Hidden, e.Press != nil && e.Press.Hidden:
		return true
	}
	return t.Call != nil && slices.Contains(t.Community.Replies.Private, t.Call.Command.Name)
}

func (t *Turn) ofUser() string {
	if u := t.Event.User; u != nil && u.Persona == Person {
		tag := u.Language
		if tag == "" && t.Member != nil {
			tag = t.Member.Language
		}
		if language := t.host.Speaks(tag); language != "" {
			return language
		}
	}
	if t.Community == nil {
		return ""
	}
	return t.Community.LanguageOf(t.Event.Place)
}
