//go:build tools

// Package tools pins the Pulumi engine and its dependencies for the build in ../build.ts.
package tools

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
