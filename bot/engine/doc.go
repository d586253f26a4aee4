// Package engine takes in events, lets rules and features decide, stores the
// result and performs the requested effects: each event once, each effect after
// its commit.
//
// In processing order:
//
//   - intake.go: Submit inspects a batch in its caller's goroutine and queues
//     it; the queue is bounded and blocks when full; bounds.go keeps out what
//     would break a key, the clock or the journal;
//   - writer.go: one goroutine drains the queue into a group, decides it on an
//     overlay of the store, and hands it to the committer; while that commits,
//     the next group is decided on top;
//   - decide.go: one event: seen before? which community? strike.go: does it
//     break a rule? command.go checks who may use its command or button,
//     route.go finds its action; hold.go asks who gave a command in the group's
//     name; numbered.go turns a number into a button press where there are no
//     buttons; then the features run, each behind a savepoint;
//   - commit.go: one store transaction per group, retried until it succeeds;
//     then the waits are released and the outbox lines go to delivery;
//   - delivery.go, lanes.go, limit.go, stages.go, attach.go: lines go out in
//     three lanes within the platform's limits; outcomes come back through the
//     writer; redirect.go follows a space that moved; fetch/ is the web client;
//   - byhand.go: an operator's requests, such as rerunning what failed;
//   - timers.go: due timers become events; prune.go: old records are deleted.
//
// All durable state is in the tables listed in tables.go. State in memory
// (windows, standing, the line queues) is rebuilt by start.go.
package engine
