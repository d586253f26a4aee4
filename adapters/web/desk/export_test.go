package desk

import (
	"net/http"
	"net/url"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/desk"
)

// Back returns where a form of the community tea with this field leads.
func Back(back string) string {
	v := &Visit{Community: &bot.Community{ID: "tea"}, Request: &http.Request{PostForm: url.Values{"back": {back}}}}
	return v.back("AAAAAAAAAAAAAAAAAAAAAAAAAA")
}

// Address is a row of the privilege table.
type Address struct {
	Pattern string
	Powers  desk.Powers
}

func Addresses(d *Desk) (list []Address) {
	for _, r := range d.routes() {
		list = append(list, Address{r.pattern, r.powers})
	}
	return list
}

// Commands are those that a form may give.
func Commands() map[string]desk.Powers { return acts() }

// Presses are the buttons that a form may press.
func Presses() map[string]desk.Powers { return presses() }

// Pages are the names of the pages.
func Pages() (names []string) {
	for _, p := range pages() {
		names = append(names, p.name)
	}
	return names
}

// PagePaths are their addresses below a community's.
func PagePaths() (list []string) {
	for _, p := range pages() {
		list = append(list, p.path)
	}
	return list
}

// Look has the pages that are open told of what has changed. Unasked ends that it happens by itself.
func (d *Desk) Look()    { d.news.look() }
func (d *Desk) Unasked() { d.news.running = true }

// Streams is how many pages are open.
func (d *Desk) Streams() int {
	d.news.mu.Lock()
	defer d.news.mu.Unlock()
	return len(d.news.streams)
}

// MostOfAccount is how many of them may be one account's.
const MostOfAccount = mostOfAccount
