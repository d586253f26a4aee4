package main

import (
	"os"
	"time"

	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/store"
)

// noted is the suffix of the file beside a store that holds the name of its latest backup, and as old as that is.
const noted = ".last-backup"

// noteBackup notes that a store was backed up into a file now. A folder that takes no file costs the note alone.
func noteBackup(path, to string) { _ = os.WriteFile(path+noted, []byte(to+"\n"), 0o600) }

// storage returns how the file of a store is; zeros if it has none.
func storage(s store.Store) (st inspect.Storage) {
	file, err := store.As[store.Copier](s)
	if err != nil {
		return st
	}
	return storageAt(file.Path())
}

func storageAt(path string) (st inspect.Storage) {
	if info, err := os.Stat(path); err == nil {
		st.Bytes = uint64(max(info.Size(), 0))
	}
	st.Free, st.Volume, _ = freeSpace(path)
	if info, err := os.Stat(path + noted); err == nil {
		st.Backup = info.ModTime().UTC().Truncate(time.Second)
	}
	return st
}
