// Package telegram connects Steward to Telegram's Bot API.
//
// [Describe] is all that the program knows of Telegram (describe.go). In the order in
// which the adapter works:
//
//   - the poller (poll.go) asks getUpdates for what is new, has each update
//     decoded, submits the events with the next offset as their cursor, and
//     asks with that offset only when they are committed: asking is what makes
//     Telegram forget; trouble.go says what follows when that fails;
//   - the decoder (decode.go, message.go, member.go) turns one update into
//     events; what it can't read is parked with its text, and the rest goes on;
//   - the watch (standing.go) fetches who has authority in a group, at start
//     and whenever that changes, beside the poller;
//   - Perform (perform.go) does one effect, and errors.go says what an error
//     means for it;
//   - the library (library.go) writes the parameters of calls, but for what it
//     lacks; polling is ours, since the library's confirms updates before they
//     are stored, and loses a batch for one update that it can't read;
//   - the client (client.go) is the one place that speaks HTTP and knows the
//     token.
//
// Update numbers restart at random after a week of silence, and asking with a
// higher offset would make Telegram forget the new ones unseen. So after six
// days without updates the poller asks without an offset, which confirms
// nothing and brings the earliest that is left.
package telegram
