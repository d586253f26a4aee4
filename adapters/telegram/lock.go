package telegram

import (
	"context"
	"encoding/json"
	"maps"
	"strings"

	"github.com/stewardbot/steward/bot"
)

// permissionsOf is what the group lets everybody do, as Telegram writes it.
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

// setPermissions is raw: the library leaves out what is not allowed, which for
// topics means "as pins are", and does not know the permissions of tomorrow.
type setPermissions struct {
	ChatID      int64           `json:"chat_id"`
	Permissions map[string]bool `json:"permissions"`
	Independent bool            `json:"use_independent_chat_permissions"` // each as it is said
}

// lock takes from everybody whatever sends something, and leaves the rest:
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
