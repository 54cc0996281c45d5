package graph

import (
	"canopy/graph/model"
	"canopy/internal/problem"
)

func requestedReset(err error) (*model.RequestPasswordResetPayload, error) {
	faults, err := problem.FaultsOf(err)
	return &model.RequestPasswordResetPayload{UserErrors: faults}, err
}

func resetPassword(err error) (*model.ResetPasswordPayload, error) {
	faults, err := problem.FaultsOf(err)
	return &model.ResetPasswordPayload{UserErrors: faults}, err
}
