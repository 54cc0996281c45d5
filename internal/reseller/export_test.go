package reseller

import "context"

// WorkImportFor is WorkImport by a worker that dies behind so many steps.
func (s *Service) WorkImportFor(ctx context.Context, importID int64, steps int) error {
	return s.WorkImportWhile(ctx, importID, func() bool { steps--; return steps >= 0 })
}

// WorkImportWhile is WorkImport for as long as goOn tells, which is asked before each step: also behind the look-up of the sender.
func (s *Service) WorkImportWhile(ctx context.Context, importID int64, goOn func() bool) error {
	_, err := s.workImport(ctx, importID, goOn)
	return err
}
