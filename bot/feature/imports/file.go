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

// maxPoints is the maximum for one account.
const maxPoints = 1_000_000_000_000

// fields names the keys of the account's id and the total points in an export.
type fields struct{ id, points string }

// exports are the JSON formats. Objects with both fields are found at any depth, so a file may hold several saved API
// responses, in a list or concatenated.
var exports = map[string]fields{
	// https://mee6.xyz/api/plugins/levels/leaderboard/{guild}
	"mee6": {"id", "xp"},
	// https://github.com/almeidx/lurkr-website, docs: exporting the leveling leaderboard.
	"lurkr": {"userId", "xp"},
	// https://api.tatsu.gg/v1/guilds/{id}/rankings/all; its curve is not published, so the score is used.
	"tatsu": {"user_id", "score"},
}

// Sheet and Arcane are read as CSV. Sheet has a column of total points; Arcane, since https://arcane.bot has no export, a
// column of levels and one of points within the level.
const (
	Sheet  = "csv"
	Arcane = "arcane"
)

// Sources returns the sources that Read supports.
func Sources() []string { return []string{"mee6", "lurkr", Arcane, "tatsu", Sheet} }

// File is a file to import.
type File struct {
	Source string // one of Sources
	Text   string
	// Curve converts levels to points, for Arcane.
	Curve curve.Curve
	// User returns the account of an id in the file, or why there is none.
	User func(id string) (bot.UserID, *phrase.Phrase)
}

// Left is a skipped row and the reason. Line counts from 1; 0 in JSON.
type Left struct {
	Line    int
	Message *phrase.Phrase
}

// reading is the state of Read.
type reading struct {
	File
	accounts []Account
	at       map[bot.UserID]int // index in accounts
	left     []Left
}

// Read returns the accounts in a file, and the rows that it skipped because they are invalid. An account in several rows gets
// the highest points, and each repeated row is reported. The error, a phrase, means that the file has another format.
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

// rounded matches an id that a spreadsheet turned into a rounded number.
var rounded = regexp.MustCompile(`^[0-9]+([.,][0-9]+)?[eE]\+?[0-9]+$`)

// mostCell is the maximum size of a cell that may be valid, in bytes.
const mostCell = 100

// short returns a cell for reading and for messages; one that is too long is cut, and invalid.
func short(cell string) string {
	if cell = strings.TrimSpace(cell); len(cell) > mostCell {
		return bot.Head(cell, mostCell) + "…"
	}
	return cell
}

// add adds a row, or records why it is skipped.
func (r *reading) add(line int, id, points string) {
	id, points = short(id), short(points)
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
	in.UseNumber() // ids exceed the precision of a float
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
