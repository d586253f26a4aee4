package desk

import (
	"encoding/json"
	"hash/fnv"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/stewardbot/steward/adapters/web"
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/desk"
	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/store"
)

// news tells the pages that are open what changes on them, over a stream each. One goroutine looks for changes, while there
// are streams: it asks the store once for all of them, and only after something was committed.
type news struct {
	desk *Desk

	mu      sync.Mutex
	streams map[*stream]struct{}
	running bool
	commits uint64
	known   map[string]*standing // by community, of those with streams
}

// standing is what is told about a community.
type standing struct {
	inspect.Waiting
	Watched    int                      // alarms that the overview shows
	FailedWeek int                      // deliveries that the page of the health lists
	campaigns  map[string][]campaignRow // by language, for the pages of campaigns that are open
}

// stream is one page.
type stream struct {
	community string
	session   desk.Session
	powers    desk.Powers
	tongue    *tongue
	page      string
	woken     chan struct{} // there is something to send
	message   []byte        // the latest, guarded by news.mu
	ended     bool
}

const (
	lookEvery     = 2 * time.Second
	mostStreams   = 1000
	mostOfAccount = 20 // so that nobody takes them all
)

func newNews(d *Desk) *news {
	return &news{desk: d, streams: map[*stream]struct{}{}, known: map[string]*standing{}}
}

// follow streams what changes on a page until it leaves, the server stops, or the session ends or loses its powers.
func (d *Desk) follow(w http.ResponseWriter, r *http.Request) {
	t := d.tongues.choose(w, r)
	var v *Visit
	err := d.opt.Engine.View(func(reader store.Reader) (err error) {
		if v, err = d.enter(r, t, reader); err == nil && v != nil && v.Powers == 0 {
			err = errForbidden
		}
		return err
	})
	if d.refused(w, r, t, v, err) || r.Method == http.MethodHead {
		return
	}
	s := &stream{community: v.Community.ID, session: *v.Session, powers: v.Powers, tongue: t, page: v.Query("page"), woken: make(chan struct{}, 1)}
	if !d.news.join(s) {
		http.Error(w, "too many pages are open", http.StatusServiceUnavailable)
		return
	}
	defer d.news.leave(s)
	out := web.OpenStream(w, r)
	beat := time.NewTicker(web.Beat)
	defer beat.Stop()
	for {
		if over, err := d.news.tell(s, out); err != nil || over {
			return
		}
		select {
		case <-s.woken:
		case <-beat.C:
			if err := out.Send("", "", nil); err != nil {
				return
			}
		case <-r.Context().Done():
			return
		case <-out.Closing():
			return
		}
	}
}

// tell sends what the page does not have yet, or that its session is over.
func (n *news) tell(s *stream, out *web.Stream) (over bool, err error) {
	n.mu.Lock()
	message, ended := s.message, s.ended
	n.mu.Unlock()
	if ended {
		body, err := json.Marshal(map[string]string{"text": s.tongue.T("fault.signed_out")})
		if err != nil {
			return true, err
		}
		return true, out.Send("end", "", body)
	}
	sum := fnv.New64a()
	sum.Write(message)
	id := strconv.FormatUint(sum.Sum64(), 36)
	if message == nil || id == out.Last() {
		return false, nil
	}
	return false, out.Send("", id, message)
}

// join adds a stream; false if there are too many.
func (n *news) join(s *stream) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	own := 0
	for other := range n.streams {
		if other.session.Account == s.session.Account {
			own++
		}
	}
	if len(n.streams) >= mostStreams || own >= mostOfAccount {
		return false
	}
	n.streams[s] = struct{}{}
	if n.known[s.community] != nil {
		n.write(s)
	}
	if !n.running {
		n.running = true
		go n.run()
	}
	return true
}

func (n *news) leave(s *stream) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.streams, s)
	for other := range n.streams {
		if other.community == s.community {
			return
		}
	}
	delete(n.known, s.community)
}

// run looks for changes until nobody follows any more.
func (n *news) run() {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		n.look()
		<-tick.C
		n.mu.Lock()
		if len(n.streams) == 0 {
			n.running = false
			n.mu.Unlock()
			return
		}
		n.mu.Unlock()
	}
}

// look finds what has changed, and wakes the streams whose pages it concerns.
func (n *news) look() {
	o := &n.desk.opt
	stats, _ := o.Engine.Stats()
	commits, now := stats.Commits.Load(), o.Engine.Now()
	n.mu.Lock()
	list := slices.Collect(maps.Keys(n.streams))
	stale := commits != n.commits
	for _, s := range list {
		stale = stale || s.lacks(n.known[s.community])
	}
	n.mu.Unlock()
	var known map[string]*standing
	seats := map[string]seat{} // by hash of the session
	if stale && len(list) > 0 {
		err := o.Engine.View(func(r store.Reader) (err error) {
			known, err = n.read(r, list, seats, now)
			return err
		})
		if err != nil {
			n.desk.log.Error("the desk can't look for changes", "err", err)
			return
		}
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if known != nil {
		n.commits = commits
	}
	for _, s := range list {
		if _, there := n.streams[s]; !there {
			continue
		}
		if known != nil {
			x := seats[s.session.Hash]
			if n.known[s.community], s.powers = known[s.community], x.powers; x.session != nil {
				s.session = *x.session
			}
		}
		n.write(s)
		if s.ended = s.ended || s.powers == 0 || s.session.Ended(now); s.ended {
			s.wake()
		}
	}
}

// read asks a snapshot what is to be told about the communities of some streams, and what their sessions may still see.
func (n *news) read(r store.Reader, list []*stream, seats map[string]seat, now time.Time) (map[string]*standing, error) {
	known := map[string]*standing{}
	failed, err := inspect.FailedSince(r, now.Add(-inspect.FailedFor), inspect.MostLooked)
	if err != nil {
		return nil, err
	}
	for _, s := range list {
		if known[s.community] == nil {
			waiting, err := inspect.WaitingIn(r, s.community, now)
			if err != nil {
				return nil, err
			}
			alarms, err := inspect.Watched(r, s.community)
			if err != nil {
				return nil, err
			}
			known[s.community] = &standing{Waiting: waiting, Watched: len(alarms), FailedWeek: min(len(failed), mostFailed)}
		}
		if _, asked := seats[s.session.Hash]; !asked {
			if seats[s.session.Hash], err = n.seatOf(r, s, now); err != nil {
				return nil, err
			}
		}
		if s.showsCampaigns(seats[s.session.Hash].powers) {
			if err := n.readCampaigns(r, s, known[s.community]); err != nil {
				return nil, err
			}
		}
	}
	return known, nil
}

// lacks reports whether what is known of the stream's community is not all that its page shows.
func (s *stream) lacks(k *standing) bool {
	if k == nil || !s.showsCampaigns(s.powers) {
		return k == nil
	}
	_, read := k.campaigns[s.tongue.Tag]
	return !read
}

func (s *stream) showsCampaigns(powers desk.Powers) bool {
	return s.page == "campaigns" && powers.Any(desk.Operator)
}

// readCampaigns adds how the campaigns of a stream's community stand, once for each language.
func (n *news) readCampaigns(r store.Reader, s *stream, k *standing) error {
	tag := s.tongue.Tag
	if _, asked := k.campaigns[tag]; asked {
		return nil
	}
	turn, err := n.desk.opt.Engine.Glance(r, s.community, bot.User{ID: s.session.Account, Language: tag})
	if err != nil || turn == nil {
		return err
	}
	if k.campaigns == nil {
		k.campaigns = map[string][]campaignRow{}
	}
	k.campaigns[tag], err = campaignRows(turn)
	return err
}

// seat is a session as it is stored now, and what it may see; without powers, it is over.
type seat struct {
	session *desk.Session
	powers  desk.Powers
}

// seatOf returns the seat of a stream's session.
func (n *news) seatOf(r store.Reader, s *stream, now time.Time) (seat, error) {
	found, err := desk.Find(r, s.community, s.session.Hash, now)
	if err != nil || found == nil {
		return seat{}, err
	}
	turn, err := n.desk.opt.Engine.Glance(r, s.community, bot.User{ID: found.Account})
	if err != nil || turn == nil {
		return seat{}, err
	}
	powers, err := n.desk.opt.Room.PowersOf(turn)
	return seat{found, powers}, err
}

// write puts into words what a stream's page shows, and wakes it if that has changed.
func (n *news) write(s *stream) {
	k := n.known[s.community]
	if k == nil || s.ended {
		return
	}
	message, err := json.Marshal(n.fields(s, k))
	if err != nil || string(message) == string(s.message) {
		return
	}
	s.message = message
	s.wake()
}

func (s *stream) wake() {
	select {
	case s.woken <- struct{}{}:
	default:
	}
}

// fields are the texts of the elements with data-live; an empty one is hidden, with the row that it stands in.
func (n *news) fields(s *stream, k *standing) map[string]any {
	v := &Visit{tongue: s.tongue}
	count := func(x int, shown bool) string {
		if x == 0 || !shown {
			return ""
		}
		return v.Number(x)
	}
	cases, orders := s.powers.Any(desk.Moderator), s.powers.Any(desk.Fulfilment)
	queue := 0
	if cases {
		queue += k.Reports + k.Appeals
	}
	if orders {
		queue += k.Orders
	}
	f := map[string]any{"queue": count(queue, true)}
	var trouble []string
	for _, line := range n.desk.opt.Engine.NotReady() {
		trouble = append(trouble, line.In(s.tongue.Tag))
	}
	switch {
	case s.page == "overview":
		f["reports"], f["appeals"], f["orders"], f["failed"] = count(k.Reports, true), count(k.Appeals, true), count(k.Orders, true), count(k.Failed, true)
		f["not_ready"] = trouble
		if f["nothing"] = ""; k.Reports+k.Appeals+k.Orders+k.Failed+k.Watched+len(trouble) == 0 {
			f["nothing"] = s.tongue.T("overview.nothing")
		}
	case s.page == "health" && s.powers.Any(desk.Operator):
		stats, waiting := n.desk.opt.Engine.Stats()
		_, _, slowest := stats.CommitSeconds.Read()
		f["outbox"], f["failed_week"] = v.Number(waiting), v.Number(k.FailedWeek)
		f["received"], f["failures"], f["slowest"] = v.Number(stats.Received.Load()), v.Number(stats.Failures.Load()), v.Span(slowest)
		f["not_ready"], f["well"] = trouble, ""
		if len(trouble) == 0 {
			f["well"] = s.tongue.T("health.well")
		}
	case s.showsCampaigns(s.powers):
		for _, x := range k.campaigns[s.tongue.Tag] {
			x.renew(v, f)
		}
	}
	return f
}
