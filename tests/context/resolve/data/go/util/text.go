package util

func Trim(s string) string { return s }
