package answer

import (
	"strings"

	"github.com/stewardbot/steward/bot"
)

// lookedForName is how many of a place's latest messages are searched for a
// name.
const lookedForName = 500

// ByName finds a recent speaker of a place by the display name, in any case;
// nil if nobody or, which several reports, more than one member has it.
func ByName(t *bot.Turn, place bot.Place, name string) (found *bot.Member, several bool, err error) {
	said, err := t.LastSaid(place, lookedForName)
	if err != nil {
		return nil, false, err
	}
	seen := map[bot.MemberID]bool{0: true}
	for _, s := range said {
		if seen[s.Member] {
			continue
		}
		seen[s.Member] = true
		m, err := t.MemberByID(s.Member)
		switch {
		case err != nil:
			return nil, false, err
		case m == nil || !strings.EqualFold(m.Name, name):
		case found != nil && found.ID != m.ID:
			return nil, true, nil
		default:
			found = m
		}
	}
	return found, false, nil
}

// Person finds the member that a command names in its parameter "member", or
// whose message it replies to; nil, with a sentence for the user, if there is
// none: nobody, a bot or a channel, a stranger, several people of one name.
func Person(t *bot.Turn, in *bot.Input) (m *bot.Member, why string, err error) {
	list := in.Members("member")
	if len(list) == 0 {
		return nil, t.Text("answer.unknown", nil), nil
	}
	u := list[0]
	switch {
	case u.Persona != bot.Person && u.Persona != bot.Unknown:
		return nil, t.Text("answer.no_person", nil), nil
	case u.ID != "":
		m, err = t.MemberByUser(u)
	case u.Handle != "":
		if m, err = t.MemberByHandle(t.Event.Place.Platform(), u.Handle); m == nil && err == nil {
			why = t.Text("answer.unknown_handle", bot.Args{"Handle": bot.ShowName("@" + u.Handle)})
		}
	default:
		var several bool
		m, several, err = ByName(t, t.Event.Place, u.Name)
		key := "answer.unknown_name"
		if several {
			key = "answer.several_names"
		}
		if m == nil && err == nil {
			why = t.Text(key, bot.Args{"Name": bot.ShowName(u.Name)})
		}
	}
	if m == nil && err == nil && why == "" {
		why = t.Text("answer.unheard_of", bot.Args{"Name": Name(nil, &u)})
	}
	return m, why, err
}
