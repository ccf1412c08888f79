import type { Reply } from "../http/message.ts";

/** A response that is an error, as Azure Resource Manager words it. Source: https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors */
export class ArmFault extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Record<string, string>;

  constructor(status: number, code: string, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.name = "ArmFault";
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** The envelope: `{error: {code, message}}`. */
export function armFaultReply({ status, code, message, headers }: ArmFault): Reply {
  return { status, headers, body: { error: { code, message } } };
}

/** 404: nothing of that type and name in the group. */
export function resourceNotFound(type: string, name: string, group: string): ArmFault {
  return new ArmFault(
    404,
    "ResourceNotFound",
    `The Resource '${type}/${name}' under resource group '${group}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
  );
}
