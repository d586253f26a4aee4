package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"github.com/stewardbot/steward/adapters/discord"
	"github.com/stewardbot/steward/adapters/telegram"
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/config"
)

// initPlatform is what init knows of a platform beyond what its adapter says.
type initPlatform struct {
	name     string // in places
	title    string
	variable string // of the token
	how      string // the text that says where a token comes from
	add      string // the text that says how to add Steward to a group
	open     func(token, api string) bot.Adapter
	wellMade func(token string) bool // by its looks
	settings func(any) (token, api string)
}

// initPlatforms are those that init can set up, in the order in which it asks.
func initPlatforms() []initPlatform {
	return []initPlatform{
		{
			name: telegram.Platform, title: "Telegram", variable: "TELEGRAM_TOKEN", how: "init.telegram_how", add: "init.telegram_add",
			open: func(token, api string) bot.Adapter {
				return telegram.New(telegram.Settings{Token: token, APIURL: api}, telegram.Options{})
			},
			wellMade: func(token string) bool { return faultless(telegram.Settings{Token: token}.Validate) },
			settings: func(v any) (string, string) { s := v.(*telegram.Settings); return s.Token, s.APIURL },
		},
		{
			name: discord.Platform, title: "Discord", variable: "DISCORD_TOKEN", how: "init.discord_how", add: "init.discord_add",
			open: func(token, api string) bot.Adapter {
				return discord.New(discord.Settings{Token: token, APIURL: api}, discord.Options{})
			},
			wellMade: func(token string) bool { return faultless(discord.Settings{Token: token}.Validate) },
			settings: func(v any) (string, string) { s := v.(*discord.Settings); return s.Token, s.APIURL },
		},
	}
}

func faultless(validate func(func(path, format string, args ...any))) bool {
	ok := true
	validate(func(string, string, ...any) { ok = false })
	return ok
}

// guide is a platform whose token is good.
type guide struct {
	initPlatform
	bot.Guide
	bot.Introduction
	configured bool // the file sets it up already
}

// introTime bounds one try of a token.
const introTime = 20 * time.Second

// askTokens finds a good token for each platform that is wanted: in the file,
// the environment, or .env beside the file, else by asking.
func (w *wizard) askTokens() error {
	env, err := config.Dotenv(filepath.Dir(w.path))
	if err != nil {
		return err
	}
	for _, p := range initPlatforms() {
		g, err := w.introduce(p, env)
		if err != nil {
			return err
		}
		if g == nil {
			continue
		}
		w.guides = append(w.guides, g)
		w.say("init.token_good", bot.Args{"Platform": g.title, "Name": g.Name})
	}
	if len(w.guides) == 0 {
		w.say("init.no_platform", bot.Args{"Command": w.command("init")})
		return errSaid
	}
	return nil
}

// introduce is nil for a platform that is not wanted.
func (w *wizard) introduce(p initPlatform, env map[string]string) (*guide, error) {
	g := &guide{initPlatform: p}
	token, api := os.Getenv(p.variable), w.apis[p.name]
	if token == "" {
		token = env[p.variable]
	}
	if w.file != nil {
		var set any
		if set, g.configured = w.file.Platform(p.name); g.configured {
			token, api = p.settings(set)
		}
	}
	known := token != "" && !unset.MatchString(token)
	for told := false; ; {
		if !known {
			if !told {
				w.talk.say("")
				w.say(p.how, nil)
			}
			told = true
			var err error
			token, err = w.talk.secret(w.text("init.token", bot.Args{"Platform": p.title}))
			if token == "" && (err == nil || errors.Is(err, io.EOF)) {
				return nil, nil
			}
			if err != nil {
				return nil, err
			}
		}
		ok, err := w.try(g, token, api)
		if err != nil {
			return nil, err
		}
		if ok && !known {
			w.tokens[p.variable] = token
		}
		if ok {
			return g, nil
		}
		known = false
	}
}

// unset is a token that stands for a variable without a value.
var unset = regexp.MustCompile(`^\$\{`)

// try asks the platform whose token it is. It is false for one that is no good;
// where the platform can't be reached, it tries again as long as that is wanted.
func (w *wizard) try(g *guide, token, api string) (bool, error) {
	if !g.wellMade(token) {
		w.say("init.token_shape", bot.Args{"Platform": g.title})
		return false, nil
	}
	adapter := g.open(token, api)
	g.Guide = adapter.(bot.Guide)
	for {
		ctx, cancel := context.WithTimeout(w.e.ctx, introTime)
		in, err := g.Guide.Introduce(ctx)
		cancel()
		var d *bot.DeliveryError
		switch {
		case err == nil:
			g.Introduction = in
			return true, nil
		case w.e.ctx.Err() != nil:
			return false, w.e.ctx.Err()
		case errors.As(err, &d) && d.Code == bot.CodeRefused:
			w.say("init.token_rejected", bot.Args{"Platform": g.title})
			return false, nil
		}
		w.say("init.unreachable", bot.Args{"Platform": g.title, "Reason": w.e.words.Say(bot.AsDeliveryError(err).Reason)})
		if _, err := w.talk.ask(w.text("init.again", nil), ""); err != nil {
			return false, err
		}
	}
}
