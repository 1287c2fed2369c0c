#!/bin/sh
# 在没有网络的 Linux 机器上安装月报：sh install.sh [装到哪个文件夹]
set -eu
target=${1:-$HOME/yuebao}
case $target in /*) ;; *) target=$PWD/$target ;; esac
cd "$(dirname "$0")"

python=${PYTHON:-python{python}}
if ! command -v "$python" > /dev/null; then
  echo "这台机器没有 $python。请先安装 Python {python}；装在别处的，这样指明：PYTHON=/路径/python{python} sh install.sh" >&2
  exit 1
fi
if [ "$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')" != "{python}" ]; then
  echo "这个安装包是给 Python {python} 的，$python 是别的版本" >&2
  exit 1
fi
requirements=requirements/linux_$(uname -m).txt
if [ ! -f "$requirements" ]; then
  echo "这个安装包没有给 $(uname -m) 处理器的文件" >&2
  exit 1
fi

if ! "$python" -m venv "$target"; then
  echo "没有建成 $target。Debian、Ubuntu、统信 UOS、麒麟请先安装 python3-venv 软件包" >&2
  exit 1
fi
"$target/bin/python" -m pip install --quiet --disable-pip-version-check --no-index -f wheels \
  --only-binary=:all: --require-hashes -r "$requirements"
echo "装好了。运行：$target/bin/yuebao --help"
