@echo off
chcp 65001 > nul
rem 在没有网络的 Windows 机器上安装月报：install.bat [装到哪个文件夹]
setlocal
set "target=%~1"
if "%target%"=="" set "target=%USERPROFILE%\yuebao"
for %%F in ("%target%") do set "target=%%~fF"
cd /d "%~dp0"

py -{python} -c "" 2> nul
if errorlevel 1 (
  echo 这台机器没有 Python {python}，请先安装 64 位的 Python {python}，安装时选上 py launcher
  exit /b 1
)
py -{python} -c "import struct, sys; sys.exit(struct.calcsize('P') != 8)"
if errorlevel 1 (
  echo 这台机器的 Python {python} 是 32 位的，请安装 64 位的
  exit /b 1
)

py -{python} -m venv "%target%"
if errorlevel 1 (
  echo 没有建成 %target%
  exit /b 1
)
"%target%\Scripts\python.exe" -m pip install --quiet --disable-pip-version-check --no-index -f wheels ^
  --only-binary=:all: --require-hashes -r requirements\win_amd64.txt
if errorlevel 1 (
  echo 没有装成，原因见上
  exit /b 1
)
echo 装好了。运行："%target%\Scripts\yuebao.exe" --help
