// Package fakediscord is a Discord server for tests: it speaks the platform's
// real wire, REST and gateway, on a local address, and behind it stands a small
// world of people, guilds and channels that a test moves.
//
// How it works:
//
//   - a test builds a world (world.go, guilds.go, channels.go, members.go) and
//     lets people act in it (say.go, react.go, voice.go, press.go, slash.go);
//   - each act that the bot would hear of becomes a dispatch (dispatch.go) in
//     the log of every session whose intents and shard want it (session.go,
//     intents.go); a connection writes what its session's log holds beyond what
//     it has sent, so that live events and a replay are one thing (conn.go);
//   - the bot identifies or resumes over a WebSocket (gateway.go, identify.go,
//     ready.go), and trouble.go spoils that;
//   - the bot asks over HTTP (rest.go, routes.go): a planned fault may spoil
//     the request before or after it takes effect (faults.go, spoil.go), a rate
//     limit may refuse it (limits.go), and the method accepts or rejects as the
//     platform does; the platform's rule is named beside each check;
//   - the journal (journal.go) keeps what was asked and what came of it, and
//     wakes whoever awaits a change.
//
// It shares no code with the adapter, so that a mistake is not made twice.
package fakediscord
