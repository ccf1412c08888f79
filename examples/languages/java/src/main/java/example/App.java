package example;

import com.pulumi.Pulumi;
import com.pulumi.core.Either;
import com.pulumi.intune.PinReset;
import com.pulumi.intune.PinResetArgs;
import com.pulumi.intune.inputs.PinResetAssignmentsArgs;

public class App {
    public static void main(String[] args) {
        Pulumi.run(ctx -> {
            var assignments = PinResetAssignmentsArgs.builder().groups(Either.ofLeft("Windows devices")).build();
            var pinReset = new PinReset("pin-reset", PinResetArgs.builder().assignments(assignments).build());
            ctx.export("omaUri", pinReset.omaUri());
        });
    }
}
