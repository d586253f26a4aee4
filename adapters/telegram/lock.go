package telegram

import (
	"context"
	"encoding/json"
	"maps"
	"strings"

	"github.com/stewardbot/steward/bot"
)

// permissionsOf returns the group's default permissions in Telegram's JSON.
func (a *Adapter) permissionsOf(ctx context.Context, to destination) (string, error) {
	if err := lockable(to); err != nil {
		return "", err
	}
	p, err := a.permissions(ctx, to.chat)
	if err != nil {
		return "", err
	}
	b, err := json.Marshal(p)
	return string(b), err
}

func lockable(to destination) error {
	switch {
	case to.private:
		return bot.Refuse("cannot.lock_privately")
	case to.thread != 0:
		return bot.Refuse("telegram.whole_groups")
	}
	return nil
}

// setPermissions holds raw JSON: the library omits false values, which for topics means "same as
// pins", and does not know future permissions.
type setPermissions struct {
	ChatID      int64           `json:"chat_id"`
	Permissions map[string]bool `json:"permissions"`
	Independent bool            `json:"use_independent_chat_permissions"` // no permission implies another
}

// lock takes all permissions to send from everybody, and keeps the others:
// https://core.telegram.org/bots/api#setchatpermissions.
func (a *Adapter) lock(ctx context.Context, to destination, e bot.Lock) error {
	if err := lockable(to); err != nil {
		return err
	}
	earlier := map[string]bool{}
	if err := json.Unmarshal([]byte(e.Earlier), &earlier); err != nil || len(earlier) == 0 {
		return bot.Refuse("cannot.restore")
	}
	p := maps.Clone(earlier)
	if !e.Lift {
		for name := range p {
			if strings.HasPrefix(name, "can_send_") || name == "can_add_web_page_previews" {
				p[name] = false
			}
		}
	}
	_, err := callRaw[any](ctx, a.client, "setChatPermissions", setPermissions{ChatID: to.chat, Permissions: p, Independent: true})
	return err
}

// Title implements bot.Titler.
func (a *Adapter) Title(space bot.Place) string {
	to, ok := parsePlace(space)
	if !ok {
		return ""
	}
	title, _ := a.rooms.titles.Get(to.chat)
	return title
}

// Link implements bot.Linker. Only supergroups have such addresses.
func (a *Adapter) Link(m bot.MessageID) string {
	to, ok := parsePlace(m.Place)
	id, known := parseMessage(m.ID)
	if !ok || !known || id.id == 0 || to.private || !supergroup(to.chat) {
		return ""
	}
	link := "https://t.me/c/" + strings.TrimPrefix(itoa(to.chat), "-100") + "/"
	if to.thread != 0 {
		link += itoa(to.thread) + "/"
	}
	return link + itoa(id.id)
}

var (
	_ bot.Linker = (*Adapter)(nil)
	_ bot.Titler = (*Adapter)(nil)
)
