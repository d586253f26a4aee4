// Package faketelegram is a Bot API server for tests. It speaks Telegram's real wire protocol on
// a local address, backed by a small world of people, groups and channels that the test controls.
//
// How it works:
//
//   - a test builds a world (world.go, members.go) and lets people act in it
//     (say.go, posts.go, react.go, press.go). Each action visible to the bot
//     becomes an update in the queue (queue.go);
//   - the bot makes HTTP requests (server.go, params.go). A planned fault may
//     fail a request before or after it takes effect (faults.go, spoil.go), and
//     a rate limit may reject it (limits.go);
//   - the method runs (getupdates.go, send.go, edit.go, delete.go, ...) and
//     accepts or rejects the request like the platform. Each check links to the
//     platform's rule;
//   - the journal (journal.go) records requests and their outcomes, and wakes
//     everything that waits for a change.
//
// It shares no code with the adapter, so that they can't share a mistake.
package faketelegram
