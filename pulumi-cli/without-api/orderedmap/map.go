// Package orderedmap has the map of the types in this module. It holds nothing: no document is ever read into it.
package orderedmap

import "iter"

// Map is always empty.
type Map[Key comparable, Value any] struct{}

// New makes an empty map.
func New[Key comparable, Value any]() *Map[Key, Value] { return &Map[Key, Value]{} }

// Len is always 0.
func Len[Key comparable, Value any](*Map[Key, Value]) int { return 0 }

// Set keeps nothing.
func (*Map[Key, Value]) Set(Key, Value) (Value, bool) {
	var none Value
	return none, false
}

// Get finds nothing.
func (*Map[Key, Value]) Get(Key) (Value, bool) {
	var none Value
	return none, false
}

// GetOrZero finds nothing.
func (*Map[Key, Value]) GetOrZero(Key) Value {
	var none Value
	return none
}

// Delete finds nothing.
func (*Map[Key, Value]) Delete(Key) (Value, bool) {
	var none Value
	return none, false
}

// FromOldest goes over nothing.
func (*Map[Key, Value]) FromOldest() iter.Seq2[Key, Value] { return func(func(Key, Value) bool) {} }

// KeysFromOldest goes over nothing.
func (*Map[Key, Value]) KeysFromOldest() iter.Seq[Key] { return func(func(Key) bool) {} }
