# Installs what the pipelines run, in the project's folder. @pulumi/azure-native is left out, and with it the provider of
# 100 MB that the Pulumi CLI would download, where the stack uses neither passcodeVault nor pipelineIdentity. What else is
# optional are Node.js, which the runner has, and Temporal.
set -euo pipefail
settings="Pulumi.${PULUMI_STACK##*/}.yaml"
omit=(--omit=dev)
if ! grep -qE '^[^#]*pin-reset:(passcodeVault|pipelineIdentity)' "$settings"; then
  omit+=(--omit=optional)
fi
npm ci "${omit[@]}"
