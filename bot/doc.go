// Package bot is Steward's vocabulary: the types that platforms, features and
// the engine share. It knows no platform and does no I/O.
//
// In processing order:
//
//   - a [Platform] is what the program knows about a platform before it runs:
//     its settings, how its spaces are named, how it is set up;
//   - its [Adapter] translates what the platform sends into an [Event] and
//     submits it with its cursor to a [Sink];
//   - the engine inspects the text ([Facts]), finds the [Community] and the
//     [Member], and gives every [Feature] a [Turn];
//   - a feature reads and writes the turn's [State] and requests effects with
//     [Turn.Do], which takes an [Effect] and returns a [Ref];
//   - state and effects are committed in one transaction; only then is each
//     effect fitted to the platform ([Fit]) and performed by the adapter. Its
//     [Outcome] comes back as an event. The engine itself performs a [Fetch]
//     from the web.
//
// # Reserved names
//
// Platforms can do more than Steward handles today. Use these names and shapes
// when adding one of the following, so that the next platform can share it.
// None of them exists before something uses it.
//
// Events, each a Kind and a part of [Event]:
//
//   - KindVote, Vote{Poll, Choices}: somebody's complete choice in one of our
//     polls, empty if withdrawn. Discord reports one choice per event, which the
//     adapter collects; Telegram reports none for anonymous polls.
//   - KindPollClosed, Tally{Poll, Counts, Final}: a count that is not Final may
//     still change.
//   - KindRequest, Request{ID, Comment, Invite}: somebody asks to join.
//   - KindJoin gets Invite{Code, Name, By}: how the person got in; nil if the
//     platform doesn't say. It is never guessed.
//   - KindForm, Form{ID, Data, Answers}: one of our forms was submitted.
//   - KindAutoMod, AutoMod{Rule, Text, Matched, Done}: the platform's own filter
//     acted first.
//   - KindScheduled, Scheduled{ID, Change, Who}: a scheduled event of the platform
//     changed, or somebody's interest in it did.
//   - KindGap, Gap{From, To}: events in a place between two times are lost for
//     good.
//
// In a [Part]: ID and Size of the file. User.Avatar is the ID of such a part.
//
// Effects: Poll and ClosePoll; Admit{User, Request, Allow, Reason}; AskForm, in
// answer to a press; Schedule, for a scheduled event.
//
// Capabilities: Hears (everything, or only mentions of us); Kick, Ban and Unban
// instead of Remove; OnceFor, how long a Delivery.Key is recognised; MuteHeld,
// a mute that the engine must lift; DeleteOwnWithin. A [Sink]'s Status gets
// Limited: connected, but with a restricted account.
//
// The package imports only the standard library and packages of its own
// vocabulary that don't import it: duration, markup, phrase, script, spelling.
package bot
