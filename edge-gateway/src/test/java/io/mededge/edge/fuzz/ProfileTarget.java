package io.mededge.edge.fuzz;

import io.mededge.edge.profile.ProfileLoader;
import java.nio.charset.StandardCharsets;

/** Profile files: whatever is in them, the answer is a profile or findings. */
public final class ProfileTarget {
    private ProfileTarget() {}

    public static void fuzzerTestOneInput(byte[] input) {
        CpuLimit.check(() -> {
            var result = ProfileLoader.parse("fuzzed.yaml", new String(input, StandardCharsets.UTF_8));
            if (result instanceof ProfileLoader.Result.Valid valid) {
                var unused = valid.profile().metrics();
            } else if (result.findings().isEmpty()) {
                throw new AssertionError("a profile was refused without a finding");
            }
        });
    }
}
