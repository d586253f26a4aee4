package main

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/stewardbot/steward/adapters/console"
	"github.com/stewardbot/steward/adapters/web"
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/desk"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/rules"
	"github.com/stewardbot/steward/store"
)

// demoBackend shows an instance to the demo's page: web.Backend.
type demoBackend struct {
	in       *instance
	features []bot.Feature
	configs  map[string]engine.Config // by language, all of the same community

	mu   sync.Mutex
	lang string // in force
}

// Speak implements web.Backend.
func (d *demoBackend) Speak(lang string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	c, ok := d.configs[lang]
	if !ok || lang == d.lang {
		return nil
	}
	if err := d.in.engine.Reload(c); err != nil {
		return err
	}
	d.lang = lang
	return nil
}

// Language implements web.Backend.
func (d *demoBackend) Language() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.lang
}

// Title implements web.Backend.
func (d *demoBackend) Title(lang string) string { return d.configs[lang].Communities[0].Name }

// community returns the community in the current language.
func (d *demoBackend) community() *bot.Community {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.configs[d.lang].Communities[0]
}

// Now implements web.Backend.
func (d *demoBackend) Now() time.Time { return d.in.engine.Now() }

// Zone implements web.Backend.
func (d *demoBackend) Zone() *time.Location { return d.community().Zone }

// settleTime is the longest that Advance waits for timers and deliveries.
const settleTime = 3 * time.Second

// Advance implements web.Backend. It waits until all due timers have fired and their messages
// are delivered. The visitor's session at the desk stays as old as it is.
func (d *demoBackend) Advance(ctx context.Context, by time.Duration) error {
	if err := d.in.engine.Fire(ctx, d.community().ID, desk.Feature, desk.TimerMove, desk.Change{By: by}.Data()); err != nil {
		return err
	}
	d.in.engine.Clock().Advance(by)
	ctx, cancel := context.WithTimeout(ctx, settleTime)
	defer cancel()
	err := d.in.engine.Settle(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		return nil // the page need not wait for rate limits
	}
	return err
}

// Next implements web.Backend. It includes jobs that were paused or skipped in chat.
func (d *demoBackend) Next() (next time.Time) {
	c := d.community()
	var kept []inspect.Kept
	err := d.in.engine.View(func(r store.Reader) error {
		return inspect.Diaries(r, d.features, c.ID, func(k inspect.Kept) error {
			kept = append(kept, k)
			return nil
		})
	})
	if err != nil {
		return next
	}
	due, err := inspect.Upcoming(d.features, c, kept, d.Now(), 1)
	if err == nil && len(due) > 0 {
		next = due[0].At
	}
	return next
}

// Why implements web.Backend.
func (d *demoBackend) Why(_ context.Context, event, lang string) (why web.Why, err error) {
	err = d.in.engine.View(func(r store.Reader) error {
		ev, err := inspect.Explain(r, event, d.Now())
		if _, none := errors.AsType[inspect.NoEventError](err); none {
			return web.ErrNoRecord
		}
		if err != nil {
			return err
		}
		why = d.explain(ev, lang)
		if ev.Member != 0 {
			m, err := d.in.parts.Members.ByID(r, ev.Community, ev.Member)
			if err != nil || m == nil {
				return err
			}
			why.Member = m.Name
		}
		return nil
	})
	return why, err
}

func (d *demoBackend) explain(ev inspect.Event, lang string) web.Why {
	why := web.Why{At: ev.Event.At, Rule: struckBy(ev.Findings)}
	if m := ev.Event.Message; m != nil {
		facts := rules.Facts(m.Text)
		why.Text, why.Facts = m.Text, web.Facts{Normal: facts.Normal, Length: facts.Length}
		for _, p := range m.Parts {
			if p.Kind == bot.PartLink && p.URL != "" {
				why.Facts.Links = append(why.Facts.Links, web.Link{Text: p.Text, URL: p.URL})
			}
		}
	}
	for _, f := range ev.Findings {
		why.Findings = append(why.Findings, web.Finding{
			Feature: f.Feature, Text: d.sentence(lang, f), Amount: amountOf(f), Entry: f.Entry,
		})
	}
	for _, a := range ev.Acts {
		why.Effects = append(why.Effects, web.Effect{Ref: a.Ref, Kind: a.Kind, Text: a.Text, Status: string(a.Status), At: a.At, Reason: a.Reason.In(lang)})
	}
	return why
}

// struckBy returns the rule that removed the message; empty if none did.
func struckBy(list []bot.Finding) string {
	for _, f := range list {
		if rule, ok := f.Args["Rule"].(string); ok && f.Feature == rules.Section && f.Code == "struck" {
			return rule
		}
	}
	return ""
}

// sentence returns a finding as a sentence.
func (d *demoBackend) sentence(lang string, f bot.Finding) string {
	args := bot.Args{"Count": f.N, "Reason": f.Reason}
	for k, v := range f.Args {
		args[k] = v
	}
	texts := d.in.parts.Texts
	args["Points"] = d.Points(lang, f.N)
	return texts.Text(texts.Match(lang), f.Feature+"."+f.Code, args)
}

func amountOf(f bot.Finding) int64 {
	if f.Entry == 0 {
		return 0
	}
	return f.N
}

// visible reports whether an account has a face in the room.
func visible(id bot.UserID) bool {
	return slices.ContainsFunc(console.Cast(), func(p console.Person) bool { return p.User.ID == id })
}

// Standings implements web.Backend. It is of those with a face in the room.
func (d *demoBackend) Standings(_ context.Context, lang string) (rows []web.Standing, err error) {
	var list []inspect.Standing
	err = d.in.engine.View(func(r store.Reader) (err error) {
		list, err = inspect.Standings(r, d.configs[lang].Communities[0], d.Now())
		return err
	})
	for _, s := range list {
		if !slices.ContainsFunc(s.Identities, visible) {
			continue
		}
		rows = append(rows, web.Standing{
			User: s.Identities[0], Name: s.Name, Points: s.Earned, Balance: s.Balance.Balance,
			Level: s.Level, Streak: s.Streak, CheckedInToday: s.CheckedInToday,
		})
	}
	return rows, err
}

// Commands implements web.Backend.
func (d *demoBackend) Commands(lang string) (entries []bot.MenuEntry) {
	for _, m := range wire.Menu(d.in.parts) {
		if m.Language == d.in.parts.Texts.Match(lang) {
			entries = append(entries, m)
		}
	}
	return entries
}

// Desk implements web.Backend.
func (d *demoBackend) Desk(ctx context.Context) (string, error) {
	for _, p := range console.Cast() {
		if p.Authority == bot.Owner {
			secret, com := desk.NewSecret(), d.community().ID
			err := d.in.engine.Fire(ctx, com, desk.Feature, desk.TimerLink, desk.Change{Link: desk.Hash(secret), Account: p.User.ID}.Data())
			return desk.Link("", com, secret), err
		}
	}
	return "", phrase.New("dashboard.no_owner", d.community().ID)
}

// Points implements web.Backend.
func (d *demoBackend) Points(lang string, n int64) string {
	name := bot.Setting[*ledger.Settings](d.community(), "points").Name
	texts := d.in.parts.Texts
	lang = texts.Match(lang)
	return texts.Points(lang, n, name.For(lang, n))
}
