// Package libopenapi takes the place of the package of that name where the Pulumi CLI is built from source. Only
// `pulumi api` uses it: that command fails here, with what to do. The types have what the CLI is compiled against.
package libopenapi

import (
	"errors"

	v3 "github.com/pb33f/libopenapi/datamodel/high/v3"
)

var errLeftOut = errors.New("`pulumi api` is left out of this Pulumi CLI, which pin-reset built from source; " +
	"install the official one: https://www.pulumi.com/docs/install/")

// Document is never made: see NewDocument.
type Document struct{}

// DocumentModel is never made: see NewDocument.
type DocumentModel[Model any] struct{ Model Model }

// NewDocument always fails, with what to do.
func NewDocument([]byte) (Document, error) { return Document{}, errLeftOut }

// BuildV3Model always fails, with what to do.
func (Document) BuildV3Model() (*DocumentModel[v3.Document], error) { return nil, errLeftOut }
