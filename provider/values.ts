import type * as structTypes from "google-protobuf/google/protobuf/struct_pb.js";
import structPb from "google-protobuf/google/protobuf/struct_pb.js";

const { ListValue, NullValue, Struct, Value } = structPb;

/** A value that the engine does not know yet, as during a preview. There is one instance: {@link unknown}. */
export class Unknown {
  toString(): string {
    return "[unknown]";
  }
}

export const unknown = new Unknown();

/** A value that must not be shown; it travels marked to and from the engine, in any place of a value. */
export class Secret {
  readonly value: PropertyValue;

  constructor(value: PropertyValue) {
    this.value = value;
  }

  toString(): string {
    return "[secret]";
  }

  toJSON(): string {
    return "[secret]";
  }
}

/** A Pulumi property value: JSON in which any part may be {@link Secret} or {@link Unknown}. */
export type PropertyValue =
  | null
  | boolean
  | number
  | string
  | Secret
  | Unknown
  | PropertyValue[]
  | { [key: string]: PropertyValue };

export type PropertyMap = { [key: string]: PropertyValue };

const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const outputSignature = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const unknownString = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The engine writes an unknown as one of these strings, by the type it expects. */
const unknownStrings = new Set([
  unknownString,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** Whether text, as a value or a name, means something else than itself in the protocol. */
export function isReserved(text: string): boolean {
  return text === signatureKey || unknownStrings.has(text);
}

/**
 * The property map in a protocol message; an absent message is an empty map. Members that are null are
 * left out, since Pulumi does not tell a null property from an absent one.
 * Source: https://pulumi-developer-docs.readthedocs.io/latest/docs/architecture/deployment-schema.html
 */
export function decodeProperties(message: structTypes.Struct | undefined): PropertyMap {
  return message === undefined ? {} : decodeFields(message);
}

function decodeFields(message: structTypes.Struct): PropertyMap {
  const entries: [string, PropertyValue][] = [];
  message.getFieldsMap().forEach((value, key) => {
    const decoded = decodeValue(value);
    if (decoded !== null) {
      entries.push([key, decoded]);
    }
  });
  return Object.fromEntries(entries);
}

function decodeValue(value: structTypes.Value): PropertyValue {
  switch (value.getKindCase()) {
    case Value.KindCase.BOOL_VALUE:
      return value.getBoolValue();
    case Value.KindCase.NUMBER_VALUE:
      return value.getNumberValue();
    case Value.KindCase.STRING_VALUE:
      return unknownStrings.has(value.getStringValue()) ? unknown : value.getStringValue();
    case Value.KindCase.LIST_VALUE:
      return (value.getListValue()?.getValuesList() ?? []).map(decodeValue);
    case Value.KindCase.STRUCT_VALUE:
      return decodeStruct(decodeProperties(value.getStructValue()));
    default:
      return null;
  }
}

function decodeStruct(fields: PropertyMap): PropertyValue {
  if (fields[signatureKey] === outputSignature) {
    return decodeOutput(fields);
  }
  if (fields[signatureKey] !== secretSignature) {
    return fields;
  }
  const value = fields.value ?? null;
  return value === null || value instanceof Unknown ? value : new Secret(value);
}

/** An output of a program, as the inputs of components have them: one without a value is not known yet. */
function decodeOutput({ value = unknown, secret }: PropertyMap): PropertyValue {
  return secret === true && !(value instanceof Unknown) ? new Secret(value) : value;
}

/** The protocol message of a property map, with secrets and unknowns as the engine writes them. */
export function encodeProperties(properties: PropertyMap): structTypes.Struct {
  const message = new Struct();
  for (const [key, value] of Object.entries(properties)) {
    message.getFieldsMap().set(key, encodeValue(value));
  }
  return message;
}

function encodeValue(value: PropertyValue): structTypes.Value {
  const message = new Value();
  if (value === null) {
    message.setNullValue(NullValue.NULL_VALUE);
  } else if (typeof value === "boolean") {
    message.setBoolValue(value);
  } else if (typeof value === "number") {
    message.setNumberValue(value);
  } else if (typeof value === "string") {
    message.setStringValue(value);
  } else if (value instanceof Unknown) {
    message.setStringValue(unknownString);
  } else if (value instanceof Secret) {
    message.setStructValue(encodeSecret(value));
  } else if (Array.isArray(value)) {
    message.setListValue(encodeList(value));
  } else {
    message.setStructValue(encodeProperties(value));
  }
  return message;
}

function encodeSecret(secret: Secret): structTypes.Struct {
  return encodeProperties({ [signatureKey]: secretSignature, value: secret.value });
}

function encodeList(values: PropertyValue[]): structTypes.ListValue {
  const message = new ListValue();
  message.setValuesList(values.map(encodeValue));
  return message;
}
