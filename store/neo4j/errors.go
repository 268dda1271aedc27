package neo4j

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"

	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"cobuild/graph"
)

var fieldStore = []string{"store"}

func unavailable(cause error, en, zh string, args ...any) *graph.Error {
	err := graph.NewError(graph.CodeUnavailable, nil, en, zh, args...)
	err.Cause = cause
	return err
}

func internal(cause error, en, zh string, args ...any) *graph.Error {
	err := graph.NewError(graph.CodeInternal, nil, en, zh, args...)
	err.Cause = cause
	return err
}

func closedError() *graph.Error {
	return unavailable(nil, "the store is closed: start Cobuild again", "存储已关闭：请重新启动Cobuild")
}

func (e *Engine) unreachable(cause error) *graph.Error {
	return unavailable(cause, "Neo4j at %s does not answer: start it, or check the address, the firewall and whether the server wants TLS (neo4j+s://, bolt+s://)",
		"位于%s的Neo4j没有响应：请启动它，或检查地址、防火墙以及服务器是否要求TLS（neo4j+s://、bolt+s://）", e.address)
}

// fault gives what comes out of the engine for an error of the driver: the
// context's own error where it is over, else a *graph.Error.
func (e *Engine) fault(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if e.isShut() {
		return closedError()
	}
	if known := (*graph.Error)(nil); errors.As(err, &known) {
		return err
	}
	if lost(err) {
		return e.unreachable(err)
	}
	if told := (*driver.Neo4jError)(nil); errors.As(err, &told) {
		return e.serverFault(told, err)
	}
	return internal(err, "the store at %s failed: see the log of Cobuild", "位于%s的存储出错：请查看Cobuild的日志", e.address)
}

// serverFault translates what the server told.
func (e *Engine) serverFault(told *driver.Neo4jError, err error) *graph.Error {
	fail := func(en, zh string, args ...any) *graph.Error {
		refused := graph.Invalid(fieldStore, en, zh, args...)
		refused.Cause = err
		return refused
	}
	switch {
	case told.Code == "Neo.ClientError.Security.CredentialsExpired":
		return fail("the password of %q at %s is the first one and must be changed: run cypher-shell -a %s -d system \"ALTER CURRENT USER SET PASSWORD FROM 'old' TO 'new'\"",
			"%q在%s的密码是初始密码，必须更改：请运行 cypher-shell -a %s -d system \"ALTER CURRENT USER SET PASSWORD FROM '旧' TO '新'\"", e.user, e.address, e.address)
	case told.Code == "Neo.ClientError.Security.AuthenticationRateLimit":
		return unavailable(err, "Neo4j at %s saw too many wrong passwords of %q: wait a few seconds, then give the right one",
			"%s上的Neo4j收到%q的错误密码过多：请稍候几秒，再提供正确的密码", e.address, e.user)
	case told.Code == "Neo.ClientError.Security.Unauthorized":
		return fail("Neo4j at %s refuses user %q with this password: give the user and password of the server",
			"%s上的Neo4j拒绝用户%q使用此密码登录：请提供服务器的用户名和密码", e.address, e.user)
	case told.Code == "Neo.ClientError.Security.Forbidden":
		return fail("user %q may not do this at %s: give it the rights to read, write and make indexes",
			"用户%q在%s没有此权限：请授予读、写和建立索引的权限", e.user, e.address)
	case told.Code == "Neo.ClientError.Database.DatabaseNotFound":
		return fail("Neo4j at %s has no database %q: create it, or name another",
			"%s上的Neo4j没有数据库%q：请创建它，或指定其他数据库", e.address, e.database)
	case outOfMemory(told):
		return unavailable(err, "Neo4j at %s has too little memory for this: raise dbms.memory.transaction.total.max or its heap, or do it in smaller pieces",
			"%s上的Neo4j内存不足：请调高dbms.memory.transaction.total.max或堆内存，或分批进行", e.address)
	case told.IsRetriable(), strings.HasPrefix(told.Code, "Neo.ClientError.Transaction."):
		return unavailable(err, "Neo4j at %s is busy or changes its leader: try again", "%s上的Neo4j繁忙或正在切换主节点：请重试", e.address)
	default:
		return internal(err, "Neo4j at %s refused a statement (%s): see the log of Cobuild", "%s上的Neo4j拒绝了语句（%s）：请查看Cobuild的日志", e.address, told.Code)
	}
}

// lost says whether no server could be reached or a connection broke. The
// driver hands some breaks through as they come from the network.
func lost(err error) bool {
	var connectivity *driver.ConnectivityError
	var network net.Error
	return errors.As(err, &connectivity) || errors.As(err, &network) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed)
}

func outOfMemory(told *driver.Neo4jError) bool {
	return strings.HasPrefix(told.Code, "Neo.TransientError.General.") && strings.Contains(told.Code, "Memory")
}

// passing says whether the server takes back its refusal by itself.
func passing(err error) bool {
	var told *driver.Neo4jError
	return errors.As(err, &told) && told.IsRetriable() && !outOfMemory(told)
}
