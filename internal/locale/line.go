package locale

// Line answers a line of text as it is stored: blanks trimmed and collapsed, composed (NFC), invisible characters
// dropped. ok is false for control characters and broken UTF-8, which no database should be given.
func Line(s string) (line string, ok bool) {
	line = tidy(s)
	return line, isClean(s) && isClean(line)
}
