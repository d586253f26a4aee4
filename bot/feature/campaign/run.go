package campaign

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/insight"
	"github.com/stewardbot/steward/bot/reward"
	"github.com/stewardbot/steward/store"
)

var (
	runKeys = store.Shape2(store.Str[string]{}, store.Num[uint64]{})
	// runRows: community, number -> run; for good, but for counts that no run followed.
	runRows = store.Rows("campaign_runs", runKeys, store.JSON[run]())

	partKeys = store.Shape2(store.Str[string]{}, store.Num[bot.MemberID]{})
	// partRows: community, member -> their part in a run, until it is over. A member takes part in one
	// at a time.
	partRows = store.Rows("campaign_members", partKeys, store.JSON[part]())
)

type partKey = store.Key2[string, bot.MemberID]

// stage is how far a run is.
type stage string

// The stages, in order.
const (
	counting  stage = "counting"  // looks who can be reached
	counted   stage = "counted"   // can be started
	choosing  stage = "choosing"  // draws the groups, and has the messages sent
	measuring stage = "measuring" // waits for who comes back
	clearing  stage = "clearing"  // the time is over; drops who took part
	over      stage = "over"
)

// run is one run of a campaign, or the count that comes before it.
type run struct {
	Version int            `json:"v"`
	Number  uint64         `json:"-"`
	Name    string         `json:"name"`
	Entry   string         `json:"entry"` // the campaign as it was, as YAML
	Stage   stage          `json:"stage"`
	At      time.Time      `json:"at"`               // of the count, then of the start
	Desk    answer.Desk    `json:"desk,omitzero"`    // whom to tell the count
	After   bot.MemberID   `json:"after,omitempty"`  // the last member that the walk of the stage has done
	Meant   int            `json:"meant"`            // members that the campaign is for
	Out     map[string]int `json:"out,omitempty"`    // how many of them are left out, by reason
	Salt    []byte         `json:"salt,omitempty"`   // of the groups
	Control bot.Percent    `json:"share,omitempty"`  // of the control group
	Days    int            `json:"days"`             // from the start on
	From    bot.Day        `json:"from,omitempty"`   // the days within which it counts who
	Until   bot.Day        `json:"until,omitempty"`  // comes back, both inclusive
	Reward  reward.Reward  `json:"reward,omitzero"`  // for coming back
	Stopped time.Time      `json:"stopped,omitzero"` // zero: nobody stopped it
	Groups  groups         `json:"groups,omitzero"`
}

// groups counts who takes part.
type groups struct {
	Written     int `json:"written"` // for whom there is a message, whether or not it arrived
	Back        int `json:"back"`    // of those, who came back
	Control     int `json:"control"` // who gets none
	ControlBack int `json:"control_back"`
}

const version = 1

// part is a member's part in a run.
type part struct {
	Version int     `json:"v"`
	Run     uint64  `json:"run"`
	Control bool    `json:"control,omitempty"`
	Sent    bool    `json:"sent,omitempty"` // the message
	Back    bot.Day `json:"back,omitempty"` // the first day on which they took part again
}

// count adds a part to the groups, or with -1 takes it out.
func (g *groups) count(p part, n int) {
	all, back := &g.Written, &g.Back
	if p.Control {
		all, back = &g.Control, &g.ControlBack
	}
	if *all += n; p.Back != 0 {
		*back += n
	}
}

// lives reports whether messages of the run are still sent.
func (r *run) lives() bool {
	return r.Stopped.IsZero() && (r.Stage == choosing || r.Stage == measuring)
}

// begun reports whether the run was started.
func (r *run) begun() bool { return r.Stage != counting && r.Stage != counted }

// ended reports whether its result can't change any more.
func (r *run) ended() bool { return r.Stage == clearing || r.Stage == over }

// inControl reports whether a member is in the control group: by a keyed hash of run and member.
func (r *run) inControl(m bot.MemberID) bool {
	h := hmac.New(sha256.New, r.Salt)
	h.Write(binary.BigEndian.AppendUint64(nil, r.Number))
	h.Write(binary.BigEndian.AppendUint64(nil, uint64(m)))
	return float64(binary.BigEndian.Uint64(h.Sum(nil)))/math.MaxUint64*100 < float64(r.Control)
}

// source is the name of the reason for the run's rewards, and the key of its messages.
func (r *run) source() string { return sourcePrefix + strconv.FormatUint(r.Number, 10) }

const sourcePrefix = name + "/"

func load(r store.Reader, community string, number uint64) (*run, error) {
	x, found, err := runRows.Get(r, store.K2(community, number))
	if err != nil || !found {
		return nil, err
	}
	x.Number = number
	return &x, nil
}

func runKey(t *bot.Turn, number uint64) store.Key2[string, uint64] {
	return store.K2(t.Community.ID, number)
}

func (r *run) save(t *bot.Turn) error {
	r.Version = version
	return runRows.Put(t.State(), runKey(t, r.Number), *r)
}

// each calls fn for the runs of a community, the latest first, until it returns false.
func each(r store.Reader, community string, fn func(*run) (bool, error)) error {
	return runRows.ScanPrefix(r, runKeys.Under(community), true, 0, func(k store.Key2[string, uint64], x run) (bool, error) {
		x.Number = k.B
		return fn(&x)
	})
}

// latest returns the latest run of a campaign that was started, and the latest count of it if no start
// followed; either may be nil.
func latest(t *bot.Turn, called string) (begun, count *run, err error) {
	err = each(t.State(), t.Community.ID, func(r *run) (bool, error) {
		switch {
		case !strings.EqualFold(r.Name, called):
		case r.begun():
			begun = r
		case count == nil:
			count = r
		}
		return begun == nil, nil
	})
	return begun, count, err
}

// campaign returns the campaign as it was when it was counted.
func (r *run) campaign(c *bot.Community) (*Campaign, error) {
	list, flaws := c.Entries.UncheckedEntry(Section, r.Entry)
	if len(flaws) > 0 {
		return nil, fmt.Errorf("campaign %d: %w", r.Number, flaws[0].Message)
	}
	return &(*list.(*Settings))[0], nil
}

// Runs calls fn for the runs of a community that were started, the earliest first, as package insight
// compares them.
func Runs(r store.Reader, community string, fn func(insight.Trial)) error {
	var list []insight.Trial
	err := each(r, community, func(r *run) (bool, error) {
		if r.begun() {
			list = append(list, r.trial())
		}
		return true, nil
	})
	for i := len(list) - 1; i >= 0; i-- {
		fn(list[i])
	}
	return err
}

func (r *run) trial() insight.Trial {
	return insight.Trial{
		Number: r.Number, Name: r.Name, From: r.From, Until: r.Until, Meant: r.Meant, Stopped: !r.Stopped.IsZero(), Ended: r.ended(),
		Written: r.Groups.Written, Back: r.Groups.Back, Control: r.Groups.Control, ControlBack: r.Groups.ControlBack,
	}
}
