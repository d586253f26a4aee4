package words

import (
	"slices"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/sanction"
)

// undone returns who undid a case and when, what was restored, and what could not be.
func undone(t *bot.Turn, c *sanction.Case, args bot.Args) (string, error) {
	by, err := Moderator(t, c.UndoneBy)
	if err != nil {
		return "", err
	}
	args["By"], args["When"], args["Points"] = by, answer.When(t, c.Undone), answer.Points(t, c.Points)
	keys := []string{"moderation.undone"}
	if c.Warning {
		keys = append(keys, "moderation.unwarned")
	}
	switch c.Kind {
	case bot.ActAward:
		keys = append(keys, "moderation.unawarded")
	case bot.ActFine:
		keys = append(keys, "moderation.unfined")
	}
	deleted := false
	for _, s := range c.Sanctions {
		deleted = deleted || s.State != sanction.Refused && (s.Act == bot.ActDelete || s.Purge > 0)
		key := ended[s.Act]
		if key != "" && s.ByHand {
			key = "moderation.by_hand"
		}
		if key != "" && s.State == sanction.Done && (s.Act != bot.ActKick || s.Reason == "") && !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	if deleted {
		keys = append(keys, "moderation.stays_deleted")
	}
	if len(keys) == 1 && args["Name"] != nil {
		keys[0] = "moderation.undone_of"
	}
	for i, key := range keys {
		keys[i] = t.Text(key, args)
	}
	return sentences(keys), nil
}

// sentences joins sentences, with a space except after a Chinese full stop.
func sentences(list []string) string {
	var b strings.Builder
	for i, s := range list {
		if i > 0 && !strings.HasSuffix(list[i-1], "。") {
			b.WriteByte(' ')
		}
		b.WriteString(s)
	}
	return b.String()
}

// ended says what is so again by what undoes an act, or of a kick that nothing does.
var ended = map[bot.Act]string{
	bot.ActUnmute: "moderation.unmuted", bot.ActUnban: "moderation.unbanned", bot.ActKick: "moderation.kicked",
	bot.ActUnlock: "moderation.unlocked", bot.ActUnpin: "moderation.unpinned",
}
