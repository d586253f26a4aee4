package bot

// Part is something in a message beside its text, or within it, that people see or
// open.
type Part struct {
	Kind PartKind `json:"kind"`
	Text string   `json:"text,omitempty"` // as people see it
	URL  string   `json:"url,omitempty"`  // what it opens, as the platform gives it
	At   int      `json:"at,omitempty"`   // of code: the byte of the message's text with which it begins
}

// PartKind is what kind of thing a part is.
type PartKind string

// The kinds of part. The text of a message, which is one of the first two, and the name of
// its author are no parts that an adapter sends: they stand where they always do.
const (
	PartText    PartKind = "text"    // what was written
	PartCaption PartKind = "caption" // what was written to a picture or another file
	// PartLink is a link that the platform found in the text: Text is what is seen of it, and
	// URL where it goes, if that is something else.
	PartLink PartKind = "link"
	// PartCode is what in the text is shown as code, just as it stands there. Those of a
	// message are in the order of the text.
	PartCode      PartKind = "code"
	PartButton    PartKind = "button"    // a button below the message
	PartPoll      PartKind = "poll"      // the question, an answer, the explanation
	PartEmbed     PartKind = "embed"     // what stands in a box of its own: an embed, a game, an invoice, a preview
	PartFile      PartKind = "file"      // the name of a file, its title, what describes it for those who can't see it
	PartSticker   PartKind = "sticker"   // the name of a sticker or of its set
	PartContact   PartKind = "contact"   // a contact's name and numbers
	PartVenue     PartKind = "venue"     // a place's name and address
	PartChecklist PartKind = "checklist" // a list's title, a task
	PartQuote     PartKind = "quote"     // what is quoted from elsewhere, and whose it is
	PartThread    PartKind = "thread"    // the name of a thread or topic that the message opens or renames
	PartName      PartKind = "name"      // the name of who wrote the message, or joined
)

// PartKinds lists the kinds of part.
func PartKinds() []PartKind {
	return []PartKind{
		PartText, PartCaption, PartLink, PartCode, PartButton, PartPoll, PartEmbed, PartFile, PartSticker, PartContact, PartVenue, PartChecklist,
		PartQuote, PartThread, PartName,
	}
}

// What is kept of the parts of a message: so many, and so many bytes of them.
// Platforms allow less; a made-up update may hold anything.
const (
	MaxParts     = 256
	MaxPartBytes = 16 << 10
)

// FitParts are parts that keep to the bounds: what goes beyond them is cut off at the end.
func FitParts(parts []Part) []Part {
	left := MaxPartBytes
	for i := range parts {
		size := len(parts[i].Text) + len(parts[i].URL)
		if left -= size; left >= 0 && i < MaxParts {
			continue
		}
		fit := append([]Part(nil), parts[:i]...)
		if left += size; i < MaxParts && left > 0 {
			p := parts[i]
			p.URL = Head(p.URL, left)
			p.Text = Head(p.Text, left-len(p.URL))
			fit = append(fit, p)
		}
		return fit
	}
	return parts
}
