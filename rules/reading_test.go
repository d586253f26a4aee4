package rules

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestReading(t *testing.T) {
	for text, want := range map[string]string{ // after |, the joined reading where it differs
		"*cas*ino **ca**sino ~~ca~~sino ||cas||ino __cas__ino": "casino casino casino casino casino",
		"`casino` c\\asino":             "casino casino",
		"[cas](https://example.com)ino": "casino",
		"cásínó CÁSINO çàşîñø":          "casino casino casino",
		"c\u0336a\u0336s\u0489ino":      "casino",
		"ᴄᴀsɪɴᴏ ꜰʀᴇᴇ ᴍᴏɴᴇʏ":             "casino free money",
		"ⓒⓐⓢⓘⓝⓞ 🅒🅐🅢🅘🅝🅞 🄲🄰🅂🄸🄽🄾 🅲🅰🆂🅸🅽🅾 ⒞⒜⒮⒤⒩⒪": "casino casino casino casino casino",
		"𝐜𝒂𝓼𝔦𝕟𝖔 ｃａｓｉｎｏ ᶜᵃˢⁱⁿᵒ":               "casino casino casino",
		"🇨🇦🇸🇮🇳🇴 🇨 🇦 🇸 🇮 🇳 🇴":                 "casino casino",
		"🇩🇪 🇨🇳":                                           "🇩🇪 🇨🇳",
		"сasinо САSINО саѕіnо cаsino":                     "casino casino casino casino",
		"the саѕіпо":                                      "the casino",
		"ϲаsιnο":                                          "casino",
		"ꓚꓮꓢꓲꓠꓳ":                                          "casino",
		"кaзинo тoкeн Kaзинo":                             "казино токен казино",
		"free_money free-money free.money":                "free money free money free money",
		"c a s i n o, c.a.s.i.n.o; c-a-s-i-n-o":           "casino, casino; casino",
		"free...money free**money free🔥money free__money": "free money free money free money free money",
		"c🔥a🔥s🔥i🔥n🔥o":                                     "casino",
		"ca$ino c@sino cas1no m0ney":                      "casino casino casino money",
		"c4s1n0 casin0! p0rn0, fre3 m0n3y":                "casino casino! porno, free money",
		"加 微 信 加.微.信 加*微*信":                               "加微信 加微信 加微信",
		"ca-si-no ca😀sino ca<:tea:12>sino":                "ca si no ca sino ca sino|casino casino casino",
		"c,a,s,i,n,o c:a:s:i:n:o":                         "casino casino",
		"c a s i n o c.a.s.i.n.o":                         "casino casino",
		"c, a, s, i, n, o c. a. s. i. n. o":               "casino casino",
		"(c)(a)(s)(i)(n)(o) c4$1n0 cas¡no":                "(c asino) casino casino|(casino) casino casino",
		"к@зино каз1но кa3ин0 казино":                     "казино казино казино казино",
		"赌\u0301场 ca\uf8ffsino ᑕᗩᔕIᑎO":                    "赌场 ca sino casino|赌场 casino casino",
		"5 a*s*s":                          "5 ass",
		"casi/no.com":                      "casi no com|casinocom",
		"fr33 m0n3y 1nvest $hit":           "free money invest shit",
		"discord dot gg, discord (dot) gg": "discord gg, discord gg|discordgg, discordgg",
		"discord DoT gg, discord <dOT> gg": "discord gg, discord gg|discordgg, discordgg",
		"賭場 賭 場 赌 场 加微　信":                  "赌场 赌场赌场 加微 信|赌场赌场赌场加微信",
		"free.*.money":                     "free money|freemoney",
		"看сasino吧":                         "看casino吧",

		// These stay unchanged.
		"сор, хор и нос у реки": "сор, хор и нос у реки",
		"вот":                   "вот",
		"ёлка и йод":            "елка и иод",
		"καλημέρα":              "καλημερα",
		"这里没有什么，真的。":            "这里没有什么,真的。",
		"ガラスのコップ":               "ガラスのコップ",
		"한국어 문장입니다":             "한국어 문장입니다",
		"السَّلامُ":             "السَّلامُ",
		"สวัสดีครับ":            "สวัสดีครับ",
		"नमस्ते जी":             "नमस्ते जी",
		"don't, I'm 5":          "don't, i'm 5",
		"a b":                   "a b",
		"mp3 ps5 A55 4SS h264":  "mp3 ps5 a55 4ss h264",
		"2 + 2 = 4":             "2 + 2 = 4",
		"v=a*s*s, 2*a*s*s":      "v=a*s*s, 2*a*s*s",
		"a*s*s = v":             "a*s*s = v",
		"7up 4th i5 v2":         "7up 4th i5 v2",
		"他去赌。场面*很大、":            "他去赌。场面 很大、|他去赌。场面很大、",
		"赌，场 a,b":               "赌,场 a b",
		"他去 赌场 了吗":              "他去 赌场 了吗",
	} {
		want, whole, _ := strings.Cut(want, "|")
		if got := readingsOf(text); got.apart != want || whole != "" && got.whole != whole {
			t.Errorf("%q reads %+v, want %q and %q", text, got, want, whole)
		}
	}
}

// FuzzReadings: a text's readings are bounded and contain no seam, its cuts are within bounds,
// and a separate word in the text is found.
func FuzzReadings(f *testing.F) {
	for _, s := range []string{"ca-si-no", "c, a, s", "赌 场", "a*s*s = v", "f.r.e.e mo😀ney", "(a)(b)", "\ue000\ue000x\ue000", "dot (dot) a dot b", "1a2 fr33 $x", "к@з", "<:a:1>b"} {
		f.Add(s)
	}
	ws := newWords([]string{"casino", "赌场"})
	f.Fuzz(func(t *testing.T, text string) {
		r := readingsOf(text)
		for _, s := range []string{r.apart, r.whole} {
			if !utf8.ValidString(s) || strings.ContainsRune(s, seam) || len(s) > normalBytes {
				t.Fatalf("%q reads %+v", text, r)
			}
		}
		if !slices.IsSorted(r.cuts) || len(r.cuts) > 0 && r.cuts[len(r.cuts)-1] > len(r.whole) {
			t.Fatalf("%q: cuts %v in %q", text, r.cuts, r.whole)
		}
		if len(text) > 1000 {
			return
		}
		for _, word := range []string{"casino", "赌场", "ca-si-no"} {
			raw := text + "\n" + word
			if _, ok := ws.find(&Piece{Raw: raw, Normal: Normalize(raw)}); !ok {
				t.Fatalf("%q is not found in %q", word, raw)
			}
		}
	})
}
