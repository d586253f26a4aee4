package main

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/curve"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/feature/imports"
	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/bot/textfile"
	"github.com/stewardbot/steward/cmd/steward/wire"
)

type importCmd struct {
	Points    importPointsCmd    `cmd:"" help:"help.import_points"`
	Purchases importPurchasesCmd `cmd:"" help:"help.import_purchases"`
}

// importFile is what all imports of a file have in common.
type importFile struct {
	books
	File     string `arg:"" help:"help.import_file" placeholder:"FILE"`
	Platform string `help:"help.import_platform" placeholder:"NAME"`
	DryRun   bool   `help:"help.import_dry_run"`
}

type importPointsCmd struct {
	importFile
	From     string `required:"" help:"help.import_from" placeholder:"BOT"`
	LevelOne string `help:"help.import_level_one" placeholder:"75|175"`
}

// open loads the configuration and finds the community.
func (c *importFile) open(e *env) (*config.File, *config.Community, error) {
	if c.Store != "" {
		return nil, nil, phrase.New("offline.store")
	}
	f, err := e.load(c.Config)
	if err != nil {
		return nil, nil, err
	}
	i := slices.IndexFunc(f.Communities, func(x *config.Community) bool { return x.ID == c.Community })
	if i < 0 {
		return nil, nil, phrase.New("import.no_community", c.Community)
	}
	return f, f.Communities[i], nil
}

// text reads the file in whatever encoding it has.
func (c *importFile) text() (string, error) {
	raw, err := config.ReadPlain(c.File, maxImport)
	if err != nil {
		return "", phrase.New("import.file", c.File, err)
	}
	text, err := textfile.Decode(raw)
	if err != nil {
		return "", phrase.New("import.file", c.File, err)
	}
	return text, nil
}

// skipped lists the lines that were skipped.
func (c *importFile) skipped(e *env, left []imports.Left) {
	for _, l := range left {
		at := c.File
		if l.Line > 0 {
			at += ":" + strconv.Itoa(l.Line)
		}
		fmt.Fprintf(e.stderr, "%s: %s\n", at, l.Message.In(e.lang))
	}
}

// inChunks has a list imported in chunks, with progress and, in a dry run, as a table.
func inChunks[T any](c *importFile, e *env, heads string, list []T, chunk func(some []T, out *table) error) error {
	if c.JSON || !c.DryRun {
		heads = ""
	}
	out := newTable(e.stdout, e.lang, heads)
	progress, done := sayProgress(e.stderr), 0
	for some := range slices.Chunk(list, imports.MaxChunk) {
		if err := chunk(some, out); err != nil {
			return err
		}
		done += len(some)
		progress(done)
	}
	return out.flush()
}

// shown reports whether a row of a dry run belongs in the table; as JSON it is printed here.
func (c *importFile) shown(e *env, raw json.RawMessage) (bool, error) {
	if c.JSON {
		_, err := fmt.Fprintf(e.stdout, "%s\n", raw)
		return false, err
	}
	return c.DryRun, nil
}

// store has a chunk stored by the instance, or without one.
func (c *importFile) store(e *env, f *config.File, what, timer string, data []byte) error {
	return c.do(e, act{What: what, Community: c.Community, Data: data}, func(string) error {
		return offline(e, f, func(opt engine.Options) error {
			return engine.Offline(opt, c.Community, imports.Name, timer, data)
		})
	})
}

// memberNumber is a member's, or empty.
func memberNumber(m bot.MemberID) string {
	if m == 0 {
		return ""
	}
	return fmt.Sprint(m)
}

// Run imports points from another bot, with or without a running instance.
func (c *importPointsCmd) Run(e *env) error {
	f, com, err := c.open(e)
	if err != nil {
		return err
	}
	accounts, err := c.read(e, com)
	if err != nil {
		return err
	}
	states := map[string]int{}
	if err := inChunks(&c.importFile, e, "ACCOUNT MEMBER NAME POINTS STATE", accounts, func(some []imports.Account, out *table) error {
		return c.chunk(e, f, some, out, states)
	}); err != nil || c.JSON {
		return err
	}
	code := "import.done"
	if c.DryRun {
		code = "import.would"
	}
	return e.tell(code, states[inspect.ImportPays], states[inspect.ImportWaits], states[inspect.ImportBefore])
}

// read reads the file and lists skipped rows on stderr.
func (c *importPointsCmd) read(e *env, com *config.Community) ([]imports.Account, error) {
	if !slices.Contains(imports.Sources(), c.From) {
		return nil, phrase.New("import.from", phrase.Or(imports.Sources()), c.From)
	}
	in := imports.File{Source: c.From}
	if c.From == imports.Arcane {
		var known bool
		if in.Curve, known = curve.Named("arcane-" + c.LevelOne); !known {
			return nil, phrase.New("import.level_one")
		}
	}
	platform, err := c.platform(com, c.From)
	if err != nil {
		return nil, err
	}
	in.User = func(id string) (bot.UserID, *phrase.Phrase) { return account(com, platform, id) }
	if in.Text, err = c.text(); err != nil {
		return nil, err
	}
	accounts, left, err := imports.Read(in)
	if err != nil {
		return nil, phrase.New("import.file", c.File, err)
	}
	c.skipped(e, left)
	return accounts, nil
}

// platform returns the platform of ids without a prefix in a file from a source; "" if ids need one.
func (c *importFile) platform(com *config.Community, source string) (string, error) {
	known := platformsOf(com)
	if c.Platform != "" && !slices.Contains(known, c.Platform) {
		return "", phrase.New("import.platform", phrase.Or(known), c.Platform)
	}
	if c.Platform != "" {
		return c.Platform, nil
	}
	for _, p := range wire.Platforms() {
		if slices.Contains(p.Counters, source) {
			return p.Name, nil
		}
	}
	if len(known) == 1 {
		return known[0], nil
	}
	return "", nil
}

func platformsOf(com *config.Community) (names []string) {
	for _, s := range com.Spaces {
		names = append(names, bot.Place(s).Platform())
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// maxImport is the maximum size of a file, in bytes.
const maxImport = 256 << 20

// digits matches an account's id on a platform.
var digits = regexp.MustCompile(`^[1-9][0-9]{0,19}$`)

// platformName matches the name of a platform.
var platformName = regexp.MustCompile(`^[a-z]{1,20}$`)

// account returns the account of an id, which may have the platform's name as a prefix, or why
// there is none.
func account(com *config.Community, platform, id string) (bot.UserID, *phrase.Phrase) {
	if name, rest, named := strings.Cut(id, ":"); named && platformName.MatchString(name) {
		if !slices.Contains(platformsOf(com), name) {
			return "", phrase.New("imports.foreign", id, name)
		}
		platform, id = name, rest
	}
	switch {
	case !digits.MatchString(id):
		return "", phrase.New("imports.id", id)
	case platform == "":
		return "", phrase.New("imports.which_platform", id, platformsOf(com))
	}
	return bot.UserID(platform + ":" + id), nil
}

// importStates maps the states to the codes of their texts.
var importStates = map[string]string{inspect.ImportPays: "import.paid", inspect.ImportWaits: "import.waits", inspect.ImportBefore: "import.before"}

// chunk imports some accounts, prints the state of each, and counts the states.
func (c *importPointsCmd) chunk(e *env, f *config.File, accounts []imports.Account, out *table, states map[string]int) error {
	data, err := json.Marshal(imports.Chunk{Source: c.From, Accounts: accounts})
	if err != nil {
		return err
	}
	err = c.ask(e, inspect.Query{What: "imports", Community: c.Community, Accounts: accounts}, func(raw json.RawMessage) error {
		row, err := decodeRow[inspect.Import](raw)
		if err != nil {
			return err
		}
		states[row.State]++
		if shown, err := c.shown(e, raw); !shown {
			return err
		}
		out.row(row.Account, memberNumber(row.Member), row.Name, row.Points, phrase.New(importStates[row.State]).In(e.lang))
		return nil
	})
	if err != nil || c.DryRun {
		return err
	}
	return c.store(e, f, "import", imports.TimerPay, data)
}
