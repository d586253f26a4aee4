// Package curve computes the points that other bots require for each level. It uses integers only: inverting with square
// roots is off by one level at some thresholds.
package curve

import "slices"

// MaxLevel is the highest supported level; no threshold up to it overflows.
const MaxLevel = 1000

// Curve is the level curve of one bot.
type Curve struct {
	Name string
	// at returns the total points required for level n, n >= 1.
	at func(n int64) int64
}

// At returns the total points required for a level: 0 for levels up to 0; levels above MaxLevel count as MaxLevel.
func (c Curve) At(level int64) int64 {
	if level <= 0 {
		return 0
	}
	return c.at(min(level, MaxLevel))
}

var curves = []Curve{
	// https://github.com/vertyco/vrt-cogs/blob/main/levelup/commands/data.py: a step is 5n^2+50n+100.
	{"mee6", func(n int64) int64 { return 5 * n * (2*n*n + 27*n + 91) / 6 }},
	// https://github.com/almeidx/lurkr, lib/guild-config.ts.
	{"lurkr", func(n int64) int64 { return 50*n*n - 100*n + 150 }},
	{"amari", func(n int64) int64 { return 20*n*n - 40*n + 55 }},
	// https://gitlab.com/nadeko/nadekobot, Db/LevelStats.cs.
	{"nadeko", func(n int64) int64 { return (9*n*n + 63*n) / 2 }},
	// https://github.com/GDColon/Polaris-Open, classes/Tools.js: to the nearest hundred.
	{"polaris", func(n int64) int64 { return (n*n*n + 50*n*n + 100*n + 50) / 100 * 100 }},
	// https://docs.arcane.bot: a step from level n is 100n+75. Its pages don't say whether the first one starts from 0 or from 1.
	{"arcane-75", func(n int64) int64 { return 50*n*(n-1) + 75*n }},
	{"arcane-175", func(n int64) int64 { return 50*n*(n+1) + 75*n }},
}

// Named returns the curve with a name; false if there is none.
func Named(name string) (Curve, bool) {
	i := slices.IndexFunc(curves, func(c Curve) bool { return c.Name == name })
	if i < 0 {
		return Curve{}, false
	}
	return curves[i], true
}

// Names returns the names of all curves.
func Names() (names []string) {
	for _, c := range curves {
		names = append(names, c.Name)
	}
	return names
}
