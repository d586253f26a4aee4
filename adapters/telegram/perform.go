package telegram

import (
	"context"
	"strings"
	"time"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"github.com/stewardbot/steward/bot"
)

// callTimeout bounds one effect, and one snapshot.
const callTimeout = 30 * time.Second

// Perform performs one effect. Errors are *bot.DeliveryError.
func (a *Adapter) Perform(ctx context.Context, d bot.Delivery) (bot.Outcome, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	out := bot.Outcome{Ref: d.Ref, Status: bot.Done}
	to, ok := parsePlace(d.Effect.Where())
	if !ok {
		return out, bot.Refuse("target.no_place", d.Effect.Where(), title)
	}
	var err error
	switch e := d.Effect.(type) {
	case bot.Say:
		out.Receipt, err = a.say(ctx, to, e, d.Content)
	case bot.Edit:
		err = a.edit(ctx, to, e)
	case bot.Delete:
		err = a.delete(ctx, to, e)
	case bot.React:
		err = a.react(ctx, to, e)
	case bot.Ack:
		err = a.ack(ctx, e)
	case bot.Lookup:
		out.Found, err = a.lookup(ctx, to, e)
	case bot.Tag:
		err = a.tag(ctx, to, e)
	case bot.Mute:
		err = a.mute(ctx, to, e)
	case bot.Kick:
		err = a.kick(ctx, to, e)
	case bot.Ban:
		err = a.ban(ctx, to, e)
	case bot.Invite:
		out.Link, err = a.invite(ctx, to, e)
	case bot.Uninvite:
		err = a.uninvite(ctx, to, e)
	case bot.Pin:
		err = a.pin(ctx, to, e)
	case bot.Permissions:
		out.Permissions, err = a.permissionsOf(ctx, to)
	case bot.Lock:
		err = a.lock(ctx, to, e)
	default:
		err = bot.Refuse("cannot.do", bot.EffectKind(e), title)
	}
	if err != nil {
		return out, deliveryError(err)
	}
	return out, nil
}

var noPreview = &models.LinkPreviewOptions{IsDisabled: tg.True()}

// keyboard replaces the library's type, whose buttons always have a copy_text.
type keyboard struct {
	Rows [][]button `json:"inline_keyboard"`
}

type button struct {
	Text string `json:"text"`
	Data string `json:"callback_data,omitempty"`
	URL  string `json:"url,omitempty"`
}

// keyboardOf returns nil without buttons, which makes an edit remove the keyboard.
func keyboardOf(rows [][]bot.Button) models.ReplyMarkup {
	if len(rows) == 0 {
		return nil
	}
	k := &keyboard{}
	for _, row := range rows {
		out := make([]button, 0, len(row))
		for _, b := range row {
			out = append(out, button{Text: b.Label, Data: b.Data, URL: b.URL})
		}
		k.Rows = append(k.Rows, out)
	}
	return k
}

// sent is the result of a sendMessage.
type sent struct {
	ID          int64 `json:"message_id"`
	EphemeralID int64 `json:"ephemeral_message_id"`
	Date        int64 `json:"date"`
}

func (a *Adapter) say(ctx context.Context, to destination, e bot.Say, content []byte) (bot.Receipt, error) {
	m := &tg.SendMessageParams{
		ChatID:             to.chat,
		MessageThreadID:    int(to.thread),
		LinkPreviewOptions: noPreview,
		ReplyMarkup:        keyboardOf(e.Buttons),
	}
	m.Text, m.Entities = shown(e.Text, e.Rich)
	m.Entities = append(m.Entities, pings(m.Text, e.Pinged())...)
	reply, _ := parseMessage(e.ReplyTo)
	if who, ok := parseUser(e.To); ok && !to.private && a.mayHide(to.chat, e.Press) {
		receipt, done, err := a.sayHidden(ctx, m, to, who, reply, e.Press, e.Picture, content)
		if done {
			return receipt, err
		}
	}
	if reply.id != 0 { // others can't see a hidden one
		m.ReplyParameters = &models.ReplyParameters{MessageID: int(reply.id), AllowSendingWithoutReply: true}
	}
	s, err := a.send(ctx, m, e.Picture, content)
	if err != nil {
		return bot.Receipt{}, err
	}
	return bot.Receipt{Messages: []string{itoa(s.ID)}, At: date(s.Date)}, nil
}

func (a *Adapter) edit(ctx context.Context, to destination, e bot.Edit) error {
	m, ok := parseMessage(e.Target.Message.ID)
	if !ok {
		return bot.Refuse("target.no_message", e.Target.Message.ID, title)
	}
	p := &tg.EditMessageTextParams{
		ChatID: to.chat, MessageID: int(m.id), LinkPreviewOptions: noPreview, ReplyMarkup: keyboardOf(e.Buttons),
	}
	p.Text, p.Entities = shown(e.Text, e.Rich)
	if m.ephemeral != 0 {
		return a.editHidden(ctx, p, m)
	}
	_, err := call[any](ctx, a.client, (*tg.Bot).EditMessageText, p)
	if says(err, "there is no text in the message to edit") {
		return a.editCaption(ctx, p)
	}
	return err
}

func (a *Adapter) delete(ctx context.Context, to destination, e bot.Delete) error {
	m, ok := parseMessage(e.Target.Message.ID)
	if !ok {
		return bot.Refuse("target.no_message", e.Target.Message.ID, title)
	}
	switch {
	case m.ephemeral == 0:
		_, err := call[any](ctx, a.client, (*tg.Bot).DeleteMessage, &tg.DeleteMessageParams{ChatID: to.chat, MessageID: int(m.id)})
		return err
	case e.OnlyPublic:
		return nil
	}
	return a.deleteHidden(ctx, to, m)
}

// react sets Steward's reaction. Telegram's emoji list has no variation selector U+FE0F, which
// keyboards add.
func (a *Adapter) react(ctx context.Context, to destination, e bot.React) error {
	m, ok := parseMessage(e.Target.Message.ID)
	if !ok {
		return bot.Refuse("target.no_message", e.Target.Message.ID, title)
	}
	if m.ephemeral != 0 {
		return bot.Refuse("cannot.react_to_hidden")
	}
	set := &tg.SetMessageReactionParams{ChatID: to.chat, MessageID: int(m.id), Reaction: []models.ReactionType{}}
	if emoji := strings.ReplaceAll(e.Emoji, "\uFE0F", ""); emoji != "" {
		set.Reaction = append(set.Reaction, models.ReactionType{
			Type: models.ReactionTypeTypeEmoji, ReactionTypeEmoji: &models.ReactionTypeEmoji{Emoji: emoji},
		})
	}
	_, err := call[any](ctx, a.client, (*tg.Bot).SetMessageReaction, set)
	return err
}

func (a *Adapter) ack(ctx context.Context, e bot.Ack) error {
	_, err := call[any](ctx, a.client, (*tg.Bot).AnswerCallbackQuery, &tg.AnswerCallbackQueryParams{CallbackQueryID: e.Press, Text: utf8Text(e.Text)})
	return err
}

// lookup looks up a member; somebody unknown in the group counts as absent.
func (a *Adapter) lookup(ctx context.Context, to destination, e bot.Lookup) (*bot.Found, error) {
	id, ok := parseUser(e.User)
	if !ok {
		return &bot.Found{User: bot.User{ID: e.User}}, nil
	}
	m, err := call[chatMember](ctx, a.client, (*tg.Bot).GetChatMember, &tg.GetChatMemberParams{ChatID: to.chat, UserID: id})
	if unknownUser(err) {
		return &bot.Found{User: bot.User{ID: e.User}}, nil
	}
	if err != nil {
		return nil, err
	}
	found := &bot.Found{User: bot.User{ID: e.User}, Present: m.inChat(), Banned: m.Status == statusBanned, Authority: m.authority()}
	if p := person(m.User); p != nil {
		found.User = *p
	}
	return found, nil
}
