package program_test

// act is a part of what the theatre plays.
type act struct {
	name  string
	lines []string
}

// actsConfig is what the configuration says of the communities. They belong to different partitions.
const actsConfig = `communities:
  - id: tea
    name: Tea House
    timezone: UTC
    SPACES-tea
    points: {message: {amount: 2, cooldown: 10s}}
    check_in: {amount: 30, streaks: [{days: 2, bonus: 7}]}
    levels: [{at: 0, name: Seed}, {at: 30, name: Sprout}]
    gates: {shop: {}, draws: {}, red_packets: {}}
    gifts: {per_day: 50}
    welcome: "Welcome, {name}!"
    house_rules: Be kind.
    rules: [{name: gambling, when: {words: [casino]}, then: [delete, warn]}]
    ladder: [{warnings: 2, within: 30d, then: mute 1h}]
    shop:
      - {id: mug, name: Mug, price: 20, stock: 2, deliver: {staff: [size]}}
    quizzes:
      - {name: leaves, bank: bank.yaml, questions: 2, time: 30s}
    schedule:
      - {name: evening, daily: "20:00", to: news, text: "Good evening, {community}."}
  - id: cafe
    name: Café
    timezone: UTC
    SPACES-cafe
    points: {name: beans, message: {amount: 1}}
    check_in: {amount: 5}
`

const actsBank = `title: Leaves
questions:
  - {question: Which is green?, choices: [Sencha, Assam, Ceylon], answer: Sencha}
  - {question: Which is black?, choices: [Assam, Sencha, Matcha], answer: Assam}
`

var acts = []act{
	{"points", []string{
		"tg tea, mo: /rules", "tg tea, ann: 签到", "tg tea, ann: /checkin", "- tg tea, bob: hello to you all", "tg tea, bob: 签到",
		"dc tea, ann: 签到", "dc tea, cleo: 签到", "dc tea, cleo: /points", "tg tea, ann: /points", "tg tea, ann: /give @bob 3",
		"tg tea, bob: /top", "tg tea, bob presses Month", "dc tea, cleo: /top", "tg tea, bob: /history", "tg tea, bob: /level",
		"tg cafe, ann: 签到", "dc cafe, ann: 签到", "wait 24h", "tg tea, ann: 签到", "dc tea, ann: 签到", "dc tea, cleo: /level",
	}},
	{"private chats", []string{
		"tg private, ann: /points", "tg private, ann presses Café", "tg private, ann: /points", "tg private, ann: /start", "tg private, ann presses Tea House",
		"tg private, ann: /points", "tg private, ann: /history", "dc private, ann: /points", "dc private, ann presses Tea House", "dc private, ann: /points",
		"dc private, cleo: /points", "tg private, bob: /mystats", "tg private, bob: /privacy", "dc private, cleo: /help",
	}},
	{"links", []string{
		"tg private, ann: /link", "dc private, ann: CODE", "dc private, ann presses Link them", "tg private, ann: /points", "dc private, ann: /points", "dc tea, ann: /points",
		"dc private, cleo: /link", "tg private, bob: CODE", "tg private, bob presses Cancel",
	}},
	{"shop", []string{
		"tg tea, ann: /shop", "tg tea, ann: /buy mug", "tg tea, ann presses Buy it", "tg private, ann: medium", "tg tea, ann: /orders", "dc log, mo presses Sent",
		"dc tea, cleo: /shop", "dc tea, cleo presses Mug", "dc tea, cleo presses Buy it", "dc private, cleo: large", "dc log, mo presses Refund", "dc tea, cleo: /points",
	}},
	{"games", []string{
		"tg tea, mo: /giveaway \"Mug\" 2 2h", "tg tea, ann presses 🎉 Enter", "tg tea, bob presses 🎉 Enter", "tg tea, cleo presses 🎉 Enter", "tg tea, cleo presses My code", "wait 3h",
		"tg tea, mo: /poll \"Which tea?\" Green | Black 24h", "tg tea, ann presses Green", "tg tea, bob presses Black", "tg tea, bob presses Green", "wait 25h",
		"tg tea, mo: /redpacket 4 2 fixed", "tg tea, ann: /redpacket 4 2 fixed", "tg tea, bob presses Open", "tg tea, cleo presses Open",
		"tg tea, ann: /quiz leaves", "+ wait 6s", "+ tg tea, ann presses A", "+ tg tea, bob presses B", "+ wait 31s", "+ wait 6s", "+ tg tea, ann presses B", "+ wait 31s",
	}},
	{"moderation", []string{
		"tg tea, cleo: come to my casino", "tg tea, cleo: /why", "tg tea, cleo: come to my casino again", "tg tea, mo: /cases @cleo", "tg tea, mo: /unmute @cleo",
		"tg tea, mo: /award @bob 5 for the tidy list", "tg tea, mo: /fine @bob 2 for nothing", "tg tea, mo: /undo", "tg private, bob: /points",
		"dc tea, bob: come to my casino", "tg tea, ann: /ban @bob", "tg tea, mo: /ban @bob 7d spam", "tg tea, mo: /unban @bob",
	}},
	{"posts", []string{"wait 24h", "tg tea, mo: /schedule", "tg tea, mo: /status", "dc tea, mo: /status"}},
}
