//go:build tools

// Package tools names the server of a cluster's names.
package tools

import _ "github.com/coredns/coredns"
