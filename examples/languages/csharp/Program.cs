using System.Collections.Generic;
using Pulumi;
using PinResetAsCode.Intune;
using PinResetAsCode.Intune.Inputs;

return await Deployment.RunAsync(() =>
{
    var pinReset = new PinReset("pin-reset", new PinResetArgs
    {
        Assignments = new PinResetAssignmentsArgs { Groups = { "Windows devices" } },
    });

    return new Dictionary<string, object?> { ["omaUri"] = pinReset.OmaUri };
});
