package campaign

import (
	"strconv"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
)

// What an operator may want of a campaign; without a word, a count and the offer to start.
const (
	wishStart  = "start"
	wishStop   = "stop"
	wishResult = "result"
)

var wishes = []bot.Choice{
	{Value: wishStart, Words: []string{"preview", "开始/開始", "预览/預覽"}},
	{Value: wishStop, Words: []string{"停止"}},
	{Value: wishResult, Words: []string{"结果/結果"}},
}

const (
	verbStart = "start"
	// fresh is how long a count can be started.
	fresh = time.Hour
)

// command handles /campaign, /campaign NAME, and that with start, stop or result.
func (f *Feature) command(t *bot.Turn, in *bot.Input) error {
	if t.Late || t.Event.User == nil {
		return nil
	}
	reader := t.ToUser()
	say := func(text string) {
		if text != "" {
			answer.Privately(reader, answer.Reply{Text: text})
		}
	}
	called, wish := strings.TrimSpace(in.Text("name")), in.Text("do")
	if called == "" {
		text, err := f.list(reader)
		say(text)
		return err
	}
	c, _, found, err := f.kind.Find(t, called)
	if err != nil {
		return err
	}
	if found {
		called = c.Name
	}
	begun, _, err := latest(t, called)
	switch {
	case err != nil:
		return err
	case wish == wishStop && begun != nil:
		text, err := stop(reader, begun)
		say(text)
		return err
	case wish == wishResult && begun != nil:
		say(begun.result(reader))
	case found && (wish == wishStop || wish == wishResult):
		say(reader.Text("campaign.never", bot.Args{"Campaign": called}))
	case found && begun != nil && begun.Stage == choosing:
		say(begun.result(reader)) // it is still being started
	case found:
		return f.count(t, &c)
	default:
		names, err := f.names(t)
		say(reader.Text("campaign.unknown", bot.Args{"Campaign": bot.ShowName(bot.Head(called, maxName)), "List": strings.Join(names, reader.Text("control.comma", nil))}))
		return err
	}
	return nil
}

// names suggests campaigns to somebody who is typing.
func (f *Feature) names(t *bot.Turn) (names []string, err error) {
	if t.Community == nil {
		return nil, nil
	}
	list, err := f.kind.All(t)
	for _, c := range list {
		names = append(names, c.Name)
	}
	return names, err
}

// count begins to count whom a campaign is for, in place of an earlier count of it.
func (f *Feature) count(t *bot.Turn, c *Campaign) error {
	_, old, err := latest(t, c.Name)
	if err != nil {
		return err
	}
	number := uint64(0)
	err = each(t.State(), t.Community.ID, func(r *run) (bool, error) {
		number = r.Number
		return false, nil
	})
	if err != nil {
		return err
	}
	r := &run{
		Number: number + 1, Name: c.Name, Entry: t.Community.Entries.WriteEntry(*c), Stage: counting, At: t.Now().UTC(),
		Desk: answer.DeskOf(t), Control: c.Control, Days: c.Days, Reward: c.Reward,
	}
	if err := r.save(t); err != nil {
		return err
	}
	if old != nil {
		if err := old.drop(t); err != nil {
			return err
		}
	}
	if err := f.walk(t, r); err != nil || r.Stage != counting {
		return err
	}
	r.Desk.Tell(t, r.Desk.Reader(t).Text("campaign.counting", bot.Args{"Campaign": r.Name}))
	return r.save(t)
}

// counted tells the count, and offers to start.
func (f *Feature) counted(t *bot.Turn, r *run) error {
	r.Stage, r.After = counted, 0
	r.Desk.Show(t, r.preview(r.Desk.Reader(t)))
	r.Desk = answer.Desk{}
	return r.save(t)
}

// pressed starts what was counted. The number in the button may be forged.
func (f *Feature) pressed(t *bot.Turn, data string) error {
	reader := t.ToUser()
	number, err := strconv.ParseUint(data, 10, 64)
	if err != nil {
		number = 0
	}
	r, err := load(t.State(), t.Community.ID, number)
	if err != nil {
		return err
	}
	if r != nil && r.Stage == counted && r.reached() == 0 {
		answer.Ack(t, reader.Text("campaign.nobody", nil))
		return nil
	}
	if r == nil || !r.startable(t) {
		answer.Ack(t, reader.Text("campaign.stale", nil))
		return nil
	}
	if err := f.start(t, r); err != nil {
		return err
	}
	text := reader.Text("campaign.started", bot.Args{"Campaign": r.Name, "Until": r.Until.String()})
	answer.Replace(t, answer.Reply{Text: text}, text)
	return nil
}

// startable reports whether a count can be started.
func (r *run) startable(t *bot.Turn) bool {
	return r.Stage == counted && r.reached() > 0 && t.Now().Sub(r.At) <= fresh
}

// start fixes the days and begins to draw the groups.
func (f *Feature) start(t *bot.Turn, r *run) error {
	r.Stage, r.At, r.Meant, r.Out = choosing, t.Now().UTC(), 0, nil
	r.From = t.Community.Day(t.Now())
	r.Until = r.From + bot.Day(r.Days)
	random := t.Rand("campaign " + data(r.Number))
	for range 32 {
		r.Salt = append(r.Salt, byte(random.Uint32()))
	}
	t.Find(bot.Finding{Code: "begun", Args: bot.Args{"Campaign": r.Name}})
	if err := r.save(t); err != nil {
		return err
	}
	return r.arm(t)
}

func data(number uint64) string { return strconv.FormatUint(number, 10) }

// drop removes a count that was not started.
func (r *run) drop(t *bot.Turn) error {
	if err := t.SetTimer(r.timer(), time.Time{}, nil); err != nil {
		return err
	}
	return runRows.Delete(t.State(), runKey(t, r.Number))
}

// stop ends the runs of a campaign up to the latest one: no message is sent from now on, and nothing is compared.
// Who got the message can still come back for the reward.
func stop(t *bot.Turn, last *run) (say string, err error) {
	stopped := false
	err = each(t.State(), t.Community.ID, func(r *run) (bool, error) {
		if !strings.EqualFold(r.Name, last.Name) || !r.lives() {
			return true, nil
		}
		stopped, r.Stopped = true, t.Now().UTC()
		return true, r.save(t)
	})
	if err != nil || !stopped {
		return last.result(t), err
	}
	t.Find(bot.Finding{Code: "stopped", Args: bot.Args{"Campaign": last.Name}})
	return t.Text("campaign.stopped_now", bot.Args{"Campaign": last.Name, "Until": last.Until.String()}), nil
}
