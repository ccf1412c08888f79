import type { IntuneClient } from "../../intune/client.ts";
import type { Resource } from "../../provider/resource.ts";

/** What a scan asks of a type of resource: how it is in the tenant, and in what that differs from what is declared. */
export type Comparable = Pick<Resource<IntuneClient>, "token" | "current" | "check" | "diff" | "read">;
