package fakediscord

import "time"

// nonces maps nonces to messages.
type nonces map[string]*Message

func (n nonces) find(channel, nonce string, since time.Time) *Message {
	m := n[channel+" "+nonce]
	if nonce == "" || m == nil || m.at.Before(since) {
		return nil
	}
	return m
}

// maxNonces limits the nonces kept in memory.
const maxNonces = 100_000

func (n nonces) keep(channel, nonce string, m *Message) {
	if nonce == "" {
		return
	}
	if len(n) >= maxNonces {
		clear(n)
	}
	n[channel+" "+nonce] = m
}
