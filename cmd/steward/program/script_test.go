package program_test

import (
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestScripts drives the built binary as an operator does. Each script of
// testdata/script has a Telegram of its own, with a group that ann, bob and
// cleo are in, and in its environment:
//
//	API TOKEN  the Telegram's address and the bot's token
//	GROUP      the group's id
//	WEB        a free address
//	STEWARD    the program
//
// The commands that it has beside testscript's own:
//
//	steward ARG...          must exit 0, or 1 with a ! before it
//	exits STATUS ARG...     must exit so
//	start ARG...            starts steward in the background
//	log PATTERN             waits until it prints that, behind the last find;
//	                        with a ! before it: it has not been printed at all
//	signal NAME             sends TERM, HUP or KILL
//	ended STATUS...         waits for its end, with one of these; -1: by a signal
//	get STATUS PATH REGEXP  asks at WEB until it answers so
//	say WHO TEXT            somebody says something in the group
//	until REGEXP ARGS...    runs steward until its output matches
//	confirmed               waits until Telegram may forget all that was said
//	unplug, plug            cut and restore the line to Telegram
//	cut FILE SIZE           shortens a file
//	mode FILE MODE          compares permissions
//	hello SOCKET VERSION REGEXP  asks at a control socket as another version
//	note NAME REGEXP        keeps what the group matches of the last stdout as a variable
//	old FILE N              unpacks a store of an older version, with N entries more
//	answers SOCKET TEXT     is another version that listens there
//	hold FILE               has a store open, as another process would
//	flip FILE BYTE          turns a bit of it
//	forge FILE NEW [chain]  makes a backup with another cause of the first entry, and
//	                        maybe the chain made to fit
//	flips FILE N            turns N bits of a backup, one at a time: none is restored
//
// The token must not be in anything that is ever printed.
func TestScripts(t *testing.T) {
	t.Parallel()
	binary := buildForTests(t)
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			s := newStage(binary)
			e.Defer(s.close)
			s.web = freeAddress(t)
			e.Setenv("API", s.tg.URL())
			e.Setenv("TOKEN", s.tg.Token())
			e.Setenv("GROUP", strconv.FormatInt(s.group.ID, 10))
			e.Setenv("WEB", s.web)
			e.Setenv("STEWARD", binary)
			e.Values[stageKey{}] = s
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"steward":   onStage((*stage).steward),
			"exits":     onStage((*stage).exits),
			"until":     onStage((*stage).until),
			"start":     onStage((*stage).start),
			"log":       onStage((*stage).awaitLog),
			"signal":    onStage((*stage).signal),
			"ended":     onStage((*stage).ended),
			"get":       onStage((*stage).get),
			"say":       onStage((*stage).say),
			"confirmed": onStage((*stage).confirmed),
			"unplug":    onStage(func(s *stage, _ *testscript.TestScript, _ bool, _ []string) { s.tg.Unplug() }),
			"plug":      onStage(func(s *stage, ts *testscript.TestScript, _ bool, _ []string) { ts.Check(s.tg.Plug()) }),
			"cut":       onStage((*stage).cut),
			"mode":      onStage((*stage).mode),
			"hello":     onStage((*stage).hello),
			"answers":   onStage((*stage).answers),
			"old":       onStage((*stage).old),
			"hold":      hold,
			"flip":      flip,
			"forge":     forge,
			"flips":     onStage((*stage).flips),
			"row":       onStage((*stage).row),
			"note":      note,
		},
	})
}
