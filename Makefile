# Gantry: what a person runs. Each target installs and builds what it needs first, and only when something changed.
.DEFAULT_GOAL := help
.PHONY: help run test check bench health audit fmt clean build

SOURCES := $(shell find services stack electron renderer -type f -not -name '*.test.ts' 2>/dev/null) package.json $(wildcard tsconfig*.json)
GANTRY := node dist/services/cli/main.js

help: ## List the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run: dist/.built ## Start Gantry: window, or the panel in the browser
	@exec $(GANTRY) run

test: dist/.built ## Run every check and every test
	@node e2e/run-tests.mjs

check: node_modules/.package-lock.json ## Types, format, lint and import rules
	@npm run --silent check

bench: dist/.built ## Measure, each figure beside a baseline of the same run
	@npm run --silent bench

health: dist/.built ## State of every part and service; exit 1 unless all are ok
	@$(GANTRY) status --check

audit: dist/.built ## Check this computer and the installation for what is unsafe or missing
	@$(GANTRY) doctor

fmt: node_modules/.package-lock.json ## Format and fix what can be fixed
	@npx biome check --write .

build: dist/.built ## Compile services, panel and window

clean: ## Remove what was built
	@rm -rf dist

node_modules/.package-lock.json: package.json package-lock.json .npmrc
	@node -e 'const [a,b]=process.versions.node.split(".").map(Number); if (a<20||(a===20&&b<19)) { console.error("Gantry needs Node 20.19 or later; this is "+process.version+"."); process.exit(1) }'
	npm ci
	@touch $@

dist/.built: node_modules/.package-lock.json $(SOURCES)
	@npm run --silent build
	@touch $@
