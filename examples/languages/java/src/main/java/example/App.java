package example;

import com.pulumi.Pulumi;
import com.pulumi.core.Either;
import io.github.pinreset.intune.PinReset;
import io.github.pinreset.intune.PinResetArgs;
import io.github.pinreset.intune.inputs.PinResetAssignmentsArgs;

public class App {
    public static void main(String[] args) {
        Pulumi.run(ctx -> {
            var assignments = PinResetAssignmentsArgs.builder().groups(Either.ofLeft("Windows devices")).build();
            var pinReset = new PinReset("pin-reset", PinResetArgs.builder().assignments(assignments).build());
            ctx.export("omaUri", pinReset.omaUri());
        });
    }
}
