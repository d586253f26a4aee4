package boltdb

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"unsafe"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/store"
)

// disk models the content of a file's disk if power may fail: everything synced, and any part of
// the writes since. It hooks bbolt's writes; bbolt's syncs follow from their order: before and
// after each write of a meta page, and after growing the file.
type disk struct {
	durable []byte
	pending []pendingWrite
	meta    int64 // where the meta pages end
	writes  int
	onWrite func()
}

type pendingWrite struct {
	at   int64
	data []byte
}

// listen puts d between bbolt and the file. It uses bbolt's own unexported test hook and panics
// if that is gone.
func (d *disk) listen(s *Store) {
	hook := reflect.ValueOf(s.db).Elem().FieldByName("ops").FieldByName("writeAt")
	writeAt := (*func([]byte, int64) (int, error))(unsafe.Pointer(hook.UnsafeAddr()))
	toFile := *writeAt
	*writeAt = func(b []byte, at int64) (int, error) {
		if at < d.meta || d.metaPending() {
			d.sync()
		}
		d.pending = append(d.pending, pendingWrite{at, slices.Clone(b)})
		d.writes++
		d.onWrite()
		return toFile(b, at)
	}
}

func (d *disk) metaPending() bool {
	return slices.ContainsFunc(d.pending, func(w pendingWrite) bool { return w.at < d.meta })
}

// sync is called where bbolt has synced.
func (d *disk) sync() {
	for _, w := range d.pending {
		d.durable = land(d.durable, w.at, w.data)
	}
	d.pending = nil
}

func land(disk []byte, at int64, data []byte) []byte {
	if missing := int(at) + len(data) - len(disk); missing > 0 {
		disk = append(disk, make([]byte, missing)...)
	}
	copy(disk[at:], data)
	return disk
}

const sector = 512

// afterPowerLoss returns the disk with any combination of the sectors written since the last
// sync.
func (d *disk) afterPowerLoss(t *rapid.T) []byte {
	image := slices.Clone(d.durable)
	for _, w := range d.pending {
		switch rapid.IntRange(0, 2).Draw(t, "landed") {
		case 0:
		case 1:
			image = land(image, w.at, w.data)
		case 2:
			for i := 0; i < len(w.data); i += sector {
				if rapid.Bool().Draw(t, "sector") {
					image = land(image, w.at+int64(i), w.data[i:min(i+sector, len(w.data))])
				}
			}
		}
	}
	return image
}

// TestPowerLoss cuts the power at a random write. The recovered store is sound and holds every
// acknowledged commit, and either all or nothing of the one in progress.
func TestPowerLoss(t *testing.T) {
	dir := t.TempDir()
	run := 0
	rapid.Check(t, func(t *rapid.T) {
		run++
		live, dead := filepath.Join(dir, fmt.Sprint("live", run)), filepath.Join(dir, fmt.Sprint("dead", run))
		defer os.Remove(live)
		defer os.Remove(dead)
		before, after, image := crash(t, live)
		if err := os.WriteFile(dead, image, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := Check(dead); err != nil {
			t.Fatal(err)
		}
		if got := contents(t, dead); !maps.Equal(got, before) && !maps.Equal(got, after) {
			t.Fatalf("after the power came back: %v; it was %v, on its way to %v", got, before, after)
		}
	})
}

// crash runs random commits and returns the disk after one of the writes, with the acknowledged
// contents and those in progress.
func crash(t *rapid.T, path string) (before, after map[string]int, image []byte) {
	s, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	begin, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	at := rapid.IntRange(1, 40).Draw(t, "the write that is the last")
	acked, underWay := map[string]int{}, map[string]int{}
	d := &disk{durable: begin, meta: int64(2 * os.Getpagesize())}
	d.onWrite = func() {
		if d.writes == at {
			before, after, image = maps.Clone(acked), maps.Clone(underWay), d.afterPowerLoss(t)
		}
	}
	d.listen(s)
	for image == nil {
		size := rapid.IntRange(0, 9000).Draw(t, "size")
		key := rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "key")
		underWay[key] = size
		err := s.Update(func(tx store.Tx) error { return tx.Put("t", []byte(key), make([]byte, size)) })
		if err != nil {
			t.Fatal(err)
		}
		d.sync()
		acked = maps.Clone(underWay)
	}
	return before, after, image
}

// contents returns the size of each value.
func contents(t *rapid.T, path string) map[string]int {
	s, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	err = s.View(func(r store.Reader) error {
		return r.Scan("t", nil, nil, false, 0, func(k, v []byte) (bool, error) {
			got[string(k)] = len(v)
			return true, nil
		})
	})
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	return got
}
