/** Companies that Microsoft invented for its own examples. The first three are in the ring canary, the next seven in early. */
export const tenantNames = [
  "adatum",
  "contoso",
  "fabrikam",
  "adventure-works",
  "alpine-ski-house",
  "bellows-college",
  "best-for-you",
  "city-power",
  "coho-winery",
  "fourth-coffee",
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
] as const;

export type TenantName = (typeof tenantNames)[number];

/** How many tenants are in the rings canary and early; the rest is in broad. */
export const ringSizes = { canary: 3, early: 7 } as const;
