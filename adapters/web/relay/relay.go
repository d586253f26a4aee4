// Package relay carries HTTP requests over a cluster.Transport to the process
// that has a partition, and the responses back.
//
// A request is one message. Its answer is the first part of the response; the
// others are asked for one at a time. Whoever has nothing to say yet says so
// after a moment, so that a process that has gone is noticed soon. A response of
// which no part is asked for any more is given up; one of which no part comes any
// more is cut off for the visitor, too.
package relay

import (
	"net/http"
	"strconv"
	"time"
)

const (
	// soon is how long a call waits for the first part of its response, and beat
	// how long a request for more waits.
	soon = time.Second
	beat = 4 * time.Second
	// overdue is how much later an answer will not come any more.
	overdue = 4 * time.Second
	// unasked is how long a response is kept after a part was asked for.
	unasked = 20 * time.Second
	// retryEvery is the pause before a partition that nobody has is asked again.
	retryEvery = 250 * time.Millisecond
	// mostPart is the largest part of a response, in bytes.
	mostPart = 256 << 10
)

// call is a request. Its body is behind it.
type call struct {
	Method string      `json:"method"`
	URI    string      `json:"uri"`
	Host   string      `json:"host"`
	Remote string      `json:"remote"` // net/http's RemoteAddr
	Header http.Header `json:"header"`
}

// more asks for a part of a response.
type more struct {
	Number int  `json:"number"`        // of the part, from 1 on: the first, 0, is the call's answer
	End    bool `json:"end,omitempty"` // none is wanted any more
}

// part answers a call, or a request for more. The part's bytes are behind it.
type part struct {
	State  state       `json:"state"`
	Number int         `json:"number"`
	Status int         `json:"status,omitempty"` // with the first part
	Header http.Header `json:"header,omitempty"` // with the first part
	From   string      `json:"from,omitempty"`   // the subject that has more
}

// state is what a part means.
type state string

const (
	stateMore   state = "more"   // others follow
	stateLast   state = "last"   // none follows
	stateNone   state = "none"   // it isn't there yet
	stateBroken state = "broken" // it will not come
	stateAway   state = "away"   // the partition is elsewhere, and nobody has seen the call
)

// subject is where calls for a partition are answered.
func subject(partition int) string { return "st.web." + strconv.Itoa(partition) }

// subjectOf is where more of a response is.
func subjectOf(response string) string { return "st.part." + response }
