@echo off
rem How the Pulumi CLI starts the plugin on Windows.
rem Without the variable, cmd would start a node of the current folder, which is the project's, before that on PATH.
setlocal
set "NoDefaultCurrentDirectoryInExePath=1"
"%SystemRoot%\System32\where.exe" $PATH:node >nul 2>nul
if errorlevel 1 (
  echo The intune plugin needs Node.js 22.18 or newer, and there is no `node` on PATH. Install it: https://nodejs.org/en/download 1>&2
  exit /b 1
)
node "%~dp0intune\pulumi-resource-intune" %*
