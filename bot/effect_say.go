package bot

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot/markup"
)

// Say posts a text. With To it is meant for that user only: posted privately if
// the platform can, or else in the open and deleted after HideAfter.
type Say struct {
	Place     Place         `json:"place"`
	To        UserID        `json:"to,omitempty"`
	Text      string        `json:"text"` // plain text; split if longer than Capabilities.TextLength
	ReplyTo   string        `json:"reply_to,omitempty"`
	Press     string        `json:"press,omitempty"` // id of the press or command that it answers
	Buttons   [][]Button    `json:"buttons,omitempty"`
	Lane      Lane          `json:"lane,omitempty"`       // Answers if empty
	Expires   time.Time     `json:"expires,omitzero"`     // not posted after this
	HideAfter time.Duration `json:"hide_after,omitempty"` // age at which a post in the open is deleted; 0: never
	InDoubt   Doubt         `json:"in_doubt,omitempty"`
	// Lasts is how long the question stays open after posting, which a place
	// may show as a countdown; 0 if it is no question or has no end.
	Lasts time.Duration `json:"lasts,omitempty"`
	// Rich marks the text as Steward's markup (see markup.Parse), which each
	// platform renders its own way; otherwise the text is shown verbatim.
	Rich bool `json:"rich,omitempty"`
	// Picture is sent with the text.
	Picture Attachment `json:"picture,omitzero"`
	// Title and Tags are for places that only take posts with titles, such as a
	// forum; elsewhere the title goes above the text.
	Title string   `json:"title,omitempty"`
	Tags  []string `json:"tags,omitempty"`
	// Secret is a text that stands in no listing and no record, such as a code
	// that was paid for: only its reader sees it.
	Secret bool `json:"secret,omitempty"`
	// Ping are accounts of the place's platform that are notified, by their
	// names as they stand in the text; at most MostPinged.
	Ping []User `json:"ping,omitempty"`
	// Optional: nobody needs to hear that it could not be delivered.
	Optional bool `json:"optional,omitempty"`
}

var _ = declare[Say]()

// MostPinged bounds Say.Ping.
const MostPinged = 20

// pingRoom is the most that a platform adds to a text for each, in characters.
const pingRoom = 24

// Pinged returns those of Ping whose names are in the text, which may be a part
// of what was to be said.
func (e Say) Pinged() []User {
	text := e.Plain()
	return slices.DeleteFunc(slices.Clone(e.Ping), func(u User) bool { return u.Name == "" || !strings.Contains(text, u.Name) })
}

func (Say) kind() string        { return "say" }
func (e Say) Where() Place      { return e.Place }
func (e Say) in(p Place) Effect { e.Place, e.ReplyTo = p, ""; return e }

func (e Say) traits() Traits {
	return Traits{
		Lane: e.Lane, Expires: e.Expires, Order: saidIn(cmp.Or(e.Lane, Answers), e.Place), Pace: PaceSpeech,
		Once: true, InDoubt: e.InDoubt, Unmissed: e.Optional,
	}
}

// saidIn is the Order of texts and edits in one place and lane.
func saidIn(lane Lane, p Place) string { return string(lane) + "|" + string(p) }

func (e Say) words() Words {
	w := Words{Text: strings.Trim(e.Plain()+"\n"+e.Picture.Alt, "\n"), Said: true, To: e.To}
	if e.Secret {
		w.Text = ""
	}
	if e.Picture.Drawing != nil {
		w.Data = e.Picture.Drawing.Data
	}
	return w
}

// Plain returns the text for a platform without formatting.
func (e Say) Plain() string { return plain(e.Text, e.Rich) }

func plain(text string, rich bool) string {
	if rich {
		return markup.Plain(text)
	}
	return text
}

func (e Say) attachment() Attachment     { return e.Picture }
func (e Say) attach(a Attachment) Effect { e.Picture = a; return e }

func (e Say) vanish(ref Ref) Effect {
	if e.HideAfter == 0 || e.Place.Private() {
		return nil
	}
	return Delete{Place: e.Place, Target: Target{Ref: ref}, After: e.HideAfter, OnlyPublic: e.To != "", Lane: Answers}
}

// inWords says what the picture shows below the text.
func (e Say) inWords() Say {
	alt := e.Picture.Alt
	if e.Rich {
		alt = markup.Escape(alt)
	}
	e.Text, e.Picture = strings.Trim(e.Text+"\n"+alt, "\n"), Attachment{}
	return e
}

func (e Say) fit(c Capabilities, _ time.Time) ([]Effect, error) {
	if !c.Pictures && e.Picture.Alt != "" {
		e = e.inWords()
	}
	if e.Picture == (Attachment{}) && strings.TrimSpace(e.Plain()) == "" {
		return nil, Refuse("say.no_text")
	}
	if e.Picture != (Attachment{}) && !c.Pictures {
		return nil, Refuse("cannot.show_pictures")
	}
	if on, _, ok := e.Picture.On(); ok && on != e.Place.Platform() {
		return nil, Refuse("say.other_picture")
	}
	e.Buttons = withoutForms(e.Buttons, c)
	e = e.spelled(c)
	if c.Numbered {
		e.Text, e.Buttons = numbered(e.Text, e.Rich, e.Buttons), nil
	}
	if err := checkButtons(e.Buttons, c); err != nil {
		return nil, err
	}
	if e.Title != "" && !c.Titles {
		e = e.titled()
	}
	c.TextLength -= pingRoom * len(e.Ping)
	texts := e.split(c)
	if c.Titles && len(texts) > 1 {
		return nil, Refuse("say.too_long", c.TextLength)
	}
	if e.Picture != (Attachment{}) && c.CaptionLength > 0 && !markup.Fits(e.Text, c.CaptionLength) {
		texts = append([]string{""}, texts...)
	}
	out := make([]Effect, len(texts))
	for i, text := range texts {
		part := e
		part.Text = text
		if i > 0 {
			part.ReplyTo, part.Picture = "", Attachment{}
		}
		if i < len(texts)-1 {
			part.Buttons = nil
		}
		out[i] = part
	}
	return out, nil
}

// split returns the text in parts that fit; one even if the text is empty.
func (e Say) split(c Capabilities) []string {
	if e.Rich {
		return markup.Split(e.Text, c.TextLength)
	}
	return markup.SplitPlain(e.Text, c.TextLength, c.Escaped)
}

// titled puts the title above the text.
func (e Say) titled() Say {
	title := markup.Format([]markup.Span{{Text: strings.TrimSpace(e.Title), Look: markup.Bold}})
	text := e.Text
	if !e.Rich {
		text = markup.Format([]markup.Span{{Text: text}})
	}
	e.Title, e.Tags, e.Rich = "", nil, true
	e.Text = strings.TrimRight(title+"\n"+text, "\n")
	return e
}

// Button is a button below a message. Data comes back in a Press and holds at
// most 64 bytes, the smallest limit of all platforms.
type Button struct {
	Label string `json:"label"`
	// Means is what a short label stands for, such as the answer "Oolong" for
	// B. Where buttons are narrow, a line of the text shows it.
	Means string `json:"means,omitempty"`
	Data  string `json:"data,omitempty"`
	URL   string `json:"url,omitempty"`
	// Form marks a button that is answered by a Form. Where there are none, it is
	// left out.
	Form bool `json:"form,omitempty"`
}

// spelled adds Button.Means to the message: to the labels where buttons are
// wide or numbered lines, otherwise below the text.
func (e Say) spelled(c Capabilities) Say {
	if len(e.Buttons) == 0 {
		return e
	}
	rows := make([][]Button, len(e.Buttons))
	for i, row := range e.Buttons {
		for _, b := range row {
			line := b.Label + "  " + b.Means
			switch {
			case b.Means == "":
			case c.Numbered:
				b.Label = b.Means
			case c.WideButtons:
				b.Label = line
			case e.Rich:
				e.Text += "\n" + markup.Escape(line)
			default:
				e.Text += "\n" + line
			}
			b.Means = ""
			rows[i] = append(rows[i], b)
		}
	}
	e.Buttons = rows
	return e
}

func checkButtons(rows [][]Button, c Capabilities) error {
	if len(rows) > c.ButtonRows {
		return Refuse("say.rows", len(rows), c.ButtonRows)
	}
	for _, row := range rows {
		if len(row) > c.ButtonsInRow {
			return Refuse("say.row", len(row), c.ButtonsInRow)
		}
		for _, b := range row {
			if len(b.Data) > c.ButtonData {
				return Refuse("say.button", b.Label, len(b.Data), c.ButtonData)
			}
		}
	}
	return nil
}
