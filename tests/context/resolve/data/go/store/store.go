package store

import "example.com/shop/util"

type Entry struct {
	Name string
}

func (e *Entry) Rename(to string) *Entry {
	e.Name = util.Trim(to)
	//            ^ -> util/text.go: func Trim [member]
	return e
}

type Base struct{}

func (b Base) Close() error { return nil }

type Store struct {
	Base
	entries []*Entry
	first   *Entry
}

func New() (*Store, error) {
	return &Store{}, nil
}

func (s *Store) Find(name string) *Entry {
	s.first.Rename(name).Rename(name)
	//                   ^ -> store/store.go: func (e *Entry) Rename [type]
	for _, entry := range s.entries {
		entry.Rename(name)
		//    ^ -> store/store.go: func (e *Entry) Rename [type]
	}
	s.Close()
	// ^ -> store/store.go: func (b Base) Close [type]
	return helper(s)
	//     ^ -> store/helper.go: func helper [import]
}
