package discord

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
)

var _ bot.Guide = (*Adapter)(nil)

// searchEvery is the pause between two searches for servers.
const searchEvery = 2 * time.Second

// Introduce implements bot.Guide.
func (a *Adapter) Introduce(ctx context.Context) (bot.Introduction, error) {
	var me userObject
	if err := a.client.call(ctx, "GET", "/users/@me", "", nil, &me); err != nil {
		return bot.Introduction{}, unintroduced(err)
	}
	app, err := a.application(ctx, me)
	if err != nil {
		return bot.Introduction{}, unintroduced(err)
	}
	in := bot.Introduction{Name: me.Username, Link: a.inviteLink(app.ID)}
	for _, c := range app.intents() {
		if c.Cure != "" {
			in.Lacks = append(in.Lacks, c.Subject)
		}
	}
	return in, nil
}

func unintroduced(err error) error {
	var c *callError
	if errors.As(err, &c) && c.refusesToken() {
		return bot.Refuse("discord.rejects_it")
	}
	return &bot.DeliveryError{Code: bot.CodeRetry, Reason: bot.AsDeliveryError(deliveryError(err)).Reason}
}

// Discover implements bot.Guide. Discord lists the servers that Steward is in.
func (a *Adapter) Discover(ctx context.Context, _ bool, tell func([]bot.FoundSpace)) error {
	var known []bot.FoundSpace
	for ctx.Err() == nil {
		list, err := a.servers(ctx)
		var d *bot.DeliveryError
		if errors.As(err, &d) && d.Code == bot.CodeRefused {
			return d
		}
		if err == nil && !reflect.DeepEqual(list, known) {
			known = list
			tell(slices.Clone(list))
		}
		if a.opts.Sleep(ctx, searchEvery) != nil {
			break
		}
	}
	return nil
}

// servers returns the first two hundred servers that Steward is in.
func (a *Adapter) servers(ctx context.Context) ([]bot.FoundSpace, error) {
	var guilds []struct {
		ID          string `json:"id"`
		Name        string `json:"name"`
		Permissions string `json:"permissions"`
	}
	if err := a.client.call(ctx, "GET", "/users/@me/guilds", "", nil, &guilds); err != nil {
		return nil, unintroduced(err)
	}
	var list []bot.FoundSpace
	for _, g := range guilds {
		list = append(list, bot.FoundSpace{
			Place: spacePlace(g.ID), Name: g.Name, Bare: !parsePermissions(g.Permissions).has(neededRights()), Rooms: a.rooms(ctx, g.ID),
		})
	}
	return list, nil
}

// rooms returns the text channels of a server; none if they are unavailable.
func (a *Adapter) rooms(ctx context.Context, guild string) (rooms []bot.FoundRoom) {
	var channels []struct {
		ID   string `json:"id"`
		Type int    `json:"type"`
		Name string `json:"name"`
		For  []struct {
			ID   string `json:"id"`
			Deny string `json:"deny"`
		} `json:"permission_overwrites"`
	}
	if a.client.call(ctx, "GET", "/guilds/"+guild+"/channels", "", nil, &channels) != nil {
		return nil
	}
	for _, c := range channels {
		if c.Type == channelText {
			room := bot.FoundRoom{Place: channelPlace(guild, c.ID), Name: c.Name, Open: true}
			for _, w := range c.For { // the role of everybody has the server's id
				room.Open = room.Open && !(w.ID == guild && parsePermissions(w.Deny).has(permViewChannel))
			}
			rooms = append(rooms, room)
		}
	}
	return rooms
}
