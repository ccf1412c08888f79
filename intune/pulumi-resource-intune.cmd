@rem Without the variable, cmd would start a node of the current folder, which is the project's, before that on PATH.
@setlocal
@set "NoDefaultCurrentDirectoryInExePath=1"
@node "%~dp0pulumi-resource-intune" %*
