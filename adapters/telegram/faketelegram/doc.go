// Package faketelegram is a Bot API server for tests: it speaks Telegram's real
// wire on a local address, and behind it stands a small world of people, groups
// and channels that a test moves.
//
// How it works:
//
//   - a test builds a world (world.go, members.go) and lets people act in it
//     (say.go, posts.go, react.go, press.go): each act that the bot would hear
//     of becomes an update in the queue (queue.go);
//   - the bot asks over HTTP (server.go, params.go); a planned fault may spoil
//     the request before or after it takes effect (faults.go, spoil.go), a rate
//     limit may refuse it (limits.go);
//   - the method runs (getupdates.go, send.go, edit.go, delete.go, ...) and
//     accepts or rejects as the platform does; the platform's rule is named
//     beside each check;
//   - the journal (journal.go) keeps what was asked and what came of it, and
//     wakes whoever awaits a change.
//
// It shares no code with the adapter, so that a mistake is not made twice.
package faketelegram
