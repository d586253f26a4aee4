package past

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/adapters/console"
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/activity"
	"github.com/stewardbot/steward/bot/feature/imports"
)

// moods are how people like what they are asked about: the place of a button, from 0.
var moods = []int{4, 3, 4, 2, 3, 4, 1, 3, 4, 0, 3}

// marks are the answers to a question how people liked something: of most of those who took part in
// something lately. Others are refused.
func (y *year) marks(p post) (list []bot.Event) {
	if !strings.Contains(p.data[0], ":"+activity.VerbMark+":") {
		return nil
	}
	for i, f := range y.took {
		if i%3 != 0 {
			list = append(list, y.pressed(f, p, p.data[moods[i%len(moods)]]))
		}
	}
	return list
}

// cheer lets most of those who took part in something lately react to the post that is pinned.
func (y *year) cheer(ctx context.Context, day int, at time.Time) error {
	if err := y.until(ctx, at); err != nil || !at.Before(y.end) {
		return err
	}
	y.crowd.mu.Lock()
	post := y.crowd.pinned
	y.crowd.mu.Unlock()
	var list []bot.Event
	done := map[bot.UserID]bool{}
	for i, f := range y.took {
		if i%3 == 0 || done[f.User.ID] || !f.there(day) || post == "" {
			continue
		}
		done[f.User.ID] = true
		list = append(list, y.event(f, console.Lobby, at, bot.Event{Kind: bot.KindReaction, Reaction: &bot.Reaction{Message: post, Added: []string{emojis[i%len(emojis)]}}}))
	}
	return y.submit(ctx, list)
}

// privately lets people choose tags and answer the survey, in private.
func (y *year) privately(ctx context.Context, at time.Time, who []*figure) error {
	if err := y.until(ctx, at); err != nil || !at.Before(y.end) {
		return err
	}
	for _, step := range [][2]string{{"/tags", "tags:own:"}, {"/survey habits", "survey:pick:"}, {"/survey habits", "survey:pick:"}} {
		if err := y.submit(ctx, y.whispers(at, step[0], who)); err != nil {
			return err
		}
		if err := y.submit(ctx, y.presses(step[1], who)); err != nil {
			return err
		}
	}
	return nil
}

// whispers are what people say to Steward in private.
func (y *year) whispers(at time.Time, text string, who []*figure) (list []bot.Event) {
	for _, f := range who {
		list = append(list, y.event(f, bot.PrivatePlace(f.User.ID), at, bot.Event{Kind: bot.KindMessage, Message: &bot.Message{Text: text}}))
	}
	return list
}

// campaign has an administrator write to those who are drifting away.
func (y *year) campaign(ctx context.Context, at time.Time) error {
	if err := y.until(ctx, at); err != nil || !at.Before(y.end) {
		return err
	}
	admin := []*figure{&y.cast[0]}
	if err := y.submit(ctx, y.whispers(at, "/campaign miss-you", admin)); err != nil {
		return err
	}
	return y.press(ctx, at.Add(time.Minute), "campaign:start", admin)
}

// purchases stores what members bought at the tea shop around the corner.
func (y *year) purchases(ctx context.Context, community string, start time.Time) error {
	var list []imports.Purchase
	for i := range y.cast {
		f := &y.cast[i]
		for day := f.joins + y.r.IntN(40); day < f.tires && f.reacts > 0.1; day += 10 + y.r.IntN(60) {
			at := start.AddDate(0, 0, day).Add(time.Duration(10+y.r.IntN(10)) * time.Hour)
			if at.Before(y.end) {
				list = append(list, imports.Purchase{User: f.User.ID, At: at, Hundreds: int64(8+y.r.IntN(60)) * 100, Currency: "EUR"})
			}
		}
	}
	for some := range slices.Chunk(list, 500) {
		data, err := json.Marshal(some)
		if err != nil {
			return err
		}
		if err := y.engine.Fire(ctx, community, imports.Name, imports.TimerBuy, data); err != nil {
			return err
		}
	}
	return y.engine.Settle(ctx)
}
