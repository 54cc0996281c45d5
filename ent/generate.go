// Package ent is what is stored: schema/ is written by hand, all beside it is generated.
package ent

//go:generate go run -mod=mod entgo.io/ent/cmd/ent generate --feature intercept,sql/upsert,sql/execquery,sql/lock ./schema
