package a

import (
	"fmt"
	x "b/c"
)

// Go goes.
// It returns.
func (r *Foo[T]) Go(n int) string { other(n); r.Go(1); return fmt.Sprint(x.Y) }

// Foo is one.
type Foo[T any] struct {
	X int
}
type I interface { Q() int }
type ( A int; B = string )

const Z = 1

var V, W = 2, 3

func Top[T any](a T) (int, error) { return Foo{}, nil }
