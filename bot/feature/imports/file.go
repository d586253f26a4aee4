package imports

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/curve"
	"github.com/stewardbot/steward/bot/phrase"
)

// maxPoints is the most that is imported for one account.
const maxPoints = 1_000_000_000_000

// fields are what a bot's export calls the account's id and the sum of points.
type fields struct{ id, points string }

// exports in JSON. Objects with both fields are looked for wherever they stand, so that saved answers of the bot's API may stand
// in a list or one behind the other.
var exports = map[string]fields{
	// https://mee6.xyz/api/plugins/levels/leaderboard/{guild}
	"mee6": {"id", "xp"},
	// https://github.com/almeidx/lurkr-website, docs: exporting the leveling leaderboard.
	"lurkr": {"userId", "xp"},
	// https://api.tatsu.gg/v1/guilds/{id}/rankings/all; its curve is not published, so the score counts.
	"tatsu": {"user_id", "score"},
}

// Sheet and Arcane are the sources that are read as CSV: one with a column of points, and one with the level and the points
// within it, for https://arcane.bot exports nothing.
const (
	Sheet  = "csv"
	Arcane = "arcane"
)

// Sources are what Read knows.
func Sources() []string { return []string{"mee6", "lurkr", Arcane, "tatsu", Sheet} }

// File is what an operator wants imported.
type File struct {
	Source string // one of Sources
	Text   string
	// Curve is how levels are counted, for Arcane.
	Curve curve.Curve
	// User is the account that an id in the file names.
	User func(id string) (bot.UserID, *phrase.Phrase)
}

// Left is what was left out, and why. Line is 0 where a file has no lines.
type Left struct {
	Line    int
	Message *phrase.Phrase
}

// reading is a file on its way.
type reading struct {
	File
	accounts []Account
	at       map[bot.UserID]int // the account's place in accounts
	left     []Left
}

// Read reads a file. Rows that make no account and points are left out and told of; an account that stands in several rows has
// the most of them. An error means that the file is something else; it is a phrase.
func Read(f File) ([]Account, []Left, error) {
	r := reading{File: f, at: map[bot.UserID]int{}}
	err := r.json
	if f.Source == Sheet || f.Source == Arcane {
		err = r.csv
	}
	if err := err(); err != nil {
		return nil, nil, err
	}
	if len(r.accounts)+len(r.left) == 0 {
		return nil, nil, phrase.New("imports.nothing", f.Source)
	}
	return r.accounts, r.left, nil
}

func (r *reading) leave(line int, code string, args ...any) {
	r.left = append(r.left, Left{line, phrase.New(code, args...)})
}

// rounded is an id that a spreadsheet took for a number.
var rounded = regexp.MustCompile(`^[0-9]+([.,][0-9]+)?[eE]\+?[0-9]+$`)

// add takes a row.
func (r *reading) add(line int, id, points string) {
	id, points = strings.TrimSpace(id), strings.TrimSpace(points)
	n, err := strconv.ParseInt(points, 10, 64)
	switch {
	case id == "":
		r.leave(line, "imports.no_id")
		return
	case rounded.MatchString(id):
		r.leave(line, "imports.rounded", id)
		return
	case err != nil || n < 0 || n > maxPoints:
		r.leave(line, "imports.points", id, points, maxPoints)
		return
	}
	u, wrong := r.User(id)
	if wrong != nil {
		r.left = append(r.left, Left{line, wrong})
		return
	}
	if n == 0 {
		return
	}
	if i, twice := r.at[u]; twice {
		r.leave(line, "imports.twice", id, max(n, r.accounts[i].Points))
		r.accounts[i].Points = max(n, r.accounts[i].Points)
		return
	}
	r.at[u] = len(r.accounts)
	r.accounts = append(r.accounts, Account{u, n})
}

func (r *reading) json() error {
	in := json.NewDecoder(strings.NewReader(r.Text))
	in.UseNumber() // an id may be longer than a float holds
	for {
		var v any
		switch err := in.Decode(&v); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			end := len(r.Text)
			if at, found := errors.AsType[*json.SyntaxError](err); found {
				end = min(int(at.Offset), end)
			}
			return phrase.New("imports.not_json", 1+strings.Count(r.Text[:end], "\n"))
		}
		r.walk(v, exports[r.Source])
	}
}

func (r *reading) walk(v any, f fields) {
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			r.walk(x, f)
		}
	case map[string]any:
		id, points := v[f.id], v[f.points]
		if id != nil && points != nil {
			r.add(0, fmt.Sprint(id), fmt.Sprint(points))
			return
		}
		for _, key := range slices.Sorted(maps.Keys(v)) {
			r.walk(v[key], f)
		}
	}
}
