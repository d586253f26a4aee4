package discord

import (
	"context"
	"fmt"
	"net/url"
	"time"
)

// archivesAfter is how long a gap must be for threads to have gone quiet in it
// and been archived; only active ones are told with a guild. An hour is the
// shortest that Discord offers, less the margin of a gap. What a moderator
// archives by hand in a shorter one is not looked for.
const archivesAfter = time.Hour - 2*margin

// maxArchives bounds the pages of archived threads that are looked through.
const maxArchives = 50

// archivedThreads is a page of them, the latest archived first:
// https://discord.com/developers/docs/resources/channel#list-public-archived-threads.
type archivedThreads struct {
	Threads []channelObject `json:"threads"`
	More    bool            `json:"has_more"`
}

// archive looks for threads of a channel in which something was said after the
// gap began, and which were archived since. Each becomes a gap of its own.
func (b *backfill) archive(ctx context.Context, g gap) error {
	var found []gap
	before := ""
	for range maxArchives {
		var page archivedThreads
		path := "/channels/" + g.Channel + "/threads/archived/public?limit=100"
		if before != "" {
			path += "&before=" + url.QueryEscape(before)
		}
		if err := b.a.get(ctx, path, &page); err != nil {
			return err
		}
		over := !page.More || len(page.Threads) == 0
		for _, t := range page.Threads {
			if last := parseSnowflake(t.LastMessageID); last > g.After && isID(t.ID) {
				found = append(found, gap{Guild: g.Guild, Channel: t.ID, Parent: g.Channel, After: g.After, Until: last})
			}
			if t.Thread == nil {
				continue
			}
			before = t.Thread.ArchivedAt
			over = over || parseTime(before).Before(g.After.at())
		}
		if over {
			break
		}
	}
	if len(found) > 0 {
		b.a.log.Info("threads that were archived meanwhile have messages that were missed",
			"channel", fmt.Sprint(channelPlace(g.Guild, g.Channel)), "threads", len(found))
	}
	return b.submit(ctx, nil, g, g.Until, found...)
}
