package fakediscord

import (
	"cmp"
	"slices"
)

// posts holds a channel's messages, oldest first.
type posts struct {
	list []*Message
	gone []Message // deleted ones
}

// at returns the index of the message with this id, or where it would be.
func (p *posts) at(id string) (int, bool) {
	return slices.BinarySearchFunc(p.list, number(id), func(m *Message, n int64) int {
		return cmp.Compare(number(m.ID), n)
	})
}

// get returns nil if there is no such message.
func (p *posts) get(id string) *Message {
	if i, ok := p.at(id); ok && number(id) > 0 {
		return p.list[i]
	}
	return nil
}

// add appends a message and drops the oldest beyond keep.
func (p *posts) add(m *Message, keep int) {
	i, _ := p.at(m.ID)
	p.list = slices.Insert(p.list, i, m)
	if over := len(p.list) - keep; over > keep/10 {
		p.list = slices.Clone(p.list[over:])
	}
}

// remove deletes a message; nil if it did not exist.
func (p *posts) remove(id string, keep int) *Message {
	i, ok := p.at(id)
	if !ok {
		return nil
	}
	m := p.list[i]
	p.list = slices.Delete(p.list, i, i+1)
	p.gone = append(p.gone, *m)
	if over := len(p.gone) - keep; over > keep/10 {
		p.gone = slices.Clone(p.gone[over:])
	}
	return m
}

// before returns up to n messages with ids below id, newest first.
func (p *posts) before(id string, n int) []*Message {
	end, _ := p.at(id)
	out := slices.Clone(p.list[max(0, end-n):end])
	slices.Reverse(out)
	return out
}

// after returns up to n messages with ids above id, newest first.
func (p *posts) after(id string, n int) []*Message {
	begin, found := p.at(id)
	if found {
		begin++
	}
	out := slices.Clone(p.list[begin:min(len(p.list), begin+n)])
	slices.Reverse(out)
	return out
}
