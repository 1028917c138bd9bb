//go:build tools

// Package tools pins the Python language host: the newest one that the Go module proxy serves.
package tools

import _ "github.com/pulumi/pulumi/sdk/v3/python/cmd/pulumi-language-python"
