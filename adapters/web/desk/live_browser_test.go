package desk_test

import (
	"testing"

	"github.com/stewardbot/steward/adapters/web/webtest"
	"github.com/stewardbot/steward/bot"
)

// TestLiveInABrowser: an open page renews itself, under the strict policy, and says when its session is over.
func TestLiveInABrowser(t *testing.T) {
	w := open(t, "")
	b := webtest.Browser(t)
	w.enter(b, "test:own")
	b.Open(w.server.URL+"/c/tea/overview?lang=en", 1200, 900)
	at(b, `document.querySelector("#todo + ul").innerText.includes("Nothing needs you")`)
	w.report(1)
	at(b, `document.querySelector("#todo + ul").innerText.includes("Reports to decide") && !document.querySelector("#todo + ul").innerText.includes("Nothing needs you")`)
	at(b, `document.querySelector('.nav [data-live=queue]').innerText === "1"`)
	b.Accessible("an overview that was renewed")
	b.Open(w.server.URL+"/c/tea/queue?lang=en", 1200, 900)
	at(b, `document.querySelector('.nav [data-live=queue]').innerText === "1" && document.querySelector("[data-live-changed]").hidden`)
	w.report(2)
	at(b, `!document.querySelector("[data-live-changed]").hidden`)
	b.Fits("a queue that has changed")
	b.Click("[data-live-changed] a")
	at(b, `document.body.innerText.includes("2 waiting") && document.querySelector('.nav [data-live=queue]').innerText === "2"`)
	w.submit(bot.Event{Kind: bot.KindStanding, Place: "test:1", Standing: &bot.Standing{Admins: map[bot.UserID]bot.Authority{}}})
	at(b, `document.querySelector("[data-live-lost]").innerText.includes("not signed in")`)
}
