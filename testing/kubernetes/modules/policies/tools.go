//go:build tools

// Package tools names the program that enforces network policies.
package tools

import (
	_ "github.com/cloudnativelabs/kube-router/v2/cmd/kube-router"
)
