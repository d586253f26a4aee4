package phrase

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"io/fs"
	"net"
	"syscall"
)

// systemErrors are the errors of the system and the network that have a text.
var systemErrors = []struct {
	err  error
	code string
}{
	{context.DeadlineExceeded, "system.timeout"},
	{syscall.ECONNREFUSED, "system.connection_refused"},
	{syscall.ECONNRESET, "system.connection_broke"},
	{syscall.EPIPE, "system.connection_broke"},
	{io.EOF, "system.connection_broke"},
	{io.ErrUnexpectedEOF, "system.connection_broke"},
	{syscall.ENETUNREACH, "system.unreachable"},
	{syscall.EHOSTUNREACH, "system.unreachable"},
	{syscall.EADDRINUSE, "system.address_in_use"},
	{syscall.ENOSPC, "system.disk_full"},
	{fs.ErrPermission, "system.permission_denied"},
	{fs.ErrNotExist, "system.no_file"},
	{fs.ErrExist, "system.file_exists"},
}

// system is the code of an error of the system's or the network's; empty: it is none.
func system(err error) string {
	var wait net.Error
	switch {
	case errors.As(err, new(*net.DNSError)):
		return "system.no_such_name"
	case errors.As(err, new(*tls.CertificateVerificationError)):
		return "system.certificate"
	case errors.As(err, &wait) && wait.Timeout():
		return "system.timeout"
	}
	for _, known := range systemErrors {
		if errors.Is(err, known.err) {
			return known.code
		}
	}
	return ""
}
