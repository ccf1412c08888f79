import { text } from "./values.ts";

/**
 * The name of a resource group.
 * Source: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftresources
 */
export const resourceGroup = text(
  "must be the name of a resource group: up to 90 letters, digits and _-.(), without a period at the end",
  /^[\p{L}\p{N}_.()-]{0,89}[\p{L}\p{N}_()-]$/u,
).describe("The name of a resource group, which the stack creates.");

/** An Azure region as Resource Manager writes it: `westeurope`, for "West Europe" too. */
export const location = text("must be an Azure region, such as westeurope", /^[A-Za-z][A-Za-z\d ]*$/)
  .transform((value) => value.replaceAll(" ", "").toLowerCase())
  .describe("The Azure region of the resource group and what is in it.");
