package main

import (
	"testing"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/rules"
)

// BenchmarkRules reads messages part by part, matches them against the rules of
// config.example.yaml and reports messages per second on one core. The limit is 100,000.
func BenchmarkRules(b *testing.B) {
	f, faults := config.Load(example, wire.Sections(), config.Options{})
	if err := faults.Err(); err != nil {
		b.Fatal(err)
	}
	var set *rules.Set
	for _, c := range wire.EngineConfig(f).Communities {
		if c.ID == "tea" {
			set = rules.Compile(*bot.Setting[*rules.Settings](c, rules.Section))
		}
	}
	ann := &bot.User{ID: "telegram:42", Name: "Ann Lee"}
	var events []bot.Event
	for _, m := range []bot.Message{
		{Text: "Has anybody seen my cup? I left it near the window... it is blue, about 12:30 today."},
		{Text: "ok"},
		{Text: "大家早上好，今天的茶会几点开始？我可能会晚一点到，大概两点半左右吧。"},
		{Text: "Кто-нибудь видел мою чашку? Я оставил её у окна, она синяя."},
		{Text: "thanks @bob, that did it 😀 see https://example.com/tea?cup=1", Mentions: []bot.User{{Handle: "bob"}}},
		{Text: "you need `apt install teapot` first, then restart the thing and look at its log", Parts: []bot.Part{{Kind: bot.PartCode, Text: "`apt install teapot`"}}},
		{Text: "look at this", Media: []string{"photo"}, Parts: []bot.Part{{Kind: bot.PartFile, Text: "IMG_2041.jpg"}}},
		{Media: []string{"poll"}, Parts: []bot.Part{{Kind: bot.PartPoll, Text: "When do we meet?"}, {Kind: bot.PartPoll, Text: "Saturday"}, {Kind: bot.PartPoll, Text: "Sunday"}}},
		{Text: "I still think that the second harvest is better than the first, whatever they say on the packet, and it costs half as much at the shop round the corner."},
		{Text: "no idea, sorry"},
	} {
		events = append(events, bot.Event{Kind: bot.KindMessage, User: ann, Message: &m})
	}
	n := 0
	for b.Loop() {
		for i := range events {
			facts := rules.Facts(events[i].Message.Text)
			set.Match(&rules.Subject{Event: &events[i], Facts: &facts, Pieces: rules.Pieces(&events[i], &facts)})
		}
		n += len(events)
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "messages/s")
}
