@node "%~dp0pulumi-resource-azuread" %*
