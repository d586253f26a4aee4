//go:build unix

package pgstore_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"testing"
	"time"

	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/pgstore"
	"github.com/stewardbot/steward/store/pgstore/pgtest"
)

// TestLeases: two processes share the partitions of a database; one's can be seen, read and found by
// the other, and taken once they are given up.
func TestLeases(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	a := connect(t, url, pgstore.Options{Owner: "a", Lease: time.Minute})
	b := connect(t, url, pgstore.Options{Owner: "b", Lease: time.Minute})
	three, seven := openPart(t, a, 3), openPart(t, b, 7)
	_, err := b.Open(t.Context(), 3)
	refused(t, err, store.ErrLocked, "a")
	_, err = a.Open(t.Context(), -1)
	refused(t, err, nil, "-1")
	must(t, errors.Join(put(three, "t", "k", "three"), put(seven, "t", "k", "seven")))
	if v := get(t, b.View(3), "t", "k"); v != "three" {
		t.Errorf("the other process reads %q", v)
	}
	refused(t, put(b.View(3), "t", "k", "v"), store.ErrReadOnly)

	must(t, errors.Join(put(three, "made later", "k", "v"), three.Close()))
	list, err := b.Leases(t.Context())
	must(t, err)
	if len(list) != 2 || list[0].Part != 3 || list[0].Owner != "" || list[0].Left > 0 || list[0].Epoch != three.Epoch() ||
		list[1].Part != 7 || list[1].Owner != "b" || list[1].Left <= 0 || list[1].Until.IsZero() {
		t.Errorf("leases %+v", list)
	}
	if next := openPart(t, b, 3); next.Epoch() <= three.Epoch() || next.Part() != 3 || get(t, next, "t", "k") != "three" {
		t.Errorf("epoch %d of partition %d", next.Epoch(), next.Part())
	} else if v := get(t, next, "made later", "k"); v != "v" {
		t.Errorf("a table that its last owner made holds %q", v)
	}
}

// TestSources: a source keeps the partition that its name got first.
func TestSources(t *testing.T) {
	t.Parallel()
	s := connect(t, pgtest.URL(t), pgstore.Options{})
	parts, epochs := map[string]int{}, map[string]int64{}
	for round := range 2 {
		for _, name := range []string{"telegram", "discord/0", "discord/1"} {
			st, err := s.OpenSource(t.Context(), name)
			must(t, err)
			if round > 0 && (st.Part() != parts[name] || st.Epoch() <= epochs[name]) || st.Part() < 1<<16 {
				t.Errorf("%s has partition %d with epoch %d", name, st.Part(), st.Epoch())
			}
			if made := time.UnixMilli(st.Epoch()); time.Since(made).Abs() > time.Hour { // a newer database's are higher
				t.Errorf("%s counts epochs from %v", name, made)
			}
			parts[name], epochs[name] = st.Part(), st.Epoch()
			must(t, st.Close())
		}
	}
	list, err := s.Sources(t.Context())
	if err != nil || len(list) != 3 || list[1] != (pgstore.Source{Name: "discord/0", Part: parts["discord/0"]}) {
		t.Errorf("sources %v, %v", list, err)
	}
}

// TestWorkers: whoever joined is counted as long as it lives.
func TestWorkers(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	s := connect(t, url, pgstore.Options{Lease: lease, Owner: "a"})
	must(t, s.Join(t.Context()))
	gone, err := pgstore.Connect(t.Context(), url, pgstore.Options{Owner: "gone"})
	must(t, err)
	must(t, gone.Join(t.Context()))
	owners := func() (all string) {
		list, err := s.Workers(t.Context())
		must(t, err)
		for _, w := range list {
			all += w.Owner + " "
		}
		return all
	}
	if got := owners(); len(got) != len("a gone ") {
		t.Errorf("workers %q", got)
	}
	must(t, gone.Close())
	db := dial(t, url)
	var until time.Time
	must(t, db.QueryRow(t.Context(), "select until from worker").Scan(&until))
	for n := 0; n == 0; n = number(t, db, "select count(*) from worker where until > $1", until) {
		time.Sleep(10 * time.Millisecond)
	}
	if got := owners(); got != "a " {
		t.Errorf("workers %q", got)
	}
	st, err := s.Open(t.Context(), 0)
	must(t, err)
	must(t, s.Leave())
	must(t, s.Leave())
	epoch := st.Epoch()
	for n := 0; n < 2; n++ { // it keeps its partition, and signs of life no more
		must(t, db.QueryRow(t.Context(), "select until from lease").Scan(&until))
		for now := until; now.Equal(until); must(t, db.QueryRow(t.Context(), "select until from lease where epoch = $1", epoch).Scan(&now)) {
			time.Sleep(10 * time.Millisecond)
		}
	}
	if got := owners(); got != "" {
		t.Errorf("workers %q after the last has left", got)
	}
}

// TestCloseBlocked: a lease that can't be given up, such as without a network,
// keeps nobody for longer than it lasts.
func TestCloseBlocked(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	s := connect(t, url, pgstore.Options{Lease: lease})
	st, err := s.Open(t.Context(), 0)
	must(t, err)
	tx, err := dial(t, url).Begin(t.Context())
	must(t, err)
	defer tx.Rollback(context.Background())
	if _, err := tx.Exec(t.Context(), "select from lease for update"); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	must(t, st.Close())
	if took := time.Since(began); took > 15*time.Second {
		t.Errorf("it took %v", took)
	}
}

// TestPartitionCount: the number of partitions can't change.
func TestPartitionCount(t *testing.T) {
	t.Parallel()
	s := connect(t, pgtest.URL(t), pgstore.Options{})
	id, err := s.Partitions(t.Context(), 256)
	must(t, err)
	again, err := s.Partitions(t.Context(), 256)
	if must(t, err); again != id || len(id) < 10 {
		t.Errorf("the cluster's name is %q and then %q", id, again)
	}
	_, err = s.Partitions(t.Context(), 64)
	refused(t, err, nil, "64", "256")
}

// TestPartitionURL addresses a partition as a store.
func TestPartitionURL(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	s, err := store.Open(url+"&partition=17", store.Options{})
	must(t, err)
	must(t, put(s, "t", "k", "seventeen"))
	_, err = store.Open(url+"&partition=17", store.Options{})
	refused(t, err, store.ErrLocked, "partition=17")
	must(t, s.Close())
	r, err := store.Open(url+"&partition=17&pool_max_conns=2", store.Options{ReadOnly: true})
	must(t, err)
	if v := get(t, r, "t", "k"); v != "seventeen" {
		t.Errorf("found %q", v)
	}
	must(t, r.Close())
	zero := open(t, url, pgstore.Options{})
	must(t, zero.Rows(func(table string, k, _ []byte) error { return fmt.Errorf("partition 0 has %s/%s", table, k) }))
	must(t, zero.Close())
	for _, bad := range []string{"x", "-1", "99999999999"} {
		_, err := store.Open(url+"&partition="+bad, store.Options{})
		refused(t, err, nil, bad)
	}
}

// TestForeignTables: tables of somebody else's with the same names are none of a store's. Tables of a
// store from before there were clusters are completed.
func TestForeignTables(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	db := dial(t, url)
	execute(t, db, "create table lease(house text, rent int)")
	_, err := pgstore.Open(t.Context(), url, pgstore.Options{})
	refused(t, err, nil, "lease", "house,rent", "search_path")
	execute(t, db, "drop table lease")
	s := open(t, url, pgstore.Options{})
	must(t, put(s, "t", "k", "v"))
	must(t, s.Close())
	execute(t, db, "drop table source, worker, cluster")
	r := open(t, url, pgstore.Options{Options: store.Options{ReadOnly: true}})
	if v := get(t, r, "t", "k"); v != "v" {
		t.Errorf("found %q", v)
	}
	must(t, r.Close())
	must(t, open(t, url, pgstore.Options{}).Close())
	if n := number(t, db, "select count(*) from source"); n != 0 {
		t.Errorf("%d sources", n)
	}
}

// TestServerClosed: a closed server gives its leases up and opens nothing.
func TestServerClosed(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	s := connect(t, url, pgstore.Options{Lease: time.Minute})
	var stores []*pgstore.Store
	for part := range 5 {
		stores = append(stores, openPart(t, s, part))
		must(t, put(stores[part], "t", "k", "v"))
	}
	must(t, s.Close())
	for _, st := range stores {
		refused(t, put(st, "t", "k", "v"), store.ErrClosed)
		refused(t, st.View(func(store.Reader) error { return nil }), store.ErrClosed)
		must(t, st.Close())
		if st.Sure() {
			t.Error("it is still sure")
		}
	}
	_, err := s.Open(t.Context(), 0)
	refused(t, err, store.ErrClosed)
	next := connect(t, url, pgstore.Options{})
	for part := range 5 {
		openPart(t, next, part)
	}
	reading := connect(t, url, pgstore.Options{Options: store.Options{ReadOnly: true}})
	_, err = reading.Open(t.Context(), 9)
	refused(t, err, store.ErrReadOnly)
	if v := get(t, reading.View(4), "t", "k"); v != "v" {
		t.Errorf("found %q", v)
	}
	_, err = pgstore.Connect(t.Context(), pgtest.URL(t), pgstore.Options{Options: store.Options{ReadOnly: true}})
	refused(t, err, fs.ErrNotExist)
}
