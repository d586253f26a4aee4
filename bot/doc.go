// Package bot is Steward's vocabulary: the nouns that platforms, features and
// the engine share, and nothing that knows a platform or does I/O.
//
// In the order in which they work:
//
//   - a [Platform] is what the program knows of one before it runs: its settings,
//     what names its spaces, how it is set up;
//   - its [Adapter] translates what the platform sent into an [Event] and submits
//     it with its cursor to a [Sink];
//   - the engine inspects the text ([Facts]), finds the [Community] and the
//     [Member], and gives every [Feature] a [Turn];
//   - a feature reads and writes the turn's [State] and asks for acts with
//     [Turn.Do], each an [Effect], and gets a [Ref] for it;
//   - state and effects are committed in one transaction; only then is each
//     effect fitted to the platform ([Fit]) and performed by the adapter, and
//     its [Outcome] comes back as an event. A [Fetch] from the web is performed by
//     the engine.
//
// # Names that are kept
//
// Platforms have more than Steward handles today. Whoever adds one of these uses
// this name and shape, so that the next platform finds it; none exists before
// something uses it.
//
// Events, each a Kind and a part of [Event]:
//
//   - KindVote, Vote{Poll, Choices}: somebody's whole choice in a poll of ours,
//     empty when it was taken back. Discord tells one choice an event, which the
//     adapter gathers; Telegram tells none for anonymous polls.
//   - KindPollClosed, Tally{Poll, Counts, Final}: a count that is not Final may
//     still change.
//   - KindRequest, Request{ID, Comment, Invite}: somebody asks to be let in.
//   - KindJoin gets Invite{Code, Name, By}: how the person came in; nil where
//     the platform doesn't say, which is never guessed.
//   - KindForm, Form{ID, Data, Answers}: a form of ours was sent.
//   - KindAutoMod, AutoMod{Rule, Text, Matched, Done}: the platform's own filter
//     acted before us.
//   - KindSanction, ByHand{Act, By, Until, Reason}: somebody punished or pardoned
//     a member on the platform itself.
//   - KindScheduled, Scheduled{ID, Change, Who}: a scheduled event of the platform
//     changed, or somebody's interest in it did.
//   - KindGap, Gap{From, To}: what happened in a place between two times is lost
//     for good.
//
// Of a [Part]: ID and Size of what it stands for. User.Avatar is the ID of such a part.
//
// Effects: Poll and ClosePoll; Admit{User, Request, Allow, Reason}; AskForm, in
// answer to a press; Schedule, for a scheduled event.
//
// Capabilities: Hears (all, or what mentions us alone); Kick, Ban and Unban in the
// place of Remove; OnceFor, how long a repeated Delivery.Key is recognised; MuteHeld, a
// mute that the engine must lift; DeleteOwnWithin. A [Sink]'s Status gets Limited:
// connected, and yet the account may not do all.
//
// The package uses the standard library and the rooms of its vocabulary, which know
// nothing of it: duration, markup, phrase, script, spelling.
package bot
