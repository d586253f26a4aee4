package setup

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store"
)

const (
	// settle is how long init waits for more groups after one was found.
	settle = 3 * time.Second
	// remindAfter is how long nothing happens until it says what it waits for.
	remindAfter = 30 * time.Second
)

// spaces waits, for one platform after the other, until Steward is added to
// groups there, and puts them into the file.
func (w *wizard) spaces() error {
	if w.file.Hosted {
		w.say("init.hosted", nil)
		return nil
	}
	for _, g := range w.guides {
		wanted, err := w.wantsSpaces(g)
		if err != nil {
			return err
		}
		if !wanted {
			continue
		}
		found, err := w.discover(g, false)
		if err != nil {
			return err
		}
		if err := w.own(g, found); err != nil {
			return err
		}
	}
	return nil
}

// wantsSpaces is asked where the platform has some already, and where Steward
// runs: two of one bot can't listen at once.
func (w *wizard) wantsSpaces(g *guide) (bool, error) {
	if has := w.spacesOf(g.Name); len(has) > 0 {
		yes, err := w.talk.agree(w.text("init.more", bot.Args{"Platform": g.Title, "Spaces": strings.Join(has, ", ")}), false)
		if err != nil || !yes {
			return false, err
		}
	}
	if !w.Running(w.store()) {
		return true, nil
	}
	w.say("init.running", bot.Args{"Link": g.Introduction.Link})
	return false, nil
}

// store is the path or URL of the store.
func (w *wizard) store() string { return w.file.Root("store").(*wire.StoreSettings).Place() }

// isFresh: Steward has certainly never run here. Nobody looks into a database.
func (w *wizard) isFresh() bool {
	_, path, err := store.FindFile(w.store())
	if err == nil {
		_, err = os.Stat(path)
	}
	return errors.Is(err, os.ErrNotExist)
}

// discover waits for groups that are not in the file yet: until there are some
// and no more come, or somebody presses Enter. Where bare will do, Steward needs no
// rights there.
func (w *wizard) discover(g *guide, bare bool) ([]bot.FoundSpace, error) {
	if len(g.Introduction.Lacks) > 0 {
		w.talk.say("")
		w.say(g.Setup.Lacks, bot.Args{"Switches": strings.Join(g.Introduction.Lacks, ", ")})
	}
	w.talk.say("")
	w.say(g.Setup.Add, bot.Args{"Name": g.Introduction.Name, "Link": g.Introduction.Link})
	w.say("init.waiting", nil)

	ctx, cancel := context.WithCancel(w.ctx)
	lists, ended := make(chan []bot.FoundSpace), make(chan error, 1)
	go func() {
		ended <- g.Discover(ctx, w.isFresh(), func(list []bot.FoundSpace) {
			select {
			case lists <- list:
			case <-ctx.Done():
			}
		})
	}()
	list, done, err := w.watch(lists, ended, bare)
	cancel()
	if !done {
		<-ended
	}
	return list, err
}

// watch is what discover waits for; done: there will be no more.
func (w *wizard) watch(lists <-chan []bot.FoundSpace, ended <-chan error, bare bool) (list []bot.FoundSpace, done bool, err error) {
	var settled <-chan time.Time
	reminder := time.NewTicker(remindAfter)
	defer reminder.Stop()
	told := map[string]bool{}
	for lines := w.talk.read(false); ; {
		select {
		case all := <-lists:
			list, settled = w.news(all, told, bare), nil
			if slices.ContainsFunc(list, func(f bot.FoundSpace) bool { return bare || !f.Bare }) {
				settled = time.After(settle)
			}
		case <-settled:
			return list, false, nil
		case <-reminder.C:
			w.say("init.still_waiting", nil)
		case a := <-lines:
			if w.talk.busy = false; a.err == nil {
				return list, false, nil
			}
			lines = nil // nobody is there to say more
		case err := <-ended:
			if err != nil {
				w.talk.say(bot.AsDeliveryError(err).Reason.In(w.lang))
			}
			return list, true, w.ctx.Err()
		case <-w.ctx.Done():
			return nil, false, w.ctx.Err()
		}
	}
}

// news are those that the file does not have yet; each is told once.
func (w *wizard) news(all []bot.FoundSpace, told map[string]bool, bare bool) (list []bot.FoundSpace) {
	for _, f := range all {
		if slices.Contains(w.spacesOf(f.Place.Platform()), string(f.Place)) {
			continue
		}
		list = append(list, f)
		key := fmt.Sprint(f.Place, f.Bare)
		if told[key] {
			continue
		}
		told[key] = true
		w.say("init.found", bot.Args{"Name": shown(f.Name), "Space": string(f.Place)})
		if f.Bare && !bare {
			w.say("init.bare", nil)
		}
	}
	return list
}

// shown is a name in one line of a terminal.
func shown(name string) string {
	name = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, name)
	return bot.Head(name, 80)
}

// own puts those that the community owns into the file.
func (w *wizard) own(g *guide, found []bot.FoundSpace) error {
	if len(found) > 1 {
		var names []string
		for _, f := range found {
			names = append(names, shown(f.Name)+" ("+string(f.Place)+")")
		}
		picked, err := w.talk.chooseSome(w.text("init.which", nil), names)
		if err != nil {
			return err
		}
		var list []bot.FoundSpace
		for i, f := range found {
			if slices.Contains(picked, i) {
				list = append(list, f)
			} else {
				w.others = append(w.others, f)
			}
		}
		found = list
	}
	if len(found) == 0 {
		w.say("init.none", bot.Args{"Command": w.command("init")})
		return nil
	}
	com, err := w.community()
	if err != nil {
		return err
	}
	var spaces []string
	for _, f := range found {
		spaces = append(spaces, string(f.Place))
	}
	w.found = append(w.found, found...)
	return w.edit("spaces: ["+strings.Join(spaces, ", ")+"]", func(text string) (string, error) { return withSpaces(text, com, spaces) })
}

// community is the id of the one that is being set up.
func (w *wizard) community() (string, error) {
	list := w.file.Communities
	if len(list) == 1 {
		return list[0].ID, nil
	}
	var names []string
	for _, c := range list {
		names = append(names, c.ID)
	}
	i, err := w.talk.choose(w.text("init.community", nil), names, 0)
	if err != nil {
		return "", err
	}
	return list[i].ID, nil
}

// spacesOf are the spaces of all communities on a platform.
func (w *wizard) spacesOf(platform string) (list []string) {
	for _, p := range wire.SpacesOn(w.file, platform) {
		list = append(list, string(p))
	}
	return list
}

// likelyLog are names of places that moderators have for themselves.
var likelyLog = regexp.MustCompile(`(?i)mod|log|staff|admin|team|管理|日志|日誌|紀錄|记录|后台|後台`)

// modlog asks for the place where moderators are told of cases, if none is set: a
// channel that not everybody sees, a group that is none of the community's, or one
// that Steward is added to now.
func (w *wizard) modlog() error {
	if len(w.found) == 0 || len(w.file.Communities) > 1 || len(w.file.Communities[0].Places[bot.Modlog]) > 0 {
		return nil
	}
	var rooms []bot.FoundRoom
	for _, f := range w.found {
		rooms = append(rooms, slices.DeleteFunc(slices.Clone(f.Rooms), func(r bot.FoundRoom) bool { return r.Open })...)
	}
	rooms = append(rooms, asRooms(w.others)...)
	w.talk.say("")
	w.say("init.modlog", nil)
	if len(rooms) == 0 {
		return w.modlogGroup()
	}
	return w.pickModlog(rooms)
}

// asRooms are the groups that have no places of their own.
func asRooms(found []bot.FoundSpace) (rooms []bot.FoundRoom) {
	for _, f := range found {
		if len(f.Rooms) == 0 {
			rooms = append(rooms, bot.FoundRoom{Place: f.Place, Name: f.Name})
		}
	}
	return rooms
}

// modlogGroup waits for a group of the moderators' own, where the platform has no
// channels.
func (w *wizard) modlogGroup() error {
	for _, g := range w.guides {
		if !slices.ContainsFunc(w.found, func(f bot.FoundSpace) bool { return f.Place.Platform() == g.Name && len(f.Rooms) == 0 }) {
			continue
		}
		yes, err := w.talk.agree(w.text("init.modlog_group", bot.Args{"Platform": g.Title}), false)
		if err != nil || !yes {
			break
		}
		found, err := w.discover(g, true)
		if err != nil {
			return err
		}
		if rooms := asRooms(found); len(rooms) > 0 {
			return w.pickModlog(rooms)
		}
	}
	w.say("init.modlog_later", nil)
	return w.ctx.Err()
}

// pickModlog puts one of some places into the file; the only one is asked about, too.
func (w *wizard) pickModlog(rooms []bot.FoundRoom) error {
	slices.SortStableFunc(rooms, func(a, b bot.FoundRoom) int {
		return cmp.Compare(unlikely(a.Name), unlikely(b.Name))
	})
	rooms = rooms[:min(len(rooms), 20)]
	var names []string
	for _, r := range rooms {
		names = append(names, shown(r.Name))
	}
	i, err := w.talk.choose(w.text("init.modlog_which", nil), names, -unlikely(rooms[0].Name))
	if err != nil || i < 0 {
		return err
	}
	id, place := w.file.Communities[0].ID, string(rooms[i].Place)
	return w.edit("places: {modlog: ["+place+"]}", func(text string) (string, error) { return withPlace(text, id, bot.Modlog, place) })
}

// unlikely is 1 for a place whose name is not that of a log, else 0.
func unlikely(name string) int {
	if likelyLog.MatchString(name) {
		return 0
	}
	return 1
}
