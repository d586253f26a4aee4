package discord

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/stewardbot/steward/bot/phrase"
)

// Times of an interaction:
// https://discord.com/developers/docs/interactions/receiving-and-responding.
const (
	deferAfter      = 2 * time.Second  // of the three seconds for the first answer
	deferTimeout    = 5 * time.Second  // for the call that defers
	interactionLife = 15 * time.Minute // how long its token is valid
	maxInteractions = 10_000
)

// state is the known state of an interaction's answers.
type state int

const (
	fresh         state = iota // none
	waiting                    // deferred, visible to all
	waitingHidden              // deferred, visible to the author only
	seen                       // acknowledged without a text
	answered                   // the first answer was sent; further ones are follow-ups
)

// interaction is a command or a press that waits for answers.
type interaction struct {
	id, token string
	kind      discordgo.InteractionType // 0: from before this process
	hide      bool
	born      time.Time
	timer     *time.Timer // nil: none was set; belongs to interactions.mu
	turn      chan struct{}
	// Guarded by the turn:
	state  state
	acked  bool // Discord reported an existing first answer
	unsure bool // fresh, but an earlier process or a call without a response may have answered
}

func newInteraction(id, token string) *interaction {
	return &interaction{id: id, token: token, born: time.Now(), turn: make(chan struct{}, 1)}
}

// lock takes the turn, or returns ctx's error.
func (i *interaction) lock(ctx context.Context) error {
	select {
	case i.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return &callError{message: phrase.AsLine("discord.answered_twice", ctx.Err())}
	}
}

func (i *interaction) unlock() { <-i.turn }

// interactions answers commands and presses as Discord requires: a first answer within three
// seconds, and follow-ups for fifteen minutes. After two seconds without an answer it defers.
// The state is in memory only; for interactions from an earlier process it first checks for an
// existing answer. It is safe for concurrent use.
type interactions struct {
	client    *client
	directory *directory
	log       *slog.Logger

	mu      sync.Mutex
	byToken map[string]*interaction
	order   []*interaction // by age
	running int            // adapters that receive interactions
}

func newInteractions(c *client, d *directory, log *slog.Logger) *interactions {
	return &interactions{client: c, directory: d, log: log, byToken: map[string]*interaction{}}
}

// arrived is called when an interaction is received, before it is submitted.
// It does not block. private says that a deferral is visible only to the sender. kind is
// Discord's type of interaction.
func (x *interactions) arrived(id, token string, private bool, kind int) {
	i := newInteraction(id, token)
	i.kind, i.hide = discordgo.InteractionType(kind), private
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.running == 0 || token == "" || x.byToken[token] != nil {
		return
	}
	i.timer = time.AfterFunc(deferAfter, func() { x.postpone(i) })
	x.keep(i)
}

// keep stores an interaction and drops expired ones. The caller holds mu.
func (x *interactions) keep(i *interaction) {
	for len(x.order) > 0 && (len(x.order) >= maxInteractions || time.Since(x.order[0].born) > interactionLife) {
		delete(x.byToken, x.order[0].token)
		x.order = x.order[1:]
	}
	x.byToken[i.token] = i
	x.order = append(x.order, i)
}

// find returns the interaction that an event's press or command names; ok is false if it
// names none.
func (x *interactions) find(press string) (i *interaction, ok bool) {
	id, token, _ := strings.Cut(press, ":")
	if !isID(id) || !isToken(token) {
		return nil, false
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if i = x.byToken[token]; i == nil {
		i = newInteraction(id, token)
		i.unsure = true
		x.keep(i)
	}
	return i, true
}

// known returns an interaction by token; nil for one from an earlier process.
func (x *interactions) known(token string) *interaction {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.byToken[token]
}

// start lets interactions arrive until stop is called as often.
func (x *interactions) start() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.running++
}

// stop ends a start; the last cancels all pending deferrals.
func (x *interactions) stop() {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.running--; x.running > 0 {
		return
	}
	for _, i := range x.order {
		if i.timer != nil {
			i.timer.Stop()
		}
	}
}

// isToken reports whether a token is safe in a path.
func isToken(s string) bool {
	return s != "" && len(s) <= 512 && !strings.ContainsAny(s, "/?#%: \t\r\n")
}

// postpone defers the answer if there is none yet.
func (x *interactions) postpone(i *interaction) {
	ctx, cancel := context.WithTimeout(context.Background(), deferTimeout)
	defer cancel()
	if i.lock(ctx) != nil {
		return
	}
	defer i.unlock()
	_, _, err := x.look(ctx, i, nil)
	if err == nil && i.state == fresh {
		err = x.deferAnswer(ctx, i)
	}
	if err != nil && !says(err, acknowledged) {
		x.log.Warn("a command that takes long could not be deferred", "err", err)
	}
}

// deferAnswer defers the answer. The caller holds the turn.
func (x *interactions) deferAnswer(ctx context.Context, i *interaction) error {
	kind, next := discordgo.InteractionResponseDeferredChannelMessageWithSource, waiting
	var data any
	switch {
	case i.kind == discordgo.InteractionMessageComponent:
		kind, next = discordgo.InteractionResponseDeferredMessageUpdate, seen
	case i.hide:
		data, next = map[string]int{"flags": hiddenFlag}, waitingHidden
	}
	_, err := x.callback(ctx, i, kind, data)
	if err == nil {
		i.state = next
	}
	return err
}

// callback is the body of a first answer; Data may be nil.
type callback struct {
	Type discordgo.InteractionResponseType `json:"type"`
	Data any                               `json:"data,omitempty"`
}

func (c callback) attached() *file {
	if a, ok := c.Data.(attacher); ok {
		return a.attached()
	}
	return nil
}

// callback sends the first answer.
func (x *interactions) callback(ctx context.Context, i *interaction, kind discordgo.InteractionResponseType, data any) (posted, error) {
	var out struct {
		Resource struct {
			Message posted `json:"message"`
		} `json:"resource"`
	}
	err := x.client.call(ctx, "POST", "/interactions/"+i.id+"/"+i.token+"/callback?with_response=true", "", callback{kind, data}, &out)
	var c *callError
	i.acked = i.acked || says(err, acknowledged)
	if errors.As(err, &c) && c.maybeDone || i.acked {
		i.unsure = true
	}
	return out.Resource.Message, err
}

// webhook calls a route for follow-ups; message is empty for the collection.
func (x *interactions) webhook(ctx context.Context, method, token, message string, in, out any) error {
	app, err := x.directory.application(ctx)
	if err != nil {
		return err
	}
	path := "/webhooks/" + app + "/" + token
	if message != "" {
		path += "/messages/" + message
	}
	return x.client.call(ctx, method, path, "", in, out)
}

// original is the first answer's name in routes.
const original = "@original"

// answer sends m as the first answer or a follow-up, and returns the message. The caller holds
// the turn. Retrying the first answer is safe; follow-ups are sent at least once.
func (x *interactions) answer(ctx context.Context, i *interaction, m *outgoing, hide bool) (posted, error) {
	if hide {
		m.Flags |= hiddenFlag
	}
	for range attempts {
		if p, there, err := x.look(ctx, i, m); there || err != nil {
			return p, err
		}
		switch i.state {
		case waiting, waitingHidden:
			return x.fill(ctx, i, m, hide)
		case seen, answered:
			return x.follow(ctx, i, m)
		}
		p, err := x.callback(ctx, i, discordgo.InteractionResponseChannelMessageWithSource, m)
		if err == nil {
			i.state = answered
			return x.named(ctx, i, p), nil
		}
		if !says(err, acknowledged) { // else an earlier process answered: checked next
			return p, err
		}
	}
	return posted{}, errContradiction
}

// named returns p with its id. A compatible server may not return it with the callback; if it
// can't be fetched either, the answer can't be changed later.
func (x *interactions) named(ctx context.Context, i *interaction, p posted) posted {
	if p.ID != "" {
		return p
	}
	if err := x.webhook(ctx, "GET", i.token, original, nil, &p); err != nil {
		x.log.Info("an answer was said, and can't be looked up", "error", err)
	}
	return p
}

// attempts allows a second try if there turns out to be an answer.
const attempts = 2

var errContradiction = phrase.New("discord.contradiction")

// look finds out which first answer there is, if that is uncertain. It reports
// whether the existing answer equals m; false if m is nil.
func (x *interactions) look(ctx context.Context, i *interaction, m *outgoing) (p posted, there bool, err error) {
	if i.state != fresh || !i.unsure {
		return p, false, nil
	}
	err = x.webhook(ctx, "GET", i.token, original, nil, &p)
	switch {
	case unknownTo(err) && i.acked: // a compatible server that can't be asked: assume it is ours
		i.state, there = answered, m != nil
	case says(err, unknownWebhook), unknownTo(err), says(err, unknownMessage) && !i.acked: // there is none
	case says(err, unknownMessage): // none any more
		i.state = seen
	case err != nil:
		return p, false, err
	case p.Flags&loadingFlag != 0 && p.Flags&hiddenFlag != 0:
		i.state = waitingHidden
	case p.Flags&loadingFlag != 0:
		i.state = waiting
	default:
		i.state = answered
		there = m != nil && same(p.Content, m.Content)
	}
	i.unsure = false
	return p, there, nil
}

// fill replaces the deferral by the text. A deferral's visibility can't change, so one with
// the other visibility is deleted.
func (x *interactions) fill(ctx context.Context, i *interaction, m *outgoing, hide bool) (p posted, err error) {
	if hide != (i.state == waitingHidden) {
		if err := x.clear(ctx, i); err != nil {
			return p, err
		}
		return x.follow(ctx, i, m)
	}
	err = x.webhook(ctx, "PATCH", i.token, original, m.edit(), &p)
	if says(err, unknownMessage) {
		i.state = seen
		return x.follow(ctx, i, m)
	}
	if err == nil {
		i.state = answered
	}
	return p, err
}

func (x *interactions) follow(ctx context.Context, i *interaction, m *outgoing) (p posted, err error) {
	if err = x.webhook(ctx, "POST", i.token, "", m, &p); err == nil {
		i.state = answered
	}
	return p, err
}

// ack ends the waiting state, with or without a notice. The caller holds the turn. Only
// presses can be acknowledged without a notice.
func (x *interactions) ack(ctx context.Context, i *interaction, notice string) error {
	if notice != "" {
		_, err := x.answer(ctx, i, newOutgoing(notice, false, nil), true)
		return err
	}
	for range attempts {
		if _, _, err := x.look(ctx, i, nil); err != nil {
			return err
		}
		if i.state == fresh {
			if i.kind == 0 {
				i.kind = discordgo.InteractionMessageComponent
			}
			i.hide = true
			err := x.deferAnswer(ctx, i)
			if says(err, acknowledged) {
				continue
			}
			if err != nil {
				return err
			}
		}
		if i.state == waiting || i.state == waitingHidden {
			return x.clear(ctx, i)
		}
		return nil
	}
	return errContradiction
}

// clear deletes a deferral.
func (x *interactions) clear(ctx context.Context, i *interaction) error {
	err := x.webhook(ctx, "DELETE", i.token, original, nil, nil)
	if err == nil || says(err, unknownMessage) {
		i.state = seen
		return nil
	}
	return err
}
