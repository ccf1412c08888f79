const family = "endpointSecurityAccountProtection";

/** What a policy that was made from no template shows. */
const none = {
  templateId: "",
  templateFamily: "none",
  templateDisplayName: null,
  templateDisplayVersion: null,
};

/** The templates that the tenant offers: those of the family in which Windows Hello is, two of which have nothing to do with it. */
const templates = [
  {
    templateId: "fcef01f2-439d-4c3f-9184-823fd6e97646_1",
    templateFamily: family,
    templateDisplayName: "Account Protection",
    templateDisplayVersion: "Version 1",
  },
  {
    templateId: "adc46e5a-f4aa-4ff6-aeff-4f27bc525796_1",
    templateFamily: family,
    templateDisplayName: "Local admin password solution (Windows LAPS)",
    templateDisplayVersion: "Version 1",
  },
  {
    templateId: "22968f54-45fa-486c-848e-f8224aa69772_1",
    templateFamily: family,
    templateDisplayName: "Local user group membership",
    templateDisplayVersion: "Version 1",
  },
] as const;

/** The template of an id, which is compared without case; undefined where the tenant does not offer it. */
export function templateOf(templateId: string): typeof none | (typeof templates)[number] | undefined {
  return [none, ...templates].find((known) => known.templateId === templateId.toLowerCase());
}
