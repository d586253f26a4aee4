package bot

// What a turn says is read by somebody: by its user alone, or by everybody in a
// place. Text speaks the language of whoever reads the answer; a feature that
// speaks to somebody else says so first:
//
//	t.ToPlace(p).Text(...)   for all in a place: the moderators' log, the room
//	t.ToUser().Text(...)     for the turn's user alone: a notice on a button
//
// Whatever takes a turn and makes a text of it takes such a one, too.

// Language is what the turn speaks: that of its user where the answer is for
// that one alone, which is in a private chat, to what nobody else saw, and to a
// command that the community wants answered so; elsewhere that of the place. What
// the platform told last counts; a user whose language it never told, or whose
// language Steward doesn't speak, is spoken to in that of the place. It is empty where nothing is known.
func (t *Turn) Language() string {
	switch {
	case t.language != "":
		return t.language
	case t.Community == nil || t.alone():
		return t.ofUser()
	}
	return t.Community.LanguageOf(t.Event.Place)
}

// ToUser is the turn as it speaks to its user alone.
func (t *Turn) ToUser() *Turn { return t.Speaking(t.ofUser()) }

// ToPlace is the turn as it speaks to all in a place; in a private chat, to
// whoever that is with.
func (t *Turn) ToPlace(p Place) *Turn {
	u := t.Event.User
	if t.Community == nil || u != nil && p == PrivatePlace(u.ID) {
		return t.ToUser()
	}
	if p.Private() {
		// Who can't be read is spoken to as one whose language nobody knows.
		if m, _ := t.MemberByUser(User{ID: UserID(p.Platform() + ":" + p.Sub())}); m != nil {
			if language := t.host.Speaks(m.Language); language != "" {
				return t.Speaking(language)
			}
		}
	}
	return t.Speaking(t.Community.LanguageOf(p))
}

// Speaking is the turn as it speaks a language.
func (t *Turn) Speaking(language string) *Turn {
	other := *t
	other.language = language
	return &other
}

// alone tells whether the answer is for the turn's user alone.
func (t *Turn) alone() bool {
	e := t.Event
	switch {
	case e.Place.Private(), e.Message != nil && e.Message.Hidden, e.Press != nil && e.Press.Hidden:
		return true
	}
	return t.Call != nil && t.Community.Replies.Private[t.Call.Command.Name]
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
