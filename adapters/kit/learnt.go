package kit

import "sync"

// Learnt caches the latest value of each key. When full, it is emptied:
// everything can be learnt again. Safe for concurrent use.
type Learnt[K comparable, V any] struct {
	most int

	mu sync.Mutex
	of map[K]V
}

// NewLearnt returns a cache of at most this many keys.
func NewLearnt[K comparable, V any](most int) *Learnt[K, V] {
	return &Learnt[K, V]{most: most, of: map[K]V{}}
}

// Note stores a key's value.
func (l *Learnt[K, V]) Note(key K, value V) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, known := l.of[key]; !known && len(l.of) >= l.most {
		clear(l.of)
	}
	l.of[key] = value
}

// Get returns a key's value.
func (l *Learnt[K, V]) Get(key K) (value V, known bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	value, known = l.of[key]
	return value, known
}
