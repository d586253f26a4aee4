package bot

// Part is something in or with a message, apart from its plain text, that
// people see or open.
type Part struct {
	Kind PartKind `json:"kind"`
	Text string   `json:"text,omitempty"` // as people see it
	URL  string   `json:"url,omitempty"`  // what it opens, as given by the platform
	At   int      `json:"at,omitempty"`   // of code: its byte offset in the message's text
}

// PartKind is the kind of a part.
type PartKind string

// The kinds of part. Adapters don't send the first two, which stand for the
// message's text, nor the author's name: these have fields of their own.
const (
	PartText    PartKind = "text"    // what was written
	PartCaption PartKind = "caption" // the caption of a picture or another file
	// PartLink is a link that the platform found in the text: Text is what
	// people see, URL the destination if that differs.
	PartLink PartKind = "link"
	// PartCode is verbatim text shown as code. A message's code parts are in
	// text order.
	PartCode      PartKind = "code"
	PartButton    PartKind = "button"    // a button below the message
	PartPoll      PartKind = "poll"      // the question, an answer, the explanation
	PartEmbed     PartKind = "embed"     // a box of its own: an embed, a game, an invoice, a preview
	PartFile      PartKind = "file"      // a file's name, title or alt text
	PartSticker   PartKind = "sticker"   // the name of a sticker or of its set
	PartContact   PartKind = "contact"   // a contact's name and numbers
	PartVenue     PartKind = "venue"     // a place's name and address
	PartChecklist PartKind = "checklist" // a checklist's title or a task
	PartQuote     PartKind = "quote"     // a quote from elsewhere and its author
	PartThread    PartKind = "thread"    // the name of a thread or topic that the message creates or renames
	PartName      PartKind = "name"      // the name of the message's author, or of somebody who joined
)

// PartKinds returns all kinds of part.
func PartKinds() []PartKind {
	return []PartKind{
		PartText, PartCaption, PartLink, PartCode, PartButton, PartPoll, PartEmbed, PartFile, PartSticker, PartContact, PartVenue, PartChecklist,
		PartQuote, PartThread, PartName,
	}
}

// Bounds on the parts kept of a message: their number, and their bytes in
// total. Platforms allow less; a forged update may hold anything.
const (
	MaxParts     = 256
	MaxPartBytes = 16 << 10
)

// FitParts cuts parts off at the end to keep them within the bounds.
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
