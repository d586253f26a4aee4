// Package desk holds what the operator's desk keeps: who may sign in, what they may do, and what they did.
//
// Somebody with a power in a community ([Room.PowersOf]) gets a link that lives ten minutes and works once
// ([Room.Issue], [Room.SignIn]). It opens a [Session] of one account in one community. Only the hashes of links and
// sessions are stored, never the secrets themselves. What a session may do is asked again at every request.
// A member's link and session ([Invitation.Own]) are for the member's own page alone, whatever powers the account has.
//
// What is done from the desk is an [Act]. It is a command or a pressed button, given in a place of its own (see
// bot.DeskPlace), so that ranks, limits, confirmations and books are those of the chat. What Steward answers there is
// stored with the act in the transaction of the command ([Room.Keep]). The id of an act comes from the form: a form that
// is sent twice is one event, and so has one answer. Signing in and out are acts, too. Acts are kept for 400 days.
//
// Everything is stored by account, so linking or separating members changes nothing here.
package desk
