package setup

import (
	"cmp"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/config"
)

// wellMade tells by its looks whether a token can be one.
func (g *guide) wellMade() bool {
	ok := true
	g.settings.Validate(func(path, _ string, _ ...any) { ok = ok && path != "token" })
	return ok
}

// guide is a platform that can be set up.
type guide struct {
	bot.Platform
	settings   bot.PlatformSettings // the file's, or those that the command line began
	configured bool                 // the file sets it up already

	// Of one whose token is good.
	bot.Guide
	Introduction bot.Introduction
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
	for _, g := range w.platforms {
		good, err := w.introduce(g, env)
		if err != nil {
			return err
		}
		if !good {
			continue
		}
		w.guides = append(w.guides, g)
		w.say("init.token_good", bot.Args{"Platform": g.Title, "Name": g.Introduction.Name})
	}
	if len(w.guides) == 0 {
		w.say("init.no_platform", bot.Args{"Command": w.command("init")})
		return w.Said
	}
	return nil
}

// introduce is false for a platform that is not wanted.
func (w *wizard) introduce(g *guide, env map[string]string) (bool, error) {
	if w.file != nil {
		if set, ok := w.file.Platform(g.Name); ok {
			g.settings, g.configured = set.(bot.PlatformSettings), true
		}
	}
	token, _ := g.Setup.Access(g.settings)
	if !g.configured {
		*token = cmp.Or(os.Getenv(g.Setup.Variable), env[g.Setup.Variable])
	}
	known := *token != "" && !unset.MatchString(*token)
	for told := false; ; {
		if !known {
			if !told {
				w.talk.say("")
				w.say(g.Setup.Token, nil)
			}
			told = true
			var err error
			*token, err = w.talk.secret(w.text("init.token", bot.Args{"Platform": g.Title}))
			if *token == "" && (err == nil || errors.Is(err, io.EOF)) {
				return false, nil
			}
			if err != nil {
				return false, err
			}
		}
		ok, err := w.try(g)
		if err != nil {
			return false, err
		}
		if ok && !known {
			w.tokens[g.Setup.Variable] = *token
		}
		if ok {
			return true, nil
		}
		known = false
	}
}

// unset is a token that stands for a variable without a value.
var unset = regexp.MustCompile(`^\$\{`)

// try asks the platform whose token it is. It is false for one that is no good;
// where the platform can't be reached, it tries again as long as that is wanted.
func (w *wizard) try(g *guide) (bool, error) {
	if !g.wellMade() {
		w.say("init.token_shape", bot.Args{"Platform": g.Title})
		return false, nil
	}
	g.Guide = g.settings.Open(nil, nil).(bot.Guide)
	for {
		ctx, cancel := context.WithTimeout(w.ctx, introTime)
		in, err := g.Guide.Introduce(ctx)
		cancel()
		var d *bot.DeliveryError
		switch {
		case err == nil:
			g.Introduction = in
			return true, nil
		case w.ctx.Err() != nil:
			return false, w.ctx.Err()
		case errors.As(err, &d) && d.Code == bot.CodeRefused:
			w.say("init.token_rejected", bot.Args{"Platform": g.Title})
			return false, nil
		}
		w.say("init.unreachable", bot.Args{"Platform": g.Title, "Reason": bot.AsDeliveryError(err).Reason.In(w.lang)})
		if _, err := w.talk.ask(w.text("init.again", nil), ""); err != nil {
			return false, err
		}
	}
}
