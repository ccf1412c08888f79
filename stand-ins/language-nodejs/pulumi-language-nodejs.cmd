@echo off
node "%~dp0pulumi-language-nodejs" %*
