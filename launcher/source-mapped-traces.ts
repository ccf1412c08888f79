/**
 * Takes the SDK's mapping of stacks to sources off. Node.js runs this project's TypeScript as it is written, so that a
 * stack needs no map; and the SDK takes a stack of each promise and resource, whose maps cost a preview 100 ms.
 */
export function disableSourceMappedTraces(): void {
  Reflect.deleteProperty(Error, "prepareStackTrace");
}
