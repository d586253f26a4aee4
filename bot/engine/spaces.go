package engine

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// findCommunity sets the event's community.
func (d *decider) findCommunity(in *inspected) error {
	com, err := d.communityOf(in)
	if com != nil {
		d.tellFirst(com)
	}
	d.com = com
	return err
}

// communityOf returns the owner of the event's space; in a private chat, the
// only community that both share, or the chosen one; at the desk, the one whose
// page it is; nil if there is none. A
// moderators' log in a space without an owner belongs to its community for
// commands only.
func (d *decider) communityOf(in *inspected) (*bot.Community, error) {
	ev := &in.event
	if in.passed != nil { // the sender has chosen
		return d.ruling.byID[in.passed.Community], nil
	}
	if ev.Place == "" {
		return nil, nil
	}
	if community, _, ok := bot.DeskAct(ev.Place); ok {
		return d.ruling.byID[community], nil
	}
	if !ev.Place.Private() {
		if com := d.owner(ev.Place.Space()); com != nil {
			return com, nil
		}
		com := d.desk(ev.Place)
		if com == nil {
			d.unowned(ev)
		}
		if ev.Kind == bot.KindPress || ev.Kind == bot.KindTyping || ev.Kind == bot.KindAdded || ev.Kind == bot.KindMessage && in.facts.Command {
			return com, nil
		}
		return nil, nil
	}
	if ev.User == nil {
		return nil, nil
	}
	com, err := d.e.meant(d.tx, d.ruling, in)
	if err != nil || com == nil || !d.e.elsewhere(com.ID) {
		return com, err
	}
	if d.e.staysHome(ev) {
		d.speak(ev, com)
		return nil, nil
	}
	d.passing = d.e.passingTo(com.ID)
	return nil, nil
}

// meant returns the community that an event in a private chat is about, by what
// r says of choices.
func (e *Engine) meant(r store.Reader, ruling *ruling, in *inspected) (*bot.Community, error) {
	ev, shared := &in.event, e.choices(r, ruling, in)
	if ev.Press != nil {
		if mark, _ := unmarked(ev.Press.Data); mark != "" {
			return byMark(shared, mark), nil
		}
	}
	if len(shared) == 1 {
		return shared[0], nil
	}
	chosen, err := r.Get(tableChoice, []byte(ev.User.ID))
	if err != nil {
		return nil, err
	}
	for _, c := range shared {
		if c.ID == string(chosen) {
			return c, nil
		}
	}
	return nil, nil
}

// choices returns the communities that an event's user has taken part in, in
// configuration order.
func (e *Engine) choices(r store.Reader, ruling *ruling, in *inspected) (shared []*bot.Community) {
	u := in.event.User
	if u == nil || u.ID == "" {
		return nil
	}
	if in.passed != nil {
		return e.inOrder(ruling, in.passed.Choices)
	}
	ids, err := e.opt.Directory.CommunitiesOf(r, u.ID)
	if err != nil {
		e.log.Error("a user's communities can't be read", "user", u.ID, "err", err)
	}
	return e.inOrder(ruling, append(ids, in.apart...))
}

// inOrder returns those communities of a list that are configured, in
// configuration order.
func (e *Engine) inOrder(ruling *ruling, ids []string) (list []*bot.Community) {
	p := e.opt.Partition
	order := func(c *bot.Community) int { return ruling.order[c] }
	if p != nil {
		order = func(c *bot.Community) int { _, at := p.Community(c.ID); return at }
	}
	for _, id := range ids {
		c := ruling.byID[id]
		if c == nil && e.elsewhere(id) {
			c, _ = p.Community(id)
		}
		if c != nil {
			list = append(list, c)
		}
	}
	slices.SortFunc(list, func(a, b *bot.Community) int { return cmp.Or(order(a)-order(b), strings.Compare(a.ID, b.ID)) })
	return list
}

// owner returns the community of a space.
func (d *decider) owner(space bot.Place) *bot.Community {
	return d.formerly(space, func(id bot.Place) *bot.Community { return d.ruling.bySpace[id] })
}

// desk returns the community whose moderators' log, in a separate space, is a
// place.
func (d *decider) desk(p bot.Place) *bot.Community {
	space := p.Space()
	return d.formerly(space, func(id bot.Place) *bot.Community { return d.ruling.deskOf(id + p[len(space):]) })
}

// formerly looks up a space by its id and its former ids.
func (d *decider) formerly(space bot.Place, look func(bot.Place) *bot.Community) *bot.Community {
	for range 4 { // a space moves once in its life
		if c := look(space); c != nil {
			return c
		}
		old, ok := d.e.formerSpace(space)
		if !ok {
			return nil
		}
		space = old
	}
	return nil
}

// unowned counts events from a space that no community owns, and logs the space
// once.
func (d *decider) unowned(ev *bot.Event) {
	d.e.stats.Unowned.Add(1)
	space := ev.Place.Space()
	if _, told := d.e.unownedTold[space]; told || len(d.e.unownedTold) > 10_000 {
		return
	}
	d.e.unownedTold[space] = struct{}{}
	d.e.log.Warn("messages come from a space that no community owns; to take it in, add it to a community's spaces",
		"space", space)
}

func (e *Engine) formerSpace(space bot.Place) (old bot.Place, ok bool) {
	e.spacesMu.RLock()
	defer e.spacesMu.RUnlock()
	old, ok = e.movedFrom[space]
	return old, ok
}

// moved transfers a space to its new id.
func (d *decider) moved(old, new bot.Place) error {
	if old == "" || new == "" || old == new {
		return nil
	}
	if err := d.tx.Put(tableMoved, []byte(new), []byte(old)); err != nil {
		return err
	}
	if err := d.tx.Put(tableMovedTo, []byte(old), []byte(new)); err != nil {
		return err
	}
	setUntilRollback(d, d.e.movedFrom, new, old)
	setUntilRollback(d, d.e.movedTo, old, new)
	d.e.log.Warn("a space has a new id; it goes on belonging to its community, but write the new one in the configuration",
		"old", old, "new", new)
	return nil
}

// setUntilRollback sets m[k], and restores the previous entry if the turn is
// rolled back.
func setUntilRollback[V any](d *decider, m map[bot.Place]V, k bot.Place, v V) {
	mu := &d.e.spacesMu
	mu.Lock()
	defer mu.Unlock()
	before, known := m[k]
	m[k] = v
	d.tx.OnRollback(func() {
		mu.Lock()
		defer mu.Unlock()
		if delete(m, k); known {
			m[k] = before
		}
	})
}

// standing replaces a space's snapshot of who has authority.
func (d *decider) standing(ev *bot.Event) error {
	if ev.Standing == nil {
		return fmt.Errorf("a standing event without a snapshot")
	}
	space := ev.Place.Space()
	if err := putJSON(d.tx, tableStanding, []byte(space), (*storedStanding)(ev.Standing)); err != nil {
		return err
	}
	setUntilRollback(d, d.e.standing, space, ev.Standing)
	return nil
}

// adoptStanding takes over who has authority in spaces that are new to a
// community from the partition that their events went to before.
func (d *decider) adoptStanding(com *bot.Community) {
	p := d.e.opt.Partition
	if p == nil {
		return
	}
	for _, space := range com.Spaces {
		if s, _ := d.e.standingOf(space); s != nil {
			continue
		}
		s := new(storedStanding)
		found, err := getJSON(p.Others, tableStanding, []byte(space), s)
		if err == nil && found {
			err = d.standing(&bot.Event{Place: space, Standing: (*bot.Standing)(s)})
		}
		if err != nil {
			d.e.log.Error("who has authority in a new space can't be read", "space", space, "err", err)
		}
	}
}

// standingOf returns the latest snapshot of a space, possibly taken under a
// later id, and that id; nil if there is none.
func (e *Engine) standingOf(space bot.Place) (*bot.Standing, bot.Place) {
	e.spacesMu.RLock()
	defer e.spacesMu.RUnlock()
	latest, at := e.standing[space], space
	for range 4 {
		next, ok := e.movedTo[space]
		if !ok {
			break
		}
		if space = next; e.standing[space] != nil {
			latest, at = e.standing[space], space
		}
	}
	return latest, at
}

// Authority implements bot.Host.
func (d *decider) Authority(space bot.Place, user bot.UserID) bot.Authority {
	a := d.authority(space, user)
	if d.ev != nil && d.ev.User != nil && d.ev.User.ID == user {
		d.read.Authority = max(d.read.Authority, a)
	}
	return a
}

func (d *decider) authority(space bot.Place, user bot.UserID) bot.Authority {
	s, space := d.e.standingOf(space.Space())
	if s == nil {
		if l := d.looked; l != nil && l.space == space && l.user == user {
			return l.is
		}
		return bot.Ordinary
	}
	most := s.Admins[user]
	if len(s.Roles) == 0 {
		return most
	}
	roles, err := d.e.opt.Directory.Roles(d.tx, space, user)
	if err != nil {
		d.e.log.Error("a member's roles can't be read", "user", user, "err", err)
	}
	for _, r := range roles {
		most = max(most, s.Roles[r])
	}
	return most
}

// May implements bot.Host.
func (d *decider) May(space bot.Place, user bot.UserID, act bot.Act) bool {
	switch d.Authority(space, user) {
	case bot.Ordinary:
		return false
	case bot.Owner:
		return true
	}
	s, space := d.e.standingOf(space.Space())
	if s == nil { // looked up, without rights
		return true
	}
	if s.Can == nil && s.RolesCan == nil || slices.Contains(s.Can[user], act) {
		return true
	}
	roles, err := d.e.opt.Directory.Roles(d.tx, space, user)
	if err != nil {
		d.e.log.Error("a member's roles can't be read", "user", user, "err", err)
	}
	return slices.ContainsFunc(roles, func(r string) bool { return slices.Contains(s.RolesCan[r], act) })
}

// Latest implements bot.Host.
func (d *decider) Latest(space bot.Place) bot.Place {
	d.e.spacesMu.RLock()
	defer d.e.spacesMu.RUnlock()
	for range 4 {
		next, ok := d.e.movedTo[space]
		if !ok {
			break
		}
		space = next
	}
	return space
}

// loadSpaces fills standing, movedFrom and movedTo at start. If an old store
// does not say which move of a space was the latest, the highest id wins.
func (e *Engine) loadSpaces(r store.Reader, skip unread) error {
	err := r.Scan(tableStanding, nil, nil, false, 0, func(k, v []byte) (bool, error) {
		s := new(storedStanding)
		if err := json.Unmarshal(v, s); err != nil {
			skip(tableStanding, k, err)
		} else {
			e.standing[bot.Place(k)] = (*bot.Standing)(s)
		}
		return true, nil
	})
	if err != nil {
		return err
	}
	err = r.Scan(tableMoved, nil, nil, false, 0, func(k, v []byte) (bool, error) {
		e.movedFrom[bot.Place(k)], e.movedTo[bot.Place(v)] = bot.Place(v), bot.Place(k)
		return true, nil
	})
	if err != nil {
		return err
	}
	return r.Scan(tableMovedTo, nil, nil, false, 0, func(k, v []byte) (bool, error) {
		e.movedTo[bot.Place(k)] = bot.Place(v)
		return true, nil
	})
}
