package program_test

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stewardbot/steward/adapters/telegram/faketelegram"
)

const clubSeats = 5

// club is a world with a tier that is fuller than its seats, on Telegram.
type club struct {
	*crash
	tg     *onTelegram
	chat   faketelegram.Chat
	stands map[string]string // what each person was last told of where they stand
}

// TestBooksOfTiers: a process that is killed while members ask for seats, come in and leave gives no seat twice, no
// member two links, and loses nobody from the waiting list.
func TestBooksOfTiers(t *testing.T) {
	if brief() {
		t.Skip("with five -kills or more")
	}
	t.Parallel()
	ctx, stop := context.WithTimeout(t.Context(), time.Duration(120+*kills*5)*time.Second)
	defer stop()
	tg := &onTelegram{}
	c := &club{crash: newCrash(t, tg), tg: tg, stands: map[string]string{}}
	c.chat = tg.Supergroup("Club", faketelegram.Staff(faketelegram.Owner(tg.owner), faketelegram.Admin(tg.Me(), faketelegram.AllRights())))
	config := fmt.Sprintf("store: %s\n%splatforms:\n  %s\ncommunities:\n  - id: tea\n    timezone: UTC\n    spaces: [%q, \"telegram:%d\"]\n    tiers: [{name: core, to: \"telegram:%d\", seats: %d}]\n",
		c.store, c.cluster, tg.config(), tg.space(), c.chat.ID, c.chat.ID, clubSeats)
	if err := os.WriteFile(c.path(), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, a := range c.accounts {
		tg.say(a.person, "hello there")
	}
	c.settle(ctx)
	c.spoilAll(1)
	for i := range *kills {
		before := c.logLength()
		cmd := c.start(ctx)
		if i%3 > 0 {
			c.awaitReady(ctx, before)
		}
		c.crowd(ctx)
		c.kill(cmd)
		c.learn()
	}
	tg.heal()
	c.settle(ctx)
	c.judgeClub(ctx)
}

// spoilAll has requests fail, also those for links.
func (c *club) spoilAll(seed uint64) {
	c.tg.spoil(seed)
	for i, method := range []string{"createChatInviteLink", "revokeChatInviteLink", "getChatMember"} {
		c.tg.FailSometimes(method, .2, seed+300+uint64(i), faketelegram.Fault{Kind: faketelegram.HTTPError, Status: 502}, faketelegram.Fault{Kind: faketelegram.Cut})
	}
}

// crowd has some people ask for seats, come in by their links, and leave.
func (c *club) crowd(ctx context.Context) {
	var some []string
	for range 6 {
		who := c.anybody()
		c.tg.tell(who.person, "/tier")
		some = append(some, who.person)
	}
	pause(ctx, time.Duration(100+c.random.IntN(400))*time.Millisecond)
	for _, person := range some {
		for range c.random.IntN(3) {
			c.tg.accept(person, "Join core")
		}
	}
	pause(ctx, time.Duration(100+c.random.IntN(400))*time.Millisecond)
	inside := c.inside()
	for _, a := range c.accounts {
		if len(c.links(a.person)) > 0 && !slices.Contains(inside, a.person) && c.random.IntN(2) == 0 {
			c.tg.Join(c.tg.users[a.person], c.chat)
		}
	}
	if len(inside) > 0 && c.random.IntN(2) == 0 {
		gone := inside[c.random.IntN(len(inside))]
		c.tg.Leave(c.tg.users[gone], c.chat)
		c.learn()
		delete(c.stands, gone)
	}
	pause(ctx, time.Duration(c.random.IntN(300))*time.Millisecond)
}

var clubLink = regexp.MustCompile(`https://t\.me/\S+`)

// links returns the open links that a person was told.
func (c *club) links(person string) (links []string) {
	open := c.tg.Links(c.chat)
	for _, text := range c.tg.heard(person) {
		if link := clubLink.FindString(text); slices.Contains(open, link) && !slices.Contains(links, link) {
			links = append(links, link)
		}
	}
	return links
}

// inside returns who is in the club.
func (c *club) inside() (people []string) {
	for _, a := range c.accounts {
		if s := c.tg.Standing(c.chat, c.tg.users[a.person]).Status; s == "member" {
			people = append(people, a.person)
		}
	}
	return people
}

// learn notes where people were told that they stand.
func (c *club) learn() {
	for _, a := range c.accounts {
		for _, text := range slices.Backward(c.tg.heard(a.person)) {
			if state, ok := strings.CutPrefix(unisolated.Replace(text), "core: "); ok {
				c.stands[a.person] = state
				break
			}
		}
	}
}

// has reports whether somebody who stands so has a seat, or their place in the line.
func (c *club) has(state string) (seat bool, place int) {
	if m := placeInLine.FindStringSubmatch(state); m != nil {
		place, _ = strconv.Atoi(m[1])
	}
	return strings.HasPrefix(state, "You're in") || strings.HasPrefix(state, "A seat is yours"), place
}

var placeInLine = regexp.MustCompile(`you're number (\d+) on`)

// judgeClub asks everybody where they stand in the end.
func (c *club) judgeClub(ctx context.Context) {
	cmd := c.start(ctx)
	defer c.kill(cmd)
	seats, line, inside := 0, map[int]string{}, c.inside()
	var people []string
	for _, a := range c.accounts {
		people = append(people, a.person)
	}
	answers := c.replies(ctx, c.tg, people, func(string) string { return "/tier" })
	for _, a := range c.accounts {
		was := c.stands[a.person]
		_, placed := c.has(was)
		state := strings.TrimPrefix(unisolated.Replace(answers[a.person]), "core: ")
		seat, place := c.has(state)
		if seat {
			seats++
		}
		if place > 0 {
			if other := line[place]; other != "" {
				c.t.Errorf("%s and %s are both number %d", a.person, other, place)
			}
			line[place] = a.person
		}
		if placed > 0 && !seat && (place == 0 || place > placed) {
			c.t.Errorf("%s was told %q, and now %q", a.person, was, state)
		}
		if is := slices.Contains(inside, a.person); is && !seat {
			c.t.Errorf("%s is in the club, and is told %q", a.person, state)
		}
		if links := c.links(a.person); len(links) > 1 || len(links) > 0 && !seat {
			c.t.Errorf("%s has the links %q, and is told %q", a.person, links, state)
		}
	}
	if seats > clubSeats || len(inside) > clubSeats {
		c.t.Errorf("%d have seats, and %d are in the club, which has %d seats", seats, len(inside), clubSeats)
	}
	for i := range len(line) {
		if line[i+1] == "" {
			c.t.Errorf("nobody is number %d of %d", i+1, len(line))
		}
	}
	if len(line) > 0 && seats < clubSeats {
		c.t.Errorf("%d wait, and %d of %d seats are taken", len(line), seats, clubSeats)
	}
	c.t.Logf("%d in the club, %d with seats, %d in line, %d kills", len(inside), seats, len(line), *kills)
	if seats < clubSeats || len(line) == 0 {
		c.t.Errorf("too little happened: %d seats, %d in line", seats, len(line))
	}
}
