// Package bot is Steward's vocabulary: the nouns that platforms, features and
// the engine share, and nothing that knows a platform or does I/O.
//
// In the order in which they work:
//
//   - an [Adapter] translates what its platform sent into an [Event] and
//     submits it with its cursor to a [Sink];
//   - the engine inspects the text ([Facts]), finds the [Community] and the
//     [Member], and gives every [Feature] a [Turn];
//   - a feature reads and writes the turn's [State] and asks for acts with
//     [Turn.Do], each an [Effect], and gets a [Ref] for it;
//   - state and effects are committed in one transaction; only then is each
//     effect fitted to the platform ([Fit]) and performed by the adapter, and
//     its [Outcome] comes back as an event.
//
// The package uses the standard library only.
package bot
