package main

import (
	"strings"

	st "example.com/shop/store"
)

func main() {
	s, err := st.New()
	//           ^ -> store/store.go: func New() [member]
	s.Find("a").Rename("b")
	//          ^ -> store/store.go: func (e *Entry) Rename [type]
	e := &st.Entry{Name: "x"}
	//       ^ -> store/store.go: type Entry struct [member]
	e.Rename(strings.Trim("x"))
	//               ^ -> nothing
	var local st.Store
	local.Find("x")
	//    ^ -> store/store.go: func (s *Store) Find [type]
	run := func() {}
	run()
	// ^ -> nothing
	_ = err
}
