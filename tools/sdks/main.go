// Command sdks writes the SDK of each language into a folder of its own:
//
//	sdks <schema.json> <logo.png> <folder>
package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"

	"github.com/pulumi/pulumi-java/pkg/codegen/java"
	"github.com/pulumi/pulumi/pkg/v3/codegen/dotnet"
	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

// tool is what the generated files name as their origin.
const tool = "pulumi-swarm"

// files are contents by path.
type files map[string][]byte

var generators = map[string]func(*schema.Package) (files, error){
	"python": func(pkg *schema.Package) (files, error) {
		made, err := python.GeneratePackage(tool, pkg, nil, nil)
		return made, err
	},
	"go": goModule,
	"dotnet": func(pkg *schema.Package) (files, error) {
		made, err := dotnet.GeneratePackage(tool, pkg, nil, nil)
		return made, err
	},
	"java": javaLibrary,
}

// javaLibrary makes the package for Java. What a component gives is secret without a mark as well: its values say so. With the
// mark, the code calls a method that Pulumi's options for components lack, and does not compile.
func javaLibrary(pkg *schema.Package) (files, error) {
	for _, resource := range pkg.Resources {
		for _, property := range resource.Properties {
			property.Secret = property.Secret && !resource.IsComponent
		}
	}
	made, err := java.GeneratePackage(tool, pkg, nil, nil, false, false)
	return made, err
}

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: sdks <schema.json> <logo.png> <folder>")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(schemaFile, logo, folder string) error {
	text, err := os.ReadFile(schemaFile)
	if err != nil {
		return err
	}
	var spec schema.PackageSpec
	if err := json.Unmarshal(text, &spec); err != nil {
		return fmt.Errorf("%s cannot be read: %w", schemaFile, err)
	}
	logo, err = filepath.Abs(logo)
	if err != nil {
		return err
	}
	// The generator for .NET fetches the logo. It gets the picture from here: NuGet takes no SVG, and a build needs no network.
	http.DefaultTransport.(*http.Transport).RegisterProtocol("file", http.NewFileTransport(http.Dir("/")))
	spec.LogoURL = "file://" + filepath.ToSlash(logo)
	for language, generate := range generators {
		// Each generator leaves its settings in the package, so that each gets one of its own.
		pkg, err := schema.ImportSpec(spec, nil, schema.ValidationOptions{})
		if err != nil {
			return fmt.Errorf("the schema is not valid: %w", err)
		}
		made, err := generate(pkg)
		if err != nil {
			return fmt.Errorf("no SDK for %s: %w", language, err)
		}
		if err := made.write(filepath.Join(folder, language)); err != nil {
			return err
		}
	}
	return nil
}

func (made files) write(folder string) error {
	for name, content := range made {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}
