//go:build tools

// Package tools names the programs of KEDA, which scales workloads on what waits for them.
package tools

import (
	_ "github.com/kedacore/keda/v2/cmd/adapter"
	_ "github.com/kedacore/keda/v2/cmd/operator"
)
