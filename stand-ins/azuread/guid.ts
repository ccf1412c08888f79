import { z } from "zod";

/** An id of the directory. */
export const guid = z.guid("must be a GUID").toLowerCase();

/**
 * The ids in a resource's id: of a template such as `/servicePrincipals/{}`, the parts in place of `{}`; a bare id
 * stands for a template that has but one. Throws an error that shows the form.
 */
export function parseId(template: string, id: string): string[] {
  const places = template.split("{}").length - 1;
  const pattern = template.split("{}").join("([^/]+)");
  const parts = new RegExp(`^${pattern}$`).exec(id)?.slice(1);
  if (parts !== undefined) {
    return parts;
  }
  if (places === 1 && id !== "" && !id.includes("/")) {
    return [id];
  }
  throw new Error(
    `"${id}" is no id of this resource: give one of the form ${template.split("{}").join("ID")}`,
  );
}
