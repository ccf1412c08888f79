export { plainText } from "../text/plain-text.ts";
