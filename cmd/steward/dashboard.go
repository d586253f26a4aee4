package main

import (
	"encoding/json"
	"fmt"
	"net"
	"slices"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/desk"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/cmd/steward/wire"
)

type dashboardCmd struct {
	books
	As string `help:"help.dashboard_as" placeholder:"ACCOUNT"`
}

// Run prints a link to the desk, with or without a running instance.
func (c *dashboardCmd) Run(e *env) error {
	if c.Store != "" {
		return phrase.New("offline.store")
	}
	f, err := e.load(c.Config)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(f.Communities, func(x *config.Community) bool { return x.ID == c.Community })
	if i < 0 {
		return phrase.New("import.no_community", c.Community)
	}
	s := f.Root("desk").(*wire.DeskSettings)
	if s.Listen == "" {
		return phrase.New("dashboard.no_desk")
	}
	account, err := c.account(e, f.Communities[i])
	if err != nil {
		return err
	}
	secret := desk.NewSecret()
	data := desk.Change{Link: desk.Hash(secret), Account: account}.Data()
	err = c.do(e, act{What: "dashboard", Community: c.Community, Data: data}, func(string) error {
		return offline(e, f, func(opt engine.Options) error {
			return engine.Offline(opt, c.Community, desk.Feature, desk.TimerLink, data)
		})
	})
	if err != nil {
		return err
	}
	link := desk.Link(deskAddress(s), c.Community, secret)
	if c.JSON {
		return json.NewEncoder(e.stdout).Encode(map[string]string{"account": string(account), "link": link})
	}
	if err := e.tell("dashboard.as", account); err != nil {
		return err
	}
	_, err = fmt.Fprintln(e.stdout, link)
	return err
}

// deskAddress returns where the desk is reached from here: the public address, or else where it listens.
func deskAddress(s *wire.DeskSettings) string {
	if s.Address != "" {
		return strings.TrimRight(s.Address, "/")
	}
	host, port, _ := net.SplitHostPort(s.Listen)
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// account returns the account to sign in: the one asked for, or an owner of one of the community's groups.
func (c *dashboardCmd) account(e *env, com *config.Community) (bot.UserID, error) {
	if c.As != "" {
		if u := bot.UserID(c.As); u.Platform() == "" || u.Local() == "" {
			return "", phrase.New("dashboard.no_account", c.As)
		}
		return bot.UserID(c.As), nil
	}
	var owner bot.UserID
	err := c.ask(e, inspect.Query{What: "authorities", Community: c.Community}, func(raw json.RawMessage) error {
		row, err := decodeRow[inspect.Authority](raw)
		if err == nil && owner == "" && row.Rank == int(bot.Owner) && slices.Contains(com.Spaces, string(row.Space)) {
			owner = row.Account
		}
		return err
	})
	if err == nil && owner == "" {
		err = phrase.New("dashboard.no_owner", c.Community)
	}
	return owner, err
}
