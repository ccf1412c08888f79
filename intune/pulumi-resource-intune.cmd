@node "%~dp0pulumi-resource-intune" %*
