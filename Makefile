# Every habit of this project. `make` alone lists them.
.DEFAULT_GOAL := help
GO ?= go
GOLANGCI_LINT := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
export GOFLAGS ?= -buildvcs=false

.PHONY: help run build web test soak lint generate check-generated migration bench tools

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

run: build ## build and serve on :8080, embedded SQLite, with demo data
	./bin/canopy serve --demo --addr localhost:8080 --provisioning-delay 15s

build: web ## build bin/canopy with the portal and the playground in it
	$(GO) build -o bin/canopy .

web: web/dist/portal/index.html ## build the portal and the playground (Node and npm)

web/dist/portal/index.html: $(shell find web -path web/node_modules -prune -o -path web/dist -prune -o -type f -print 2>/dev/null)
	cd web && npm ci --no-audit --no-fund && npm run build
	@touch $@

tools: ## install what the tests need and is missing (PostgreSQL 15, Chromium, curl, jq), or name it
	@.ci/tools

test: tools web ## every test that decides correctness, both databases, at most 8 minutes
	$(GO) vet ./...
	$(GO) test -run '^$$' -fuzz '^FuzzReader$$' -fuzztime 5s ./internal/usercsv
	$(GO) test -timeout 15m ./...

soak: tools web ## the same tests at the sizes that the project promises
	CANOPY_SOAK=1 $(GO) test -timeout 90m -count=1 ./...

lint: ## golangci-lint, pinned
	$(GO) run $(GOLANGCI_LINT) run ./...

generate: web ## ent, gqlgen, the portal's operations and the list of time zones, from their sources
	$(GO) generate ./...

check-generated: generate ## fail when generated files are stale
	@test -z "$$(git status --porcelain -- ent graph internal/locale web)" || \
	  (git status --short -- ent graph internal/locale web; echo "generated files are stale: commit what 'make generate' writes"; exit 1)

migration: ## write the next migration of each database from ent/schema: make migration NAME=add_assets
	$(GO) run ./migrations/generate $(NAME)

bench: ## the Go benchmarks
	$(GO) test -run '^$$' -bench . -benchmem ./...
