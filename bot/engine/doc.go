// Package engine takes events in, lets rules and features decide, keeps the
// result and performs what they asked for: each event once, each act after its
// commit.
//
// In the order in which it works:
//
//   - intake.go: Submit inspects a batch, in its caller's goroutine, and queues
//     it; the queue is bounded and holds the platform back when full; bounds.go
//     keeps out what no key, clock or journal could take;
//   - writer.go: one goroutine drains what waits into a group, decides it on an
//     overlay of the store, and hands it to the committer; while that commits,
//     the next group is decided on top;
//   - decide.go, turn.go: one event: seen before? whose? then every feature in
//     order, each behind a savepoint;
//   - commit.go: one store transaction a group, tried until it succeeds; then
//     the waits are released and the outbox lines handed to delivery;
//   - delivery.go, lanes.go, limit.go: lines go out in three lanes within the
//     platform's limits; outcomes come back through the writer; redirect.go
//     follows a space that moved; fetch/ is the client that asks servers on the web;
//   - timers.go: what is due becomes an event; prune.go: what is old goes.
//
// Everything durable is in the tables that tables.go lists. What is in memory
// (windows, standing, the line queue) is rebuilt by start.go.
package engine
