package telegram

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"github.com/stewardbot/steward/adapters/loosely"
	"github.com/stewardbot/steward/bot"
)

var _ bot.Guide = (*Adapter)(nil)

// searchEvery is the pause between two searches for groups.
const searchEvery = time.Second

// Introduce implements bot.Guide.
func (a *Adapter) Introduce(ctx context.Context) (bot.Introduction, error) {
	me, err := a.client.me(ctx)
	switch {
	case rejected(err) != nil:
		return bot.Introduction{}, bot.Refuse("telegram.rejects_token")
	case err != nil:
		return bot.Introduction{}, &bot.DeliveryError{Code: bot.CodeRetry, Reason: reasonOffline(err)}
	}
	return bot.Introduction{Name: "@" + me.Username, Link: inviteLink(me.Username)}, nil
}

// Discover implements bot.Guide. Telegram lists no groups, but keeps for a day
// what happened in them: that tells where Steward is.
func (a *Adapter) Discover(ctx context.Context, fresh bool, tell func([]bot.FoundSpace)) error {
	s := &search{a: a, fresh: fresh, groups: map[int64]bot.FoundSpace{}, seen: map[int64]bool{}}
	for ctx.Err() == nil {
		err := s.look(ctx, tell)
		var c *callError
		if rejected(err) != nil || errors.As(err, &c) && c.code == http.StatusConflict {
			return &bot.DeliveryError{Code: bot.CodeRefused, Reason: reasonOffline(err)}
		}
		if a.opts.Sleep(ctx, searchEvery) != nil {
			break
		}
	}
	return nil
}

// search finds Steward's groups from the updates.
type search struct {
	a      *Adapter
	me     int64 // 0: unknown
	fresh  bool
	offset int64 // confirmed so far; 0: nothing
	groups map[int64]bot.FoundSpace
	seen   map[int64]bool // updates
}

// look polls once. It confirms nothing, so that Run gets all updates, except a full batch of
// irrelevant ones that hides later updates.
func (s *search) look(ctx context.Context, tell func([]bot.FoundSpace)) error {
	if s.me == 0 {
		me, err := s.a.client.me(ctx)
		if err != nil {
			return err
		}
		s.me = me.ID
	}
	raw, err := callRaw[[]jsontext.Value](ctx, s.a.client, "getUpdates", getUpdates{Offset: s.offset, Limit: maxLimit, AllowedUpdates: allowedUpdates})
	if err != nil {
		return err
	}
	changed, last := false, int64(0)
	for _, r := range raw {
		var u update
		if !loosely.Parse(r, &u) || u.ID == 0 {
			u = update{ID: updateID(r)}
		}
		last = max(last, u.ID)
		if s.seen[u.ID] {
			continue
		}
		news, err := s.take(ctx, u)
		if err != nil {
			return err // this update is processed again
		}
		s.seen[u.ID], changed = true, changed || news
	}
	if changed {
		list := make([]bot.FoundSpace, 0, len(s.groups))
		for _, g := range s.groups {
			list = append(list, g)
		}
		slices.SortFunc(list, func(a, b bot.FoundSpace) int { return cmp.Compare(a.Place, b.Place) })
		tell(list)
	}
	if s.fresh && len(raw) == maxLimit {
		s.offset = last + 1
	}
	return nil
}

// take processes an update and reports whether it changed anything.
func (s *search) take(ctx context.Context, u update) (bool, error) {
	switch {
	case u.MyChatMember != nil:
		return s.ask(ctx, u.MyChatMember.Chat)
	case u.Message == nil:
		return false, nil
	case u.Message.MigrateTo != 0:
		delete(s.groups, u.Message.Chat.ID)
		c := u.Message.Chat
		c.ID = u.Message.MigrateTo
		return s.ask(ctx, c)
	}
	if _, known := s.groups[u.Message.Chat.ID]; known {
		return false, nil
	}
	return s.ask(ctx, u.Message.Chat)
}

// ask looks up Steward's status in a group and reports whether it has changed.
func (s *search) ask(ctx context.Context, c models.Chat) (bool, error) {
	if c.Type != "group" && c.Type != "supergroup" {
		return false, nil
	}
	old, known := s.groups[c.ID]
	m, err := call[chatMember](ctx, s.a.client, (*tg.Bot).GetChatMember, &tg.GetChatMemberParams{ChatID: c.ID, UserID: s.me})
	var e *callError
	if errors.As(err, &e) && !e.answered {
		return false, err
	}
	if err != nil || !m.inChat() {
		delete(s.groups, c.ID)
		return known, nil
	}
	now := bot.FoundSpace{Place: spacePlace(c.ID), Name: c.Title, Bare: m.authority() == bot.Ordinary}
	s.groups[c.ID] = now
	return !known || old.Name != now.Name || old.Bare != now.Bare, nil
}
