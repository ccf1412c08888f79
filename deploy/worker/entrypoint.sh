#!/bin/sh
# Runs `pin-reset` with the arguments. A variable NAME_FILE that names a file of /run/secrets becomes the variable NAME with
# the file's text, as secrets are mounted by Compose; those that Pulumi reads as a file itself stay as they are.
set -eu

for name in $(env | sed -n 's|^\([A-Z][A-Z0-9_]*\)_FILE=/run/secrets/.*|\1|p'); do
  if [ "$name" != PULUMI_CONFIG_PASSPHRASE ]; then
    file="$(printenv "${name}_FILE")"
    value="$(cat "$file")"
    export "$name=$value"
  fi
done

# The plugins are part of the image; what else Pulumi keeps in its folder is scratch.
mkdir -p "$PULUMI_HOME"
ln -sfn /opt/pulumi/plugins "$PULUMI_HOME/plugins"

exec node cli/pin-reset.js "$@"
