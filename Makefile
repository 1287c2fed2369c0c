# The targets are the commands of make.py, which does the work: `make help` lists them. Where there is no make, as on
# Windows, `py make.py report` does the same. A newcomer needs git and Python 3.11 or newer.

PYTHON ?= python3
MONTH ?= 2021-10
UPGRADE ?=
MODULE ?=

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: report test quick check lint lab bench sweep mutants bundle clean lock help

report: WORDS = $(MONTH)
lock: WORDS = $(UPGRADE)
mutants: WORDS = $(MODULE)

report test quick check lint lab bench sweep mutants bundle clean lock help:
	@command -v $(PYTHON) > /dev/null || { printf '%s\n' "$$PYTHON_MISSING" >&2; exit 1; }
	@$(PYTHON) make.py $@ $(WORDS)

define PYTHON_MISSING
需要 Python 3.11 或更新的版本，而 “$(PYTHON)” 不可用。
安装之后可以指定它：make PYTHON=python3.12 report
Python 3.11 or newer is needed, and "$(PYTHON)" is missing.
Once it is installed, name it: make PYTHON=python3.12 report
endef
export PYTHON_MISSING
