package main

import (
	"context"
	"strconv"

	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/feature/privacy"
	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/store"
)

type forgetCmd struct {
	books
	Member string `arg:"" help:"help.member"`
}

// Run forgets a member, with or without a running instance.
func (c *forgetCmd) Run(e *env) error {
	a := act{What: "forget", Community: c.Community, Member: c.Member}
	if err := c.do(e, a, func(string) error { return c.offline(e) }); err != nil {
		return err
	}
	return e.tell("forget.done", c.Member, c.Community)
}

// offline needs the complete configuration, since the features decide what to
// erase.
func (c *forgetCmd) offline(e *env) error {
	if c.Store != "" {
		return phrase.New("offline.config")
	}
	f, err := e.load(c.Config)
	if err != nil {
		return err
	}
	return offline(e, f, func(opt engine.Options) error {
		id, err := memberNamed(opt.Store.View, c.Community, c.Member)
		if err != nil {
			return err
		}
		return engine.Offline(opt, c.Community, privacy.Name, privacy.TimerForget, id)
	})
}

// forget erases a member and returns when nothing is left of them.
func (in *instance) forget(ctx context.Context, a act) error {
	id, err := memberNamed(in.engine.View, a.Community, a.Member)
	if err != nil {
		return err
	}
	if err := in.engine.Fire(ctx, a.Community, privacy.Name, privacy.TimerForget, id); err != nil {
		return err
	}
	return in.engine.Erase(ctx)
}

// memberNamed returns the number, in digits, of a member named by number or account.
func memberNamed(view func(func(store.Reader) error) error, community, name string) (id []byte, err error) {
	err = view(func(r store.Reader) error {
		m, err := inspect.Member(r, community, name)
		if err == nil {
			id = strconv.AppendUint(nil, uint64(m.ID), 10)
		}
		return err
	})
	return id, err
}
