/** Companies that Microsoft invented for its own examples, by ring. */
const rings = {
  canary: ["adatum", "contoso", "fabrikam"],
  early: [
    "adventure-works",
    "alpine-ski-house",
    "bellows-college",
    "best-for-you",
    "city-power",
    "coho-winery",
    "fourth-coffee",
  ],
  broad: [
    "graphic-design",
    "humongous",
    "lamna",
    "liberty",
    "litware",
    "lucerne",
    "margies-travel",
    "munson",
    "northwind",
    "proseware",
    "relecloud",
    "southridge",
    "tailspin",
    "trey-research",
    "wide-world",
  ],
} as const;

type RingName = keyof typeof rings;
export type TenantName = (typeof rings)[RingName][number];
export type Cast = readonly { readonly name: TenantName; readonly ring: RingName }[];

/** All 25 tenants. */
export const wholeCast: Cast = castOf({ canary: 3, early: 7, broad: 15 });
/** As few as the story needs, for its test. */
export const shortCast: Cast = castOf({ canary: 3, early: 1, broad: 2 });

function castOf(sizes: Readonly<Record<RingName, number>>): Cast {
  const names = ["canary", "early", "broad"] as const satisfies readonly RingName[];
  return names.flatMap((ring) => rings[ring].slice(0, sizes[ring]).map((name) => ({ name, ring })));
}
