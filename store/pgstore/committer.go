package pgstore

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/stewardbot/steward/store"
)

// fenceSQL is the first statement of each commit: it divides by zero unless each
// lease is of its epoch and of the commit before. The rows stay locked until the
// commit ends, so that nobody claims a lease meanwhile.
const fenceSQL = `with f as (update lease l set commits = u.n from unnest($1::int[], $2::bigint[], $3::bigint[]) as u(part, epoch, n)
	where l.part = u.part and l.epoch = u.epoch and l.commits = u.n - 1 returning 1)
	select 1/(case when (select count(*) from f) = cardinality($1) then 1 else 0 end)`

// job is what one store has to commit.
type job struct {
	s       *Store
	overlay *store.Overlay
	list    []statement
	size    int       // bytes
	until   time.Time // how long it is tried if the connection is lost
	done    chan error
	tried   bool // before, with an unknown outcome
}

// queue holds the jobs that wait for the committer.
type queue struct {
	mu      sync.Mutex
	waiting []*job
	wake    chan struct{} // has room for one
}

// run returns what became of a job.
func (q *queue) run(j *job) error {
	q.mu.Lock()
	q.waiting = append(q.waiting, j)
	q.mu.Unlock()
	select {
	case q.wake <- struct{}{}:
	default:
	}
	return <-j.done
}

// togetherBytes bounds what goes in one transaction, unless one job alone is
// larger.
const togetherBytes = 8 << 20

// take returns the jobs that go in the next transaction, at most one of a
// partition, in the order of partitions.
func (q *queue) take() []*job {
	q.mu.Lock()
	defer q.mu.Unlock()
	size, parts := 0, map[int32]bool{}
	var list, later []*job
	for _, j := range q.waiting {
		if parts[j.s.part] || len(list) > 0 && size+j.size > togetherBytes {
			later = append(later, j)
			continue
		}
		list, size, parts[j.s.part] = append(list, j), size+j.size, true
	}
	q.waiting = later
	slices.SortFunc(list, func(a, b *job) int { return int(a.s.part) - int(b.s.part) })
	return list
}

// back puts jobs before those that wait.
func (q *queue) back(list []*job) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting = append(list, q.waiting...)
}

// commitAll commits what is ready, again and again, until the server is closed.
func (s *Server) commitAll() {
	const first = 20 * time.Millisecond
	wait := first
	for {
		jobs := s.queue.take()
		if len(jobs) == 0 {
			select {
			case <-s.queue.wake:
				continue
			case <-s.ctx.Done():
				return
			}
		}
		left, err := s.together(jobs)
		if len(left) == 0 {
			wait = first
			continue
		}
		s.reset()
		if left = slices.DeleteFunc(left, func(j *job) bool { return j.late(err) }); len(left) == 0 {
			continue
		}
		s.queue.back(left)
		select {
		case <-time.After(wait):
		case <-s.ctx.Done():
		}
		wait = min(2*wait, time.Second)
	}
}

// late ends a job whose time is over with an error.
func (j *job) late(err error) bool {
	if time.Now().Before(j.until) {
		return false
	}
	j.done <- err
	return true
}

// ended ends a job whose store has ended.
func (j *job) ended() bool {
	err := j.s.err()
	if err != nil {
		j.done <- err
	}
	return err != nil
}

// together commits jobs in one transaction. One that is fenced or that the
// database refuses fails alone, and the others go again without it. It returns
// those that want for a connection, and why.
func (s *Server) together(jobs []*job) (left []*job, err error) {
	for {
		jobs = slices.DeleteFunc(jobs, (*job).ended)
		if len(jobs) == 0 {
			return nil, nil
		}
		count := len(jobs)
		err := s.once(jobs)
		if isCode(err, fenced) {
			jobs, err = s.sortOut(jobs, err)
		}
		switch {
		case err == nil || len(jobs) == 0:
			return nil, nil
		case lost(err):
			return jobs, err
		case len(jobs) < count:
			continue
		case count == 1:
			jobs[0].done <- err
			return nil, nil
		}
		return s.apart(jobs)
	}
}

// apart commits each job in a transaction of its own.
func (s *Server) apart(jobs []*job) (left []*job, err error) {
	for i := range jobs {
		if left, err = s.together(jobs[i : i+1 : i+1]); len(left) > 0 {
			return jobs[i:], err
		}
	}
	return nil, nil
}

// once tries once. It ends the jobs if that succeeds.
func (s *Server) once(jobs []*job) error {
	ctx, cancel := s.soon()
	defer cancel()
	c, err := s.own.Acquire(ctx)
	if err != nil {
		return err
	}
	defer c.Release()
	batch, err := s.batch(ctx, c, jobs)
	if err != nil {
		return err
	}
	unlock(ctx, c, jobs)
	for _, j := range jobs {
		j.tried, j.s.commits.pending = j.s.commits.pending != nil, j.overlay
	}
	err = c.Conn().PgConn().ExecBatch(ctx, batch).Close()
	for _, j := range jobs {
		switch {
		case err == nil:
			j.counts()
		case !lost(err) && !j.tried:
			j.s.commits.pending = nil // the server has rolled it back
		}
	}
	return err
}

// unlock ends what is left of earlier tries, which would be in the way. If that
// fails, so does the commit.
func unlock(ctx context.Context, c *pgxpool.Conn, jobs []*job) {
	var again []*Store
	for _, j := range jobs {
		if j.s.commits.pending != nil {
			again = append(again, j.s)
		}
	}
	if len(again) > 0 {
		parts, epochs := tenures(again)
		_, _ = c.Exec(ctx, unlocked, parts, epochs)
	}
}

// counts ends a job that is committed.
func (j *job) counts() {
	j.s.commits = commits{last: j.s.commits.last + 1}
	j.done <- nil
}

// sortOut ends the jobs of stores that have lost their leases, and those that
// count after all since an earlier try does. It returns the others, with the
// cause, or why the leases can't be read.
func (s *Server) sortOut(jobs []*job, cause error) ([]*job, error) {
	var parts []int32
	for _, j := range jobs {
		parts = append(parts, j.s.part)
	}
	ctx, cancel := s.soon()
	defer cancel()
	rows, err := s.own.Query(ctx, `select part, epoch, commits from lease where part = any($1)`, parts)
	if err != nil {
		return jobs, err
	}
	type state struct{ epoch, last int64 }
	states, part, now := map[int32]state{}, int32(0), state{}
	_, err = pgx.ForEachRow(rows, []any{&part, &now.epoch, &now.last}, func() error { states[part] = now; return nil })
	if err != nil {
		return jobs, err
	}
	return slices.DeleteFunc(jobs, func(j *job) bool {
		last := j.s.commits.last
		switch now := states[j.s.part]; {
		case now == state{j.s.epoch, last}:
			return false
		case j.tried && now == state{j.s.epoch, last + 1}:
			j.counts()
		default:
			j.done <- j.s.lose(store.ErrFenced)
		}
		return true
	}), cause
}

// batch returns the statements of a commit, prepared on the connection.
func (s *Server) batch(ctx context.Context, c *pgxpool.Conn, jobs []*job) (*pgconn.Batch, error) {
	b, binary := &pgconn.Batch{}, []int16{1}
	for _, one := range append([]call{s.fence(jobs)}, gather(jobs)...) {
		st, err := c.Conn().Prepare(ctx, one.sql, one.sql)
		if err != nil {
			return nil, err
		}
		b.ExecStatement(st, one.args, binary, binary)
	}
	return b, nil
}

// call is a statement with its arguments.
type call struct {
	sql  string
	args [][]byte
}

func (s *Server) fence(jobs []*job) call {
	var parts, epochs, numbers array
	for _, j := range jobs {
		parts.add(int4OID, j.s.arg())
		epochs.add(int8OID, int8(j.s.epoch))
		numbers.add(int8OID, int8(j.s.commits.last+1))
	}
	return call{s.opt.fence, [][]byte{parts.bytes(), epochs.bytes(), numbers.bytes()}}
}

// gather merges the statements of all jobs: one for each kind of write to each
// table, as long as it doesn't grow too large.
func gather(jobs []*job) []call {
	type merged struct {
		statement
		parts array
	}
	var list []*merged
	open := map[string]*merged{}
	for _, j := range jobs {
		for _, st := range j.list {
			m := open[st.sql]
			if m == nil || m.size()+st.size() > statementBytes {
				m = &merged{statement: statement{sql: st.sql}}
				open[st.sql] = m
				list = append(list, m)
			}
			for range st.keys.count {
				m.parts.add(int4OID, j.s.arg())
			}
			m.keys.join(st.keys)
			m.values.join(st.values)
		}
	}
	calls := make([]call, len(list))
	for i, m := range list {
		calls[i] = call{m.sql, [][]byte{m.parts.bytes(), m.keys.bytes()}}
		if m.values.count > 0 {
			calls[i].args = append(calls[i].args, m.values.bytes())
		}
	}
	return calls
}
