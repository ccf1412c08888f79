# The same work as the stack that the benchmark measures, for OpenTofu. See README.md in this folder.

terraform {
  required_providers {
    azuread = {
      source = "hashicorp/azuread"
    }
    microsoft365 = {
      source = "deploymenttheory/microsoft365"
    }
  }
}

# Both take their settings from the environment.
provider "azuread" {}

provider "microsoft365" {}

data "azuread_client_config" "current" {}

data "azuread_group" "assigned" {
  display_name = "Windows devices"
}

data "azuread_service_principal" "directory" {
  client_id = "00000002-0000-0000-c000-000000000000"
}

resource "azuread_service_principal" "service" {
  client_id       = "b8456c59-1230-44c7-a4a2-99b085333e84"
  use_existing    = true
  account_enabled = true

  feature_tags {
    enterprise = true
  }
}

resource "azuread_service_principal" "client" {
  client_id       = "9115dd05-fad5-4f9c-acc7-305d08b1b04e"
  use_existing    = true
  account_enabled = true

  feature_tags {
    enterprise = true
  }
}

resource "azuread_service_principal_delegated_permission_grant" "client" {
  service_principal_object_id          = azuread_service_principal.client.object_id
  resource_service_principal_object_id = azuread_service_principal.service.object_id
  claim_values                         = ["user_impersonation"]
}

resource "azuread_service_principal_delegated_permission_grant" "service" {
  service_principal_object_id          = azuread_service_principal.service.object_id
  resource_service_principal_object_id = data.azuread_service_principal.directory.object_id
  claim_values                         = ["User.Read"]
}

resource "microsoft365_graph_beta_device_management_windows_custom_configuration" "pin_recovery" {
  display_name = "Windows Hello - PIN recovery"
  description  = "Lets users replace a forgotten Windows Hello PIN through the Microsoft PIN reset service."

  oma_settings = [
    {
      odata_type   = "#microsoft.graph.omaSettingBoolean"
      display_name = "EnablePinRecovery"
      description  = "Lets a user replace a forgotten PIN without losing what it protects"
      oma_uri      = "./Device/Vendor/MSFT/PassportForWork/${data.azuread_client_config.current.tenant_id}/Policies/EnablePinRecovery"
      value        = "true"
    },
  ]

  role_scope_tag_ids = ["0"]

  assignments = [
    {
      type     = "groupAssignmentTarget"
      group_id = data.azuread_group.assigned.object_id
    },
  ]

  depends_on = [
    azuread_service_principal_delegated_permission_grant.client,
    azuread_service_principal_delegated_permission_grant.service,
  ]
}
