package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"strconv"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/feature/privacy"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store"
)

type forgetCmd struct {
	books
	Member string `arg:"" help:"help.member"`
}

// Run has a member forgotten, beside the running instance or without one.
func (c *forgetCmd) Run(e *env) error {
	a := act{What: "forget", Community: c.Community, Member: c.Member}
	if err := c.do(e, a, func(string) error { return c.offline(e) }); err != nil {
		return err
	}
	return e.tell("forget.done", c.Member, c.Community)
}

// offline needs the whole configuration: what is to be erased is the features'.
func (c *forgetCmd) offline(e *env) error {
	if c.Store != "" {
		return phrase.New("forget.not_running")
	}
	f, err := e.load(c.Config)
	if err != nil {
		return err
	}
	url := f.Root("store").(*wire.StoreSettings).Path
	_, path, err := store.FindFile(url)
	if err == nil {
		_, err = os.Stat(path) // opening would make one
	}
	if err != nil {
		return phrase.New("forget.open", url, err)
	}
	s, err := openStore(url, newLog(e.stderr))
	if err != nil {
		return err
	}
	opt := wire.EngineOptions(wire.NewParts())
	opt.Store, opt.Config, opt.Log = s, wire.EngineConfig(f), slog.New(slog.NewTextHandler(io.Discard, nil))
	var id []byte
	err = s.View(func(r store.Reader) (err error) {
		id, err = memberNamed(r, c.Community, c.Member)
		return err
	})
	if err == nil {
		err = engine.Offline(opt, c.Community, privacy.Name, privacy.TimerForget, id)
	}
	return errors.Join(err, s.Close())
}

// forget erases a member and returns when nothing is left of them.
func (in *instance) forget(ctx context.Context, a act) error {
	var id []byte
	err := in.engine.View(func(r store.Reader) (err error) {
		id, err = memberNamed(r, a.Community, a.Member)
		return err
	})
	if err != nil {
		return err
	}
	if err := in.engine.Fire(ctx, a.Community, privacy.Name, privacy.TimerForget, id); err != nil {
		return err
	}
	return in.engine.Erase(ctx)
}

// memberNamed is a member's number in digits, by it or by an account.
func memberNamed(r store.Reader, community, name string) ([]byte, error) {
	m, err := (*bot.Member)(nil), error(nil)
	if strings.Contains(name, ":") {
		m, err = member.New().ByUser(readOnly{r}, community, bot.UserID(name))
	} else {
		id, e := strconv.ParseUint(name, 10, 64)
		if e != nil {
			return nil, phrase.New("forget.bad_member", name)
		}
		m, err = member.New().ByID(readOnly{r}, community, bot.MemberID(id))
	}
	if err != nil {
		return nil, err
	}
	if m == nil {
		return nil, phrase.New("forget.no_member", name, community)
	}
	return strconv.AppendUint(nil, uint64(m.ID), 10), nil
}
