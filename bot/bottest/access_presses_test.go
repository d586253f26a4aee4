package bottest_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/stewardbot/steward/cmd/steward/wire"
)

// pressers press each button in this order: an ordinary member, a helper, a named moderator, an
// administrator, the owner, and last ann. Ann is the asker of buttons that only their asker may
// press, and otherwise one more ordinary member.
var pressers = []string{"cleo", "hal", "lou", "adm", "own", "ann"}

// buttonRow is what each presser of a button sees.
type buttonRow struct {
	verb string // feature:verb
	// Story makes the button with this label appear; in it, a press is on the
	// latest button of that name. It is played for each presser, or only once if
	// once is set.
	story []string
	label string
	once  bool
	// Sees is part of the answer to each presser; "staff" stands for lou, adm and own, "rest" for
	// anyone not listed.
	sees map[string]string
	// NotOn are venues without such a button. Hidden are those where only its asker can press it.
	notOn, hidden []string
	by            string // that asker; ann if empty
}

const (
	notYours = "< ack: This button belongs to somebody else."
	shipOnly = "< ack: Only those who ship orders can do that."
)

// bought makes an order that waits to be sent.
var bought = []string{"[+1m] ann: /buy pin", `ann presses "Buy it"`, "ann privately: Ann"}

// wentAway makes follow-ups: bob takes part each day, and then no more.
var wentAway = slices.Concat(slices.Repeat([]string{"[+1d 09:00] bob: good morning"}, 15), []string{"[+12d 09:00] lou: good morning"}, slices.Repeat([]string{"lou privately: /followups"}, 4))

const othersOnly = "< ack: This question is for those who took part."

// listed puts somebody on a tier's list of those to decide on, and shows it to lou, with a set of buttons for each presser.
func listed(who string) []string {
	return slices.Concat([]string{who + " in annex: hello", "[+1d 06:00] lou: good morning", "[+1d 06:00] lou: good morning"},
		slices.Repeat([]string{"lou privately: /tier", `lou presses "core"`}, 4))
}

const moderatorsOnly = "< ack: Only moderators can do that."

// buttonRows is written by hand from the documentation. Ann's data is deleted last.
var buttonRows = []buttonRow{
	{
		verb: "moderation:undo", story: []string{"lou replies to bob#1: /warn"}, label: "Undo",
		sees: map[string]string{"staff": "undid", "hal": "is not yours to undo.", "rest": moderatorsOnly},
	},
	{
		verb: "moderation:report", story: []string{"[+15m] bob: fools", "cleo replies to bob: /report"}, label: "Dismiss",
		sees: map[string]string{"staff": "Dismissed by", "hal": "Dismissed by", "rest": moderatorsOnly},
	},
	{
		verb: "moderation:appeal", story: []string{"lou replies to bob#1: /warn", "bob privately: /appeal it was a joke"}, label: "Uphold",
		sees: map[string]string{"staff": "It stands.", "hal": "is not yours to undo.", "rest": moderatorsOnly},
	},
	{
		verb: "call:confirm", story: []string{"room replies to bob#1: /warn"}, label: "It was me", notOn: []string{"discord"},
		sees: map[string]string{"staff": "bob was warned", "hal": "bob was warned", "rest": moderatorsOnly},
	},
	{
		verb: "about:choose", story: []string{"ann privately: /points"}, label: "Tea House", once: true, hidden: []string{"discord"},
		sees: map[string]string{"ann": "From now on, what you say here is about Tea House.", "rest": "< ack"},
	},
	{
		verb: "schedule:post", story: []string{"adm privately: /post Tea!"}, label: "Cancel", hidden: []string{"discord"}, by: "adm",
		sees: map[string]string{"adm": "Nothing was posted.", "own": "This draft is over.", "rest": "Only administrators of the group can do that."},
	},
	{
		verb: "schedule:approve", story: []string{`adm privately: /define schedule {name: soon, at: "2030-01-01T09:00", to: modlog, text: Soon., draft: true}`, "[+1m]"}, label: "Approve", once: true,
		sees: map[string]string{"adm": "is approved.", "own": "is approved already", "rest": "Only administrators of the group can do that."},
	},
	{
		verb: "watch:mute", story: []string{"lou privately: /watch"}, label: "Mute for a day", hidden: []string{"discord"}, by: "lou", once: true,
		sees: map[string]string{"staff": "No alarms of the watch until", "rest": moderatorsOnly},
	},
	{
		verb: "crisis:slow", story: []string{"adm privately: /crisis"}, label: "Slow mode", hidden: []string{"discord"}, by: "adm",
		sees: map[string]string{"adm": "Crisis mode begins.", "own": "This question is over.", "rest": "Only administrators of the group can do that."},
	},
	{
		verb: "crisis:end", story: []string{"adm privately: /crisis"}, label: "Put everything back", hidden: []string{"discord"}, by: "adm",
		sees: map[string]string{"adm": "Crisis mode was ended by adm.", "own": "There is no crisis mode to end.", "rest": "Only administrators of the group can do that."},
	},
	{
		verb: "crisis:lock", story: []string{"adm privately: /crisis"}, label: "Lock", hidden: []string{"discord"}, by: "adm",
		sees: map[string]string{"adm": "Crisis mode begins.", "own": "This question is over.", "rest": "Only administrators of the group can do that."},
	},
	{
		verb: "crisis:cancel", story: []string{"adm privately: /crisis end", "adm privately: /crisis"}, label: "Cancel", hidden: []string{"discord"}, by: "adm",
		sees: map[string]string{"adm": "Nothing was changed.", "own": "Nothing was changed.", "rest": "Only administrators of the group can do that."},
	},
	{
		verb: "quiz:", story: []string{"[+1h] ann: /quiz", "[+5s]"}, label: "A", once: true,
		sees: map[string]string{"rest": "< ack: Noted: A"},
	},
	{ // the button undoes what the one before did
		verb: "badges:take", story: []string{"lou replies to bob#1: /badge helper"}, label: "Undo", once: true,
		sees: map[string]string{"lou": "bob no longer has", "adm": "bob now has", "own": "bob no longer has", "rest": moderatorsOnly},
	},
	{
		verb: "badges:give", story: []string{"lou replies to bob#1: /badge helper", "lou presses \"Undo\""}, label: "Undo", once: true,
		sees: map[string]string{"lou": "bob now has", "adm": "bob no longer has", "own": "bob now has", "rest": moderatorsOnly},
	},
	{
		verb: "gifts:open", story: []string{"lou replies to ann#1: /award 9", "[+1m] ann: /redpacket 9 9"}, label: "Open", once: true,
		sees: map[string]string{"rest": "You got 1 point."},
	},
	{
		verb: "poll:vote", story: []string{`lou: /poll "Which tea?" Green | Black 1h`}, label: "Green", once: true,
		sees: map[string]string{"rest": "Your vote: \u2068Green\u2069"},
	},
	{
		verb: "poll:ballot", story: []string{`lou: /poll anonymous "Which tea?" Mate | Rooibos 1h`}, label: "Mate", once: true,
		sees: map[string]string{"rest": "Your vote: \u2068Mate\u2069"},
	},
	{
		verb: "draw:enter", story: []string{`lou: /giveaway "Mug" 1 1h`}, label: "🎉 Enter", once: true,
		sees: map[string]string{"rest": "You're in. Your code"},
	},
	{
		verb: "draw:mine", story: []string{`lou: /giveaway "Mug" 1 1h`}, label: "My code", once: true,
		sees: map[string]string{"rest": "You have no entry in this draw."},
	},
	{
		verb: "draw:claim", story: []string{"lou: /giveaway kept", "ann: me please", "[+61m]"}, label: "Claim my prize", once: true,
		sees: map[string]string{"ann": "Mug is yours.", "rest": "You have nothing to claim here."},
	},
	{
		verb: "draw:redraw", story: []string{"lou: /giveaway kept", "ann: me please", "[+61m]", "[+5m] lou: /giveaway redraw"}, label: "\u2068ann\u2069", notOn: []string{"discord"},
		sees: map[string]string{"staff": "lost the prize to the next place", "rest": moderatorsOnly},
	},
	{
		verb: "draw:review", story: []string{"lou: /giveaway cancel", "lou: /giveaway checked", "ann: let me in"}, label: "Let in",
		sees: map[string]string{"staff": "let ann take part", "rest": moderatorsOnly},
	},
	{
		verb: "standings:top", story: []string{"ann: /top"}, label: "Month", once: true,
		sees: map[string]string{"rest": "Most earned this month"},
	},
	{
		verb: "standings:history", story: append(slices.Repeat([]string{"lou replies to ann#1: /award 1"}, 11), "ann: /history"), label: "Older", once: true, hidden: []string{"discord"},
		sees: map[string]string{"ann": "[Newer]", "rest": "These buttons belong to somebody else."},
	},
	{
		verb: "link:cancel", story: []string{"zoe privately: /link", "ann privately: CODE#1"}, label: "Cancel", once: true, hidden: []string{"discord"},
		sees: map[string]string{"ann": "Nothing was linked.", "rest": "Only the account that was asked can answer this."},
	},
	{
		verb: "link:confirm", story: []string{"zoe privately: /link", "ann privately: CODE#2"}, label: "Link them", once: true, hidden: []string{"discord"},
		sees: map[string]string{"ann": "are one member now", "rest": "Only the account that was asked can answer this."},
	},
	{
		verb: "hush:off", story: []string{"ann: /quiet off"}, label: "No more of these",
		sees: map[string]string{"ann": "I won't write to you about Tea House any more", "rest": "This button belongs to somebody else."},
	},
	{
		verb: "dashboard:end", story: []string{"own opens the desk", "own privately: /dashboard"}, label: "Sign out everywhere", by: "own", hidden: []string{"discord"},
		sees: map[string]string{"rest": "You are signed out everywhere."},
	},
	{
		verb: "hush:on", story: []string{"ann: /quiet"}, label: "Write to me again", hidden: []string{"discord"},
		sees: map[string]string{"ann": "I'll write to you about Tea House", "rest": "This button belongs to somebody else."},
	},
	{
		verb: "survey:start", story: []string{"[+1m] cleo privately: /survey"}, label: "Second", hidden: []string{"discord"}, by: "cleo",
		sees: map[string]string{"rest": "question 1 of 1: Cake?"},
	},
	{
		verb: "survey:pick", story: append([]string{"[+1m]"}, slices.Repeat([]string{"cleo privately: /survey q2"}, 6)...), label: "Plenty", once: true, hidden: []string{"discord"}, by: "cleo",
		sees: map[string]string{"rest": "That was all of Second. Thank you."},
	},
	{
		verb: "tags:own", story: []string{"[+1m] ann: /tags"}, label: "green", once: true, hidden: []string{"discord"},
		sees: map[string]string{"ann": "Your tags in Tea House: green", "rest": notYours},
	},
	{
		verb: "tags:staff", story: append([]string{"[+1m]"}, slices.Repeat([]string{"lou privately: /tag @bobby"}, 4)...), label: "vip", once: true, hidden: []string{"discord"}, by: "lou",
		sees: map[string]string{"staff": "Staff's tags of bob", "rest": moderatorsOnly},
	},
	{
		verb: "shop:buy", story: []string{"ann: /shop"}, label: "Pin", once: true, hidden: []string{"discord"},
		sees: map[string]string{"rest": "[Buy it] [Cancel]"},
	},
	{
		verb: "shop:cancel", story: []string{"ann: /buy pin"}, label: "Cancel", once: true,
		sees: map[string]string{"ann": "Nothing was bought.", "rest": notYours},
	},
	{
		verb: "shop:confirm", story: []string{"ann: /buy pin"}, label: "Buy it", once: true,
		sees: map[string]string{"ann": "I have a few questions for you in private.", "rest": notYours},
	},
	{
		verb: "shop:get", story: []string{"[+1m] ann shuts the chat", "ann: /buy key", `ann presses "Buy it"`, "ann opens the chat"}, label: "Send me the code", once: true,
		sees: map[string]string{"ann": "Your code: 1a", "rest": notYours},
	},
	{
		verb: "shop:answer", story: []string{"[+1m] ann: /buy pin", `ann presses "Buy it"`, "[+1m] ann: /orders"}, label: "3: Answer now", once: true, hidden: []string{"discord"},
		sees: map[string]string{"ann": "rder 3: Pin", "rest": notYours},
	},
	{ // a form can't be opened for everyone to send it, so that it is made up
		verb: "shop:filled", story: []string{"[+1m] ann: /buy pin", `ann presses "Buy it"`, "[+1m] ann: /orders"}, label: "4: Answer now", once: true, hidden: []string{"discord"},
		sees: map[string]string{"ann": "rder 4: Pin", "rest": notYours},
	},
	{
		verb: "shop:address", story: bought, label: "Address", once: true,
		sees: map[string]string{"staff": "I have written to you in private.", "rest": shipOnly},
	},
	{verb: "shop:sent", story: bought, label: "Sent", sees: map[string]string{"staff": "Pin was sent to you.", "rest": shipOnly}},
	{verb: "shop:ask", story: bought, label: "Ask again", sees: map[string]string{"staff": "Please answer once more.", "rest": shipOnly}},
	{verb: "shop:refund", story: bought, label: "Refund", sees: map[string]string{"staff": "you have your 0 points for Pin back.", "rest": shipOnly}},
	{
		verb: "draw:mark", story: []string{"[+1d 09:00] lou: /giveaway rated", "ann: rate me", "[+61m]", "[+2m]"}, label: "1 😞", once: true,
		sees: map[string]string{"ann": "Your answer: 1 😞", "rest": othersOnly},
	},
	{
		verb: "poll:mark", story: []string{"[+1h] adm: /schedule run votes", `ann presses "Sencha"`, "[+61m]", "[+2m]"}, label: "1 😞", once: true,
		sees: map[string]string{"ann": "Your answer: 1 😞", "rest": othersOnly},
	},
	{
		verb: "quiz:mark", story: []string{"[+1d 09:00] lou: /quiz contest", "[+5s]", `ann presses "A"`, "[+1m]", "[+2m]", "[+2m]"}, label: "1 😞", once: true,
		sees: map[string]string{"ann": "Your answer: 1 😞", "rest": othersOnly},
	},
	{
		verb: "schedule:mark", story: []string{"[+1h] adm: /schedule run hello", "[+1d 18:00]", "[+2m]"}, label: "1 😞", once: true,
		sees: map[string]string{"rest": "Your answer: 1 😞"},
	},
	{
		verb: "followup:show", story: wentAway, label: "1", once: true, hidden: []string{"discord"}, by: "lou",
		sees: map[string]string{"staff": "[I'll write to them]", "rest": moderatorsOnly},
	},
	{
		verb: "followup:do", label: "I'll write to them", once: true, hidden: []string{"discord"}, by: "lou",
		sees: map[string]string{"staff": " is in charge.", "rest": moderatorsOnly},
	},
	{
		verb: "followup:list", story: []string{"lou privately: /followups", `lou presses "1"`}, label: "Back to the list", once: true, hidden: []string{"discord"}, by: "lou",
		sees: map[string]string{"staff": "to write to, ", "rest": moderatorsOnly},
	},
	{
		verb: "tiers:show", story: []string{"lou privately: /tier"}, label: "core", hidden: []string{"discord"}, by: "lou",
		sees: map[string]string{"staff": "seats taken", "rest": moderatorsOnly},
	},
	{
		verb: "tiers:board", story: []string{"lou privately: /tier", `lou presses "core"`}, label: "All tiers", hidden: []string{"discord"}, by: "lou",
		sees: map[string]string{"staff": "wide: ", "rest": moderatorsOnly},
	},
	{
		verb: "tiers:keep", story: listed("dora"), label: "Keep dora", once: true, notOn: []string{"discord"}, by: "lou",
		sees: map[string]string{"lou": "lou keeps dora in core", "staff": "< ack: Somebody has decided that already", "rest": moderatorsOnly},
	},
	{
		verb: "tiers:remove", story: listed("elsa"), label: "Remove elsa", once: true, notOn: []string{"discord"}, by: "lou",
		sees: map[string]string{"lou": "lou removed elsa from core", "staff": "< ack: Somebody has decided that already", "rest": moderatorsOnly},
	},
	{
		verb: "tiers:join", story: []string{"ann privately: /tier"}, label: "Join wide", once: true, hidden: []string{"discord"},
		sees: map[string]string{"rest": "< ack: I'm sending you the link in private."},
	},
	{
		verb: "campaign:start", story: []string{"[+16d 08:00] adm privately: /campaign return"}, label: "Start", hidden: []string{"discord"}, by: "adm",
		sees: map[string]string{"adm": "return has started.", "own": "return has started.", "rest": "Only administrators of the group can do that."},
	},
	{
		verb: "privacy:keep", story: []string{"ann: /forgetme"}, label: "Cancel", once: true, hidden: []string{"discord"},
		sees: map[string]string{"ann": "Nothing was changed.", "rest": "Only the person who asked can answer this."},
	},
	{
		verb: "privacy:forget", story: []string{"ann: /forgetme"}, label: "Delete my data", once: true, hidden: []string{"discord"},
		sees: map[string]string{"ann": "has forgotten you.", "rest": "Only the person who asked can answer this."},
	},
}

// answers returns the expected answer to a presser.
func (r *buttonRow) answers(who string) string {
	for _, name := range []string{who, "staff", "rest"} {
		if want, ok := r.sees[name]; ok && (name != "staff" || slices.Contains([]string{"lou", "adm", "own"}, who)) {
			return want
		}
	}
	return ""
}

// presses has everyone press every button.
func (w *accessWorld) presses() {
	for _, r := range accessRanks {
		w.do("[+1m] %s: good morning everybody", r.who)
		w.do("%s: /checkin", r.who)
		w.do("%s: /top", r.who)
	}
	declared := []string{"call:confirm"} // the engine's own
	for _, f := range wire.Features(wire.NewParts()) {
		for _, v := range f.Routes().Verbs {
			declared = append(declared, f.Name()+":"+v.Name)
		}
	}
	for _, verb := range declared {
		if !slices.ContainsFunc(buttonRows, func(r buttonRow) bool { return r.verb == verb }) {
			w.Errorf("the button %s has no row in the table", verb)
		}
	}
	for _, r := range buttonRows {
		if !slices.Contains(declared, r.verb) {
			w.Errorf("there is no button %s that the table has a row for", r.verb)
		}
		if !slices.Contains(r.notOn, w.venue) {
			w.press(&r)
		}
	}
}

// press has everyone press one button.
func (w *accessWorld) press(r *buttonRow) {
	for i, who := range pressers {
		for _, line := range r.story {
			if i > 0 && r.once {
				continue
			}
			if _, button, pressed := strings.Cut(line, " presses "); pressed {
				line += " on " + w.stage.With(strings.Trim(button, `"`))
			}
			w.do("%s", line)
		}
		acts, err := w.stage.Do(fmt.Sprintf("%s presses %q on %s", who, r.label, w.stage.With(r.label)))
		if hidden := who != cmp.Or(r.by, "ann") && slices.Contains(r.hidden, w.venue); hidden != (err != nil) {
			w.Fatalf("%s presses %q of %s: %v, hidden: %v", who, r.label, r.verb, err, hidden)
		} else if hidden {
			continue
		}
		want := r.answers(who)
		if !strings.Contains(strings.Join(acts, "\n"), want) || want == "< ack" && !slices.Equal(acts, []string{want}) {
			w.Errorf("%s presses %q of %s: want %q, got %q", who, r.label, r.verb, want, acts)
		}
		if want != moderatorsOnly || strings.HasPrefix(r.verb, "call:") {
			continue
		}
		// The answer must not reveal whether such a case exists.
		if acts := w.do("%s sends %q on %s", who, r.verb+":9999:dismiss", w.stage.With(r.label)); !slices.Equal(acts, []string{want}) {
			w.Errorf("%s makes up a button of %s: want %q, got %q", who, r.verb, want, acts)
		}
	}
}
