.DEFAULT_GOAL := help

# The module's bytes must not depend on where it is built: panic locations carry paths.
CARGO_HOME ?= $(HOME)/.cargo
REMAP := --remap-path-prefix=$(CURDIR)=/okta-normalizer --remap-path-prefix=$(CARGO_HOME)=/cargo
MODULE := target/wasm32-wasip1/module/okta_normalizer.wasm

.PHONY: help
help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-12s %s\n", $$1, $$2 }'

.PHONY: build
build: ## Build the module and its component into dist/
	CARGO_TARGET_WASM32_WASIP1_RUSTFLAGS="$(REMAP)" cargo build --locked --profile module --target wasm32-wasip1 --lib
	cargo run --quiet --locked -p dist -- $(MODULE) dist

.PHONY: hosts
hosts: ## Replay the cases on every other engine: WAMR, wasmi, V8, and a real Fluent Bit where there is one
	cargo test --locked -p wasmi-host -p node-host -p fluent-bit-host
	cd tests/hosts/wamr && cargo test --locked

SOAK_RECORDS ?= 5000000
.PHONY: soak
soak: ## Send SOAK_RECORDS records (5 million) through Fluent Bit's engine and watch the memory
	cd tests/hosts/wamr && WAMR_RECORDS=$(SOAK_RECORDS) cargo test --locked --release --test memory -- --nocapture
