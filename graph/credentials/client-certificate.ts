import { readCertificate } from "./certificate-file.ts";
import { defineMethod } from "./method.ts";

/** https://learn.microsoft.com/entra/identity-platform/certificate-credentials */
export const clientCertificate = defineMethod({
  name: "client certificate",
  needs: ["tenantId", "clientId", "clientCertificatePath"],
  asked: (settings) => settings.clientCertificatePath !== undefined,
  hint: "Check clientCertificatePath (ARM_CLIENT_CERTIFICATE_PATH), and that the app registration holds this certificate.",
  open: async (settings, { identity, options }) => {
    const { tenantId, clientId, clientCertificatePath, clientCertificatePassword } = settings;
    const certificate = await readCertificate(clientCertificatePath, clientCertificatePassword);
    return new identity.ClientCertificateCredential(tenantId, clientId, { certificate }, options);
  },
});
