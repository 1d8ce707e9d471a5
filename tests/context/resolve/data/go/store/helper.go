package store

func helper(s *Store) *Entry { return s.Find("x") }

//                                      ^^ a comment of no meaning
