// Package fakediscord is a Discord server for tests. It speaks the real wire protocol, REST and
// gateway, on a local address, backed by a small world of people, guilds and channels that the
// test controls.
//
// How it works:
//
//   - a test builds a world (world.go, guilds.go, channels.go, members.go) and
//     lets people act in it (say.go, react.go, voice.go, press.go, slash.go);
//   - each action visible to the bot becomes a dispatch (dispatch.go) in the
//     log of every session whose intents and shard want it (session.go,
//     intents.go). A connection writes the part of its session's log that it
//     has not sent yet, so live events and replays take the same path (conn.go);
//   - the bot identifies or resumes over a WebSocket (gateway.go, identify.go,
//     ready.go), and trouble.go disturbs that;
//   - the bot makes HTTP requests (rest.go, routes.go). A planned fault may
//     fail a request before or after it takes effect (faults.go, spoil.go), a
//     rate limit may reject it (limits.go), and the endpoint accepts or rejects
//     it like the platform. Each check links to the platform's rule;
//   - the journal (journal.go) records requests and their outcomes, and wakes
//     everything that waits for a change.
//
// It shares no code with the adapter, so that they can't share a mistake.
package fakediscord
