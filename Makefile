.DEFAULT_GOAL := help

# The module's bytes must not depend on where it is built: panic locations carry paths.
CARGO_HOME ?= $(HOME)/.cargo
REMAP := --remap-path-prefix=$(CURDIR)=/okta-normalizer --remap-path-prefix=$(CARGO_HOME)=/cargo
# Without LLVM's loop strength reduction, which adds variables for what a machine's addresses can do: a host compiles the
# module for its machine anyway, and in WAMR's interpreter each of them is a step (PERFORMANCE.md).
WASM_FLAGS := $(REMAP) -C llvm-args=-disable-lsr
# A toolchain that was there before rust-toolchain.toml named its targets lacks them.
target = @rustup target list --installed | grep -qx $(1) || rustup target add $(1)
BUILT := target/wasm32-wasip1/module/okta_normalizer.wasm

.PHONY: help
help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-12s %s\n", $$1, $$2 }'

.PHONY: build
build: ## Build the module and its component into dist/, with checksums and what they were built from
	$(call target,wasm32-wasip1)
	CARGO_TARGET_WASM32_WASIP1_RUSTFLAGS="$(WASM_FLAGS)" cargo build --locked --profile module --target wasm32-wasip1 --lib
	cargo run --locked -p dist -- $(BUILT) dist

.PHONY: dist
dist: programs ## The same with the bill of materials (CycloneDX): what is handed out
	target/debug/sbom dist

# What is built of each package. CI says --all-targets: then the tests and the programs are one build.
TARGETS ?= --bins
.PHONY: programs
programs: build
	cargo build --locked --workspace $(TARGETS)

.PHONY: run
run: programs ## Normalise the bundled events through the built module
	@# One of the bundled records is cut on purpose, and exit code 1 says that a record failed.
	target/debug/okta-normalizer transform --pretty examples/events.ndjson || test $$? = 1

.PHONY: test
test: build ## Run every test that needs nothing but Rust and a C compiler
	cargo test --locked --workspace

.PHONY: figures
figures: build ## Run every test and print the figures that README.md states
	cargo test --locked --workspace -- --nocapture >target/figures.log || { tail -n 60 target/figures.log; exit 1; }
	@grep -o 'figure: .*' target/figures.log

.PHONY: hosts
hosts: build ## Replay the cases on Fluent Bit's engine (needs cmake, a C compiler and libclang)
	cd tests/hosts/wamr && cargo test --locked

.PHONY: conformance
conformance: programs ## Prove the module file MODULE on every engine there is (without MODULE, the files in dist/)
	target/debug/conformance-kit $(MODULE)

.PHONY: golden
golden: programs ## Check that no expected document changed without a line in CHANGELOG.md
	target/debug/golden

# Workspaces of their own.
OWN := benches/count benches/floor benches/table fuzz tests/hosts/wamr web
.PHONY: lint
lint: build ## Check format and lints, warnings denied
	for own in . $(OWN); do cargo fmt --manifest-path $$own/Cargo.toml --all --check || exit 1; done
	cargo clippy --locked --workspace --all-targets -- -D warnings
	cd web && cargo clippy --locked --workspace --all-targets -- -D warnings
	CARGO_TARGET_DIR=target/lint cargo clippy --locked --profile module --target wasm32-wasip1 --lib -- -D warnings

.PHONY: tables
tables: ## Make the generated tables anew from the files under data/
	cargo run --quiet --locked -p tables

.PHONY: tables-check
tables-check: programs ## Check that the generated tables are those of the files under data/
	target/debug/tables --check

.PHONY: bless
bless: ## Write the expected documents of the cases anew, after an intended change
	cargo run --quiet --locked -p conformance --no-default-features --bin bless

.PHONY: size
size: ## Print the bytes that each part and dependency adds to the module
	@CARGO_TARGET_WASM32_WASIP1_RUSTFLAGS="$(WASM_FLAGS)" CARGO_TARGET_DIR=target/size CARGO_PROFILE_MODULE_STRIP=none \
		cargo build --quiet --locked --profile module --target wasm32-wasip1 --lib
	@cargo run --quiet --locked -p dist --bin size -- target/size/wasm32-wasip1/module/okta_normalizer.wasm

.PHONY: deps
deps: ## Print the module's dependencies, and then the same bytes
	@cargo tree --locked --edges normal,no-proc-macro --target wasm32-wasip1 --package okta-normalizer
	@$(MAKE) --no-print-directory size

.PHONY: deny
deny: ## Judge licences and sources of all dependencies, and advisories where their database can be had
	tools/deny.sh

.PHONY: reproducible
reproducible: ## Build the module in two fresh clones, in different folders, and compare the bytes
	tools/reproducible.sh

.PHONY: bench
bench: build ## Print the table of PERFORMANCE.md (needs cmake, a C compiler and libclang; compiles for minutes)
	cd benches/floor && cargo build --locked --release --target wasm32-wasip1
	cd benches/table && cargo build --locked --release
	benches/table/target/release/table dist benches/floor/target/wasm32-wasip1/release/floor.wasm

.PHONY: instructions
instructions: ## Compare what a record takes in instructions with the recorded count (needs valgrind, x86-64)
	benches/instructions.sh

# Records on wasmtime, and on Fluent Bit's engine, which is slower.
SOAK_RECORDS ?= 10000000
SOAK_WAMR_RECORDS ?= 2000000
.PHONY: soak
soak: programs ## Send millions of records through one instance and watch the memory, on wasmtime and Fluent Bit's engine
	target/debug/soak $(SOAK_RECORDS)
	cd tests/hosts/wamr && WAMR_RECORDS=$(SOAK_WAMR_RECORDS) cargo test --locked --release --test memory -- --nocapture

FUZZ_SECONDS ?= 600
.PHONY: fuzz
fuzz: build ## Fuzz each target for FUZZ_SECONDS (600); installs a nightly compiler and cargo-fuzz if they are missing
	FUZZ_SECONDS=$(FUZZ_SECONDS) tools/fuzz.sh

.PHONY: fuzz-smoke
fuzz-smoke: build ## Fuzz each target for ten seconds, the same way each time
	FUZZ_SECONDS=10 FUZZ_SEED=1 tools/fuzz.sh

.PHONY: miri
miri: ## Run the pointer code of the raw face under Miri; installs a nightly compiler if there is none
	rustup toolchain install nightly --profile minimal --component miri --component rust-src
	MIRIFLAGS=-Zmiri-ignore-leaks cargo +nightly miri test --locked --lib face::

WEB := wasm32-unknown-unknown
.PHONY: web
web: ## Build the npm package into dist/web
	$(call target,$(WEB))
	cd web && CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="$(REMAP)" cargo build --locked --profile web --target $(WEB)
	rm -rf dist/web && mkdir -p dist/web
	cd web && cargo run --quiet --locked -p bindgen -- target/$(WEB)/web/okta_normalizer_web.wasm ../dist/web
	cp web/js/* LICENSE NOTICE dist/web/

.PHONY: web-test
web-test: programs web ## Replay the cases through the npm package (needs Node 20 or later)
	target/debug/answers > target/answers.ndjson
	rm -rf target/web-test && mkdir -p target/web-test/node_modules
	cp -R dist/web target/web-test/node_modules/okta-normalizer && cp web/test/*.mjs target/web-test/
	cd target/web-test && ANSWERS=../answers.ndjson node --test

dist/playground/index.html: web
	node examples/playground/build.mjs

.PHONY: playground
playground: dist/playground/index.html ## Serve the playground at http://127.0.0.1:8080 (needs Node 20 or later)
	node examples/playground/serve.mjs

# The browser is the system's: on Debian, `apt-get install chromium`.
CHROMIUM ?= /usr/bin/chromium
.PHONY: browser-test
browser-test: dist/playground/index.html ## Test the playground in headless Chromium (needs Node 20, npm and Chromium)
	mkdir -p target/browser-test && cp tests/hosts/browser/* target/browser-test/
	cd target/browser-test && npm ci --ignore-scripts --no-audit --no-fund
	cd target/browser-test && CHROMIUM=$(CHROMIUM) PLAYGROUND=$(CURDIR)/dist/playground/index.html \
		EVENTS=$(CURDIR)/examples/events.ndjson SCREENSHOTS=$(CURDIR)/target/screenshots node --test
