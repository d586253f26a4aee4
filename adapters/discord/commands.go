package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/stewardbot/steward/bot"
)

// How commands are written: beyond a few changes, Discord takes single ones too
// slowly, and the whole list is written at once.
const (
	maxSingle = 4
	maxInsist = 3 // consecutive waits that Discord asked for
	maxWait   = 30 * time.Second
)

// command is a command as Discord shows it. The library's type can't
// distinguish clearing a field from leaving it.
type command struct {
	ID           string                           `json:"id,omitempty"`
	Type         discordgo.ApplicationCommandType `json:"type"`
	Name         string                           `json:"name"`
	Names        map[discordgo.Locale]string      `json:"name_localizations"`
	Description  string                           `json:"description"`
	Descriptions map[discordgo.Locale]string      `json:"description_localizations"`
	Options      []commandOption                  `json:"options,omitempty"`
	Rights       *string                          `json:"default_member_permissions"` // who sees it at first; nil: all
	Contexts     []int                            `json:"contexts"`
}

type commandOption struct {
	Type         discordgo.ApplicationCommandOptionType `json:"type"`
	Name         string                                 `json:"name"`
	Description  string                                 `json:"description"`
	Descriptions map[discordgo.Locale]string            `json:"description_localizations"`
	Required     bool                                   `json:"required,omitempty"`
	Autocomplete bool                                   `json:"autocomplete,omitempty"`
}

// RegisterCommands registers the commands, and the entries of the context menus
// for members and messages, in all languages. Unchanged ones are left alone,
// unknown ones deleted.
func (a *Adapter) RegisterCommands(ctx context.Context, entries []bot.MenuEntry) error {
	want, left := commandsOf(entries)
	if len(left) > 0 {
		a.log.Warn("Discord takes no more commands, so that these are left out of its menus", "commands", left)
	}
	err := a.register(ctx, want)
	if unknownTo(err) {
		a.log.Info("the server has no menu of commands: they are written as texts")
		return nil
	}
	if err != nil {
		return fmt.Errorf("register commands: %w", err)
	}
	return nil
}

func (a *Adapter) register(ctx context.Context, want []command) error {
	app, err := a.directory.application(ctx)
	if err != nil {
		return err
	}
	path := "/applications/" + app + "/commands"
	var have []command
	if err := a.insist(ctx, "GET", path+"?with_localizations=true", nil, &have); err != nil {
		return err
	}
	stale, changed := difference(have, want)
	if len(stale)+len(changed) > maxSingle {
		return a.insist(ctx, "PUT", path, want, nil)
	}
	for _, c := range stale { // first, since there may be no room
		if err := a.insist(ctx, "DELETE", path+"/"+c.ID, nil, nil); err != nil {
			return err
		}
	}
	for _, c := range changed { // one of the same name and type is overwritten
		if err := a.insist(ctx, "POST", path, c, nil); err != nil {
			return err
		}
	}
	return nil
}

// insist repeats a call after a wait that Discord asked for, if that is short.
func (a *Adapter) insist(ctx context.Context, method, path string, in, out any) error {
	for range maxInsist {
		err := a.client.call(ctx, method, path, "", in, out)
		var c *callError
		if !errors.As(err, &c) || c.status != http.StatusTooManyRequests || c.retryAfter > maxWait {
			return err
		}
		if err := a.opts.Sleep(ctx, c.retryAfter); err != nil {
			return err
		}
	}
	return a.client.call(ctx, method, path, "", in, out)
}

// difference returns the commands to delete and those to write.
func difference(have, want []command) (stale, changed []command) {
	for _, old := range have {
		if !slices.ContainsFunc(want, old.is) {
			stale = append(stale, old)
		}
	}
	for _, c := range want {
		if i := slices.IndexFunc(have, c.is); i < 0 || !c.equal(have[i]) {
			changed = append(changed, c)
		}
	}
	return stale, changed
}

// is reports whether both are the same command, however they read.
func (c command) is(other command) bool { return c.Type == other.Type && c.Name == other.Name }

func (c command) equal(other command) bool { return reflect.DeepEqual(c.normal(), other.normal()) }

// normal leaves out what Discord adds, and the difference between none and nil.
func (c command) normal() command {
	c.ID = ""
	c.Names, c.Descriptions = orNil(c.Names), orNil(c.Descriptions)
	c.Contexts = slices.Sorted(slices.Values(c.Contexts))
	options := make([]commandOption, 0, len(c.Options))
	for _, o := range c.Options {
		o.Descriptions = orNil(o.Descriptions)
		options = append(options, o)
	}
	c.Options = options
	return c
}

func orNil(m map[discordgo.Locale]string) map[discordgo.Locale]string {
	if len(m) == 0 {
		return nil
	}
	return m
}
