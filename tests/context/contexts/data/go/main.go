package main

import "example.com/shop/store"

func main() {
	s := store.New("x")
	// R1 completion 300
	// R1 + is being called at the cursor: func (s *Store) Fetch(key string, fallback int) int
	// R1 + is used here: func New(path string) *Store
	// R1 - return fallback
	value := s.Fetch(▮)
	println(value)
}
