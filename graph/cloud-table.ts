/** A cloud whose endpoints Microsoft publishes. Origins without a trailing slash. */
type Endpoints = {
  readonly login: string;
  readonly graph: string;
  /** The Azure portal. */
  readonly portal: string;
  /** What the host names of its key vaults end with, without the dot. */
  readonly vault: string;
  readonly adminCenters: AdminCenters;
};

/** The Entra and the Intune admin center of a cloud. */
export type AdminCenters = { readonly entra: string; readonly intune: string };

type CloudRow = {
  /** As messages name it. */
  readonly title: string;
  /** What ARM_ENVIRONMENT may say for it besides its name, in lower case. */
  readonly aliases?: readonly string[];
  /** Absent where Microsoft tells them to the cloud's own customers alone. */
  readonly endpoints?: Endpoints;
  /** What the names of its hosts end with, where they are its own. */
  readonly hosts?: RegExp;
  /** Why Intune cannot be expected there; absent where Microsoft documents it. */
  readonly withoutIntune?: string;
};

const noIntune = "Microsoft's description of Graph there has nothing of Intune";

const publicAdminCenters: AdminCenters = {
  entra: "https://entra.microsoft.com",
  intune: "https://intune.microsoft.com",
};
const governmentAdminCenters: AdminCenters = {
  entra: "https://entra.microsoft.us",
  intune: "https://intune.microsoft.us",
};

/**
 * Microsoft's clouds, one row each. Sources: https://learn.microsoft.com/graph/deployments for endpoints;
 * https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates#dns-suffixes-for-object-identifiers
 * for key vaults; https://learn.microsoft.com/entra/fundamentals/faq and
 * https://learn.microsoft.com/intune/intune-service/fundamentals/china for admin centers; for Intune the table of
 * national clouds on the page of each call, such as
 * https://learn.microsoft.com/graph/api/intune-deviceconfig-windows10customconfiguration-create, and Graph's metadata
 * of each cloud in https://github.com/microsoftgraph/msgraph-metadata
 */
const clouds = {
  public: {
    title: "Azure public",
    aliases: ["global"],
    endpoints: {
      login: "https://login.microsoftonline.com",
      graph: "https://graph.microsoft.com",
      portal: "https://portal.azure.com",
      vault: "vault.azure.net",
      adminCenters: publicAdminCenters,
    },
  },
  usgovernmentl4: {
    title: "US Government L4",
    aliases: ["usgovernment"],
    endpoints: {
      login: "https://login.microsoftonline.us",
      graph: "https://graph.microsoft.us",
      portal: "https://portal.azure.us",
      vault: "vault.usgovcloudapi.net",
      adminCenters: governmentAdminCenters,
    },
    hosts: /\.(usgovcloudapi\.net|microsoftonline\.us)$/,
  },
  usgovernmentl5: {
    title: "US Government L5 (DoD)",
    aliases: ["dod"],
    endpoints: {
      login: "https://login.microsoftonline.us",
      graph: "https://dod-graph.microsoft.us",
      portal: "https://portal.azure.us",
      vault: "vault.usgovcloudapi.net",
      adminCenters: governmentAdminCenters,
    },
  },
  china: {
    title: "China, operated by 21Vianet",
    endpoints: {
      login: "https://login.chinacloudapi.cn",
      graph: "https://microsoftgraph.chinacloudapi.cn",
      portal: "https://portal.azure.cn",
      vault: "vault.azure.cn",
      adminCenters: {
        entra: "https://entra.microsoftonline.cn",
        intune: "https://intune.microsoftonline.cn",
      },
    },
    hosts: /\.(chinacloudapi|microsoftonline)\.cn$/,
  },
  usnat: { title: "USNat", hosts: /\.eaglex\.ic\.gov$/, withoutIntune: noIntune },
  ussec: { title: "USSec", hosts: /\.scloud$/, withoutIntune: noIntune },
  govsg: { title: "GovSG (Singapore)", hosts: /\.sovcloud(-[a-z]+)?\.sg$/, withoutIntune: noIntune },
  bleu: { title: "Bleu (France)", hosts: /\.sovcloud(-[a-z]+)?\.fr$/ },
  delos: { title: "Delos (Germany)", hosts: /\.sovcloud(-[a-z]+)?\.de$/ },
} as const satisfies Record<string, CloudRow>;

type Clouds = typeof clouds;

/** A cloud of Microsoft's by name. */
type MicrosoftCloud = keyof Clouds;

/** A cloud whose endpoints Microsoft publishes. */
export type PublishedCloud = {
  [Name in MicrosoftCloud]: Clouds[Name] extends { endpoints: Endpoints } ? Name : never;
}[MicrosoftCloud];

/** A cloud by name. `custom` is one that is none of Microsoft's, such as a private one. */
export type CloudName = MicrosoftCloud | "custom";

/**
 * Where a tenant lives: https origins without a trailing slash.
 * `vault` is what the host names of its key vaults end with, without the dot; a custom cloud may have none.
 */
export type Cloud = {
  name: CloudName;
  login: string;
  graph: string;
  portal: string;
  vault?: string | undefined;
};

const rows: ReadonlyMap<string, CloudRow> = new Map(Object.entries(clouds));

/** Every cloud of Microsoft's. */
const microsoftClouds: readonly MicrosoftCloud[] = [...rows.keys()].filter(isMicrosoftCloud);

/** Every cloud whose endpoints Microsoft publishes. */
export const publishedClouds: readonly PublishedCloud[] = microsoftClouds.filter(isPublished);

function isMicrosoftCloud(name: string): name is MicrosoftCloud {
  return rows.has(name);
}

/** Whether Microsoft publishes the endpoints of a cloud, so that sign-in libraries know them. */
export function isPublished(cloud: CloudName): cloud is PublishedCloud {
  return rows.get(cloud)?.endpoints !== undefined;
}

/** The endpoints of a cloud that Microsoft publishes. */
export function endpointsOf(name: PublishedCloud): Cloud {
  const { login, graph, portal, vault } = clouds[name].endpoints;
  return { name, login, graph, portal, vault };
}

/** The admin centers of a cloud. One whose endpoints Microsoft does not publish has the public cloud's. */
export function adminCentersOf(cloud: CloudName): AdminCenters {
  return rows.get(cloud)?.endpoints?.adminCenters ?? publicAdminCenters;
}

/** The published cloud that a value of `environment` names, by any of its names; undefined where it names none. */
export function publishedCloud(value: string): PublishedCloud | undefined {
  const wanted = value.toLowerCase();
  return publishedClouds.find((name) => name === wanted || rows.get(name)?.aliases?.includes(wanted));
}

/** The published clouds as a sentence lists them: `public, usgovernmentl4, usgovernmentl5 or china`. */
export const publishedCloudNames = new Intl.ListFormat("en-GB", { type: "disjunction" }).format(
  publishedClouds,
);

/** The national cloud that a host name belongs to, a port aside; `custom` for any other name. */
export function nationalCloudAt(host: string): CloudName {
  const [hostname = ""] = host.toLowerCase().split(":");
  return microsoftClouds.find((name) => rows.get(name)?.hosts?.test(hostname)) ?? "custom";
}

/** A cloud as messages name it. */
export function cloudTitle(cloud: CloudName): string {
  return rows.get(cloud)?.title ?? "a custom one";
}

/**
 * Why Intune is refused in a cloud unless it is asked for: a sentence that names the cloud and what Microsoft does not
 * document for it, without a full stop. Undefined where it is documented, and for a custom cloud: Microsoft documents
 * nothing of that one, and those who run it know what it has.
 */
export function withoutIntune(cloud: CloudName): string | undefined {
  const reason = rows.get(cloud)?.withoutIntune;
  return reason && `The cloud is ${cloudTitle(cloud)}: ${reason}`;
}
