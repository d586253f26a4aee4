package draw

import (
	"crypto/sha256"
	"encoding"
	"encoding/hex"
	"hash"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/activity"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/feature/draw/proof"
	"github.com/stewardbot/steward/bot/markup"
	"github.com/stewardbot/steward/bot/require"
)

// freeze adds a chunk of entries to the list.
func (f *Feature) freeze(t *bot.Turn, a *activity.Activity, entries []*activity.Entry) error {
	v, err := activity.Read[data](a)
	if err != nil {
		return err
	}
	h, err := resume(v.Hash)
	if err != nil {
		return err
	}
	part := chunk{From: entries[0].Tag}
	for _, e := range entries {
		if e.Weight, err = f.tickets(t, &v, e.Member); err != nil {
			return err
		}
		further, err := f.useExtra(t, a, e.Member)
		if err != nil {
			return err
		}
		e.Weight += further
		part.Tickets += e.Weight
		h.Write([]byte(line(e)))
	}
	v.Chunks = append(v.Chunks, part)
	if v.Hash, err = h.(encoding.BinaryMarshaler).MarshalBinary(); err != nil {
		return err
	}
	return a.Write(v)
}

// resume continues a SHA-256 from its stored state; nil is a new one.
func resume(state []byte) (hash.Hash, error) {
	h := sha256.New()
	if state == nil {
		return h, nil
	}
	return h, h.(encoding.BinaryUnmarshaler).UnmarshalBinary(state)
}

func line(e *activity.Entry) string {
	return proof.Entry{Code: e.Tag.String(), Tickets: e.Weight}.Line()
}

// tickets returns how many entries a member has: the most of those that their
// level gives, and at least one.
func (f *Feature) tickets(t *bot.Turn, v *data, m bot.MemberID) (uint64, error) {
	n := uint64(1)
	for _, more := range v.More {
		lacks, err := f.judge.Check(t, m, &require.Condition{Level: more.Level})
		if err != nil {
			return 0, err
		}
		if lacks.None() {
			n = max(n, more.Entries)
		}
	}
	return n, nil
}

// meets returns why a member may not enter.
func (f *Feature) meets(t *bot.Turn, a *activity.Activity, m bot.MemberID) (string, error) {
	d, _, _, err := f.defined.Find(t, a.From)
	if err != nil {
		return "", err
	}
	lacks, err := f.judge.Gate(t, m, require.Draws, d.Require)
	return lacks.Text(t), err
}

// frozen posts the hash of the list in the draw's first place. The id of that
// post decides the draw.
func (f *Feature) frozen(t *bot.Turn, a *activity.Activity) error {
	v, err := activity.Read[data](a)
	if err != nil {
		return err
	}
	if err := f.listen(t, a, &v, false); err != nil {
		return err
	}
	h, err := resume(v.Hash)
	if err != nil {
		return err
	}
	v.Hash, v.List = nil, hex.EncodeToString(h.Sum(nil))
	if len(a.Out) > 0 {
		toLog(t, func(t *bot.Turn) bot.Say { return bot.Say{Text: leftOut(t, a)} })
	}
	if a.Entries == 0 {
		if err := a.Write(v); err != nil {
			return err
		}
		return f.nobody(t, a)
	}
	return f.post(t, a, &v)
}

// leftOut says how many entries were left out, and why.
func leftOut(t *bot.Turn, a *activity.Activity) string {
	var list []string
	for _, of := range []struct{ why, key string }{
		{activity.OutLeft, "draw.log_left"}, {activity.OutBanned, "draw.log_banned"}, {activity.OutUnmet, "draw.log_unmet"},
		{activity.OutLinked, "draw.log_linked"}, {activity.OutForgotten, "draw.log_forgotten"},
		{activity.OutWaits, "draw.log_waiting"}, {activity.OutAlike, "draw.log_alike"}, {activity.OutUnfit, "draw.log_unfit"},
	} {
		if n := a.Out[of.why]; n > 0 {
			list = append(list, t.Text(of.key, bot.Args{"Count": n}))
		}
	}
	return t.Text("draw.left_out", bot.Args{"Number": a.ID, "Name": bot.ShowName(a.Name), "List": strings.Join(list, t.Text("draw.comma", nil))})
}

// post makes the closing post.
func (f *Feature) post(t *bot.Turn, a *activity.Activity, v *data) error {
	place := a.Posts[0].Place
	there := t.ToPlace(place)
	text := markup.Escape(there.Text("draw.closing", bot.Args{"Count": a.Entries, "Name": bot.ShowName(a.Name), "Number": a.ID})) + "\n`" + v.List + "`"
	ref := t.Do(bot.Say{Place: place, Text: text, Rich: true, Lane: bot.Posts, Expires: t.Now().Add(24 * time.Hour)})
	v.Sent = true
	if err := f.life.Await(t, a, ref, "close"); err != nil {
		return err
	}
	return f.save(t, a, v)
}

// posted handles the outcome of the closing post. Without one, the draw waits.
func (f *Feature) posted(t *bot.Turn, a *activity.Activity, _ string) error {
	out := t.Event.Outcome
	v, err := activity.Read[data](a)
	if err != nil || a.Stage != activity.Closed || !v.Post.Zero() {
		return err
	}
	if out.Status != bot.Done || len(out.Receipt.Messages) == 0 {
		v.Sent = false
		t.Find(bot.Finding{Code: "waits", Args: bot.Args{"Number": a.ID}, Reason: out.Reason})
		toLog(t, func(t *bot.Turn) bot.Say {
			return bot.Say{
				Text: t.Text("draw.log_waits", bot.Args{"Number": a.ID, "Name": bot.ShowName(a.Name), "Place": string(a.Posts[0].Place), "Reason": out.Reason.In(t.Language())}),
			}
		})
		return f.save(t, a, &v)
	}
	v.Post = bot.MessageID{Place: bot.Place(v.Rules.Places[0]), ID: out.Receipt.Messages[0]}
	return f.draw(t, a, &v)
}

// again makes the closing post again after it was refused.
func (f *Feature) again(t *bot.Turn, a *activity.Activity, v *data) error {
	args := bot.Args{"Number": a.ID}
	if a.Stage != activity.Closed || v.List == "" || v.Sent || !v.Post.Zero() {
		return refuse(t, "draw.not_waiting", args)
	}
	answer.Privately(t, answer.Reply{Text: t.ToUser().Text("draw.tried_again", args)})
	return f.post(t, a, v)
}

// nobody ends a draw without entries.
func (f *Feature) nobody(t *bot.Turn, a *activity.Activity) error {
	if err := f.life.Settle(t, a); err != nil {
		return err
	}
	err := everywhere(t, a, func(t *bot.Turn, _ bot.Place) (bot.Say, error) {
		return bot.Say{Text: t.Text("draw.nobody", bot.Args{"Name": bot.ShowName(a.Name)})}, nil
	})
	if err != nil {
		return err
	}
	return f.life.Evaluate(t, a)
}
