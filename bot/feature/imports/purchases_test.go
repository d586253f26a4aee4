package imports_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/feature/imports"
	"github.com/stewardbot/steward/bot/phrase"
)

func readPurchases(text string) (string, error) {
	zone := time.FixedZone("", 8*3600)
	list, left, err := imports.ReadPurchases(imports.PurchaseFile{Text: text, Now: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC), Zone: zone, Platforms: []string{"test"}, User: func(id string) (bot.UserID, *phrase.Phrase) {
		if strings.Trim(id, "0123456789") != "" {
			return "", phrase.New("imports.id", id)
		}
		return bot.UserID("test:" + id), nil
	}})
	var out strings.Builder
	for _, p := range list {
		fmt.Fprintln(&out, p.User, p.Handle, p.At.Format("2006-01-02T15:04:05"), p.Hundreds, p.Currency, p.Again)
	}
	for _, l := range left {
		fmt.Fprintf(&out, "left %d: %s\n", l.Line, l.Message)
	}
	return out.String(), err
}

func TestReadPurchases(t *testing.T) {
	for _, x := range []struct{ name, text, want string }{
		{
			"amounts as shops write them", "account;time;amount\n1;2026-05-31;120\n1;2026-05-31;49,9\n1;2026-05-31;1.249,50\n1;2026-05-31;1,249.50\n1;2026-05-31;1,249\n1;2026-05-31;¥ 12\n1;2026-05-31;-7.5\n1;2026-05-31;3.1000\n",
			"test:1  2026-05-30T16:00:00 12000  0\ntest:1  2026-05-30T16:00:00 4990  0\ntest:1  2026-05-30T16:00:00 124950  0\ntest:1  2026-05-30T16:00:00 124950  1\ntest:1  2026-05-30T16:00:00 124900  0\n" +
				"test:1  2026-05-30T16:00:00 1200  0\ntest:1  2026-05-30T16:00:00 -750  0\ntest:1  2026-05-30T16:00:00 310  0\n",
		},
		{
			"what is no amount", "account,time,amount\n1,2026-05-31,0\n1,2026-05-31,x\n1,2026-05-31,\n1,2026-05-31,1.234\n1,2026-05-31,NaN\n1,2026-05-31,1e3\n1,2026-05-31\n",
			`left 2: "0" is no amount; write it as 120 or 49.90
left 3: "x" is no amount; write it as 120 or 49.90
left 4: "" is no amount; write it as 120 or 49.90
left 5: "1.234" is no amount; write it as 120 or 49.90
left 6: "NaN" is no amount; write it as 120 or 49.90
left 7: "1e3" is no amount; write it as 120 or 49.90
left 8: "" is no amount; write it as 120 or 49.90
`,
		},
		{
			"times, currencies, handles; the same line twice", "handle,date,price,currency\n@Ann,2026-05-31T18:00:00Z,1,cny\nann,2026/5/31 18:00,1,元\nann,2026年5月31日 18:00,1,RMB\nann,2026-05-31 18:00,1,yuan\nann,31.5.2026,1,\n",
			" Ann 2026-05-31T18:00:00 100 CNY 0\n ann 2026-05-31T10:00:00 100 CNY 0\n ann 2026-05-31T10:00:00 100 CNY 1\nleft 5: \"yuan\" is no currency; write it as CNY\nleft 6: \"31.5.2026\" is no time; write it as 2026-05-31 18:00\n",
		},
		{
			"a mark of quotation that is not closed loses no line", "id,time,amount,note\n1,2026-05-31,1,\"wide\n\"2,2026-05-31,2\n3,2026-05-31,3,5\" pot\n4,2026-05-31,4,\"a\n\nb\"\n5,2026-05-31,\"5\n\n6,2026-05-31,6,\"\"\n\"7",
			"test:1  2026-05-30T16:00:00 100  0\ntest:3  2026-05-30T16:00:00 300  0\ntest:4  2026-05-30T16:00:00 400  0\ntest:5  2026-05-30T16:00:00 500  0\ntest:6  2026-05-30T16:00:00 600  0\n" +
				"left 3: \"2,2026-05-31,2\" is not an account's id\nleft 11: \"\" is no time; write it as 2026-05-31 18:00\n",
		},
		{
			"what is too long, hidden or to come", "id,handle,time,amount\n" + strings.Repeat("9", 5000) + "x,,2026-05-31,1\n,\u202eann,2026-05-31,1\n," + strings.Repeat("a", 65) + ",2026-05-31,1\n1,,2026-06-03,1\n1,,2026-06-02,1" + strings.Repeat(" ", 200) + "x\n",
			"left 2: \"" + strings.Repeat("9", 100) + "…\" is not an account's id\nleft 3: \"\\u202eann\" is not a handle\nleft 4: \"" + strings.Repeat("a", 65) + "\" is not a handle\nleft 5: \"2026-06-03\" is in the future\nleft 6: \"1" + strings.Repeat(" ", 99) + "…\" is no amount; write it as 120 or 49.90\n",
		},
	} {
		t.Run(x.name, func(t *testing.T) {
			got, err := readPurchases(x.text)
			if err != nil || got != x.want {
				t.Errorf("got %v\n%s\nwant\n%s", err, got, x.want)
			}
		})
	}
}

// FuzzReadPurchases checks for any file that purchases have a time, an amount and somebody whose they are.
func FuzzReadPurchases(f *testing.F) {
	f.Add("account,time,amount\n1,2026-05-31,120\n")
	f.Add("handle;time;amount;currency\n@ann;2026-05-31 18:00;1.249,50;CNY\n")
	f.Fuzz(func(t *testing.T, text string) {
		list, _, _ := imports.ReadPurchases(imports.PurchaseFile{Text: text, Now: time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC), Zone: time.UTC, Platforms: []string{"test"}, User: func(id string) (bot.UserID, *phrase.Phrase) { return bot.UserID(id), nil }})
		for _, p := range list {
			if p.Hundreds == 0 || p.At.IsZero() || p.User == "" && p.Handle == "" {
				t.Fatalf("%+v", p)
			}
		}
	})
}
