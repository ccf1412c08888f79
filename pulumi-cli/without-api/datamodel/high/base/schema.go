// Package base has the types of a schema.
package base

import (
	"errors"

	"github.com/pb33f/libopenapi/orderedmap"
	"go.yaml.in/yaml/v4"
)

// Schema has the fields that the CLI reads.
type Schema struct {
	Type                 []string
	Format               string
	Description          string
	Pattern              string
	Nullable             *bool
	ReadOnly             *bool
	MinLength            *int64
	MaxLength            *int64
	Minimum              *float64
	Maximum              *float64
	MultipleOf           *float64
	Required             []string
	AllOf                []*SchemaProxy
	AnyOf                []*SchemaProxy
	OneOf                []*SchemaProxy
	Items                *SchemaOrFlag
	AdditionalProperties *SchemaOrFlag
	Properties           *orderedmap.Map[string, *SchemaProxy]
	Discriminator        *Discriminator
	Default              *yaml.Node
	Enum                 []*yaml.Node
	Extensions           *orderedmap.Map[string, *yaml.Node]
}

// GoLow is always nil.
func (*Schema) GoLow() *Low { return nil }

// MarshalJSONInline always fails.
func (*Schema) MarshalJSONInline() ([]byte, error) { return nil, errors.New("there is no schema") }

// Low is never made.
type Low struct{}

// Hash is never called.
func (*Low) Hash() uint64 { return 0 }

// SchemaProxy is never made.
type SchemaProxy struct{}

// Schema is always nil.
func (*SchemaProxy) Schema() *Schema { return nil }

// SchemaOrFlag is a schema, or whether there may be any.
type SchemaOrFlag struct{ A *SchemaProxy }

// IsA is always false.
func (*SchemaOrFlag) IsA() bool { return false }

// Discriminator tells the variants of a schema apart.
type Discriminator struct {
	PropertyName string
	Mapping      *orderedmap.Map[string, string]
}

// Info is about a document.
type Info struct{ Version string }
