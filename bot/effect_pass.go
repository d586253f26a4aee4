package bot

import (
	"encoding/json"
	"strconv"
	"time"
)

// Partition is the platform of the engines that run communities elsewhere: see
// engine.Partition. A place on it is an engine's number: "partition:17".
const Partition = "partition"

// Pass hands something over to the engine of another partition, which takes it
// in once, however often it is delivered. The engine makes it itself; its
// outcome is done once the other engine has committed. Delivery.Content holds
// what of the event is stored nowhere, nil if nothing.
type Pass struct {
	To  int   `json:"to"`            // the partition
	Via []int `json:"via,omitempty"` // those that passed the event on, the first one first
	// Community is the one that an event is about; empty: the features find it,
	// such as by a code.
	Community string `json:"community,omitempty"`
	// Choices are the communities that a private chat may be about.
	Choices []string `json:"choices,omitempty"`
	Account UserID   `json:"account,omitempty"` // whose; one account's are handed over in order
	// Event and Forget are one of both in the engine's stored form: an event, or
	// a person to erase from what that partition recorded of private chats.
	Event    json.RawMessage `json:"event,omitempty"`
	Forget   json.RawMessage `json:"forget,omitempty"`
	Received time.Time       `json:"received,omitzero"` // when the event arrived
	Expires  time.Time       `json:"expires,omitzero"`
}

var _ = declare[Pass]()

func (Pass) kind() string      { return "pass" }
func (e Pass) Where() Place    { return Place(Partition + ":" + strconv.Itoa(e.To)) }
func (e Pass) in(Place) Effect { return e }
func (e Pass) traits() Traits {
	return Traits{Expires: e.Expires, Order: "pass|" + string(e.Account)}
}
