package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"sync"
	"time"
)

// session is one connection with the statements it has prepared. Calls on it
// take turns.
type session struct {
	mu    sync.Mutex
	conn  *sql.Conn
	stmts map[string]*sql.Stmt

	writes bool   // a write transaction is open
	set    *int64 // in force, as it knows; nil = not yet
	eager  bool   // it waits for no other process
}

func (s *session) prepare(ctx context.Context, text string) (*sql.Stmt, error) {
	if stmt := s.stmts[text]; stmt != nil {
		return stmt, nil
	}
	stmt, err := s.conn.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	s.stmts[text] = stmt
	return stmt, nil
}

func (s *session) exec(ctx context.Context, text string, args ...any) error {
	stmt, err := s.prepare(ctx, text)
	if err != nil {
		return err
	}
	_, err = stmt.ExecContext(ctx, args...)
	return err
}

// patience is how long a statement waits for other processes.
func (s *session) patience(ctx context.Context, d time.Duration) error {
	_, err := s.conn.ExecContext(ctx, fmt.Sprintf("PRAGMA busy_timeout = %d", d.Milliseconds())) // takes effect when it is prepared
	return err
}

// each runs a query and calls scan for every row.
func (s *session) each(ctx context.Context, text string, scan func(row) error, args ...any) (err error) {
	stmt, err := s.prepare(ctx, text)
	if err != nil {
		return err
	}
	rows, err := stmt.QueryContext(ctx, args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

type row interface{ Scan(...any) error }

// end leaves a transaction whatever the context says. A connection that cannot
// is given up.
func (s *session) end(how string) error {
	err := s.exec(context.Background(), how)
	if err != nil {
		s.discard()
	}
	return err
}

func (s *session) discard() {
	for _, stmt := range s.stmts {
		_ = stmt.Close() // the connection goes with it
	}
	if s.conn != nil {
		// Closing it would put it back with what is open on it.
		_ = s.conn.Raw(func(any) error { return driver.ErrBadConn })
	}
	s.conn, s.stmts, s.eager = nil, nil, false
}

// pool lends sessions; they connect when first used.
type pool struct {
	db   *sql.DB
	idle chan *session
}

func newPool(db *sql.DB, size int) *pool {
	p := &pool{db: db, idle: make(chan *session, size)}
	for range size {
		p.idle <- &session{}
	}
	return p
}

// take lends a session, or fails once ctx is done or the engine closes.
func (e *Engine) take(ctx context.Context, p *pool) (*session, error) {
	if err := ctx.Err(); err != nil {
		return nil, e.fault(ctx, err)
	}
	select {
	case <-e.closed:
		return nil, e.closedError()
	default:
	}
	var s *session
	select {
	case <-e.closed:
		return nil, e.closedError()
	case <-ctx.Done():
		return nil, e.fault(ctx, ctx.Err())
	case s = <-p.idle:
	}
	if s.conn == nil {
		conn, err := p.db.Conn(ctx)
		if err != nil {
			p.idle <- s
			return nil, e.fault(ctx, err)
		}
		s.conn, s.stmts = conn, map[string]*sql.Stmt{}
	}
	return s, nil
}

// drain takes all sessions for ever, waiting for those on loan.
func (p *pool) drain() {
	for range cap(p.idle) {
		(<-p.idle).discard()
	}
}
