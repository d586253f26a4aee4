package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/feature/survey"
	"github.com/stewardbot/steward/bot/feature/tags"
	"github.com/stewardbot/steward/bot/insight"
	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/cmd/steward/past"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store"
)

// pastEnd is a Friday evening in Shanghai.
var pastEnd = time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)

// pastConfig returns the demo's configuration.
func pastConfig(t *testing.T) engine.Config {
	t.Helper()
	configs, err := demoConfigs(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return configs["en"]
}

// asked returns what a command prints about the store of a past.
func asked(t *testing.T, path string, args ...string) []byte {
	t.Helper()
	var out, errs bytes.Buffer
	if status := execute(t.Context(), append(args, "--community", "tea", "--store", path), &out, &errs); status != 0 {
		t.Fatalf("%q: %d: %s", args, status, errs.String())
	}
	return out.Bytes()
}

func figureOf(t *testing.T, path string, args ...string) (f insight.Figure) {
	t.Helper()
	out := asked(t, path, append([]string{"insight", "--from", "2025-05-05", "--to", "2026-04-26", "--json"}, args...)...)
	if err := json.Unmarshal(out, &f); err != nil {
		t.Fatal(err)
	}
	return f
}

func TestPastFillsTheCharts(t *testing.T) {
	t.Parallel()
	c, path := pastConfig(t), filepath.Join(t.TempDir(), "steward.db")
	var told, log bytes.Buffer
	e := &env{ctx: t.Context(), stderr: &told}
	warnings := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelWarn}))
	if err := playPast(e, c, "en", path, pastEnd, warnings); err != nil {
		t.Fatal(err)
	}
	if log.Len() > 0 {
		t.Errorf("the log has %s", log.String())
	}
	if s := told.String(); !strings.HasPrefix(s, "\rA year of the Tea House: 0 %") || !strings.HasSuffix(s, ": 100 %\n") || strings.Count(s, "\n") != 1 {
		t.Errorf("the progress is told as %q", s)
	}

	if out := string(asked(t, path, "ledger", "verify")); !strings.HasPrefix(out, "the books are right: ") {
		t.Error(out)
	}
	if n := bytes.Count(asked(t, path, "ledger", "balances", "--json"), []byte("\n")); n != 300 {
		t.Errorf("%d members, want 300", n)
	}
	for _, name := range []string{"active", "messages"} {
		rows := figureOf(t, path, name, "--by", "week").Rows
		if len(rows) != 51 {
			t.Errorf("%s of %d weeks, want 51", name, len(rows))
		}
		for _, row := range rows {
			if n := number(t, row[1]); n < 20 {
				t.Errorf("%s: %v in the week of %v", name, n, row[0])
			}
		}
	}
	posts := figureOf(t, path, "sources")
	var sources []string
	for _, row := range posts.Rows {
		sources = append(sources, text(t, row[0])+" "+text(t, row[1]))
	}
	for _, want := range []string{"issued message", "issued check_in", "issued reaction", "issued quiz", "issued draw", "issued season", "redeemed spare-day"} {
		if !strings.Contains(strings.Join(sources, "\n"), want) {
			t.Errorf("no points were %s, only %q", want, sources)
		}
	}

	// Each of the desk's pages has something to show.
	for name, least := range map[string]int{"revenue": 40, "campaigns": 1} {
		if n := len(figureOf(t, path, name).Rows); n < least {
			t.Errorf("%s has %d rows, want %d", name, n, least)
		}
	}
	marked := map[string]bool{}
	evaluation := figureOf(t, path, "evaluation")
	for _, row := range evaluation.Rows {
		cell := func(name string) float64 {
			return number(t, row[slices.IndexFunc(evaluation.Columns, func(c insight.Column) bool { return c.Name == name })])
		}
		kind, answered := text(t, row[1]), cell("answered")
		if answered > 0 {
			marked[kind] = true
		}
		if n := cell("took_part"); kind == "schedule" && n <= answered {
			t.Errorf("%v: %v took part, %v answered: nobody reacted to the post", row[:5], n, answered)
		}
	}
	if len(marked) != 4 {
		t.Errorf("how people liked it is only known of %v", marked)
	}
	for _, table := range []store.Declared{tags.Tables()[0], survey.Tables()[0]} {
		if n := rowsOf(t, path, table); n < 50 {
			t.Errorf("%s has %d rows, want 50", table.TableName(), n)
		}
	}

	// A store that is there gets no second past.
	before, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := playPast(e, c, "en", path, pastEnd.Add(time.Hour), warnings); err != nil {
		t.Fatal(err)
	}
	if after, err := os.Stat(path); err != nil || !after.ModTime().Equal(before.ModTime()) {
		t.Errorf("it was written again: %v", err)
	}
}

func rowsOf(t *testing.T, path string, table store.Declared) (n int) {
	t.Helper()
	s, err := store.Open(path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	err = s.View(func(r store.Reader) error {
		return r.Scan(table.TableName(), nil, nil, false, 0, func(_, _ []byte) (bool, error) {
			n++
			return true, nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func number(t *testing.T, v any) float64 {
	t.Helper()
	n, ok := v.(float64)
	if !ok {
		i, isInt := v.(int64)
		if n, ok = float64(i), isInt; !ok {
			t.Fatalf("%v is a %T", v, v)
		}
	}
	return n
}

func text(t *testing.T, v any) string {
	t.Helper()
	s, ok := v.(string)
	if !ok {
		t.Fatalf("%v is a %T", v, v)
	}
	return s
}

// The beginning of two pasts is the same but for the lots drawn.
func TestPastIsTheSameAgain(t *testing.T) {
	t.Parallel()
	c := pastConfig(t)
	first := func() (paid []string) {
		path := filepath.Join(t.TempDir(), "steward.db")
		s, err := store.Open(path, store.Options{NoSync: true})
		if err != nil {
			t.Fatal(err)
		}
		log := slog.New(slog.DiscardHandler)
		opt := wire.EngineOptions(wire.NewParts())
		opt.Store, opt.Config, opt.Log = s, c, log
		ctx, stop := context.WithCancel(t.Context())
		err = errors.Join(migrate(s, false, log), past.Play(ctx, opt, pastEnd, func(percent int) {
			if percent >= 6 {
				stop()
			}
		}))
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("stopped with %v", err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		for line := range bytes.Lines(asked(t, path, "ledger", "entries", "--json")) {
			var e inspect.Entry
			if err := json.Unmarshal(line, &e); err != nil {
				t.Fatal(err)
			}
			if from := string(e.From); e.At.Before(pastEnd.AddDate(-1, 0, 14)) && (from == "mint:message" || from == "mint:check_in") {
				paid = append(paid, e.At.String()+" "+string(e.To)+" "+from)
			}
		}
		return paid
	}
	paid := first()
	if len(paid) < 300 {
		t.Errorf("only %d were paid", len(paid))
	}
	if diff := cmp.Diff(paid, first()); diff != "" {
		t.Error(diff)
	}
}

// A past that is cut short leaves nothing behind.
func TestPastCutShort(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	path := filepath.Join(t.TempDir(), "steward.db")
	e := &env{ctx: ctx, stderr: writerFunc(func(b []byte) {
		if bytes.Contains(b, []byte(": 2 %")) {
			stop()
		}
	})}
	err := playPast(e, pastConfig(t), "en", path, pastEnd, slog.New(slog.NewTextHandler(io.Discard, nil)))
	if !errors.Is(err, context.Canceled) {
		t.Errorf("stopped with %v", err)
	}
	if isFile(path) {
		t.Error("half a past is left")
	}
}

type writerFunc func(b []byte)

// Write implements io.Writer.
func (f writerFunc) Write(b []byte) (int, error) {
	f(b)
	return len(b), nil
}
