package console

import (
	"slices"
	"strings"

	"github.com/stewardbot/steward/bot"
)

// Person is somebody in the room.
type Person struct {
	User      bot.User
	Language  string // their own; Steward is told the one set by Speak
	Authority bot.Authority
	Away      bool // not in the lobby to begin with
	Unseen    bool // known to the room, without a face in it
}

// Cast returns a few people with names in several scripts: ordinary members
// first, an administrator and the owner last. One of them has not joined yet.
func Cast() []Person {
	newcomer := someone("tomas", "Tomás Rivera", "es", bot.Ordinary)
	newcomer.Away = true
	return []Person{
		someone("zoe", "Zoë Lindqvist", "en", bot.Ordinary),
		someone("xiaoyu", "陈小雨", "zh-Hans", bot.Ordinary),
		someone("layla", "ليلى منصور", "ar", bot.Ordinary),
		someone("dmitri", "Дмитрий", "ru", bot.Ordinary),
		newcomer,
		someone("haneul", "김하늘", "ko", bot.Admin),
		someone("ann", "Ann Becker", "en", bot.Owner),
	}
}

func someone(handle, name, language string, a bot.Authority) Person {
	return Person{
		User:      bot.User{ID: bot.UserID(Platform + ":" + handle), Name: name, Handle: handle},
		Language:  language,
		Authority: a,
	}
}

// Tag returns the tag that Steward set for somebody in the lobby; empty if
// none.
func (r *Room) Tag(who bot.UserID) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.tags[who]
}

// Speak sets the language of somebody's app. Later events report it, as on
// other platforms.
func (r *Room) Speak(who bot.UserID, language string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.speaks[who] = language
}

// user returns a person as events show them. Requires the lock.
func (r *Room) user(who bot.UserID) *bot.User {
	p, _ := r.person(who)
	p.User.Language = r.speaks[who]
	return &p.User
}

// People returns those in the room that have a face, in the order given to New.
func (r *Room) People() []Person {
	return slices.DeleteFunc(slices.Clone(r.people), func(p Person) bool { return p.Unseen })
}

func (r *Room) person(id bot.UserID) (Person, bool) {
	i := slices.IndexFunc(r.people, func(p Person) bool { return p.User.ID == id })
	if i < 0 {
		return Person{}, false
	}
	return r.people[i], true
}

// mentions returns the people whose @handle is in a text, each once.
func (r *Room) mentions(text string) []bot.User {
	var found []bot.User
	for _, word := range strings.Fields(text) {
		handle, ok := strings.CutPrefix(strings.TrimRight(word, ".,;:?!，。；：？！"), "@")
		if !ok {
			continue
		}
		for _, p := range r.people {
			if strings.EqualFold(p.User.Handle, handle) && !slices.ContainsFunc(found, func(u bot.User) bool { return u.ID == p.User.ID }) {
				found = append(found, p.User)
			}
		}
	}
	return found
}
