package imports

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/money"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/bot/purchase"
	"github.com/stewardbot/steward/store"
)

// TimerBuy is the name of the ticks that store purchases, with []Purchase as their data.
const TimerBuy = "buy"

// Purchase is a line of a file of purchases: whose is either an account or a handle.
type Purchase struct {
	User      bot.UserID `json:"user,omitempty"`
	Handle    string     `json:"handle,omitempty"`    // without @
	Platforms []string   `json:"platforms,omitempty"` // where the handle may be
	At        time.Time  `json:"at"`
	Hundreds  int64      `json:"amount"` // in hundredths
	Currency  string     `json:"currency,omitempty"`
	Again     int        `json:"again,omitempty"` // how many lines before it are the same
}

// identity is what a pseudonym is made of. The same line of the same file has the same.
func (p *Purchase) identity() bot.UserID {
	who := string(p.User)
	if who == "" {
		who = "@" + strings.ToLower(p.Handle)
	}
	return bot.UserID(fmt.Sprintf("purchase\n%s\n%d\n%d\n%s\n%d", who, p.At.Unix(), p.Hundreds, p.Currency, p.Again))
}

// Find returns whose purchase it is, nil if nobody's, and the stored one, nil if there is none. pseudonym
// is the community's.
func (p *Purchase) Find(r store.Reader, community string, pseudonym func(bot.UserID) []byte) (m *bot.Member, stored *purchase.Purchase, err error) {
	if m, err = p.owner(r, community); err == nil {
		stored, err = purchase.Find(r, community, p.At, string(pseudonym(p.identity())))
	}
	return m, stored, err
}

// owner returns whose purchase it is. A handle that different members have on two platforms is nobody's.
func (p *Purchase) owner(r store.Reader, community string) (m *bot.Member, err error) {
	directory := member.New()
	if p.User != "" {
		return directory.ByUser(r, community, p.User)
	}
	for _, platform := range p.Platforms {
		found, err := directory.ByHandle(r, community, platform, p.Handle)
		switch {
		case err != nil:
			return nil, err
		case found != nil && m != nil && m.ID != found.ID:
			return nil, nil
		case found != nil:
			m = found
		}
	}
	return m, nil
}

// buy stores purchases.
func (f *Feature) buy(t *bot.Turn) error {
	var list []Purchase
	if err := json.Unmarshal(t.Event.Tick.Data, &list); err != nil {
		return fmt.Errorf("imports: purchases: %w", err)
	}
	for _, x := range list {
		m, _, err := x.Find(t.State(), t.Community.ID, t.Pseudonym)
		if err != nil {
			return fmt.Errorf("imports: a purchase: %w", err)
		}
		p := purchase.Purchase{At: x.At.UTC(), ID: string(t.Pseudonym(x.identity())), Hundreds: x.Hundreds, Currency: x.Currency}
		if m != nil {
			p.Member = m.ID
		}
		if err := purchase.Keep(t, p); err != nil {
			return fmt.Errorf("imports: a purchase: %w", err)
		}
	}
	return nil
}

// PurchaseFile is a file of purchases.
type PurchaseFile struct {
	Text string
	// Now is the time; purchases after it are invalid, but for a day that clocks and zones may differ.
	Now time.Time
	// Zone is that of times without one.
	Zone *time.Location
	// User returns the account of an id in the file, or why there is none.
	User func(id string) (bot.UserID, *phrase.Phrase)
	// Platforms are those where handles may be.
	Platforms []string
}

// Bounds of a line.
const (
	mostHandle = 64 // bytes
	mostAhead  = 24 * time.Hour
)

// ReadPurchases returns the purchases in a file, and the lines that it skipped because they are invalid.
// The error, a phrase, means that the file has no columns for whose a purchase is, its time and its amount.
func ReadPurchases(f PurchaseFile) (list []Purchase, left []Left, err error) {
	var at map[string]int // the columns; nil until the headings were read
	same := map[bot.UserID]int{}
	records(f.Text, func(line int, row []string) bool {
		if at == nil {
			at, err = purchaseColumns(row)
			return err == nil
		}
		cell := func(name string) string {
			if i, has := at[name]; has && i < len(row) {
				return short(row[i])
			}
			return ""
		}
		p, wrong := f.purchase(cell)
		if wrong != nil {
			left = append(left, Left{line, wrong})
			return true
		}
		first := p.identity()
		p.Again = same[first]
		same[first]++
		list = append(list, p)
		return true
	})
	if at == nil {
		return nil, nil, cmp.Or(err, error(phrase.New("imports.not_csv", 1)))
	}
	if len(list)+len(left) == 0 {
		return nil, nil, phrase.New("imports.no_purchases")
	}
	return list, left, nil
}

// purchaseColumns returns the index of each column that is there.
func purchaseColumns(head []string) (at map[string]int, err error) {
	at = map[string]int{}
	for _, name := range []string{"id", "handle", "time", "amount", "currency"} {
		found, err := find(head, []string{name})
		missing := len(found) == 0 && !named(head, name)
		switch {
		case err == nil:
			at[name] = found[0]
		case !missing || name == "time" || name == "amount":
			return nil, err
		}
	}
	_, byID := at["id"]
	if _, byHandle := at["handle"]; !byID && !byHandle {
		return nil, phrase.New("imports.no_column", "account", append(columns["id"], columns["handle"]...))
	}
	return at, nil
}

// purchase reads a line.
func (f *PurchaseFile) purchase(cell func(string) string) (p Purchase, wrong *phrase.Phrase) {
	id, handle := cell("id"), strings.TrimPrefix(cell("handle"), "@")
	if name, isHandle := strings.CutPrefix(id, "@"); isHandle {
		id, handle = "", name
	}
	switch {
	case id == "" && handle == "":
		return p, phrase.New("imports.nobody")
	case rounded.MatchString(id):
		return p, phrase.New("imports.rounded", id)
	case id != "":
		if p.User, wrong = f.User(id); wrong != nil {
			return p, wrong
		}
	case len(handle) > mostHandle || strings.ContainsFunc(handle, func(r rune) bool { return !unicode.IsGraphic(r) }):
		return p, phrase.New("imports.handle", handle)
	default:
		p.Handle, p.Platforms = handle, f.Platforms
	}
	var ok bool
	if p.At, ok = readTime(cell("time"), f.Zone); !ok {
		return p, phrase.New("imports.time", cell("time"))
	}
	if p.At.After(f.Now.Add(mostAhead)) {
		return p, phrase.New("imports.future", cell("time"))
	}
	amount, ok := readAmount(cell("amount"))
	if !ok || amount == 0 {
		return p, phrase.New("money.amount", cell("amount"))
	}
	p.Hundreds = int64(amount)
	if p.Currency, ok = readCurrency(cell("currency")); !ok {
		return p, phrase.New("imports.currency", cell("currency"))
	}
	return p, nil
}

// times are the accepted ways of writing a time. The first has a zone of its own.
var times = []string{
	time.RFC3339, "2006-01-02 15:04:05 -0700", "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02",
	"2006/1/2 15:04:05", "2006/1/2 15:04", "2006/1/2", "2006年1月2日 15:04:05", "2006年1月2日 15:04", "2006年1月2日",
}

// readTime reads a time; a date alone is the beginning of its day.
func readTime(s string, zone *time.Location) (time.Time, bool) {
	for _, layout := range times {
		if at, err := time.ParseInLocation(layout, s, zone); err == nil && at.Year() >= 1970 && at.Year() < 3000 {
			return at.UTC().Truncate(time.Second), true
		}
	}
	return time.Time{}, false
}

// readAmount reads an amount as shops write it: with a sign of its currency, with commas or blanks between thousands, or with a
// comma before one or two decimals.
func readAmount(s string) (money.Amount, bool) {
	s = strings.NewReplacer("¥", "", "￥", "", "$", "", "€", "", "£", "", "元", "", " ", "", "\u00a0", "", "\u202f", "", "−", "-").Replace(s)
	comma, dot := strings.LastIndexByte(s, ','), strings.LastIndexByte(s, '.')
	switch {
	case comma > dot && len(s)-comma <= 3: // 1.234,50
		s = strings.ReplaceAll(s[:comma], ".", "") + "." + s[comma+1:]
	case comma >= 0 && dot < 0 && len(s)-comma == 4, comma >= 0 && dot > comma: // 1,234 and 1,234.50
		s = strings.ReplaceAll(s, ",", "")
	}
	if whole, part, found := strings.Cut(s, "."); found && len(part) > 2 {
		s = whole + "." + part[:2] + strings.TrimRight(part[2:], "0")
	}
	a, err := money.Parse(s)
	return a, err == nil
}

// currencyWords are currencies by names that files have for them.
var currencyWords = map[string]string{"元": "CNY", "人民币": "CNY", "人民幣": "CNY", "rmb": "CNY", "¥": "", "$": "USD", "€": "EUR", "£": "GBP"}

// readCurrency reads a currency: three letters, a word or nothing.
func readCurrency(s string) (string, bool) {
	if code, known := currencyWords[strings.ToLower(s)]; known {
		return code, true
	}
	code := strings.ToUpper(s)
	if code == "" || len(code) == 3 && strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" {
		return code, true
	}
	return "", false
}

// disclose implements bot.Routes.
func (f *Feature) disclose(t *bot.Turn, m bot.MemberID) (lines []string, err error) {
	err = purchase.Of(t.State(), t.Community.ID, m, func(p *purchase.Purchase) error {
		amount := strconv.FormatFloat(p.Amount().Units(), 'f', 2, 64)
		lines = append(lines, t.Text("imports.data", bot.Args{"When": t.Community.Clock(p.At), "Amount": strings.TrimSpace(amount + " " + p.Currency)}))
		return nil
	})
	return lines, err
}
