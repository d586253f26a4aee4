package wire

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/feature/badges"
	"github.com/stewardbot/steward/bot/feature/checkin"
	"github.com/stewardbot/steward/bot/feature/levels"
	"github.com/stewardbot/steward/bot/feature/tags"
	"github.com/stewardbot/steward/bot/feature/tally"
	"github.com/stewardbot/steward/bot/purchase"
	"github.com/stewardbot/steward/bot/require"
	"github.com/stewardbot/steward/bot/stats"
)

// newJudge returns what compares conditions with the facts that the features
// keep.
func newJudge(p *Parts) *require.Judge {
	return require.New(require.Sources{
		Level: func(t *bot.Turn, m bot.MemberID) (int, error) { return levels.Of(t, p.Book, m) },
		Points: func(t *bot.Turn, m bot.MemberID) (earned, balance int64, err error) {
			f, err := p.Book.Balance(t, m)
			return f.Earned, f.Balance, err
		},
		CheckIns: counted(checkin.CheckIns),
		Messages: counted(tally.Messages),
		Streak: func(t *bot.Turn, m bot.MemberID) (int64, error) {
			n, _, err := checkin.StreakOf(t.State(), t.Community, m, t.At())
			return n, err
		},
		MessageDays: messageDays,
		Since: func(t *bot.Turn, m bot.MemberID) (time.Time, error) {
			who, err := t.MemberByID(m)
			if who == nil {
				return time.Time{}, err
			}
			return who.Since, err
		},
		Accounts: func(t *bot.Turn, m bot.MemberID) ([]bot.UserID, error) {
			return p.Members.Accounts(t.State(), t.Community.ID, m)
		},
		Created: func(u bot.UserID) (time.Time, bool) {
			of, ok := platform(bot.Place(u))
			if !ok || of.Created == nil {
				return time.Time{}, false
			}
			return of.Created(u.Local())
		},
		HasRole: p.hasRole,
		Badges:  badges.Of,
		Badge:   func(t *bot.Turn, id string) string { return p.Badges.NameOf(t, id) },
		Tags:    tags.Of,
		Tag:     func(t *bot.Turn, name string) string { return p.Tags.LabelOf(t, name) },
		Bought: func(t *bot.Turn, m bot.MemberID) (int64, error) {
			return purchase.Count(t.State(), t.Community.ID, m)
		},
		LevelName: func(t *bot.Turn, number int) string { return levels.NameOf(t.Community, number) },
	})
}

// counted is a source of a metric's count of all time.
func counted(metric bot.Metric) func(*bot.Turn, bot.MemberID) (int64, error) {
	return func(t *bot.Turn, m bot.MemberID) (int64, error) {
		total, _, err := stats.Totals(t.State(), t.Community.ID, m)
		return total[metric.Number], err
	}
}

func messageDays(t *bot.Turn, m bot.MemberID, from bot.Day, fn func(n int64)) (known bool, err error) {
	if _, known, err = stats.Totals(t.State(), t.Community.ID, m); err != nil || !known {
		return known, err
	}
	return true, stats.Days(t.State(), t.Community.ID, m, from, t.Day(), func(_ bot.Day, metric uint16, n int64) {
		if metric == tally.Messages.Number {
			fn(n)
		}
	})
}

// hasRole reports whether one of a member's accounts has a role, by its full
// name: "discord:1122/role/9".
func (p *Parts) hasRole(t *bot.Turn, m bot.MemberID, role string) (bool, error) {
	space := bot.Place(role).Space()
	id, _ := bot.Place(role).Role()
	accounts, err := p.Members.Accounts(t.State(), t.Community.ID, m)
	for _, u := range accounts {
		if u.Platform() != space.Platform() {
			continue
		}
		roles, err := p.Members.Roles(t.State(), space, u)
		if err != nil || slices.Contains(roles, id) {
			return err == nil, err
		}
	}
	return false, err
}

// checkRequire reports what is wrong with a condition at a path of a section,
// by itself and within its community.
func checkRequire(r *config.Report, path string, c *require.Condition) {
	at := r.At(path)
	c.Validate(at.Fault)
	c.Each(func(path string, c *require.Condition) {
		key := func(name string) string { return strings.TrimPrefix(path+"."+name, ".") }
		ownRoles(at, key("roles"), c.Roles)
		known := badgeIDs(r.Community())
		var named []string
		for _, tag := range *r.Community().Section(tags.Section).(*tags.Settings) {
			named = append(named, tag.Name)
		}
		for _, list := range []struct {
			key          string
			asked, known []string
		}{{"badges", c.Badges, known}, {"tags", c.Tags, named}} {
			for i, name := range list.asked {
				if strings.TrimSpace(name) != "" && !slices.Contains(list.known, name) {
					unknown(at, key(fmt.Sprintf("%s[%d]", list.key, i)), name, list.known)
				}
			}
			for _, name := range c.SoughtInIf(list.key) {
				if !slices.Contains(list.known, name) {
					unknown(at, key("if"), name, list.known)
				}
			}
		}
		checkLevel(r, c.Level, func(code string, args ...any) { at.Warn(key("level"), code, args...) })
	})
}

// checkLevel calls tell if nobody reaches a level.
func checkLevel(r *config.Report, level int, tell func(code string, args ...any)) {
	if n := len(*r.Community().Section(levels.Section).(*levels.Settings)); level > 0 && level >= n {
		tell("require.no_level", level, max(n-1, 0))
	}
}
