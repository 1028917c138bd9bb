package main

import (
	"fmt"
	"path"
	"runtime/debug"

	golang "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

// What the generated code imports; the versions are those that the generator itself is built with.
var imported = []string{"github.com/blang/semver", "github.com/pulumi/pulumi/sdk/v3"}

// goModule makes the package for Go, and the go.mod that makes it a module.
func goModule(pkg *schema.Package) (files, error) {
	made, err := golang.GeneratePackage(tool, pkg, nil)
	if err != nil {
		return nil, err
	}
	info := pkg.Language["go"].(golang.GoPackageInfo)
	mod := fmt.Sprintf("module %s\n\ngo 1.24.0\n\nrequire (\n", info.ImportBasePath)
	for _, name := range imported {
		version, err := versionOf(name)
		if err != nil {
			return nil, err
		}
		mod += fmt.Sprintf("\t%s %s\n", name, version)
	}
	made[path.Join(path.Base(info.ImportBasePath), "go.mod")] = []byte(mod + ")\n")
	return made, nil
}

func versionOf(module string) (string, error) {
	build, _ := debug.ReadBuildInfo()
	for _, dependency := range build.Deps {
		if dependency.Path == module {
			return dependency.Version, nil
		}
	}
	return "", fmt.Errorf("the generator is built without %s", module)
}
