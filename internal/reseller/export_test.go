package reseller

import "context"

// WorkImportFor is WorkImport by a worker that dies behind so many steps.
func (s *Service) WorkImportFor(ctx context.Context, importID int64, steps int) error {
	_, err := s.workImport(ctx, importID, func() bool { steps--; return steps >= 0 })
	return err
}
