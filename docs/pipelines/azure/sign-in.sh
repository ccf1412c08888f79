# Read by a script of AzureCLI@2: the service connection's identity, as the ARM_* variables that Pulumi's plugins and
# pin-reset read. They ask Azure Pipelines for a token when they need one, which lives for minutes; nothing is stored.
# The state in azblob:// is reached through the Azure CLI, which the task has signed in.
export ARM_USE_OIDC=true
export ARM_CLIENT_ID="$AZURESUBSCRIPTION_CLIENT_ID"
export ARM_TENANT_ID="$AZURESUBSCRIPTION_TENANT_ID"
export ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID="$AZURESUBSCRIPTION_SERVICE_CONNECTION_ID"
export ARM_OIDC_REQUEST_URL="$SYSTEM_OIDCREQUESTURI"
export ARM_OIDC_REQUEST_TOKEN="$SYSTEM_ACCESSTOKEN"
ARM_SUBSCRIPTION_ID="$(az account show --query id --output tsv)"
export ARM_SUBSCRIPTION_ID

# A variable that the pipeline does not have stays as it is written in YAML.
for name in PULUMI_ACCESS_TOKEN PULUMI_CONFIG_PASSPHRASE; do
  if [[ "${!name:-}" == '$('"$name"')' ]]; then
    unset "$name"
  fi
done
