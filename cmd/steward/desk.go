package main

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/stewardbot/steward/adapters/web"
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/feature/checkin"
	"github.com/stewardbot/steward/bot/feature/levels"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/timing"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/rules"
	"github.com/stewardbot/steward/store"
)

// desk shows an instance to the demo's page: web.Backend.
type desk struct {
	in       *instance
	features []bot.Feature
	configs  map[string]engine.Config // by language, of the one community

	mu   sync.Mutex
	lang string // in force
}

// Speak implements web.Backend.
func (d *desk) Speak(lang string) error {
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
func (d *desk) Language() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.lang
}

// Title implements web.Backend.
func (d *desk) Title(lang string) string { return d.configs[lang].Communities[0].Name }

// community is the one in force.
func (d *desk) community() *bot.Community {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.configs[d.lang].Communities[0]
}

// Now implements web.Backend.
func (d *desk) Now() time.Time { return d.in.engine.Now() }

// Zone implements web.Backend.
func (d *desk) Zone() *time.Location { return d.community().Zone }

// settleTime is how long Advance waits at most for what came due.
const settleTime = 3 * time.Second

// Advance implements web.Backend: it waits until the timers that came due have
// fired and what they said is out.
func (d *desk) Advance(ctx context.Context, by time.Duration) error {
	d.in.engine.Clock().Advance(by)
	ctx, cancel := context.WithTimeout(ctx, settleTime)
	defer cancel()
	err := d.in.engine.Settle(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		return nil // a line that waits for a limit need not hold up the page
	}
	return err
}

// Next implements web.Backend. What was paused or skipped in chat counts as due.
func (d *desk) Next() (next time.Time) {
	for _, f := range d.features {
		p, ok := f.(timing.Planner)
		if !ok {
			continue
		}
		for _, due := range timing.Upcoming(p.Jobs(d.community()), d.Now(), 1) {
			if next.IsZero() || due.At.Before(next) {
				next = due.At
			}
		}
	}
	return next
}

// Why implements web.Backend.
func (d *desk) Why(_ context.Context, event, lang string) (why web.Why, err error) {
	err = d.in.engine.View(func(r store.Reader) error {
		rec, acts, ok, err := engine.Explain(r, event, d.Now())
		if err != nil {
			return err
		}
		if !ok {
			return web.ErrNoRecord
		}
		why = d.explain(rec, acts, lang)
		if rec.Member != 0 {
			m, err := d.in.parts.Members.ByID(readOnly{r}, rec.Community, rec.Member)
			if err != nil || m == nil {
				return err
			}
			why.Member = m.Name
		}
		return nil
	})
	return why, err
}

func (d *desk) explain(rec engine.Recorded, acts []engine.Act, lang string) web.Why {
	why := web.Why{At: rec.Event.At, Rule: struckBy(rec.Findings)}
	if m := rec.Event.Message; m != nil {
		facts := rules.Facts(m.Text)
		why.Text, why.Facts = m.Text, web.Facts{Normal: facts.Normal, Length: facts.Length}
	}
	for _, f := range rec.Findings {
		why.Findings = append(why.Findings, web.Finding{
			Feature: f.Feature, Text: d.sentence(lang, f), Amount: amountOf(f), Entry: f.Entry,
		})
	}
	for _, a := range acts {
		why.Effects = append(why.Effects, web.Effect{Ref: a.Ref, Kind: a.Kind, Text: a.Text, Status: string(a.Status), At: a.At, Reason: a.Reason})
	}
	return why
}

// struckBy is the rule that took the message away; empty: none did.
func struckBy(list []bot.Finding) string {
	for _, f := range list {
		if rule, ok := f.Args["Rule"].(string); ok && f.Feature == rules.Section && f.Code == "struck" {
			return rule
		}
	}
	return ""
}

// sentence is a finding in words.
func (d *desk) sentence(lang string, f bot.Finding) string {
	args := bot.Args{"Count": f.N}
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

// Standings implements web.Backend.
func (d *desk) Standings(_ context.Context, lang string) (rows []web.Standing, err error) {
	err = d.in.engine.View(func(r store.Reader) error {
		com, figures := d.community(), map[bot.MemberID]ledger.Figures{}
		err := ledger.Balances(r, com.ID, func(m bot.MemberID, f ledger.Figures) error {
			figures[m] = f
			return nil
		})
		if err != nil {
			return err
		}
		checkins := checkin.New(d.in.parts.Book)
		return d.in.parts.Members.Each(r, com.ID, func(m *bot.Member, accounts []bot.UserID) error {
			f := figures[m.ID]
			days, today, err := checkins.Run(r, com, m.ID, d.Now())
			rows = append(rows, web.Standing{
				User: accounts[0], Name: m.Name, Points: f.Earned, Balance: f.Balance,
				Level:  levels.At(d.configs[lang].Communities[0], f.Earned),
				Streak: int(days), CheckedInToday: today,
			})
			return err
		})
	})
	slices.SortStableFunc(rows, func(a, b web.Standing) int { return cmp.Compare(b.Points, a.Points) })
	return rows, err
}

// Commands implements web.Backend.
func (d *desk) Commands(lang string) (entries []bot.MenuEntry) {
	for _, m := range wire.Menu(d.in.parts) {
		if m.Language == d.in.parts.Texts.Match(lang) {
			entries = append(entries, m)
		}
	}
	return entries
}

// Points implements web.Backend.
func (d *desk) Points(lang string, n int64) string {
	name := bot.Setting[*ledger.Settings](d.community(), "points").Name
	texts := d.in.parts.Texts
	lang = texts.Match(lang)
	return texts.Points(lang, n, name.For(lang, n))
}

// readOnly lets those who take a bot.State read.
type readOnly struct{ store.Reader }

func (readOnly) Put(string, []byte, []byte) error { return store.ErrReadOnly }
func (readOnly) Delete(string, []byte) error      { return store.ErrReadOnly }
