package telegram

import (
	"github.com/go-telegram/bot/models"

	"github.com/stewardbot/steward/adapters/loosely"
)

// The parts of the Bot API's types that Steward reads, named as in
// https://core.telegram.org/bots/api#available-types. Rare ones use the
// library's models. Messages, presses and reactions have types of their own:
// the library's fail as a whole on one unknown value, are several times slower,
// and lack ephemeral messages. A test compares them.

type update struct {
	ID            int64         `json:"update_id"`
	Message       *message      `json:"message"`
	EditedMessage *message      `json:"edited_message"`
	Callback      *callback     `json:"callback_query"`
	Reaction      *reaction     `json:"message_reaction"`
	ChatMember    *memberChange `json:"chat_member"`
	MyChatMember  *memberChange `json:"my_chat_member"`
	ignored                     // known, but of no use to Steward
}

// ignored are kinds of update without an event.
type ignored struct {
	ReactionCount     present `json:"message_reaction_count"`
	JoinRequest       present `json:"chat_join_request"`
	ChannelPost       present `json:"channel_post"`
	EditedChannelPost present `json:"edited_channel_post"`
}

func (i ignored) any() bool {
	return bool(i.ReactionCount || i.JoinRequest || i.ChannelPost || i.EditedChannelPost)
}

// present records that a field exists, whatever its value.
type present bool

// UnmarshalJSON sets p unless the field is null.
func (p *present) UnmarshalJSON(b []byte) error {
	*p = string(b) != "null"
	return nil
}

// origin says who sent a message, and where.
type origin struct {
	ID          int64        `json:"message_id"`
	EphemeralID int64        `json:"ephemeral_message_id"`
	ThreadID    int64        `json:"message_thread_id"`
	From        *models.User `json:"from"`
	SenderChat  *models.Chat `json:"sender_chat"`
	Date        int64        `json:"date"`
	Chat        models.Chat  `json:"chat"`
	IsTopic     bool         `json:"is_topic_message"`
	AutoForward bool         `json:"is_automatic_forward"`
}

// answered is a message that another one replies to.
type answered struct {
	origin
	Text     string  `json:"text"`
	Caption  string  `json:"caption"`
	Document content `json:"document"`
	Photo    photos  `json:"photo"`
}

// photos are the sizes of one picture, the largest last.
type photos = loosely.Field[[]struct {
	FileID string `json:"file_id"`
	Size   int64  `json:"file_size"`
}]

type message struct {
	origin
	EditDate        int64                  `json:"edit_date"`
	ReplyTo         *answered              `json:"reply_to_message"`
	Text            string                 `json:"text"`
	Entities        []models.MessageEntity `json:"entities"`
	Caption         string                 `json:"caption"`
	CaptionEntities []models.MessageEntity `json:"caption_entities"`
	NewMembers      []models.User          `json:"new_chat_members"`
	LeftMember      *models.User           `json:"left_chat_member"`
	MigrateTo       int64                  `json:"migrate_to_chat_id"`
	MigrateFrom     int64                  `json:"migrate_from_chat_id"`
	media
	around
}

// media are the kinds of content besides text.
type media struct {
	Animation       content            `json:"animation"`
	Audio           content            `json:"audio"`
	Checklist       content            `json:"checklist"`
	Contact         content            `json:"contact"`
	Dice            present            `json:"dice"`
	Document        content            `json:"document"`
	Game            content            `json:"game"`
	Giveaway        content            `json:"giveaway"`
	GiveawayWinners content            `json:"giveaway_winners"`
	Invoice         content            `json:"invoice"`
	LivePhoto       present            `json:"live_photo"`
	Location        present            `json:"location"`
	PaidMedia       present            `json:"paid_media"`
	Photo           photos             `json:"photo"`
	Poll            content            `json:"poll"`
	RichMessage     loosely.Field[any] `json:"rich_message"`
	Sticker         content            `json:"sticker"`
	Story           content            `json:"story"`
	Venue           content            `json:"venue"`
	Video           content            `json:"video"`
	VideoNote       present            `json:"video_note"`
	Voice           present            `json:"voice"`
}

// kinds returns the names of those present. Telegram also sends an animation as
// a document, and a venue as a location.
func (m *media) kinds() []string {
	var out []string
	add := func(is bool, name string) {
		if is {
			out = append(out, name)
		}
	}
	add(m.Animation.There, "animation")
	add(m.Audio.There, "audio")
	add(m.Checklist.There, "checklist")
	add(m.Contact.There, "contact")
	add(bool(m.Dice), "dice")
	add(m.Document.There && !m.Animation.There, "document")
	add(m.Game.There, "game")
	add(m.Giveaway.There, "giveaway")
	add(m.GiveawayWinners.There, "giveaway_winners")
	add(m.Invoice.There, "invoice")
	add(bool(m.LivePhoto), "live_photo")
	add(bool(m.Location) && !m.Venue.There, "location")
	add(bool(m.PaidMedia), "paid_media")
	add(m.Photo.There, "photo")
	add(m.Poll.There, "poll")
	add(m.RichMessage.There, "rich_message")
	add(m.Sticker.There, "sticker")
	add(m.Story.There, "story")
	add(m.Venue.There, "venue")
	add(m.Video.There, "video")
	add(bool(m.VideoNote), "video_note")
	add(bool(m.Voice), "voice")
	return out
}

type callback struct {
	ID      string       `json:"id"`
	From    *models.User `json:"from"`
	Message *origin      `json:"message"`
	Data    string       `json:"data"`
}

type reaction struct {
	Chat      models.Chat    `json:"chat"`
	MessageID int64          `json:"message_id"`
	User      *models.User   `json:"user"`
	ActorChat *models.Chat   `json:"actor_chat"`
	Date      int64          `json:"date"`
	Old       []reactionType `json:"old_reaction"`
	New       []reactionType `json:"new_reaction"`
}

type reactionType struct {
	Type     string `json:"type"`
	Emoji    string `json:"emoji"`
	CustomID string `json:"custom_emoji_id"`
}

// name returns the emoji, or the id of another kind of reaction.
func (r reactionType) name() string {
	switch r.Type {
	case "emoji":
		return r.Emoji
	case "custom_emoji":
		return "custom:" + r.CustomID
	}
	return r.Type
}
