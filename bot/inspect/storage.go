package inspect

import (
	"fmt"
	"time"
)

// Storage is the file of the store and the volume that it is on, in bytes; zero where unknown.
type Storage struct {
	Bytes  uint64    `json:"bytes"`
	Free   uint64    `json:"free"` // for an ordinary user
	Volume uint64    `json:"volume"`
	Backup time.Time `json:"backup,omitzero"` // the latest by steward backup
}

// Low reports whether the volume is nearly full: less than 5 % or less than the store's own size is free.
func (s Storage) Low() bool { return s.Volume > 0 && (s.Free < s.Volume/20 || s.Free < s.Bytes) }

// Size writes bytes for people, in units of a thousand.
func Size(n uint64) string {
	if n < 1e9 {
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	}
	return fmt.Sprintf("%.1f GB", float64(n)/1e9)
}

// FailedFor is how long failed deliveries are told of, and MostLooked among how many of the latest they are looked for.
const (
	FailedFor  = 7 * 24 * time.Hour
	MostLooked = 20_000
)
