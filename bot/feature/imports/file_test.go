package imports_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/curve"
	"github.com/stewardbot/steward/bot/feature/imports"
	"github.com/stewardbot/steward/bot/phrase"
)

func read(source, text string) (string, error) {
	c, _ := curve.Named("arcane-75")
	accounts, left, err := imports.Read(imports.File{Source: source, Text: text, Curve: c, User: func(id string) (bot.UserID, *phrase.Phrase) {
		if strings.Trim(id, "0123456789") != "" {
			return "", phrase.New("imports.id", id)
		}
		return bot.UserID("test:" + id), nil
	}})
	var out strings.Builder
	for _, a := range accounts {
		fmt.Fprintf(&out, "%s %d\n", a.User, a.Points)
	}
	for _, l := range left {
		fmt.Fprintf(&out, "left %d: %s\n", l.Line, l.Message)
	}
	return out.String(), err
}

func TestRead(t *testing.T) {
	for _, x := range []struct{ name, source, text, want string }{
		{"a page of MEE6", "mee6", `{"guild": {"id": "1", "name": "Tea"}, "page": 0, "players": [
			{"id": "159985870458322944", "xp": 4675, "level": 10, "message_count": 233, "detailed_xp": [0, 1100, 4675], "username": "ann"},
			{"id": "80351110224678912", "xp": 0, "level": 0, "username": "bob"}], "role_rewards": [{"rank": 5, "role": {"id": "9"}}]}`,
			"test:159985870458322944 4675\n"},
		{"pages behind one another, of which two hold the same player", "mee6", `{"players": [{"id": "1", "xp": 10}, {"id": "2", "xp": 30}]}
			{"players": [{"id": "2", "xp": 25}, {"id": "3", "xp": 5}]}`,
			"test:1 10\ntest:2 30\ntest:3 5\nleft 0: 2 is in the file more than once; the highest counts, 30 points\n"},
		{"pages in a list, ids as numbers longer than a float", "tatsu", `[{"guild_id": "7", "rankings": [{"rank": 1, "score": 77, "user_id": 159985870458322945}]}]`,
			"test:159985870458322945 77\n"},
		{"Lurkr", "lurkr", `{"levels": [{"level": 5, "xp": 900, "messageCount": 40, "userId": "42", "user": {"username": "ann", "avatar": null}}]}`,
			"test:42 900\n"},
		{"what is no sum", "lurkr", `{"levels": [{"xp": -5, "userId": "1"}, {"xp": 1.5, "userId": "2"}, {"xp": "many", "userId": "3"}, {"xp": 1e18, "userId": "4"}, {"xp": 9, "userId": "ann"}, {"xp": 9, "userId": " "}]}`,
			`left 0: 1 has "-5": wants a whole number of points up to 1000000000000
left 0: 2 has "1.5": wants a whole number of points up to 1000000000000
left 0: 3 has "many": wants a whole number of points up to 1000000000000
left 0: 4 has "1e18": wants a whole number of points up to 1000000000000
left 0: "ann" is not an account's id
left 0: there is no account's id
`},
		{"CSV", "csv", "id,name,points\n1,ann,120\n2,\"bob, the second\",30\n", "test:1 120\ntest:2 30\n"},
		{"CSV of another order, between semicolons, in Chinese", "csv", "积分;名字;用户ID\n120;小明;1\n", "test:1 120\n"},
		{"between tabs", "csv", "User ID\tXP\n1\t7\n", "test:1 7\n"},
		{"ids that a spreadsheet has rounded", "csv", "id,points\n1.59986E+17,5\n\"1,59986E+17\",5\n3,5\n",
			"test:3 5\nleft 2: 1.59986E+17 was rounded by a spreadsheet; format that column as text, and export again\nleft 3: 1,59986E+17 was rounded by a spreadsheet; format that column as text, and export again\n"},
		{"a row that ends early", "csv", "id,points\n1\n2,4\n", "test:2 4\nleft 2: the row is shorter than the first line\n"},
		{"Arcane: the level, and what was gained in it", "arcane", "id,level,xp\n1,0,20\n2,1,0\n3,10,50\n4,x,5\n",
			"test:1 20\ntest:2 75\ntest:3 5300\nleft 5: 4 has \"x\": wants a whole number of points up to 1000000000000\n"},
	} {
		t.Run(x.name, func(t *testing.T) {
			got, err := read(x.source, x.text)
			if err != nil || got != x.want {
				t.Errorf("got %v\n%s\nwant\n%s", err, got, x.want)
			}
		})
	}
}

func TestReadSomethingElse(t *testing.T) {
	for _, x := range []struct{ name, source, text, want string }{
		{"no JSON", "mee6", "{\"players\": [\n{\"id\": 1,}]}", "line 2 is not JSON; the export may be incomplete"},
		{"another bot's", "mee6", `{"levels": [{"userId": "1", "level": 2}]}`, "has no members' points in the form that mee6 exports"},
		{"empty", "tatsu", ` `, "has no members' points in the form that tatsu exports"},
		{"CSV without a first line that names columns", "csv", "1,120\n2,30\n", `the first line names no column for id; it may be called id, user, user id, user_id, userid, account, member, member id, 用户, 用戶, 用户id, 用戶id, 账号, 帳號, 成员, 成員`},
		{"two columns of points", "csv", "id,xp,score\n1,2,3\n", `both "xp" and "score" could be what is meant; keep one of the columns`},
		{"a broken quote", "csv", "id,points\n1,\"5\n", "line 2 is not CSV"},
	} {
		t.Run(x.name, func(t *testing.T) {
			if got, err := read(x.source, x.text); err == nil || err.Error() != x.want {
				t.Errorf("got %v\n%s\nwant %s", err, got, x.want)
			}
		})
	}
}

// FuzzRead checks for any file that accounts come from the file, each once, with points in
// bounds.
func FuzzRead(f *testing.F) {
	f.Add("mee6", `{"players": [{"id": "1", "xp": 10}, {"id": 2, "xp": 30}]}`)
	f.Add("csv", "id;points\n1;2\n")
	f.Add("arcane", "id\tlevel\txp\n1\t2\t3\n")
	c, _ := curve.Named("lurkr")
	f.Fuzz(func(t *testing.T, source, text string) {
		accounts, _, err := imports.Read(imports.File{Source: source, Text: text, Curve: c, User: func(id string) (bot.UserID, *phrase.Phrase) { return bot.UserID(id), nil }})
		seen := map[bot.UserID]bool{}
		for _, a := range accounts {
			if err != nil || seen[a.User] || a.Points < 1 || a.Points > 1e12 || a.User == "" {
				t.Fatalf("%+v (%v)", a, err)
			}
			seen[a.User] = true
		}
	})
}
