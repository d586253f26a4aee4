package bot

import "strings"

// Desk is the platform of the operator's desk, the web pages from which staff act. A place on it is one act of
// one session in one community; see DeskPlace. It counts as a private chat with whoever acted: commands given
// there run as if they were sent to Steward in private, and what is said there is kept for the page instead of
// being sent.
const Desk = "desk"

// deskPrefix begins a place on Desk.
const deskPrefix = Desk + ":dm/"

// DeskPlace returns the place of an act of the desk. The id must not contain a slash.
func DeskPlace(community, act string) Place { return Place(deskPrefix + community + "/" + act) }

// DeskAct returns the community and the act of a place on Desk; ok is false for any other place.
func DeskAct(p Place) (community, act string, ok bool) {
	rest, ok := strings.CutPrefix(string(p), deskPrefix)
	if !ok {
		return "", "", false
	}
	community, act, ok = strings.Cut(rest, "/")
	return community, act, ok && community != "" && act != ""
}

// DeskCapabilities returns what a page can show: long texts and any buttons, but no pictures.
func DeskCapabilities() Capabilities {
	return Capabilities{
		TextLength: 16 << 10, ButtonRows: 100, ButtonsInRow: 8, ButtonData: 64, WideButtons: true, AckLength: 1000, Edit: true, Once: true,
	}
}
