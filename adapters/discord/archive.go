package discord

import (
	"context"
	"fmt"
	"net/url"
	"time"
)

// archivesAfter is the length of a gap in which threads may have gone quiet and
// been archived; a guild only reports active ones. An hour is Discord's
// shortest setting, minus the margin of a gap. Threads archived by hand in
// shorter gaps are not searched.
const archivesAfter = time.Hour - 2*margin

// maxArchives bounds the pages of archived threads to search.
const maxArchives = 50

// archivedThreads is a page of them, the latest archived first:
// https://discord.com/developers/docs/resources/channel#list-public-archived-threads.
type archivedThreads struct {
	Threads []channelObject `json:"threads"`
	More    bool            `json:"has_more"`
}

// archive looks for threads of a channel that had messages after the gap began
// and were archived since. Each becomes a gap of its own.
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
