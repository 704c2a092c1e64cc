# Everything is built in release; scripts/setup installs what is missing from scripts/packages.txt.
# The flags of scripts/stages.sh, so that nothing is built twice.
BUILD = swift build -c release -debug-info-format none

.PHONY: help setup build test lint demo benchmark evidence results clean

help:
	@echo "make demo   the whole pipeline on the embedded example, with a report in assay-demo/"
	@echo "make test   set-up, lint, build, tests"
	@echo "make benchmark   speed against ngspice, with the error beside every time"
	@echo "make evidence   slow: kills, full disks and a local Slurm against a suite of 200 cases, all of the library, and what intervals of measured currents hold; needs root; then tolerances on loads and on the traffic of networks, audits of four networks, precision, trainings of ResNet-20, 10 000 damaged inputs, and mistakes in the code, which verify must find"
	@echo "make results   hours: the studies of docs/results.md, with its tables and figures; needs the data sets that ASSAY_DATA names; may be killed and goes on"
	@echo "make build  the programs, in .build/release/"
	@echo "make lint   layout, house rules and links of the documents"
	@echo "make setup  install the system packages that are missing"
	@echo "make clean  remove what was built"

setup:
	@scripts/setup

build: setup
	@$(BUILD)

test:
	@scripts/test

lint:
	@scripts/lint

demo:
	@scripts/demo

benchmark: build
	@scripts/benchmark

evidence: setup
	@command -v python3 > /dev/null || { echo "make evidence needs python3: apt-get install python3"; exit 69; }
	@$(BUILD) --build-tests
	@scripts/evidence/run
	@scripts/evidence/tolerance
	@scripts/evidence/traffic
	@scripts/evidence/model-error
	@scripts/evidence/precision
	@scripts/evidence/audits
	@scripts/evidence/training
	@scripts/evidence/fuzz --runs 10000
	@scripts/evidence/mutations

results: setup
	@$(BUILD)
	@scripts/results

clean:
	@swift package clean
