// Package telegram connects Steward to Telegram's Bot API.
//
// [Describe] is the adapter's description for the program (describe.go). The parts:
//
//   - the poller (poll.go) calls getUpdates, has each update decoded, and submits the
//     events with the next offset as their cursor. It polls with that offset only
//     after the commit, since polling makes Telegram forget earlier updates;
//     trouble.go handles failures;
//   - the decoder (decode.go, message.go, member.go) turns one update into
//     events; an unreadable one is parked with its text;
//   - the watch (standing.go) fetches a group's administrators, at the start and
//     after changes, concurrently with the poller;
//   - Perform (perform.go) performs one effect, and errors.go classifies its errors;
//   - the library (library.go) encodes the parameters of the calls that it knows.
//     Polling does not use it: it confirms updates before they are stored, and
//     loses a whole batch because of one unreadable update;
//   - the client (client.go) makes all HTTP calls; only it knows the token.
//
// After a week without updates, update ids restart at a random number, and polling with a higher
// offset would make Telegram drop the new updates. So after six days without updates the poller
// polls without an offset, which confirms nothing and returns the earliest pending update.
package telegram
