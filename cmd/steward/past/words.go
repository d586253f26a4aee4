package past

import (
	"fmt"
	"math/rand/v2"
)

// The sentences of each tongue; %s is a tea.
var (
	sentences = map[string][]string{
		"en": {
			"Has anybody tried the %s yet?", "The %s was better the second time", "I brew %s at eighty degrees now", "Who is coming on Saturday? I bring %s",
			"My shelf is full, and I bought %s again", "Good morning, the kettle is on: %s", "A friend sent me %s from her village", "Cold %s with lemon, it works",
			"Is %s supposed to smell of hay?", "Thanks for the hint about %s", "The new cup goes well with %s", "Rain all day, so %s all day",
		},
		"zh-Hans": {
			"今天泡了%s，很香", "有人喝过%s吗？", "%s第二泡更好喝", "周六茶会我带%s", "朋友寄来一盒%s", "早上好，先来一杯%s", "%s用八十度的水就好", "下雨天最适合喝%s",
			"新买的盖碗配%s正好", "谢谢推荐的%s", "%s放了三年，味道变了", "家里的%s又喝完了",
		},
		"ar": {"هل جرّب أحد %s؟", "%s اليوم لذيذ جدًا", "سأحضر %s يوم السبت", "صباح الخير مع %s", "شكرًا على نصيحة %s", "الجو ماطر، وقت %s"},
	}
	teas = map[string][]string{
		"en":      {"oolong", "white tea", "pu-erh", "sencha", "Darjeeling", "matcha", "jasmine tea", "Keemun", "hojicha", "dragon well", "iron goddess", "lapsang"},
		"zh-Hans": {"乌龙", "白茶", "普洱", "煎茶", "大吉岭", "抹茶", "茉莉花茶", "祁门红茶", "焙茶", "龙井", "铁观音", "正山小种"},
		"ar":      {"شاي أولونغ", "الشاي الأبيض", "شاي بوير", "سنشا", "دارجيلنغ", "ماتشا", "شاي الياسمين", "كيمون", "هوجيتشا", "لونغجينغ"},
	}
	checkIns = map[string]string{"en": "check in", "zh-Hans": "签到", "ar": "check in"}
	adverts  = []string{
		"Cheap tea only today: https://www.bargaintea.example/%d", "Win a teapot at https://free-pots.example/%d", "限时特价茶叶 https://chaye.example/%d", "Join our channel https://tea-deals.example/%d",
	}
	excuses = []string{"It was my sister's shop, sorry", "I did not know the rule", "不是广告，是朋友的店", "It is where I buy my tea"}
	guesses = []string{"Camellia", "杭州", "jasmine?"}
	emojis  = []string{"👍", "❤️", "🍵", "😂", "🔥"}
)

// sentence returns what somebody says on a day. A month has its tea, which is named more often.
func sentence(r *rand.Rand, language string, day int) string {
	list := teas[language]
	tea := pick(r, list)
	if r.IntN(3) == 0 {
		tea = list[day/30%len(list)]
	}
	return fmt.Sprintf(pick(r, sentences[language]), tea)
}
