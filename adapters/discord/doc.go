// Package discord connects Steward to Discord's gateway and REST API, version 9.
//
// [Describe] is the adapter's description for the program (describe.go). The parts, from the
// socket to the engine:
//
//   - Run (shards.go) runs as many shards as the configuration or Discord says, each with
//     the following parts. identify.go gives them turns to start sessions, and
//     handover.go passes on what each has received when their number changes;
//   - the gateway (gateway.go) keeps a shard's connection open and resumes the previous
//     session, also after a restart; trouble.go classifies why connections end;
//   - a connection (connection.go) does the handshake (greet.go), sends heartbeats
//     (heartbeat.go), and queues each dispatch of its session once, by its number
//     (session.go);
//   - the pump (pump.go) takes dispatches from the queue, has them decoded, and
//     submits their events with the last sequence number (cursor.go); find.go looks
//     up guilds and channels that a resumed session does not report;
//   - the decoder (decode*.go, standing.go, voice.go) turns one dispatch into
//     events; an unreadable one is parked with its text. It keeps the state of
//     guilds (guilds.go);
//   - after a lost session, the backfill (backfill.go) fetches the missed messages,
//     concurrently with live events;
//   - Perform (perform.go) performs one effect, and errors.go classifies its errors;
//     interactions.go answers commands and presses in time;
//   - the client (rest.go) makes all HTTP calls and respects rate limits (limits.go).
//
// The client, what is known of guilds, and pending interactions are shared by all shards.
package discord
