package kit

import "sync"

// Learnt is what was learnt last of each key. When it is full it is emptied: all of it
// can be learnt again. Safe for concurrent use.
type Learnt[K comparable, V any] struct {
	most int

	mu sync.Mutex
	of map[K]V
}

// NewLearnt holds at most so many keys.
func NewLearnt[K comparable, V any](most int) *Learnt[K, V] {
	return &Learnt[K, V]{most: most, of: map[K]V{}}
}

// Note keeps what a key is now.
func (l *Learnt[K, V]) Note(key K, value V) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, known := l.of[key]; !known && len(l.of) >= l.most {
		clear(l.of)
	}
	l.of[key] = value
}

// Get returns what was noted last of a key.
func (l *Learnt[K, V]) Get(key K) (value V, known bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	value, known = l.of[key]
	return value, known
}
