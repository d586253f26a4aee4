package engine

import (
	"slices"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/rules"
)

// partNames are the catalogue keys of the message parts in which something can
// be found. The plain text needs no name.
var partNames = map[bot.PartKind]string{
	bot.PartCaption: "part.caption", bot.PartLink: "part.link", bot.PartCode: "part.code", bot.PartButton: "part.button",
	bot.PartPoll: "part.poll", bot.PartEmbed: "part.embed", bot.PartFile: "part.file", bot.PartSticker: "part.sticker",
	bot.PartContact: "part.contact", bot.PartVenue: "part.venue", bot.PartChecklist: "part.checklist", bot.PartQuote: "part.quote",
	bot.PartThread: "part.thread", bot.PartName: "part.name",
}

// evidence describes what was found, and in which part of the message, in the
// community's language.
func (d *decider) evidence(found []rules.Found) string {
	var texts []string
	for _, f := range found {
		text := f.Text
		if f.Key != "" {
			text = d.Text(d.com.Language, f.Key, f.Args)
		}
		if key := partNames[f.In]; key != "" {
			text = d.Text(d.com.Language, "rules.found_in", bot.Args{"Found": text, "Part": d.Text(d.com.Language, key, nil)})
		}
		if !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
	}
	return strings.Join(texts, ", ")
}
