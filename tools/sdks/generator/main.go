// Command generator writes the SDKs of a Pulumi package, by the code generators that Pulumi's own language hosts use.
//
//	generator SCHEMA FOLDER LANGUAGE...
package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"

	"github.com/blang/semver"
	javagen "github.com/pulumi/pulumi-java/pkg/codegen/java"
	dotnetgen "github.com/pulumi/pulumi/pkg/v3/codegen/dotnet"
	gogen "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	pythongen "github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

// What the generated files say that they were made by.
const tool = "pulumi-pin-reset"

// The icon of the NuGet package.
//
//go:embed logo.png
var logoFile []byte

// Files by their paths below the SDK's folder.
type files = map[string][]byte

var generators = map[string]func(*schema.Package) (files, error){
	"python": func(pkg *schema.Package) (files, error) {
		return pythongen.GeneratePackage(tool, pkg, nil, nil)
	},
	"go": func(pkg *schema.Package) (files, error) {
		return gogen.GeneratePackage(tool, pkg, nil)
	},
	"dotnet": func(pkg *schema.Package) (files, error) {
		logo := httptest.NewServer(http.HandlerFunc(func(response http.ResponseWriter, _ *http.Request) {
			_, _ = response.Write(logoFile)
		}))
		defer logo.Close()
		// This generator downloads the logo, whatever files it is given.
		pkg.LogoURL = logo.URL
		return dotnetgen.GeneratePackage(tool, pkg, nil, nil)
	},
	"java": func(pkg *schema.Package) (files, error) {
		return javagen.GeneratePackage(tool, pkg, nil, nil, false, false)
	},
}

func main() {
	if len(os.Args) < 4 {
		fail(fmt.Errorf("usage: generator SCHEMA FOLDER LANGUAGE"))
	}
	for _, language := range os.Args[3:] {
		if err := generate(os.Args[1], filepath.Join(os.Args[2], language), language); err != nil {
			fail(fmt.Errorf("%s: %w", language, err))
		}
	}
}

func generate(schemaFile, folder, language string) error {
	generator, known := generators[language]
	if !known {
		return fmt.Errorf("no generator for this language")
	}
	// Each language imports its own section into the package, so each gets a package of its own.
	pkg, err := bind(schemaFile)
	if err != nil {
		return err
	}
	generated, err := generator(pkg)
	if err != nil {
		return err
	}
	for name, content := range generated {
		file := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

func bind(schemaFile string) (*schema.Package, error) {
	text, err := os.ReadFile(schemaFile)
	if err != nil {
		return nil, err
	}
	var spec schema.PackageSpec
	if err := json.Unmarshal(text, &spec); err != nil {
		return nil, fmt.Errorf("%s: %w", schemaFile, err)
	}
	pkg, diagnostics, err := schema.BindSpec(spec, ownTypes{}, schema.ValidationOptions{})
	if err != nil {
		return nil, err
	}
	if diagnostics.HasErrors() {
		return nil, diagnostics
	}
	return pkg, nil
}

// ownTypes loads no other package: the default would start plugins, by the Pulumi.yaml in whose folder this runs.
type ownTypes struct{}

func (ownTypes) LoadPackage(name string, _ *semver.Version) (*schema.Package, error) {
	return nil, fmt.Errorf("the schema refers to the package %s", name)
}

func (loader ownTypes) LoadPackageV2(_ context.Context, wanted *schema.PackageDescriptor) (*schema.Package, error) {
	return loader.LoadPackage(wanted.Name, wanted.Version)
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
