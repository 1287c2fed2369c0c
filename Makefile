# Everything a newcomer needs is git, make and Python 3.11 or newer. `make help` lists the targets.

PYTHON ?= python3
MONTH ?= 2021-10

VENV := .venv
STAMP := $(VENV)/.stamp
PY := $(VENV)/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check
YUEBAO := $(PY) -m helpers

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: report test check lab lock lint clean bench help fresh-venv

report: $(STAMP)  ## 生成一个月的报告 · run one month's report: make report MONTH=2021-10
	@$(YUEBAO) demo . --month $(MONTH)
	@$(YUEBAO) run $(MONTH)

test: $(STAMP)  ## 运行全部测试 · run all tests, with coverage
	@$(PY) -m pytest -n auto --maxprocesses 8 --cov --cov-report term:skip-covered

check: lint test  ## 提交前的全部检查 · everything to run before a commit

lint: $(STAMP)  ## 代码风格与类型检查 · ruff, mypy, and no stored output in notebooks
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@$(PY) -m nbstripout --verify notebooks/*.ipynb

lab: $(STAMP)  ## 打开 JupyterLab · open the notebooks in JupyterLab
	@$(PY) -m jupyterlab --notebook-dir=.

bench: $(STAMP)  ## 测量运行时间 · run the measurements of benchmarks/
	@for script in benchmarks/[a-z]*.py; do echo "$$script"; $(PY) "$$script" || exit 1; done

clean:  ## 删除环境和缓存，不动台账和报告 · remove the environment and caches; ledgers and reports stay
	@rm -rf $(VENV) build dist .pytest_cache .ruff_cache .mypy_cache .coverage .coverage.* htmlcov
	@find src tests tools benchmarks notebooks -type d \( -name __pycache__ -o -name .ipynb_checkpoints \) -prune -exec rm -rf {} + 2>/dev/null || true

help:  ## 列出所有命令 · list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' Makefile

# --- The environment ------------------------------------------------------------------------------------------
#
# It is made once, from requirements.txt and nothing else. The stamp is written last and holds the folder for
# which the environment was made. Where it is missing (the making was broken off), names another folder (the
# checkout was moved) or has lost its Python, the environment is made from scratch; where it is only older than its
# sources, the environment is brought up to date in place.

ifneq ($(shell test -x $(PY) && cat $(STAMP) 2>/dev/null),$(CURDIR))
.PHONY: $(STAMP)
$(STAMP): fresh-venv
endif

define PYTHON_TOO_OLD
需要 Python 3.11 或更新的版本，而 “$(PYTHON)” 不可用或版本过低。
安装新版 Python 之后，可以指定它：make PYTHON=python3.12 report
Python 3.11 or newer is needed, and "$(PYTHON)" is missing or older.
Once a newer one is installed, name it: make PYTHON=python3.12 report
endef
export PYTHON_TOO_OLD

define VENV_MISSING
“$(PYTHON)” 缺少 venv 或 ensurepip 模块，无法创建环境。Debian 或 Ubuntu 请安装 python3-venv 软件包。
"$(PYTHON)" has no venv or no ensurepip module. On Debian or Ubuntu install the package python3-venv.
endef
export VENV_MISSING

define INSTALL_FAILED
环境没有建成，原因见上。再次运行同一命令即从头重建。
The environment could not be made, for the reason above. The same command starts again from scratch.
endef
export INSTALL_FAILED

fresh-venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || { printf '%s\n' "$$PYTHON_TOO_OLD" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { printf '%s\n' "$$VENV_MISSING" >&2; exit 1; }
	@echo "正在创建 Python 环境 $(VENV)，约需 1 到 5 分钟，只需这一次"
	@echo "Making the Python environment $(VENV): 1 to 5 minutes, this once"
	@$(PYTHON) -m venv --clear $(VENV) || { rm -rf $(VENV); printf '%s\n' "$$INSTALL_FAILED" >&2; exit 1; }

$(STAMP): requirements.txt pyproject.toml
	@rm -f $@; began=$$(date +%s); \
	echo "  1/2 requirements.txt: $$(grep -c '==' requirements.txt) packages" \
	  && $(PIP) --require-hashes -r requirements.txt \
	  && echo "  2/2 yuebao" \
	  && $(PIP) --no-deps --no-build-isolation -e . \
	  && printf '%s\n' '$(CURDIR)' > $@ \
	  || { rm -f $@; printf '%s\n' "$$INSTALL_FAILED" >&2; exit 1; }; \
	echo "  环境已就绪 · ready ($$(( $$(date +%s) - began )) s)"

# `make lock` keeps the versions that still fit; `make lock UPGRADE=--upgrade` takes the newest. uv lives in a
# throwaway folder. environment.yml must then name the same versions: tests/test_packaging.py says what differs.
UPGRADE ?=

lock:  ## 重写 requirements.txt · pin the dependencies: make lock UPGRADE=--upgrade takes the newest
	@tmp=$$(mktemp -d) && trap 'rm -rf "$$tmp"' EXIT INT TERM \
	&& $(PYTHON) -m venv "$$tmp" && "$$tmp/bin/python" -m pip install --quiet --disable-pip-version-check 'uv>=0.8' \
	&& "$$tmp/bin/uv" pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
	  --fork-strategy fewest --generate-hashes --no-annotate --no-header --no-emit-index-url \
	  --no-emit-find-links --no-strip-extras --quiet $(UPGRADE) --output-file requirements.txt > /dev/null
	@if grep -n '://' requirements.txt; then echo 'requirements.txt must hold no address' >&2; exit 1; fi
