// Package bottest tests features with scenarios: files that read like the chat they
// describe, with everything that Steward did listed below each line.
//
// Run parses each file (script.go, cast.go), opens a venue and starts an engine there on an
// in-memory store (world.go), plays each line (action.go, presence.go), waits until nothing is
// left to do (clock.go), writes what Steward did as lines too (act.go), and compares them with
// the file. Anything unexpected is a failure. At the end of every scenario no feature may have
// failed, nothing due may be left in the outbox, and each community's ledger is verified.
//
// A venue is where a scenario is played (venue.go). This package's own venue has no real
// platform: its clock is held, and everything is instant (platform.go). Others are real
// adapters with a fake of their platform and a running clock; what Steward did is read from the
// fake's record and compared in any order.
//
// go test -update writes the actual results into the files.
//
// # Format
//
// A file is a txtar archive. The sections "places" and "people" are optional YAML; "config"
// holds a community, "file NAME" a file that it refers to, "not on VENUE" the reason why the
// scenario is not played there ("not on parts": on several engines), and "script" the chat:
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
// The clock starts on Monday, 2 March 2026, at midnight. A time in brackets is the next moment
// with that time of day in the first community's zone; +1d skips days, +90s advances by exactly
// that long; a line without a time happens at the same time as the one before.
//
// A person is any name; ann is the account test:ann unless "people" says otherwise. Ann's
// messages are ann#1, ann#2 and so on, Steward's are bot#1, bot#2; plain "ann" is her latest.
// Lines that do something:
//
//	ann: TEXT                     ann in topic: TEXT          ann privately: TEXT
//	ann replies to bob#1: TEXT    ann mentions bob: TEXT      ann comments: TEXT
//	ann edits ann#1: TEXT         ann deletes ann#1           ann joins / ann leaves
//	ann shows 5 photos            an album; each photo is a message
//	ann shows photo: TEXT         or any other kind of content; ": TEXT" is optional
//	ann shows photo privately: TEXT
//	ann reacts 👍 to bob#1        ann unreacts 👍 from bob#1
//	ann presses "Month" on bot#1  ann sends "DATA" on bot#1
//	ann fills in: TEXT | TEXT     the latest form that Steward showed; "DATA" before the colon
//	                              makes up another
//	ann types /quiz bank: TEXT    autocompletion of a command option
//	ann secretly: TEXT            only Steward sees it
//	ann sends "DATA" blindly      on a message that no longer exists
//	crowd 1000: TEXT              1000 people post it in one batch
//	crowd 500 joins               500 people join in one batch
//	ann joins with a notice       the platform posts a service message, notice#1; or leaves
//	again                         the platform redelivers the last event
//	restart / restart after 8h    the engine restarts on the same store
//	reload NAME                   switches to the section "config NAME"
//	group becomes super           a space gets a new id; on this package's own venue alone
//	ann joins hall / ann leaves   a space; by default the first one
//	ann has roles 5 7             as reported by the platform; ann has no roles
//	ann talks in room             a voice channel; ann is deaf in room; ann hangs up
//	voice is: ann talks in room, bob is deaf in room    a snapshot; voice is empty
//	mo bans bob by hand           on the platform itself: bans, unbans, mutes or unmutes,
//	                              for 2h
//	refuse roles / allow tags     the platforms refuse, or perform again:
//	                              roles, tags, mutes, kicks, bans, locks, slows, pins, says, invites
//	ann is imported with 120      points imported from another bot by the operator
//	ann bought for 49.90          a purchase elsewhere, imported by the operator
//	ann opens the desk            signs in there, by a link that is made for her
//	ann at the desk: /award member=bob amount=5    a form; the answer is on its page
//	pool tea gets ABC DEF         codes that the operator imports for the shop
//	ann shuts the chat            nobody can write to her in private; ann opens the chat
//	rights bob=owner, ann=admin   who has authority in ann's space
//
// Eight-character codes from Steward differ on every run; the first is written CODE#1, also
// where somebody posts or sends it. Hashes of 16 and 64 digits are written HASH.
//
// "(10m ago)" in front of a line makes its event that old. A TEXT in double quotes is a Go
// string. Results below a line: "<" is an act, "|" its further lines, its buttons and whom it pings; "?" a
// finding, compared only if the file lists one; "=" balances at that moment. Acts that differ
// between venues come last and name them: "{telegram} < ...", "{not discord} < ...".
package bottest
