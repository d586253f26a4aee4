package words

import (
	"strconv"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/sanction"
)

// shownReporters is how many of those who reported a message are named.
const shownReporters = 5

// whatReported returns a report in a sentence.
func (w *Words) whatReported(t *bot.Turn, c *sanction.Case) (string, error) {
	who, err := called(t, c)
	if err != nil {
		return "", err
	}
	if c.User == "" { // nobody known, or nobody any more
		who = t.Text("moderation.somebody", nil)
	}
	var names []string
	for _, id := range c.Reporters[:min(len(c.Reporters), shownReporters)] {
		by, err := t.MemberByID(id)
		if err != nil {
			return "", err
		}
		if by == nil {
			names = append(names, t.Text("moderation.somebody", nil))
			continue
		}
		names = append(names, answer.Name(by, nil))
	}
	if more := len(c.Reporters) - shownReporters; more > 0 {
		names = append(names, "+"+strconv.Itoa(more))
	}
	return t.Text("moderation.report", bot.Args{"Name": who, "By": strings.Join(names, ", ")}), nil
}

// reportLines returns all that a report says.
func (w *Words) reportLines(t *bot.Turn, c *sanction.Case, line string) (string, error) {
	lines := []string{line}
	if e := c.Evidence; e != nil {
		if e.Text != "" {
			lines = append(lines, t.Text("moderation.quote", bot.Args{"Text": bot.Isolate(e.Text)}))
		}
		if link := t.Link(e.Message); link != "" {
			lines = append(lines, link)
		}
	}
	if !c.Decided.IsZero() {
		by, err := Moderator(t, c.DecidedBy)
		if err != nil {
			return "", err
		}
		key := "moderation.dismissed"
		args := bot.Args{"By": by, "Act": decision(t, c.Decision)}
		if c.Decision != "" {
			key = "moderation.dealt_with"
		}
		lines = append(lines, t.Text(key, args))
	}
	return strings.Join(lines, "\n"), nil
}

// decision returns what a moderator did, as its button says it.
func decision(t *bot.Turn, act bot.Act) string {
	switch act {
	case bot.ActWarn:
		return t.Text("moderation.warn", nil)
	case bot.ActMute:
		return t.Text("moderation.mute", nil)
	case bot.ActBan:
		return t.Text("moderation.ban", nil)
	}
	return t.Text("moderation.delete", nil)
}

// appealLine returns what the member says, and what was decided.
func appealLine(t *bot.Turn, c *sanction.Case) string {
	return t.Text("moderation.appeal_line", bot.Args{"Text": bot.Isolate(c.Appeal.Text), "State": AppealState(t, c)})
}

// AppealState returns what became of an appeal.
func AppealState(t *bot.Turn, c *sanction.Case) string {
	switch a := c.Appeal; {
	case a.Decided.IsZero():
		return t.Text("moderation.appeal_waits", nil)
	case a.Lifted:
		return t.Text("moderation.appeal_lifted", nil)
	}
	return t.Text("moderation.appeal_upheld", nil)
}
