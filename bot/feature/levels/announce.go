package levels

import (
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/store"
)

// pendingRows: community, place -> ups that wait for the place's timer.
var (
	pendingKeys = store.Shape2(store.Str[string]{}, store.Tail[bot.Place]{})
	pendingRows = store.Rows("levels_pending", pendingKeys, store.JSON[ups]())
)

// maxNamed is how many people one line names; the others are counted.
const maxNamed = 20

// wanted is how late an announcement may be.
const wanted = time.Hour

// ups are level-ups in one place, in order; a member who reached several levels
// appears once.
type ups struct {
	List []up `json:"list"`
	More int  `json:"more,omitempty"` // beyond maxNamed
}

type up struct {
	Member bot.MemberID `json:"member"`
	Level  int          `json:"level"`
}

func (u *ups) add(n up) {
	for i := range u.List {
		if u.List[i].Member == n.Member {
			u.List[i].Level = n.Level
			return
		}
	}
	if len(u.List) == maxNamed {
		u.More++
		return
	}
	u.List = append(u.List, n)
}

// announce posts at once, or together with others when the place's timer fires.
func (f *Feature) announce(t *bot.Turn, m bot.MemberID, level int) error {
	place, merge := t.Event.Place, t.Community.Replies.LevelUpMerge
	if merge == 0 {
		return say(t, place, ups{List: []up{{m, level}}})
	}
	key := store.K2(t.Community.ID, place)
	pending, _, err := pendingRows.Get(t.State(), key)
	if err != nil {
		return err
	}
	if len(pending.List) == 0 {
		if err := t.SetTimer(timerAnnounce+string(place), t.Now().Add(merge), []byte(place)); err != nil {
			return err
		}
	}
	pending.add(up{m, level})
	return pendingRows.Put(t.State(), key, pending)
}

// timerAnnounce and a place are the tick that posts there.
const timerAnnounce = "announce "

// tick posts what was collected for a place since its timer was set.
func (f *Feature) tick(t *bot.Turn) error {
	if !strings.HasPrefix(t.Event.Tick.Name, timerAnnounce) {
		return nil
	}
	place := bot.Place(t.Event.Tick.Data)
	key := store.K2(t.Community.ID, place)
	pending, _, err := pendingRows.Get(t.State(), key)
	if err != nil {
		return err
	}
	if err := pendingRows.Delete(t.State(), key); err != nil {
		return err
	}
	if !t.Community.Owns(place) || t.Now().Sub(t.Event.Tick.Due) > wanted {
		return nil
	}
	return say(t, place, pending)
}

// say posts one line for all. Levels and members that no longer exist are left
// out.
func say(t *bot.Turn, place bot.Place, u ups) error {
	s := settings(t.Community)
	var items []bot.Args
	for _, n := range u.List {
		m, err := t.MemberByID(n.Member)
		if err != nil {
			return err
		}
		if m != nil && n.Level < len(s) {
			items = append(items, bot.Args{"Name": answer.Name(m, nil), "Level": s[n.Level].Name})
		}
	}
	if len(items) == 0 {
		return nil
	}
	t.Do(bot.Say{Place: place, Text: line(t.ToPlace(place), items, u.More), Lane: bot.Posts, Expires: t.Now().Add(wanted), InDoubt: bot.Drop})
	return nil
}

func line(t *bot.Turn, items []bot.Args, more int) string {
	if len(items) == 1 && more == 0 {
		return t.Text("levels.reached", items[0])
	}
	names := make([]string, len(items), len(items)+1)
	for i, args := range items {
		names[i] = t.Text("levels.item", args)
	}
	if more > 0 {
		names = append(names, t.Text("levels.more", bot.Args{"Count": more}))
	}
	return t.Text("levels.reached_many", bot.Args{"List": strings.Join(names, t.Text("levels.comma", nil))})
}
