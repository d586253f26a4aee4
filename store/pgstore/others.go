package pgstore

import (
	"context"
	"encoding/binary"
	"fmt"

	"github.com/stewardbot/steward/store"
)

// Others returns a reader of what is committed in all partitions of engines but
// one, as if it were one store. A key that several have comes several times in a
// Scan, and Get returns any of them. A Scan fetches its whole range at once, so
// that should be small. It may be used by several goroutines, until the server is
// closed.
func (s *Server) Others(part int) store.Reader { return others{s, int32(part)} }

type others struct {
	s    *Server
	part int32
}

// elsewhere is the statement of a scan in all partitions but $1, from $2 on, and
// up to $3 if it is bounded. For each it looks into the index that its own scans
// use.
func elsewhere(id int16, e ends) string {
	to, order := "", ""
	if e&bounded != 0 {
		to = " and k < $3"
	}
	if e&reversed != 0 {
		order = " desc"
	}
	return fmt.Sprintf(`select r.k, r.v from lease l cross join lateral
		(select k, v from kv_%d where part = l.part and t = %d and k >= $2%s offset 0) r
		where l.part <> $1 and l.part < %d order by r.k%s`, id, id, to, firstSource, order)
}

// Get implements store.Reader.
func (o others) Get(name string, key []byte) (value []byte, err error) {
	if err := store.CheckKey(name, key); err != nil {
		return nil, err
	}
	to := append(key[:len(key):len(key)], 0)
	err = o.Scan(name, key, to, false, 1, func(_, v []byte) (bool, error) { value = v; return true, nil })
	return value, err
}

// Scan implements store.Reader.
func (o others) Scan(name string, from, to []byte, reverse bool, limit int, fn func(k, v []byte) (bool, error)) error {
	if err := store.CheckTable(name); err != nil {
		return err
	}
	var rows []row
	err := o.s.patiently(&o.s.life, readPatience, func() (err error) {
		rows, err = o.fetch(name, from, to, reverse)
		return err
	})
	if err != nil {
		return explain("store.read", o.s.shown, err)
	}
	w := walk{from: from, to: to, reverse: reverse, limit: limit, fn: fn}
	for _, one := range rows {
		if err := w.row(one); err != nil || w.over {
			return err
		}
	}
	return w.flush()
}

func (o others) fetch(name string, from, to []byte, reverse bool) (rows []row, err error) {
	ctx, cancel := context.WithTimeout(o.s.ctx, queryTime)
	defer cancel()
	c, err := o.s.own.Acquire(ctx)
	if err != nil {
		return nil, err
	}
	defer c.Release()
	t := o.s.names.find(name)
	if t == nil {
		if err := o.s.names.read(ctx, c.Conn(), `select t, name from kv_names where name = $1`, [][]byte{[]byte(name)}); err != nil {
			return nil, err
		}
		if t = o.s.names.find(name); t == nil {
			return nil, nil
		}
	}
	kind, args := ends(0), [][]byte{binary.BigEndian.AppendUint32(nil, uint32(o.part)), shortest(from)}
	if to != nil {
		kind, args = kind|bounded, append(args, uppermost(to))
	}
	if reverse {
		kind |= reversed
	}
	return rows, query(ctx, c.Conn(), t.elsewhere[kind], args, func(values [][]byte) {
		rows = append(rows, row{append([]byte{}, values[0]...), append([]byte{}, values[1]...)})
	})
}
