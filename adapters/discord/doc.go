// Package discord connects Steward to Discord's gateway and REST API, version 9.
//
// [Describe] is all that the program knows of Discord (describe.go). In the order in
// which the adapter works:
//
//   - the gateway (gateway.go) makes one connection after the other, and resumes
//     the session of the one before, also of the process before; trouble.go says
//     what follows when a connection ends;
//   - a connection (connection.go) greets (greet.go), keeps the heart beating
//     (heartbeat.go), and queues what it reads, each dispatch of its session once
//     by its number (session.go);
//   - the pump (pump.go) takes dispatches from the queue, has them decoded, and
//     submits their events together with the number up to which the session has
//     come (cursor.go); what a resumed session does not tell of guilds and
//     channels, find.go asks for;
//   - the decoder (decode*.go, standing.go, voice.go) turns one dispatch into
//     events; what it can't read is parked with its text, and the rest goes on.
//     It learns what guilds look like (guilds.go);
//   - where a session was lost, the backfill (backfill.go) fetches what was said
//     meanwhile, beside the live events;
//   - Perform (perform.go) does one effect, and errors.go says what an error
//     means for it; interactions.go answers commands and presses in time;
//   - the client (rest.go) is the one place that speaks HTTP, and keeps to the
//     limits (limits.go).
//
// There is one shard, which Discord allows up to 2,500 guilds; beyond that Run
// ends with an error.
package discord
