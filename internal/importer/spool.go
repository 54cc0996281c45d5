package importer

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
)

// spool keeps values in a nameless file between judging and writing them. The zero spool is empty.
type spool struct {
	file *os.File
	out  *bufio.Writer
	end  int64
}

// span is where a value stands in its spool.
type span struct {
	from int64
	size int
}

// add keeps a value.
func (s *spool) add(value any) (span, error) {
	if s.file == nil {
		file, err := os.CreateTemp("", "canopy-import-*")
		if err != nil {
			return span{}, err
		}
		if err := os.Remove(file.Name()); err != nil { // it lives as long as it is open, however the process ends
			return span{}, errors.Join(err, file.Close())
		}
		s.file, s.out = file, bufio.NewWriterSize(file, 64<<10)
	}
	text, err := json.Marshal(value)
	if err != nil {
		return span{}, err
	}
	at := span{s.end, len(text)}
	s.end += int64(len(text))
	if _, err := s.out.Write(text); err != nil {
		return span{}, fmt.Errorf("keep a row on disk: %w", err)
	}
	return at, nil
}

// load fills value, a pointer, with what stands there.
func (s *spool) load(at span, value any) error {
	if s.out.Buffered() > 0 {
		if err := s.out.Flush(); err != nil {
			return fmt.Errorf("keep rows on disk: %w", err)
		}
	}
	text := make([]byte, at.size)
	if _, err := s.file.ReadAt(text, at.from); err != nil {
		return fmt.Errorf("read a row back from disk: %w", err)
	}
	return json.Unmarshal(text, value)
}

// close forgets the values.
func (s *spool) close() error {
	if s.file == nil {
		return nil
	}
	return s.file.Close()
}
