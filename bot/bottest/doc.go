// Package bottest tests features by scenarios: files that read like the chat
// they describe, with everything that Steward did below each line.
//
// In the order in which it works: Run parses each file (script.go, cast.go),
// opens a venue and starts an engine on a store in memory there (world.go), does
// what each line says (action.go, presence.go), waits until nothing more happens
// (clock.go), and compares what Steward did there, written as lines too (act.go),
// with what the file expects. Whatever is not expected is a failure. At the end of
// every scenario no feature may have failed, nothing may be left in the outbox
// that is due, and each community's ledger is verified.
//
// A venue is where a scenario is played (venue.go). That of this package is of no
// platform: time is held, and all is done at once (platform.go). Others are real
// adapters before a fake of their platform, where time goes by: what Steward did is
// read from the fake's own record, and compared in any order.
//
// go test -update writes what happened into the files.
//
// # Format
//
// A file is a txtar archive. The sections "places" and "people" are YAML and
// may be left out; "config" holds a community, "file NAME" what it refers to,
// "not on VENUE" why it is not played there, and "script" the chat:
//
//	-- config --
//	check_in: {amount: 5}
//	-- people --
//	rob: {persona: robot}
//	cleo: {id: "other:7", name: Cleopatra, joined: false}
//	-- places --
//	topic: {id: "test:lobby/5", can't: [private, react]}
//	-- script --
//	[09:00] ann: 签到
//	    < 👍 on ann#1
//	    ? checkin.paid 5
//	    = ann 5
//	[+1d 08:59] ann privately: /points
//	    < ann's chat: You have 5 points.
//
// The clock starts on Monday, 2 March 2026, at midnight. A time in brackets is
// the next moment that shows it in the first community's zone; +1d goes days
// ahead, +90s just so long; a line without one happens at the same time.
//
// A person is any name; ann is the account test:ann unless people say
// otherwise. Messages are called ann#1, ann#2, in the order in which ann said
// them, and bot#1 what Steward said; ann is the latest. Lines that do something:
//
//	ann: TEXT                     ann in topic: TEXT          ann privately: TEXT
//	ann replies to bob#1: TEXT    ann mentions bob: TEXT      ann comments: TEXT
//	ann edits ann#1: TEXT         ann deletes ann#1           ann joins / ann leaves
//	ann shows 5 photos            an album, each of which is a message
//	ann shows photo: TEXT         or any other kind of content; without ": TEXT", too
//	ann reacts 👍 to bob#1        ann unreacts 👍 from bob#1
//	ann presses "Month" on bot#1  ann sends "DATA" on bot#1
//	ann types /quiz bank: TEXT    an option of a command, not sent yet
//	ann secretly: TEXT            only Steward sees it
//	ann sends "DATA" blindly      on a message that can't be reached any more
//	crowd 1000: TEXT              as many people say it in one batch
//	crowd 500 joins               so many people join in one batch
//	ann joins with a notice       of which the platform puts a line there, notice#1; or leaves
//	again                         the platform delivers the last event once more
//	restart / restart after 8h    the engine stops and starts on the same store
//	reload NAME                   the configuration is that of section "config NAME"
//	ann joins hall / ann leaves   a space; the first one unless told
//	ann has roles 5 7             so the platform tells; ann has no roles
//	ann talks in room             a voice channel; ann is deaf in room; ann hangs up
//	voice is: ann talks in room, bob is deaf in room    a snapshot; voice is empty
//	mo bans bob by hand           on the platform itself: bans, unbans, mutes or unmutes,
//	                              for 2h
//	refuse roles / allow tags     the platforms do not, or do again, what is asked:
//	                              roles, tags, mutes, kicks, bans, locks, slows, pins, says
//	ann is imported with 120      points that another bot counted, by the operator
//	rights bob=owner, ann=admin   who has authority in ann's space
//
// A code of eight characters that Steward says is different each time; the first
// is written CODE#1, also where somebody says or sends it.
//
// "(10m ago)" in front of a line makes its event so old. A TEXT in double
// quotes is a Go string. Lines below it: "<" is an act, with "|" its further
// lines and its buttons; "?" a finding, compared only if there is one; "="
// balances at that moment. What is so at some venues alone stands below the other
// acts, and says where: "{telegram} < ...", "{not discord} < ...".
package bottest
