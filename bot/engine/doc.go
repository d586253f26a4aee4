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
//   - decide.go: one event: seen before? whose? strike.go: does it break a rule?
//     command.go asks whom its command or button is for, route.go finds what it does; hold.go asks whose it is that
//     the group gave; numbered.go takes a number for a button where there are none;
//     then the features, each its part behind a savepoint;
//   - commit.go: one store transaction a group, tried until it succeeds; then
//     the waits are released and the outbox lines handed to delivery;
//   - delivery.go, lanes.go, limit.go, stages.go, attach.go: lines go out in three lanes within the
//     platform's limits; outcomes come back through the writer; redirect.go
//     follows a space that moved; fetch/ is the client that asks servers on the web;
//   - byhand.go: what an operator does beside it, such as to run again what failed;
//   - timers.go: what is due becomes an event; prune.go: what is old goes.
//
// Everything durable is in the tables that tables.go lists. What is in memory
// (windows, standing, the line queue) is rebuilt by start.go.
package engine
