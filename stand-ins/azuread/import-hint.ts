/** The refusal to make what exists already, in the words of the published plugin, with the way to take it over. */
export function alreadyExists(token: string, id: string, otherWay = ""): Error {
  return new Error(
    `A resource with the ID "${id}" already exists - to be managed via Pulumi this resource needs to be imported ` +
      `into the state: pulumi import ${token} NAME ${id}${otherWay}`,
  );
}
