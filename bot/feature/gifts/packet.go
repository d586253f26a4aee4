package gifts

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/store"
)

// A red packet is a pot of the ledger and a row. The row stays for a day, so
// that a late press gets a better answer than that the button is old.

const (
	lasts    = 24 * time.Hour // until what is left goes back
	mostOpen = 3              // red packets of one member with something left
	shown    = 20             // shares listed on a post
)

// The kinds of red packets.
const (
	lucky = "lucky"
	fixed = "fixed"
)

var kinds = []bot.Choice{
	{Value: lucky, Words: []string{"random", "拼手气/拼手氣", "随机/隨機"}},
	{Value: fixed, Words: []string{"equal", "普通", "平分"}},
}

// packetRows: id -> packet.
var packetRows = store.Rows("gifts_packets", store.Shape2(store.Str[string]{}, store.Str[string]{}), store.JSON[packet]())

// packet is a red packet.
type packet struct {
	Sender bot.MemberID   `json:"sender"`
	Place  bot.Place      `json:"place"`
	Ref    bot.Ref        `json:"ref"` // of its post
	Kind   string         `json:"kind"`
	Amount int64          `json:"amount"`
	Shares int64          `json:"shares"`
	Left   int64          `json:"left"` // points that nobody took yet
	Until  time.Time      `json:"until"`
	Opened []share        `json:"opened,omitempty"` // in order
	Barred []bot.MemberID `json:"barred,omitempty"` // accounts that left somebody who opened it
	Back   bool           `json:"back,omitempty"`   // what was left went back
	gone   bot.MemberID   // is being forgotten: the post names them no more
}

type share struct {
	Member bot.MemberID `json:"member"`
	Amount int64        `json:"amount"`
}

func (p *packet) has(m bot.MemberID) bool {
	for _, s := range p.Opened {
		if s.Member == m {
			return true
		}
	}
	for _, b := range p.Barred {
		if b == m {
			return true
		}
	}
	return false
}

func put(t *bot.Turn, id string, p *packet) error {
	return packetRows.Put(t.State(), store.K2(t.Community.ID, id), *p)
}

// eachPacket calls fn for each red packet of the last day.
func eachPacket(t *bot.Turn, fn func(id string, p *packet) error) error {
	return packetRows.ScanPrefix(t.State(), store.AppendString(nil, t.Community.ID), false, 0,
		func(k store.Key2[string, string], p packet) (bool, error) { return true, fn(k.B, &p) })
}

// newID names a red packet after the event that sent it.
func newID(t *bot.Turn) string {
	sum := sha256.Sum256([]byte(t.Event.ID))
	return hex.EncodeToString(sum[:8])
}

// send handles /redpacket.
func (f *Feature) send(t *bot.Turn, in *bot.Input) error {
	if t.Member == nil || t.Late { // nothing would be posted
		return nil
	}
	if in.Rest != "" {
		answer.Usage(t, in, "")
		return nil
	}
	p := packet{
		Sender: t.Member.ID, Place: t.Event.Place, Kind: lucky, Amount: int64(in.Number("amount")), Shares: int64(in.Number("shares")),
		Until: t.Now().Add(lasts).UTC(),
	}
	if in.Text("kind") == fixed {
		p.Kind = fixed
	}
	p.Left = p.Amount
	why, err := f.unsendable(t.ToUser(), &p)
	if err != nil {
		return err
	}
	if why != "" {
		refuse(t, why)
		return nil
	}
	id := newID(t)
	e, err := f.book.Move(t, ledger.Move{
		From: ledger.Of(p.Sender), To: ledger.Pot("packet", id), Amount: p.Amount, Cause: t.Event.ID,
	})
	if errors.Is(err, ledger.ErrInsufficient) {
		why, err := f.short(t.ToUser())
		if err == nil {
			refuse(t, why)
		}
		return err
	}
	if err != nil {
		return err
	}
	t.Find(bot.Finding{Code: "packed", N: p.Amount, Entry: e.ID})
	text, buttons, err := p.post(t, id)
	if err != nil {
		return err
	}
	desk := answer.DeskOf(t)
	p.Ref = desk.Announce(t, answer.Reply{Text: text, Buttons: buttons})
	return errors.Join(
		put(t, id, &p),
		add(t, packedRows, store.K4(t.Community.ID, t.Day(), p.Sender, bot.MemberID(0)), p.Amount),
		t.SetTimer(timer+id, p.Until, nil),
	)
}

// unsendable says why a red packet can't be sent; empty if it can.
func (f *Feature) unsendable(t *bot.Turn, p *packet) (why string, err error) {
	s := settings(t.Community)
	if why, err = f.barred(t, s); why != "" || err != nil {
		return why, err
	}
	switch limit := s.RedPackets; {
	case limit.PerDay == 0:
		return t.Text("gifts.no_packets", nil), nil
	case p.Shares < 1 || p.Shares > limit.Shares:
		return t.Text("gifts.shares", bot.Args{"Count": limit.Shares}), nil
	case p.Amount < p.Shares:
		return t.Text("gifts.least", nil), nil
	case p.Kind == fixed && p.Amount%p.Shares != 0:
		low := p.Amount - p.Amount%p.Shares
		return t.Text("gifts.uneven", bot.Args{"Amount": p.Amount, "Count": p.Shares, "Less": low, "More": low + p.Shares}), nil
	}
	packed, _, err := packedRows.Get(t.State(), store.K4(t.Community.ID, t.Day(), p.Sender, bot.MemberID(0)))
	if err != nil {
		return "", err
	}
	if left := s.RedPackets.PerDay - packed; p.Amount > left {
		return t.Text("gifts.packets_capped", bot.Args{"Points": answer.Points(t, s.RedPackets.PerDay), "Left": max(left, 0)}), nil
	}
	open := 0
	err = eachPacket(t, func(_ string, other *packet) error {
		if other.Sender == p.Sender && other.Left > 0 {
			open++
		}
		return nil
	})
	if open >= mostOpen {
		why = t.Text("gifts.many", bot.Args{"Count": mostOpen})
	}
	return why, err
}

// post returns the text and the button of the packet's post, in the language of
// its place.
func (p *packet) post(t *bot.Turn, id string) (string, [][]bot.Button, error) {
	t = t.ToPlace(p.Place)
	sender, err := p.nameOf(t, p.Sender)
	if err != nil {
		return "", nil, err
	}
	args := bot.Args{"Name": sender, "Points": answer.Points(t, p.Amount), "Count": p.Shares, "Opened": len(p.Opened)}
	if p.Left > 0 {
		key := "gifts.packet_lucky"
		if p.Kind == fixed {
			key = "gifts.packet_fixed"
		}
		lines := t.Text(key, args)
		if len(p.Opened) > 0 {
			lines += "\n" + t.Text("gifts.opened_so_far", args)
		}
		return lines, [][]bot.Button{{{Label: t.Text("gifts.open", nil), Data: name + ":open:" + id}}}, nil
	}
	lines := []string{t.Text("gifts.packet_closed", args)}
	best := p.best()
	for i, s := range p.Opened {
		if i == shown && len(p.Opened) > shown+1 {
			lines = append(lines, t.Text("gifts.more", bot.Args{"Count": len(p.Opened) - shown}))
			break
		}
		who, err := p.nameOf(t, s.Member)
		if err != nil {
			return "", nil, err
		}
		lines = append(lines, t.Text("gifts.share", bot.Args{"Name": who, "Points": answer.Points(t, s.Amount)}))
	}
	if best >= 0 {
		who, err := p.nameOf(t, p.Opened[best].Member)
		if err != nil {
			return "", nil, err
		}
		lines = append(lines, t.Text("gifts.luckiest", bot.Args{"Name": who, "Points": answer.Points(t, p.Opened[best].Amount)}))
	}
	if p.Back {
		back := p.Amount
		for _, s := range p.Opened {
			back -= s.Amount
		}
		lines = append(lines, t.Text("gifts.back", bot.Args{"Name": sender, "Points": answer.Points(t, back)}))
	}
	return strings.Join(lines, "\n"), nil, nil
}

// best returns the index of the largest share of a lucky packet, the earlier of
// equals; -1 if all are equal.
func (p *packet) best() int {
	best, differ := 0, false
	for i, s := range p.Opened {
		differ = differ || s.Amount != p.Opened[0].Amount
		if s.Amount > p.Opened[best].Amount {
			best = i
		}
	}
	if p.Kind != lucky || !differ {
		return -1
	}
	return best
}
