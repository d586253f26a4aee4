package program_test

import (
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/stewardbot/steward/bot/cluster/jetstream/natstest"
	"github.com/stewardbot/steward/store/pgstore/pgtest"
)

// TestScripts drives the built binary as an operator does. Each script in testdata/script has its
// own Telegram with a group that ann, bob and cleo are in, and this environment:
//
//	API TOKEN  the Telegram's address and the bot's token
//	GROUP      the group's id
//	OTHER_GROUP  the id of a second group with the same people
//	WEB        a free address
//	STEWARD    the program
//
// Its commands, in addition to those of testscript:
//
//	steward ARG...          must exit with 0, or with 1 after a !
//	exits STATUS ARG...     must exit with the status
//	start ARG...            starts steward in the background
//	standby ARG...          starts another one, which waits until the first has ended
//	dismiss                 stops that one while it waits; it must exit with 0
//	takeover                waits for that; from now on the second one is meant
//	log PATTERN             waits for output after the previous match;
//	                        after a !: it must not have been printed at all
//	signal NAME             sends TERM, HUP or KILL
//	ended STATUS...         waits for the exit with one of these; -1: by a signal
//	get STATUS PATH REGEXP  requests from WEB until the response matches
//	visit METHOD STATUS PATH REGEXP NAME=VALUE...  requests once, with cookies and a form; the
//	                        response, with its headers, is in the file visited
//	follow PATH REGEXP      requests a stream with the cookies until it has the match
//	say WHO TEXT            sends a message in the group
//	elsewhere WHO TEXT      sends a message in the second group
//	told WHO NAME REGEXP    waits for a message of the bot in the private chat and stores the
//	                        group's match as a variable
//	tell WHO TEXT           sends a message in the private chat; olga owns the group
//	press WHO BUTTON        waits for the button in the private chat and presses it
//	heard REGEXP            waits for a message of the bot in the group
//	until REGEXP ARGS...    runs steward until its output matches
//	confirmed               waits until Telegram may forget every message so far
//	unplug, plug            cuts and restores the connection to Telegram
//	cut FILE SIZE           truncates a file
//	mode FILE MODE          compares permissions
//	hello SOCKET VERSION REGEXP  connects to a control socket as another version
//	note NAME REGEXP        stores the group's match in the last stdout as a variable
//	old FILE N              unpacks a store of an older version, with N more entries
//	answers SOCKET TEXT     listens on the socket as another version
//	hold FILE               keeps a store open, as another process would
//	flip FILE BYTE          flips a bit of the byte
//	forge FILE NEW [chain]  makes a backup with another cause of the first entry, and
//	                        optionally a chain that matches
//	saved URL               copies a database
//	restored URL            puts it back to the copy
//	forge-packet URL N JSON puts a packet into the stream of a partition of the database's cluster
//	forge-request URL JSON  asks something of its gateway; the answer is in the file answer
//	flips FILE N            flips N bits of a backup, one at a time: no restore may succeed
//
// The token must never be printed.
func TestScripts(t *testing.T) {
	t.Parallel()
	runScripts(t, "testdata/script", func(*testscript.Env) {})
}

// TestPostgres drives the program with its store in a database.
func TestPostgres(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t, "fsync=off")
	runScripts(t, "testdata/postgres", func(e *testscript.Env) {
		e.Setenv("PG", server.URL(t))
		e.Setenv("OTHER_PG", server.URL(t))
	})
}

// TestCluster runs the scripts that need a PostgreSQL and a NATS server, which their clusters share.
func TestCluster(t *testing.T) {
	t.Parallel()
	server, nats := pgtest.Start(t, "fsync=off"), natstest.Start(t)
	runScripts(t, "testdata/cluster", func(e *testscript.Env) {
		e.Setenv("PG", server.URL(t))
		e.Setenv("OTHER_PG", server.URL(t))
		e.Setenv("NATS", nats.URL())
	})
}

func runScripts(t *testing.T, dir string, setup func(e *testscript.Env)) {
	binary := buildForTests(t)
	testscript.Run(t, testscript.Params{
		Dir: dir,
		Setup: func(e *testscript.Env) error {
			setup(e)
			s := newStage(binary)
			e.Defer(s.close)
			s.web = freeAddress(t)
			e.Setenv("API", s.tg.URL())
			e.Setenv("TOKEN", s.tg.Token())
			e.Setenv("GROUP", strconv.FormatInt(s.group.ID, 10))
			e.Setenv("OTHER_GROUP", strconv.FormatInt(s.other.ID, 10))
			e.Setenv("WEB", s.web)
			e.Setenv("STEWARD", binary)
			e.Values[stageKey{}] = s
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"steward":       onStage((*stage).steward),
			"exits":         onStage((*stage).exits),
			"until":         onStage((*stage).until),
			"start":         onStage((*stage).start),
			"standby":       onStage((*stage).standby),
			"dismiss":       onStage((*stage).dismiss),
			"takeover":      onStage((*stage).takeover),
			"one":           onStage((*stage).one),
			"log":           onStage((*stage).awaitLog),
			"signal":        onStage((*stage).signal),
			"ended":         onStage((*stage).ended),
			"get":           onStage((*stage).get),
			"visit":         onStage((*stage).visit),
			"follow":        onStage((*stage).follow),
			"say":           onStage((*stage).say),
			"elsewhere":     onStage((*stage).elsewhere),
			"told":          onStage((*stage).told),
			"tell":          onStage((*stage).tell),
			"press":         onStage((*stage).press),
			"heard":         onStage((*stage).heard),
			"confirmed":     onStage((*stage).confirmed),
			"unplug":        onStage(func(s *stage, _ *testscript.TestScript, _ bool, _ []string) { s.tg.Unplug() }),
			"plug":          onStage(func(s *stage, ts *testscript.TestScript, _ bool, _ []string) { ts.Check(s.tg.Plug()) }),
			"cut":           onStage((*stage).cut),
			"mode":          onStage((*stage).mode),
			"hello":         onStage((*stage).hello),
			"answers":       onStage((*stage).answers),
			"old":           onStage((*stage).old),
			"hold":          hold,
			"flip":          flip,
			"forge":         forge,
			"flips":         onStage((*stage).flips),
			"row":           onStage((*stage).row),
			"saved":         saved,
			"restored":      restored,
			"forge-packet":  forgePacket,
			"forge-request": forgeRequest,
			"note":          note,
		},
	})
}
