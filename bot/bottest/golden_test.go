package bottest_test

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/stewardbot/steward/bot/bottest"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store"
)

// goldenDir holds rows as each version of the program wrote them: one folder per version, one file
// per table. If a version changes a table's format, its folder has a file with each row of the
// previous file in the new format, in the same order, followed by new rows.
const goldenDir = "testdata/golden"

// makeGolden is the version whose missing golden files TestGoldenRows creates:
//
//	go test ./bot/bottest -run TestGoldenRows -make-golden v2
var makeGolden = flag.String("make-golden", "", "add files of rows as this version writes them, by this name; none is changed")

// tables maps the declared tables by name.
var tables = sync.OnceValue(func() map[string]store.Declared {
	by := map[string]store.Declared{}
	for _, t := range wire.Tables() {
		by[t.TableName()] = t
	}
	return by
})

// TestGoldenRows reads the golden rows of every version and compares them with how the program
// writes them today.
func TestGoldenRows(t *testing.T) {
	if *makeGolden != "" {
		bottest.Run(t, "scenarios/*.txt", neutral())
	}
	for name, table := range tables() {
		t.Run(name, func(t *testing.T) {
			if *makeGolden != "" {
				addGolden(t, table)
			}
			files := goldenFiles(t, name)
			if len(files) == 0 {
				t.Fatalf("no rows of the table are kept in %s", goldenDir)
			}
			newest := readGolden(t, files[len(files)-1])
			for _, file := range files {
				for i, row := range readGolden(t, file) {
					row.compare(t, fmt.Sprintf("%s, row %d", file, i), table, newest[i])
				}
			}
		})
	}
}

// goldenFiles returns a table's golden files by version.
func goldenFiles(t *testing.T, table string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(goldenDir, "v*", goldenFile(table)))
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(files, func(a, b string) int { return cmp.Or(len(a)-len(b), strings.Compare(a, b)) })
	return files
}

func goldenFile(table string) string { return strings.ReplaceAll(table, "/", "_") + ".json" }

// goldenRow is a row: the key in hex, the value as text if it is JSON and in hex otherwise.
type goldenRow struct {
	Key  string          `json:"key"`
	JSON json.RawMessage `json:"json,omitempty"`
	Hex  string          `json:"hex,omitempty"`
}

func newGoldenRow(key, value []byte) goldenRow {
	row := goldenRow{Key: hex.EncodeToString(key)}
	if json.Valid(value) && utf8.Valid(value) && len(value) > 1 && strings.ContainsRune(`{["`, rune(value[0])) {
		row.JSON = value
	} else {
		row.Hex = hex.EncodeToString(value)
	}
	return row
}

func (r goldenRow) bytes(t *testing.T) (key, value []byte) {
	t.Helper()
	key, err := hex.DecodeString(r.Key)
	switch {
	case err != nil:
	case r.JSON == nil:
		value, err = hex.DecodeString(r.Hex)
	default:
		var b bytes.Buffer
		err = json.Compact(&b, r.JSON)
		value = b.Bytes()
	}
	if err != nil {
		t.Fatal(err)
	}
	return key, value
}

// compare checks that today's program turns a row into the newest one.
func (r goldenRow) compare(t *testing.T, where string, table store.Declared, newest goldenRow) {
	t.Helper()
	k, v, err := table.Rewrite(r.bytes(t))
	if err != nil {
		t.Errorf("%s can't be read: %v", where, err)
		return
	}
	if wantK, wantV := newest.bytes(t); !bytes.Equal(k, wantK) || !bytes.Equal(v, wantV) {
		t.Errorf("%s reads as\n%x %q\nwant\n%x %q", where, k, v, wantK, wantV)
	}
}

func readGolden(t *testing.T, file string) (rows []goldenRow) {
	t.Helper()
	b, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(b, &rows)
	}
	if err != nil || len(rows) == 0 {
		t.Fatalf("%s: %d rows, %v", file, len(rows), err)
	}
	return rows
}

// addGolden writes this version's golden file for a table that has none, or whose newest rows
// today's program writes differently.
func addGolden(t *testing.T, table store.Declared) {
	file := filepath.Join(goldenDir, *makeGolden, goldenFile(table.TableName()))
	var rows []goldenRow
	if files := goldenFiles(t, table.TableName()); len(files) > 0 {
		changed := false
		for _, row := range readGolden(t, files[len(files)-1]) {
			k, v, err := table.Rewrite(row.bytes(t))
			if err != nil {
				t.Fatal(err)
			}
			now := newGoldenRow(k, v)
			oldK, oldV := row.bytes(t)
			changed = changed || !bytes.Equal(k, oldK) || !bytes.Equal(v, oldV)
			rows = append(rows, now)
		}
		if !changed {
			return
		}
	}
	rows = append(rows, written.of(table.TableName())...)
	if len(rows) == 0 {
		t.Fatalf("no scenario has written a row: put one into %s by hand", file)
	}
	b, err := json.MarshalIndent(rows, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	if _, err = f.Write(append(b, '\n')); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// written collects rows that scenarios wrote, a few of different shapes per table.
var written = &goldenRows{rows: map[string]map[string]goldenRow{}}

type goldenRows struct {
	mu   sync.Mutex
	rows map[string]map[string]goldenRow // table, shape -> first row of that shape
}

const goldenShapes = 8

func (g *goldenRows) note(table string, key, value []byte) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.rows[table] == nil {
		g.rows[table] = map[string]goldenRow{}
	}
	if len(g.rows[table]) < goldenShapes {
		if s := shapeOf(value); g.rows[table][s].Key == "" {
			g.rows[table][s] = newGoldenRow(key, value)
		}
	}
}

// shapeOf returns a key that differs between rows with different fields or value types.
func shapeOf(value []byte) string {
	var fields map[string]json.RawMessage
	if json.Unmarshal(value, &fields) != nil {
		return fmt.Sprint(len(value))
	}
	var names []string
	for name := range fields {
		names = append(names, name)
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

func (g *goldenRows) of(table string) (list []goldenRow) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, row := range g.rows[table] {
		list = append(list, row)
	}
	slices.SortFunc(list, func(a, b goldenRow) int {
		return strings.Compare(a.Key+a.Hex+string(a.JSON), b.Key+b.Hex+string(b.JSON))
	})
	return list
}
