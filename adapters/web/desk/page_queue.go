package desk

import (
	"slices"
	"strconv"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/desk"
	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/staff"
)

// queueData is what waits for a decision, and the one thing that is decided now.
type queueData struct {
	List []inspect.Open
	Now  *openThing // nil: nothing waits
	Gone bool       // the address names a thing that waits no more
}

// openThing is what a decision needs.
type openThing struct {
	inspect.Open
	Person    *inspect.Person // whom it is about; nil if they are not known, or not the visitor's business
	Reporters []string
	Staff     bool // they are staff, so nothing can be done to them
	Choices   []choice
	Next      string // the address of the thing after it; empty: there is no other
}

// choice is a button that decides.
type choice struct {
	Key, Text                string // the key on the keyboard, and that of the label
	Action, ID, Button, Back string
}

// historyLines is how many earlier cases are shown.
const historyLines = 8

func queue(v *Visit) (any, error) {
	list, err := inspect.Queue(v.Reader, v.Community.ID, v.Powers.Any(desk.Moderator), v.Powers.Any(desk.Fulfilment))
	if err != nil || len(list) == 0 {
		return queueData{Gone: v.Query("item") != ""}, err
	}
	asked := v.Query("item")
	i := slices.IndexFunc(list, func(o inspect.Open) bool { return o.ID() == asked })
	data := queueData{List: list, Gone: i < 0 && asked != ""}
	i = max(i, 0)
	x := &openThing{Open: list[i]}
	if len(list) > 1 {
		x.Next = v.With("item", list[(i+1)%len(list)].ID())
	}
	data.Now = x
	if x.Member != 0 && v.Powers.Any(desk.Moderator) {
		m, err := member.New().ByID(v.Reader, v.Community.ID, x.Member)
		if err != nil {
			return nil, err
		}
		if m != nil {
			p, err := inspect.PersonOf(v.Turn, m, nil, 0, historyLines+1)
			if err != nil {
				return nil, err
			}
			p.Cases = slices.DeleteFunc(p.Cases, func(c inspect.Case) bool { return x.Case != nil && c.ID == x.Case.ID })
			x.Person = &p
		}
	}
	if x.Case != nil {
		for _, id := range x.Case.Reporters {
			m, err := member.New().ByID(v.Reader, v.Community.ID, id)
			if err != nil {
				return nil, err
			}
			if m != nil {
				x.Reporters = append(x.Reporters, m.Name)
			}
		}
		if x.Kind == inspect.OpenReport && x.Member != 0 {
			rank, err := staff.Anywhere(v.Turn, member.New(), x.Case.User)
			if err != nil {
				return nil, err
			}
			x.Staff = rank > staff.Ordinary
		}
	}
	x.Choices = x.choices(v)
	return data, nil
}

// choices returns the buttons: those that a message in the chat has, too.
func (x *openThing) choices(v *Visit) (list []choice) {
	back := x.Next
	if back == "" {
		back = v.Base() + "queue"
	}
	add := func(key, text, verb, decision string) {
		data := verb + ":" + strconv.FormatUint(x.Number, 10)
		if decision != "" {
			data += ":" + decision
		}
		list = append(list, choice{key, "queue.do_" + text, v.Base() + "press", desk.NewSecret(), data, back})
	}
	switch {
	case x.Kind == inspect.OpenOrder:
		add("s", "sent", "shop:sent", "")
		add("a", "ask", "shop:ask", "")
		add("r", "refund", "shop:refund", "")
	case x.Kind == inspect.OpenAppeal:
		add("l", "lift", "moderation:appeal", "lift")
		add("u", "uphold", "moderation:appeal", "uphold")
	default:
		if !x.Staff {
			add("d", "del", "moderation:report", "del")
		}
		if !x.Staff && x.Member != 0 {
			for _, act := range []bot.Act{bot.ActWarn, bot.ActMute, bot.ActBan} {
				add(string(act)[:1], string(act), "moderation:report", string(act))
			}
		}
		add("x", "dismiss", "moderation:report", "dismiss")
	}
	return list
}

func queueTable(_ *Visit, data any) *Table {
	t := &Table{Columns: []string{"kind", "number", "since", "member", "name", "about"}}
	for _, o := range data.(queueData).List {
		t.Rows = append(t.Rows, []any{o.Kind, o.Number, o.Since, uint64(o.Member), o.Name, o.About()})
	}
	return t
}
