package main

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stewardbot/steward/adapters/discord/fakediscord"
	"github.com/stewardbot/steward/adapters/telegram/faketelegram"
)

// both is a community on Telegram and Discord, with posts and a quiz scheduled in all of its
// places.
type both struct {
	*wired
	hall, forum *fakediscord.Channel
	ann         faketelegram.User
	bob         fakediscord.User
}

const bothConfig = `
    schedule:
      - name: tea
        daily: "09:00"
        to: [%[1]s]
        title: "Tea on {weekday}"
        tags: [Events]
        text: "**{date}** at {community}"
        picture: tea.png
        buttons: [{label: More, url: "https://example.com/tea"}]
        pin: true
        delete_after: 1h
    quizzes:
      - {name: contest, daily: "20:00", to: [%[2]s], bank: bank.yaml, questions: 2, time: 20s}
`

func newBoth(t *testing.T) *both {
	t.Helper()
	time.Sleep(time.Until(time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC))) // Discord's ids can't encode times before 2015
	w := &wired{t: t, log: &logged{}, path: filepath.Join(t.TempDir(), "steward.yaml")}
	b := &both{wired: w, ann: person(7, "Ann")}
	w.openTelegram(faketelegram.Options{}, b.ann)
	w.dc = fakediscord.New(fakediscord.Options{Memory: true})
	t.Cleanup(w.dc.Close)
	w.guild = w.dc.AddGuild("Tea", w.dc.AddUser("owner"))
	b.bob = w.dc.AddUser("bob")
	w.guild.AddMember(b.bob)
	b.hall, b.forum = w.guild.AddChannel("general"), w.guild.AddForum("ideas")
	b.forum.AddTag("events")
	b.file("bank.yaml", []byte("title: Colours\nquestions:\n  - {question: Green tea is?, choices: [green, blue], answer: green}\n"+
		"  - {question: Black tea is?, choices: [black, blue], answer: black}\n"))
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 2, 2))); err != nil {
		t.Fatal(err)
	}
	b.file("tea.png", picture.Bytes())
	group, hall := fmt.Sprintf(`"telegram:%d"`, w.group.ID), fmt.Sprintf(`"discord:%s/%s"`, w.guild.ID, b.hall.ID)
	forum := fmt.Sprintf(`"discord:%s/%s"`, w.guild.ID, b.forum.ID)
	w.begin(fmt.Sprintf(bothConfig, strings.Join([]string{group, hall, forum}, ", "), group+", "+hall))
	return b
}

func (b *both) file(name string, content []byte) {
	b.t.Helper()
	if err := os.WriteFile(filepath.Join(filepath.Dir(b.path), name), content, 0o600); err != nil {
		b.t.Fatal(err)
	}
}

// until advances to a time of day and lets everything due happen.
func (b *both) until(clock string) {
	b.t.Helper()
	now := time.Now().UTC()
	at, err := time.Parse("2006-01-02 15:04:05", now.Format("2006-01-02 ")+clock)
	if err != nil {
		b.t.Fatal(err)
	}
	if !at.After(now) {
		at = at.AddDate(0, 0, 1)
	}
	time.Sleep(at.Sub(now))
	synctest.Wait()
}

func (b *both) restart() {
	b.stop()
	b.start()
	time.Sleep(5 * time.Second) // until connected
	synctest.Wait()
}

// inHall returns Steward's public messages on Discord, except pin notices.
func (b *both) inHall() []fakediscord.Message {
	return slices.DeleteFunc(b.dc.Shown(b.hall.ID), func(m fakediscord.Message) bool {
		return m.OnlyFor != "" || m.Content == "" && len(m.Attachments) == 0
	})
}

// TestPostsOnBoth: a post with every option set appears once in each place, adapted to its
// platform, and is deleted when its time is over, even across restarts.
func TestPostsOnBoth(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBoth(t)
		defer b.stop()
		b.until("08:59:00")
		b.restart()
		b.until("09:00:30")
		b.restart()

		day := time.Now().UTC()
		lines := b.tg.Sent(b.group)
		if len(lines) != 1 || len(b.tg.Calls("sendPhoto")) != 1 {
			t.Fatalf("on Telegram: %+v", lines)
		}
		m := lines[0]
		if want := "Tea on " + day.Weekday().String() + "\n" + day.Format(time.DateOnly) + " at "; !strings.HasPrefix(m.Caption, want) {
			t.Errorf("on Telegram it says %q, want %q", m.Caption, want)
		}
		if len(m.CaptionEntities) == 0 || m.Keyboard == nil || m.Keyboard.Rows[0][0].URL != "https://example.com/tea" || !b.tg.Pinned(m) {
			t.Errorf("on Telegram: %+v, pinned %v", m, b.tg.Pinned(m))
		}

		shown := b.inHall()
		if len(shown) != 1 || len(shown[0].Attachments) != 1 || !shown[0].Pinned || len(shown[0].Components) != 1 {
			t.Fatalf("on Discord: %+v", shown)
		}
		if want := "**Tea on " + day.Weekday().String() + "**\n**" + day.Format(time.DateOnly) + "**"; !strings.HasPrefix(shown[0].Content, want) {
			t.Errorf("on Discord it says %q, want %q", shown[0].Content, want)
		}
		threads := b.forum.Threads()
		if len(threads) != 1 {
			t.Fatalf("%d posts in the forum; %s", len(threads), b.log.tail(10))
		}
		if post := b.dc.Channel(threads[0]); post.Name != "Tea on "+day.Weekday().String() || len(post.Tags()) != 1 {
			t.Errorf("in the forum: %q with %q", post.Name, post.Tags())
		}

		b.until("09:59:00")
		if len(b.tg.Sent(b.group)) != 1 || len(b.forum.Threads()) != 1 {
			t.Error("a post went before its time")
		}
		b.until("10:01:00")
		if len(b.tg.Sent(b.group)) != 0 || len(b.inHall()) != 0 || len(b.forum.Threads()) != 0 {
			t.Errorf("left: %+v, %+v, %q; %s", b.tg.Sent(b.group), b.inHall(), b.forum.Threads(), b.log.tail(10))
		}
	})
}

// TestQuizOnBoth: one contest on both platforms is settled and paid once, although the process
// stops in the middle of each question.
func TestQuizOnBoth(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBoth(t)
		defer b.stop()
		for _, asked := range []string{"20:00:10", "20:00:40"} {
			b.until(asked)
			onTelegram := b.tg.Sent(b.group)
			question := onTelegram[len(onTelegram)-1]
			onDiscord := b.inHall()
			same := onDiscord[len(onDiscord)-1]
			if question.Keyboard == nil || question.Text != strings.ReplaceAll(same.Content, "**", "") || len(same.Buttons()) != 2 {
				t.Fatalf("asked %q on Telegram and %q on Discord; %s", question.Text, same.Content, b.log.tail(10))
			}
			right := 0
			if strings.Contains(question.Text, "A  blue") {
				right = 1
			}
			b.tg.Press(b.ann, question, "AB"[right:right+1])
			time.Sleep(2 * time.Second)
			b.dc.Press(b.bob, b.hall.ID, same.ID, same.Buttons()[right])
			b.dc.Press(b.bob, b.hall.ID, same.ID, same.Buttons()[1-right])
			time.Sleep(time.Second)
			synctest.Wait()
			b.restart()
			b.tg.Press(b.ann, question, "AB"[1-right:2-right])
			time.Sleep(time.Second)
			synctest.Wait()
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		// Both have everything right: 3 points each, 5 for the first, and the 20 for the winner
		// go to Ann, who was first every time.
		if got, want := b.earned(), map[string]int64{"Ann": 2*8 + 20, "bob": 2 * 3}; !maps.Equal(got, want) {
			t.Errorf("earned %v, want %v", got, want)
		}
		edits := 0
		for _, c := range b.tg.Calls("editMessageText") {
			if c.Applied {
				edits++
			}
		}
		if edits != 2 {
			t.Errorf("%d solutions on Telegram, want 2", edits)
		}
		var boards int
		for _, m := range b.inHall() {
			if strings.HasPrefix(m.Content, "The quiz is over: Colours") {
				boards++
			}
		}
		if boards != 1 {
			t.Errorf("%d scoreboards on Discord, want 1; %s", boards, b.log.tail(10))
		}
	})
}
