import { Server, ServerCredentials } from "@grpc/grpc-js";
import language from "@pulumi/pulumi/proto/language_grpc_pb.js";
import { endChildren } from "./children.ts";
import { languageRuntime } from "./language-runtime.ts";

const engineAddress = process.argv.slice(2).at(-1) ?? "";
const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
server.addService(language.LanguageRuntimeService, languageRuntime(engineAddress));
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (fault, port) => {
  if (fault !== null) {
    process.stderr.write(`pulumi-language-nodejs cannot listen on 127.0.0.1: ${fault.message}\n`);
    process.exit(1);
  }
  // The engine reads the port from the first line.
  process.stdout.write(`${port}\n`);
});

// An engine that was killed cannot say goodbye: its children get another parent.
const engineProcess = process.ppid;
setInterval(() => {
  if (process.ppid !== engineProcess) {
    process.exit(1);
  }
}, 1000);

process.on("exit", () => endChildren("SIGTERM"));
// The engine ends its plugins by an interrupt. One at the terminal does not come here: they have a process group of their own.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => process.exit(0));
}
