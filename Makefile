# What people and CI run. `make` lists the targets.

GOLANGCI_LINT = v2.11.3
GOVULNCHECK   = v1.1.4

export PATH := $(shell go env GOPATH)/bin:$(PATH)

.DEFAULT_GOAL := help
.PHONY: help run test race check format format-check vet lint generate generate-check release-schema e2e bench bench-reads neo4j web tools vulnerabilities ci

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## /{printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## serve the sample at http://127.0.0.1:8080/playground/
	go run server.go

test: ## every test; Neo4j's too where scripts/neo4j/fetch.sh has been run
	go test ./...

race: ## every test with the race detector, which needs a C compiler
# The store over whole fixtures is watched over the model, where Go works: in
# SQLite the detector would follow each page of a file, in Neo4j the waiting.
	go test -race -timeout 20m -skip '/neo4j|TestWholeSample|TestStoreConformance/(a_generated_county|the_sample)' $$(go list ./... | grep -v /store/neo4j$$)
	go test -race -timeout 20m -skip TestStoreConformance ./store/neo4j

check: format-check vet lint generate-check race ## all that a change must pass; CI runs the same

format: ## rewrite Go files in the project's form
	golangci-lint fmt

format-check:
	@golangci-lint fmt --diff || { echo "these files are not in the project's form: run make format" >&2; exit 1; }

vet:
	go vet ./...

lint: ## the linter; make tools installs it
	golangci-lint run ./...

generate: ## from schema/: graph/generated, graph/model, resolvers to fill in, docs/schema.graphql
	go tool gqlgen generate
	go test ./resolvers -run PublicSchema -update

generated = cat graph/generated/*.go graph/model/*.go resolvers/*.resolvers.go | cksum

# Compares files, not commits, so that it can be run before a commit.
generate-check:
	@before=$$($(generated)); go tool gqlgen generate; after=$$($(generated)); \
	  [ "$$before" = "$$after" ] || { echo "generated code was out of date: it is written anew, look at git diff and commit it" >&2; exit 1; }

release-schema: ## with each release: promise clients the schema as it is; needs Node 20
	cd httpapi/audit && npm ci --silent && npm run --silent promises && npm run --silent release

e2e: ## golden GraphQL cases over HTTP on both engines
	go test ./e2e

bench: ## benchmarks; bench/doc.go says of what
	go test ./bench -run '^$$' -bench . -benchtime 2s

bench-reads: ## what people ask, over HTTP, beside the same by hand; BENCH= for its flags
	go run ./bench/reads $(BENCH)

neo4j: ## a Neo4j at bolt://127.0.0.1:7687 until Ctrl-C; needs Java 17 and Maven
	scripts/neo4j/run.sh

web: ## build the pages in ui/dist again; needs Node 20
	cd ui/web && npm ci && npm run build && npm run licences && npm run test:examples

tools: ## install the linter and the vulnerability checker, unless they are there
	@golangci-lint version 2>/dev/null | grep -qF $(GOLANGCI_LINT:v%=%) || go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_LINT)
	@govulncheck -version >/dev/null 2>&1 || go install golang.org/x/vuln/cmd/govulncheck@$(GOVULNCHECK)

vulnerabilities: ## known vulnerabilities in what is used
	govulncheck ./...

ci: ## everything CI runs, on a clean Debian
	.ci/run
