/** The clouds whose endpoints Microsoft publishes: https://learn.microsoft.com/graph/deployments */
export const publishedClouds = ["public", "usgovernmentl4", "usgovernmentl5", "china"] as const;

export type PublishedCloud = (typeof publishedClouds)[number];

/** Clouds of Microsoft's technology that only their own customers are told about. */
type SovereignCloud = "usnat" | "ussec" | "govsg" | "bleu" | "delos";

/** A cloud by name. `custom` is one that is none of Microsoft's, such as a private one. */
export type CloudName = PublishedCloud | SovereignCloud | "custom";

/**
 * What a cloud may lack: Intune's part of Microsoft Graph, or the Microsoft PIN reset service with a way to register
 * its two applications.
 */
export type CloudFeature = "intune" | "pinReset";

type NationalCloud = {
  name: Exclude<CloudName, "public" | "custom">;
  /** As messages name it. */
  title: string;
  /** What the names of its hosts end with, where they are its own. */
  hosts?: RegExp;
  /** What Microsoft says, or leaves unsaid, of each feature that it does not document for this cloud. */
  undocumented: Partial<Record<CloudFeature, string>>;
};

const noRegistration =
  "Microsoft documents a web sign-in setting for PIN reset there, but not how the two applications of the PIN reset " +
  "service are registered, nor that they exist";
const noPinReset = "Microsoft does not document that the PIN reset service exists there";
const noIntune = "Microsoft's description of Graph there has nothing of Intune";

/**
 * Microsoft's clouds beside the global one, and what Microsoft does not document for each. Sources: for PIN reset
 * https://learn.microsoft.com/windows/security/identity-protection/hello-for-business/pin-reset; for Intune the table
 * of national clouds on the page of each call, such as
 * https://learn.microsoft.com/graph/api/intune-deviceconfig-windows10customconfiguration-create, and Graph's metadata
 * of each cloud in https://github.com/microsoftgraph/msgraph-metadata
 */
const nationalClouds: readonly NationalCloud[] = [
  {
    name: "usgovernmentl4",
    title: "US Government L4",
    hosts: /\.(usgovcloudapi\.net|microsoftonline\.us)$/,
    undocumented: { pinReset: noRegistration },
  },
  {
    name: "usgovernmentl5",
    title: "US Government L5 (DoD)",
    undocumented: { pinReset: noRegistration },
  },
  {
    name: "china",
    title: "China, operated by 21Vianet",
    hosts: /\.(chinacloudapi|microsoftonline)\.cn$/,
    undocumented: { pinReset: noPinReset },
  },
  {
    name: "usnat",
    title: "USNat",
    hosts: /\.eaglex\.ic\.gov$/,
    undocumented: { intune: noIntune, pinReset: noPinReset },
  },
  {
    name: "ussec",
    title: "USSec",
    hosts: /\.scloud$/,
    undocumented: { intune: noIntune, pinReset: noPinReset },
  },
  {
    name: "govsg",
    title: "GovSG (Singapore)",
    hosts: /\.sovcloud(-[a-z]+)?\.sg$/,
    undocumented: { intune: noIntune, pinReset: noPinReset },
  },
  {
    name: "bleu",
    title: "Bleu (France)",
    hosts: /\.sovcloud(-[a-z]+)?\.fr$/,
    undocumented: { pinReset: noPinReset },
  },
  {
    name: "delos",
    title: "Delos (Germany)",
    hosts: /\.sovcloud(-[a-z]+)?\.de$/,
    undocumented: { pinReset: noPinReset },
  },
];

/** Whether Microsoft publishes the endpoints of a cloud, so that sign-in libraries know them. */
export function isPublished(cloud: CloudName): cloud is PublishedCloud {
  return publishedClouds.some((name) => name === cloud);
}

/** The national cloud that a host name belongs to, a port aside; `custom` for any other name. */
export function nationalCloudAt(host: string): CloudName {
  const [name = ""] = host.toLowerCase().split(":");
  return nationalClouds.find(({ hosts }) => hosts?.test(name))?.name ?? "custom";
}

/**
 * Why a feature is refused in a cloud unless it is asked for: a sentence that names the cloud and what Microsoft does
 * not document for it, without a full stop. Undefined where it is documented, and for a custom cloud: of that one
 * Microsoft documents nothing at all, and whoever runs it knows what it has.
 */
export function undocumentedIn(cloud: CloudName, feature: CloudFeature): string | undefined {
  const national = nationalClouds.find(({ name }) => name === cloud);
  const reason = national?.undocumented[feature];
  return reason && `The cloud is ${national.title}: ${reason}`;
}
