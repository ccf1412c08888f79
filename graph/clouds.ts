import { z } from "zod";
import { type Cloud, endpointsOf, nationalCloudAt, publishedClouds } from "./cloud-table.ts";
import { type CredentialSettings, settingName } from "./credentials/settings.ts";
import { callError, type GraphCall, GraphError } from "./errors.ts";
import { buffered, json } from "./response.ts";
import { type RetryPolicy, retryPolicy, withRetry } from "./retry.ts";

/** How long one request for the environment document may take. */
const documentSeconds = 30;

const metadataPath = "/metadata/endpoints?api-version=2022-09-01";

const origin = z.url({ protocol: /^https$/ }).transform((url) => new URL(url).origin);

const dnsSuffix = z
  .string()
  .regex(/^\.?[0-9a-z-]+(\.[0-9a-z-]+)*(:\d{1,5})?$/i)
  .transform((suffix) => suffix.replace(/^\./, ""));

const environmentDocument = z.object({
  portal: origin.optional(),
  authentication: z.object({ loginEndpoint: origin }),
  microsoftGraphResourceId: origin,
  // What only vaults need must not keep anyone from Graph.
  suffixes: z.object({ keyVaultDns: dnsSuffix }).optional().catch(undefined),
});

type EnvironmentDocument = z.infer<typeof environmentDocument>;

const documentResponse = z.preprocess(
  (value) => (Array.isArray(value) && value.length === 1 ? value[0] : value),
  environmentDocument,
);

/**
 * The cloud that the settings name: `environment`, by default the public one; or, where `metadataHost` is given,
 * the one that the environment document at https://HOST/metadata/endpoints describes.
 *
 * @throws GraphError where that host cannot be reached or trusted, or its response is something else.
 */
export async function resolveCloud(
  settings: CredentialSettings,
  signal?: AbortSignal,
  policy: RetryPolicy = retryPolicy(),
): Promise<Cloud> {
  if (settings.metadataHost === undefined) {
    return endpointsOf(settings.environment ?? "public");
  }
  const call = { method: "GET", path: metadataPath, host: settings.metadataHost };
  const described = await readDocument(call, policy, signal);
  const cloud = {
    login: described.authentication.loginEndpoint,
    graph: described.microsoftGraphResourceId,
  };
  const published = publishedClouds
    .map(endpointsOf)
    .find(({ login, graph }) => login === cloud.login && graph === cloud.graph);
  if (published) {
    return published;
  }
  const vault = described.suffixes?.keyVaultDns;
  const name = nationalCloudAt(new URL(cloud.login).host);
  return { name, ...cloud, portal: described.portal ?? endpointsOf("public").portal, vault };
}

async function readDocument(
  call: GraphCall,
  policy: RetryPolicy,
  signal?: AbortSignal,
): Promise<EnvironmentDocument> {
  const response = await fetchDocument(call, policy, signal);
  const text = await response.text();
  if (!response.ok) {
    throw notDescribed(call, `it answered ${response.status}`, response.status);
  }
  const parsed = documentResponse.safeParse(json(text));
  if (parsed.success) {
    return parsed.data;
  }
  const faults = parsed.error.issues.map((issue) => issue.path.join(".") || "the document").join(", ");
  throw notDescribed(call, `its document lacks, or has in another form: ${faults}`, response.status);
}

async function fetchDocument(call: GraphCall, policy: RetryPolicy, signal?: AbortSignal): Promise<Response> {
  const url = `https://${call.host}${call.path}`;
  try {
    return await withRetry(
      { ...policy, ...documentLimits(policy) },
      { ...call, repeatable: true, signal },
      async (attemptSignal) => buffered(await fetch(url, { redirect: "manual", signal: attemptSignal })),
    );
  } catch (error) {
    throw callError(error, { ...call, signal }, settingName("metadataHost"));
  }
}

/** A host that takes a connection and says nothing is as good as one that cannot be reached. */
function documentLimits({ unreachableSeconds }: RetryPolicy) {
  return { attemptSeconds: documentSeconds, unansweredSeconds: unreachableSeconds };
}

function notDescribed(call: GraphCall, reason: string, status: number): GraphError {
  return new GraphError(
    { code: "unexpectedResponse", method: call.method, path: call.path, status },
    {
      reason: `https://${call.host} does not describe a cloud: ${reason}.`,
      hint:
        `Check ${settingName("metadataHost")}; leave it out for Microsoft's own clouds, and choose one of those ` +
        `with ${settingName("environment")}.`,
    },
  );
}
